import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { counted, grouped } from "../data/numbers.ts";
import { Empty } from "./states.tsx";
import styles from "./table.module.css";
import { Cells, CsvButton, Head, look, type TableProps } from "./table.tsx";

const ROW = 36;
/** About as tall as a card is. */
const NARROW_ROW = 110;
/** Rows kept ready above and below what is seen. */
const OVERSCAN = 12;

/** A table of any length: only the rows in sight are in the page, and the next ones are fetched as they come near. */
export function LongTable<Row>({
  more,
  isMore,
  total,
  file,
  ...props
}: TableProps<Row> & {
  /** Fetches what comes after the last row. */
  more(): void;
  isMore: boolean;
  total: number | null;
  file?: string | undefined;
}) {
  const { caption, columns, rows, keyOf, empty, sorting } = props;
  const id = useId();
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  const isOnPaper = useOnPaper();
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (window.innerWidth <= 480 ? NARROW_ROW : ROW) + 1,
    // On paper is all that was loaded.
    overscan: isOnPaper ? rows.length : OVERSCAN,
    scrollMargin: margin,
  });
  // Before the first paint: rows that came after it would make columns wider.
  useLayoutEffect(() => {
    if (body.current) setMargin(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isMore && !isOnPaper && last >= rows.length - OVERSCAN) more();
  }, [isMore, isOnPaper, last, rows.length, more]);
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  const above = seen.length === 0 ? 0 : seen[0]!.start - margin;
  const below = seen.length === 0 ? 0 : virtual.getTotalSize() - (seen.at(-1)!.end - margin);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroller} aria-labelledby={id} tabIndex={0}>
        <table className={`${look} ${styles.long}`} aria-rowcount={total ?? -1}>
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
          <tbody ref={body}>
            <Spacer height={above} columns={columns.length} />
            {seen.map(({ index }) => (
              <Cells
                key={keyOf(rows[index]!)}
                ref={virtual.measureElement}
                data-index={index}
                columns={columns}
                row={rows[index]!}
              />
            ))}
            <Spacer height={below} columns={columns.length} />
          </tbody>
        </table>
      </section>
      <div className={styles.foot}>
        <Extent shown={rows.length} total={total} isMore={isMore} />
        {isMore && file !== undefined && (
          <a className={styles.all} href={file} download>
            CSV of all
          </a>
        )}
        <CsvButton caption={caption} columns={columns} rows={rows} />
      </div>
    </>
  );
}

/** Whether the page is being printed: told before it is drawn for it. */
function useOnPaper(): boolean {
  const [isOnPaper, setOnPaper] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    const on = (event: string, is: boolean) =>
      window.addEventListener(event, () => flushSync(() => setOnPaper(is)), {
        signal: leaving.signal,
      });
    on("beforeprint", true);
    on("afterprint", false);
    return () => leaving.abort();
  }, []);
  return isOnPaper;
}

function Spacer({ height, columns }: { height: number; columns: number }): ReactNode {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it holds nothing, so nothing in it can be focused
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function Extent({
  shown,
  total,
  isMore,
}: {
  shown: number;
  total: number | null;
  isMore: boolean;
}) {
  if (!isMore) return <span>All {counted(shown, "row")}.</span>;
  const of = total === null ? "" : ` of ${grouped(total)}`;
  return (
    <span>
      {grouped(shown)}
      {of} rows; more load as you scroll.
    </span>
  );
}
