import { exactBrev, formatBps, formatSeconds, toFloat } from "../../data/numbers.ts";
import { tickLabel } from "../scale.ts";
import type { Line, Panel } from "./series.ts";

type Of<Value> = (index: number) => Value | null;

/** A line of as many values as there are buckets, drawn as numbers and told in words. */
function lineOf<Value>(
  name: string,
  tone: Line["tone"],
  count: number,
  of: Of<Value>,
  draw: (value: Value) => number,
  tell: (value: Value) => string,
  missing = "–",
): Line {
  const values = Array.from({ length: count }, (_, index) => of(index));
  return {
    name,
    tone,
    values: values.map((value) => (value === null ? null : draw(value))),
    say: (index) => {
      const value = values[index] ?? null;
      return value === null ? missing : tell(value);
    },
  };
}

/** Lines over the given buckets: of counts, wei, seconds and basis points. */
export const linesOver = <Bucket>(buckets: readonly Bucket[]) => ({
  counts: (name: string, tone: Line["tone"], of: (bucket: Bucket) => number | null) =>
    lineOf(name, tone, buckets.length, (index) => of(buckets[index]!), Number, String),
  amounts: (
    name: string,
    tone: Line["tone"],
    of: (bucket: Bucket) => string | null | undefined,
    missing = "–",
  ) =>
    lineOf(
      name,
      tone,
      buckets.length,
      (index) => of(buckets[index]!) ?? null,
      toFloat,
      (wei) => `${exactBrev(wei)} BREV`,
      missing,
    ),
  seconds: (name: string, tone: Line["tone"], of: (bucket: Bucket) => number | null) =>
    lineOf(name, tone, buckets.length, (index) => of(buckets[index]!), Number, formatSeconds),
  shares: (
    name: string,
    tone: Line["tone"],
    of: (bucket: Bucket) => number | null | undefined,
    missing = "–",
  ) =>
    lineOf(
      name,
      tone,
      buckets.length,
      (index) => of(buckets[index]!) ?? null,
      (bps) => bps / 100,
      formatBps,
      missing,
    ),
});

export const plainTick = (value: number) => tickLabel(value, value % 1 === 0 ? 0 : 1);

type MarketBucket = Readonly<{
  fulfilled: number;
  refunded: number;
  missed: number;
  deadlinesMissed: number;
  price: Readonly<{ p50: string | null; p90: string | null }>;
  secondsToProof: Readonly<{ p50: number | null; p90: number | null }>;
}>;

/** What became of requests, what proofs cost and how long they took: of the market or of a part of it. */
export function marketPanels(points: readonly MarketBucket[]): readonly Panel[] {
  const { counts, amounts, seconds } = linesOver(points);
  return [
    {
      title: "Outcomes of requests",
      kind: "bars",
      height: 90,
      tick: plainTick,
      lines: [
        counts("proven", 3, ({ fulfilled }) => fulfilled),
        // A miss is drawn when it happened; its refund, which may be later, would count it again.
        counts("refunded, no winner", 5, ({ refunded, missed }) => refunded - missed),
        counts("deadline missed", "missed", ({ deadlinesMissed }) => deadlinesMissed),
      ],
    },
    {
      title: "Price, BREV",
      kind: "band",
      height: 80,
      tick: plainTick,
      lines: [
        amounts("median", 2, ({ price }) => price.p50),
        amounts("90th percentile", 2, ({ price }) => price.p90),
      ],
    },
    {
      title: "Time to proof, log scale",
      kind: "band",
      height: 80,
      isTime: true,
      tick: formatSeconds,
      lines: [
        seconds("median", 6, ({ secondsToProof }) => secondsToProof.p50),
        seconds("90th percentile", 6, ({ secondsToProof }) => secondsToProof.p90),
      ],
    },
  ];
}
