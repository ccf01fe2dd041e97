import type { RequesterPageQuery } from "../../data/generated/types.ts";
import { Change, ShareChange } from "../../parts/change.tsx";
import { Tile, Tiles } from "../../parts/layout.tsx";
import { Brev, Count, Counted, Ratio, Seconds } from "../../parts/values.tsx";

const THAN = "the window before";

/** What waits for the requester now, and what its requests of a span of time came to. */
export function Figures({
  data: { refundableRequests, requesterRecord: record },
  requester,
}: {
  data: RequesterPageQuery;
  requester: NonNullable<RequesterPageQuery["requester"]>;
}) {
  const before = record?.before;
  return (
    <Tiles>
      <Tile
        label="Refundable now, BREV"
        term="RefundableRequestPage.totalAmount"
        note={
          <>
            in{" "}
            <Counted
              of={refundableRequests.totalCount}
              term="RefundableRequestPage.totalCount"
              one="request"
            />
          </>
        }
      >
        <Brev wei={refundableRequests.totalAmount} />
      </Tile>
      <Tile
        label="Open now"
        term="requester.openRequests"
        note={
          <>
            <Brev wei={requester.escrow} term="requester.escrow" /> BREV held
          </>
        }
      >
        <Count of={requester.openRequests} />
      </Tile>
      <Tile
        label="Requests"
        term="RequesterRecord.requests"
        note={<Change now={record?.requests} before={before?.requests} than={THAN} />}
      >
        <Count of={record?.requests} reason="none in this time" />
      </Tile>
      <Tile
        label="Paid for proofs, BREV"
        term="RequesterRecord.fees"
        note={<Change now={record?.fees} before={before?.fees} than={THAN} />}
      >
        <Brev wei={record?.fees} reason="none in this time" />
      </Tile>
      <Tile
        label="Success"
        term="RequesterRecord.success"
        note={<ShareChange now={record?.success.bps} before={before?.success.bps} than={THAN} />}
      >
        <Ratio of={record?.success} reason="nothing was due" />
      </Tile>
      <Tile
        label="Saved against max fee"
        term="RequesterRecord.saving"
        note={<ShareChange now={record?.saving.bps} before={before?.saving.bps} than={THAN} />}
      >
        <Ratio of={record?.saving} reason="nothing proven" />
      </Tile>
      <Tile
        label="Deadlines missed"
        term="RequesterRecord.missed"
        note={<Change now={record?.missed} before={before?.missed} than={THAN} better="less" />}
      >
        <Count of={record?.missed} reason="none in this time" />
      </Tile>
      <Tile
        label="Time to proof, median"
        term="RequesterRecord.secondsToProof"
        note={
          <Change
            now={record?.secondsToProof.p50}
            before={before?.secondsToProof.p50}
            than={THAN}
            better="less"
          />
        }
      >
        <Seconds of={record?.secondsToProof.p50} reason="nothing proven" />
      </Tile>
    </Tiles>
  );
}
