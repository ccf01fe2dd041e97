import { type Children, type Interval, lengthOf, type Rows } from "./chain.ts";
import { discoverChildren, type Fetcher, fetchRange } from "./fetch.ts";
import type { Need, Plan } from "./ponderSync.ts";
import type { Progress } from "./progress.ts";

/** Where what was fetched goes, range after range. */
export type Sink = (need: Need, rows: Rows) => Promise<void>;

/** Ranges fetched ahead of the one that is written: few at first, and where the header of every block is kept. */
const AHEAD = { first: 2, most: 12, withHeaders: 2 };
/** Blocks of the first range: few, so that it is ready soon for its reader. */
const FIRST_BLOCKS = 500;
/** Blocks of a range where the header of each is fetched, and kept until the range is written. */
const MOST_HEADERS = 2_000;

/**
 * Fetches what a plan says is missing, several ranges at once, and hands it on in the chain's order.
 * Whatever the sink took stays done when a later range fails.
 */
export async function fetchAll(given: {
  fetcher: Fetcher;
  plan: Plan;
  children: Children;
  range: Interval;
  sink: Sink;
  progress: Progress;
}): Promise<void> {
  const { fetcher, plan, children, range, sink, progress } = given;
  await discoverChildren(fetcher, plan.need(range), children);

  const { span, completeness } = fetcher;
  const keepsHeaders = completeness.check() === "blooms";
  const most = keepsHeaders ? MOST_HEADERS : Number.POSITIVE_INFINITY;
  const mostAhead = keepsHeaders ? AHEAD.withHeaders : AHEAD.most;
  let longest = FIRST_BLOCKS;
  const pieces = piecesOf(plan.missing(range), () => {
    const blocks = Math.min(longest, span.blocks());
    longest = most;
    return blocks;
  });
  const under: { piece: Interval; need: Need; rows: Promise<Rows>; known: number }[] = [];
  const known = () => [...children.values()].reduce((sum, { size }) => sum + size, 0);
  let ahead = AHEAD.first;
  const fetchMore = () => {
    while (under.length < ahead) {
      const { value: piece, done } = pieces.next();
      if (done) return;
      const need = plan.need(piece);
      const begun = { piece, need, known: known(), rows: fetchRange(fetcher, need, children) };
      // It is awaited when its turn comes; until then its failure must not end the process.
      begun.rows.catch(() => {});
      under.push(begun);
    }
  };
  for (fetchMore(); under.length > 0; fetchMore()) {
    const { piece, need, rows, known: before } = under.shift()!;
    fetchMore();
    const first = await rows;
    // A child that its factory's answer had left out was found in this range or one before: it was not asked for.
    const fetched = before === known() ? first : await fetchRange(fetcher, need, children);
    await sink(need, fetched);
    ahead = Math.min(mostAhead, ahead + 1);
    progress.advance(lengthOf(piece), fetched);
  }
}

/** Ranges as they are fetched: the length of each is asked for when its turn comes. */
export function* piecesOf(
  ranges: readonly Interval[],
  blocks: () => number,
): Generator<Interval, undefined> {
  for (const [from, to] of ranges)
    for (let start = from; start <= to; ) {
      const end = Math.min(to, start + blocks() - 1);
      yield [start, end];
      start = end + 1;
    }
}
