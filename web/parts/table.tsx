import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { type CsvColumn, download, toCsv } from "../data/csv.ts";
import type { Term } from "../data/generated/terms.ts";
import { grouped } from "../data/numbers.ts";
import cards from "./cards.module.css";
import { Empty } from "./states.tsx";
import styles from "./table.module.css";
import { Defined } from "./tip.tsx";

export type Column<Row> = Readonly<{
  head: string;
  term?: Term;
  cell(row: Row): ReactNode;
  /** Numbers stand at the end of their cell, digits under digits. */
  isNumber?: boolean;
  /** Left out where the window is narrow. */
  isLesser?: boolean;
  /** Columns of the file; none when left out. */
  csv?: readonly CsvColumn<Row>[];
  sort?: string;
}>;

/** What the rows are sorted by; the greatest first, unless it says otherwise. */
export type Sorting = Readonly<{ by: string; isAscending?: boolean; choose(by: string): void }>;

export type TableProps<Row> = Readonly<{
  /** What the rows are, for those who hear the page, and the name of the file. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  empty: ReactNode;
  sorting?: Sorting;
  /** How many there are, where the rows may be only the first of them. */
  total?: number | null;
}>;

/** A table; on a phone, cards. */
export const look = `${styles.table} ${cards.cards}`;

/** The most rows shown unasked. */
const MOST = 25;

/** Rows under headings, in a box that scrolls sideways by itself, with a file of the same rows. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  empty,
  sorting,
  total,
}: TableProps<Row>) {
  const id = useId();
  const [isWhole, setWhole] = useState(false);
  const isFolded = !isWhole && rows.length > MOST;
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroller} aria-labelledby={id} tabIndex={0}>
        <table className={isFolded ? `${look} ${styles.folded}` : look}>
          <caption id={id} className="hidden">
            {caption}
          </caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.head} column={column} sorting={sorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Cells key={keyOf(row)} columns={columns} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      <div className={styles.foot}>
        {isFolded && (
          <button type="button" onClick={() => setWhole(true)}>
            Show all {rows.length}
          </button>
        )}
        {total != null && total > rows.length && (
          <span>
            The first {rows.length} of {grouped(total)}.
          </span>
        )}
        <CsvButton caption={caption} columns={columns} rows={rows} />
      </div>
    </>
  );
}

export function Head<Row>({
  column,
  sorting,
}: {
  column: Column<Row>;
  sorting?: Sorting | undefined;
}) {
  const { head, term, isNumber, isLesser, sort } = column;
  const isSorted = sort !== undefined && sorting?.by === sort;
  const name = term ? <Defined term={term}>{head}</Defined> : head;
  return (
    <th
      scope="col"
      data-number={isNumber}
      data-lesser={isLesser}
      data-sorts={sort !== undefined && sorting !== undefined}
      aria-sort={isSorted ? (sorting.isAscending ? "ascending" : "descending") : undefined}
    >
      {name}
      {sort !== undefined && sorting && (
        <button
          type="button"
          className={styles.sort}
          aria-label={`Sort by ${head}`}
          aria-pressed={isSorted}
          onClick={() => sorting.choose(sort)}
        >
          {isSorted ? (sorting.isAscending ? "▲" : "▼") : "▽"}
        </button>
      )}
    </th>
  );
}

export function Cells<Row>({
  columns,
  row,
  ...rest
}: {
  columns: readonly Column<Row>[];
  row: Row;
} & Pick<ComponentProps<"tr">, "ref"> & { "data-index"?: number }) {
  return (
    <tr {...rest}>
      {columns.map(({ head, cell, isNumber, isLesser }) => (
        <td key={head} data-head={head} data-number={isNumber} data-lesser={isLesser}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

export function CsvButton<Row>({
  caption,
  columns,
  rows,
}: Pick<TableProps<Row>, "caption" | "columns" | "rows">) {
  const csv = columns.flatMap((column) => column.csv ?? []);
  if (csv.length === 0) return null;
  const name = `${caption.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.csv`;
  return (
    <button type="button" className={styles.csv} onClick={() => download(name, toCsv(csv, rows))}>
      CSV of {rows.length === 1 ? "this row" : `these ${rows.length} rows`}
    </button>
  );
}
