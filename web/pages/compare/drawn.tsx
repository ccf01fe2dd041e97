import type { ComparePageQuery } from "../../data/generated/types.ts";
import { milestonesOf } from "../../data/milestones.ts";
import { counted, exactBrev, formatBps, toFloat } from "../../data/numbers.ts";
import { Empty } from "../../parts/states.tsx";
import { tickLabel } from "../../pictures/scale.ts";
import type { Line } from "../../pictures/series/series.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";

/** Share price and win rate of both, day by day. */
export function Drawn({ data, a, b }: { data: ComparePageQuery; a: string; b: string }) {
  const pricesOf = (address: string) =>
    data.vaultPricesOf.find(({ prover }) => prover.address === address);
  const days = data.a?.days ?? data.b?.days ?? [];
  if (days.length === 0) return <Empty>Nothing in this time.</Empty>;
  const rate = (
    name: string,
    tone: Line["tone"],
    rows: NonNullable<ComparePageQuery["a"]>["days"],
  ): Line => {
    const byStart = new Map(rows.map(({ start, winRate }) => [start, winRate.bps]));
    const values = days.map(({ start }) => byStart.get(start) ?? null);
    return {
      name,
      tone,
      values: values.map((bps) => (bps === null ? null : bps / 100)),
      say: (index) => (values[index] == null ? "– (no auction)" : formatBps(values[index])),
    };
  };
  const price = (
    name: string,
    tone: Line["tone"],
    prices: ComparePageQuery["vaultPricesOf"][number] | undefined,
  ): Line => {
    const byStart = new Map(
      prices?.buckets.map(({ start, after }) => [start, after?.price ?? null]),
    );
    const values = days.map(({ start }) => byStart.get(start) ?? null);
    const first = values.find((value) => value !== null) ?? null;
    return {
      name,
      tone,
      // Indexed: the first known price is 100.
      values: values.map((value) =>
        value === null || first === null ? null : (100 * toFloat(value)) / toFloat(first),
      ),
      say: (index) => (values[index] == null ? "–" : `${exactBrev(values[index])} BREV a share`),
    };
  };
  return (
    <SeriesPicture
      buckets={days.map(({ start, end }) => ({ start, end, complete: true }))}
      milestones={milestonesOf(data)}
      label={`Share price and win rate over ${counted(days.length, "day")}.`}
      panels={[
        {
          title: "Price of a share, 100 at the start",
          kind: "steps",
          height: 110,
          tick: (value) => tickLabel(value, 1),
          lines: [price("A", 1, pricesOf(a)), price("B", 2, pricesOf(b))],
        },
        {
          title: "Win rate, %",
          kind: "lines",
          height: 90,
          tick: String,
          lines: [rate("A", 1, data.a?.days ?? []), rate("B", 2, data.b?.days ?? [])],
        },
      ]}
    />
  );
}
