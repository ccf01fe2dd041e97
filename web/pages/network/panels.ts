import type { NetworkPageQuery } from "../../data/generated/types.ts";
import { exactBrev, formatBps } from "../../data/numbers.ts";
import { linesOver, marketPanels, plainTick } from "../../pictures/series/lines.ts";
import type { Panel } from "../../pictures/series/series.ts";

type Point = NetworkPageQuery["marketSeries"]["points"][number];

/** Four pictures of the market under each other. */
export function panelsOf(points: readonly Point[]): readonly Panel[] {
  const stake = linesOver(points).amounts("stake", 1, ({ stake }) => stake);
  return [
    ...marketPanels(points),
    {
      title: "Stake, BREV",
      kind: "steps",
      height: 80,
      tick: plainTick,
      lines: [{ ...stake, say: (index) => stakeText(points[index]!) }],
    },
  ];
}

function stakeText({ stake, utilization }: Point): string {
  if (stake === null) return "–";
  const used = utilization?.bps == null ? "–" : formatBps(utilization.bps);
  return `${exactBrev(stake)} BREV, ${used} assigned`;
}
