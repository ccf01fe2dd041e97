import { bpsOf, sum } from "../data/numbers.ts";
import { utc } from "../data/times.ts";
import styles from "./bars.module.css";
import * as column from "./columns.tsx";
import { type Column, Table } from "./table.tsx";

type Amount = Readonly<{ amount: string; unstakes: number; stakers: number }>;
type Row = Amount & Readonly<{ name: string; bps: number }>;

/** Stake that leaves, by when it becomes ready. */
export type Calendar = Readonly<{
  ready: Amount;
  days: readonly (Amount & Readonly<{ start: number }>)[];
  later: Amount;
}>;

const columns: readonly Column<Row>[] = [
  column.text("Day", "UnbondingDay.start", ({ name }) => name),
  column.amount("Amount", "UnbondingDay.amount", ({ amount }) => amount),
  {
    head: "Part",
    cell: ({ bps }) => (
      <span className={styles.meter} style={{ "--part": `${bps / 100}%` } as object} />
    ),
  },
  column.count("Unstakes", "UnbondingDay.unstakes", ({ unstakes }) => unstakes),
  column.count("Stakers", "UnbondingDay.stakers", ({ stakers }) => stakers, { isLesser: true }),
];

/** What leaves, day by day, with a bar as long as its part of all. */
export function Unbonding({ of: { ready, days, later } }: { of: Calendar }) {
  const rows = [
    { name: "ready now", ...ready },
    ...days.map(({ start, ...rest }) => ({ name: utc(start).slice(0, 10), ...rest })),
    { name: "later", ...later },
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
