import type { ProverBidsQuery } from "../../data/generated/types.ts";
import { Tile, Tiles } from "../../parts/layout.tsx";
import { Brev, Count, Counted, Ratio, Seconds } from "../../parts/values.tsx";

type Record = NonNullable<ProverBidsQuery["proverRecord"]>;

/** How its bids fared in a span of time. */
export function Totals({ record: { total } }: { record: Record }) {
  return (
    <Tiles>
      <Tile label="Bids" term="ProverPerformance.bids">
        <Count of={total.bids} />
      </Tile>
      <Tile label="Reveal rate" term="ProverPerformance.revealRate">
        <Ratio of={total.revealRate} reason="no reveal was due" />
      </Tile>
      <Tile
        label="Win rate"
        term="ProverPerformance.winRate"
        note={
          <>
            <Count of={total.proven} term="ProverPerformance.proven" /> proven
          </>
        }
      >
        <Ratio of={total.winRate} reason="no auction is over" />
      </Tile>
      <Tile
        label="Miss rate"
        term="ProverPerformance.missRate"
        note={<Counted of={total.missed} term="ProverPerformance.missed" one="deadline" />}
      >
        <Ratio of={total.missRate} reason="nothing was due" />
      </Tile>
      <Tile
        label="Fees, BREV"
        term="ProverPerformance.fees"
        note={
          <>
            surplus <Brev wei={total.surplus} term="ProverPerformance.surplus" />
          </>
        }
      >
        <Brev wei={total.fees} />
      </Tile>
      <Tile
        label="Proving time, median"
        term="ProverPerformance.provingSeconds"
        note={
          <>
            90th percentile{" "}
            <Seconds of={total.provingSeconds.p90} term="NumberPercentiles.p90" reason="no proof" />
          </>
        }
      >
        <Seconds of={total.provingSeconds.p50} reason="no proof" />
      </Tile>
    </Tiles>
  );
}
