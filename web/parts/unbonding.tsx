import { bpsOf, sum } from "../data/numbers.ts";
import { utc } from "../data/times.ts";
import { Meter } from "./bars.tsx";
import * as column from "./columns.tsx";
import { type Column, Table } from "./table.tsx";
import { Brev, Count } from "./values.tsx";

type Amount = Readonly<{ amount: string; unstakes: number; stakers: number }>;
type Row = Amount & Readonly<{ name: string; bps: number; type: "UnbondingDay" | "UnbondingSum" }>;

/** Stake that leaves, by when it becomes ready. */
export type Calendar = Readonly<{
  ready: Amount;
  days: readonly (Amount & Readonly<{ start: number }>)[];
  later: Amount;
}>;

const columns: readonly Column<Row>[] = [
  column.text("Day", "UnbondingDay.start", ({ name }) => name),
  {
    ...column.amount<Row>("Amount", "UnbondingDay.amount", ({ amount }) => amount),
    cell: ({ amount, type }) => <Brev wei={amount} term={`${type}.amount`} />,
  },
  { head: "Part", cell: ({ bps }) => <Meter bps={bps} /> },
  {
    ...column.count<Row>("Unstakes", "UnbondingDay.unstakes", ({ unstakes }) => unstakes),
    cell: ({ unstakes, type }) => <Count of={unstakes} term={`${type}.unstakes`} />,
  },
  {
    ...column.count<Row>("Stakers", "UnbondingDay.stakers", ({ stakers }) => stakers, {
      isLesser: true,
    }),
    cell: ({ stakers, type }) => <Count of={stakers} term={`${type}.stakers`} />,
  },
];

/** What leaves, day by day, with a bar as long as its part of all. */
export function Unbonding({ of: { ready, days, later } }: { of: Calendar }) {
  const rows = [
    { name: "ready now", type: "UnbondingSum" as const, ...ready },
    ...days.map(({ start, ...rest }) => ({
      name: utc(start).slice(0, 10),
      type: "UnbondingDay" as const,
      ...rest,
    })),
    { name: "later", type: "UnbondingSum" as const, ...later },
  ].filter(({ unstakes }) => unstakes > 0);
  const total = sum(rows.map(({ amount }) => amount));
  return (
    <Table
      caption="Unbonding calendar"
      columns={columns}
      rows={rows.map((row) => ({ ...row, bps: bpsOf(row.amount, total) ?? 0 }))}
      keyOf={({ name }) => name}
      empty="Nobody is leaving."
    />
  );
}
