import type { NetworkPageQuery } from "../../data/generated/types.ts";
import { exactBrev, formatBps, formatSeconds, toFloat } from "../../data/numbers.ts";
import { tickLabel } from "../../pictures/scale.ts";
import type { Line, Panel } from "../../pictures/series/series.ts";

type Point = NetworkPageQuery["marketSeries"]["points"][number];

const brev = (wei: string | null) => (wei === null ? "–" : `${exactBrev(wei)} BREV`);
const plain = (value: number) => tickLabel(value, value % 1 === 0 ? 0 : 1);

/** Four pictures of the market under each other. */
export function panelsOf(points: readonly Point[]): readonly Panel[] {
  const counts = (
    name: string,
    tone: Line["tone"],
    field: "fulfilled" | "deadlinesMissed" | "refunded",
  ): Line => ({
    name,
    tone,
    values: points.map((point) => point[field]),
    say: (index) => String(points[index]![field]),
  });
  const amounts = (
    name: string,
    tone: Line["tone"],
    of: (point: Point) => string | null,
  ): Line => ({
    name,
    tone,
    values: points.map((point) => floatOf(of(point))),
    say: (index) => brev(of(points[index]!)),
  });
  const seconds = (
    name: string,
    tone: Line["tone"],
    of: (point: Point) => number | null,
  ): Line => ({
    name,
    tone,
    values: points.map(of),
    say: (index) => secondsText(of(points[index]!)),
  });
  return [
    {
      title: "Requests settled",
      kind: "bars",
      height: 90,
      tick: plain,
      lines: [
        counts("proven", 3, "fulfilled"),
        counts("refunded", 5, "refunded"),
        counts("deadline missed", "missed", "deadlinesMissed"),
      ],
    },
    {
      title: "Price, BREV",
      kind: "band",
      height: 80,
      tick: plain,
      lines: [
        amounts("p50", 2, ({ price }) => price.p50),
        amounts("p90", 2, ({ price }) => price.p90),
      ],
    },
    {
      title: "Time to proof",
      kind: "band",
      height: 80,
      isTime: true,
      tick: (value) => (value === 0 ? "0" : formatSeconds(value)),
      lines: [
        seconds("p50", 6, ({ secondsToProof }) => secondsToProof.p50),
        seconds("p90", 6, ({ secondsToProof }) => secondsToProof.p90),
      ],
    },
    {
      title: "Stake, BREV",
      kind: "steps",
      height: 80,
      tick: plain,
      lines: [
        {
          ...amounts("stake", 1, ({ stake }) => stake),
          say: (index) => `${brev(points[index]!.stake)}, ${utilization(points[index]!)} assigned`,
        },
      ],
    },
  ];
}

const floatOf = (wei: string | null) => (wei === null ? null : toFloat(wei));
const secondsText = (value: number | null) => (value === null ? "–" : formatSeconds(value));

function utilization({ utilization: used }: Point): string {
  return used?.bps == null ? "–" : formatBps(used.bps);
}
