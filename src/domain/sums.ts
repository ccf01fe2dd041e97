/** Sums over rows of counters. */

/** The columns of a row that are numbers, and by how much each changes. */
export type Delta<Row> = {
  [Column in keyof Row as NonNullable<Row[Column]> extends number | bigint ? Column : never]?:
    | NonNullable<Row[Column]>
    | undefined;
};

/** The named columns of a row, changed. */
export function increase<Row extends object>(row: Row, delta: Delta<Row>): Partial<Row> {
  const next: Record<string, number | bigint> = {};
  const values = row as Record<string, number | bigint>;
  for (const [column, change] of Object.entries(delta as Record<string, number | bigint>)) {
    next[column] = ((values[column] as bigint) + (change as bigint)) as bigint;
  }
  return next as Partial<Row>;
}
