import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** Rows kept ready above and below what is seen. */
const SPARE = 12;

/** Which rows of a long table are in the page, `to` exclusive, and the room of those above and below, in pixels. */
export type InSight = Readonly<{ from: number; to: number; above: number; below: number }>;

/** The rows between two heights of a table, with some to spare. */
export function rowsBetween(
  [top, bottom]: readonly [number, number],
  count: number,
  heightOf: (row: number) => number,
): InSight {
  const ends: number[] = [];
  for (let row = 0; row < count; row++) ends.push((ends[row - 1] ?? 0) + heightOf(row));
  const rowAt = (height: number) => {
    const row = ends.findIndex((end) => end > height);
    return row === -1 ? count : row;
  };
  const from = Math.max(0, rowAt(top) - SPARE);
  const to = Math.min(count, rowAt(bottom) + 1 + SPARE);
  const roomOf = (rows: number) => ends[rows - 1] ?? 0;
  return { from, to, above: roomOf(from), below: roomOf(count) - roomOf(to) };
}

/** What of a long table is in sight. A row that never was is taken to be as high as the first that was; on paper all are there. */
export function useRowsInSight(body: RefObject<HTMLElement | null>, count: number): InSight {
  const [sight, setSight] = useState<InSight>({ from: 0, to: 3 * SPARE, above: 0, below: 0 });
  const [isOnPaper, setOnPaper] = useState(false);
  const heights = useRef<number[]>([]);
  const look = () => {
    if (body.current === null) return;
    for (const row of body.current.querySelectorAll<HTMLElement>("[data-index]"))
      heights.current[Number(row.dataset.index)] = row.getBoundingClientRect().height;
    const { top } = body.current.getBoundingClientRect();
    const usual = heights.current.find((height) => height > 0) ?? 0;
    const heightOf = (row: number) => heights.current[row] ?? usual;
    const next = rowsBetween([-top, window.innerHeight - top], count, heightOf);
    const isSame = (last: InSight) =>
      Object.entries(next).every(([name, value]) => last[name as keyof InSight] === value);
    setSight((last) => (isSame(last) ? last : next));
  };
  // Before the paint: what came after it would be seen to move.
  useLayoutEffect(look);
  useEffect(() => {
    const leaving = new AbortController();
    const on = (event: string, react: () => void) =>
      window.addEventListener(event, () => flushSync(react), { signal: leaving.signal });
    on("scroll", look);
    on("resize", () => {
      heights.current = [];
      look();
    });
    on("beforeprint", () => setOnPaper(true));
    on("afterprint", () => setOnPaper(false));
    return () => leaving.abort();
  });
  return isOnPaper ? { from: 0, to: count, above: 0, below: 0 } : sight;
}
