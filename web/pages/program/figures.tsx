import type { ProgramPageQuery } from "../../data/generated/types.ts";
import { Tile, Tiles } from "../../parts/layout.tsx";
import { Brev, Counted, Ratio, Seconds } from "../../parts/values.tsx";

/** What a proof of the program cost, and how the auctions went. */
export function Figures({ advice }: { advice: ProgramPageQuery["feeAdvice"] }) {
  return (
    <Tiles>
      <Tile
        label="Price, median, BREV"
        term="FeeAdvice.price"
        note={
          <>
            10th percentile{" "}
            <Brev wei={advice.price.p10} term="AmountPercentiles.p10" reason="no price" />, 90th{" "}
            <Brev wei={advice.price.p90} term="AmountPercentiles.p90" reason="no price" />
          </>
        }
      >
        <Brev wei={advice.price.p50} reason="no price in this span of time" />
      </Tile>
      <Tile
        label="Success"
        term="FeeAdvice.success"
        note={<Counted of={advice.auctions} term="FeeAdvice.auctions" one="auction" />}
      >
        <Ratio of={advice.success} reason="nothing settled" />
      </Tile>
      <Tile label="Two revealers or more" term="FeeAdvice.twoRevealers">
        <Ratio of={advice.twoRevealers} reason="no auction" />
      </Tile>
      <Tile
        label="Time to proof, median"
        term="FeeAdvice.secondsToProof"
        note={
          <>
            90th percentile{" "}
            <Seconds
              of={advice.secondsToProof.p90}
              term="NumberPercentiles.p90"
              reason="no proof"
            />
          </>
        }
      >
        <Seconds of={advice.secondsToProof.p50} reason="no proof" />
      </Tile>
    </Tiles>
  );
}
