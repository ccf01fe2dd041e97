import { type Children, type Interval, lengthOf, type Rows } from "./chain.ts";
import { discoverChildren, type Fetcher, fetchRange } from "./fetch.ts";
import type { Need, Plan } from "./ponderSync.ts";
import type { Progress } from "./progress.ts";

/** Where what was fetched goes, range after range. */
export type Sink = (need: Need, rows: Rows) => Promise<void>;

/** Ranges fetched ahead of the one that is written: few at first, so that the first are soon there for who reads them. */
const AHEAD = { first: 2, most: 12 };

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

  const pieces = piecesOf(plan.missing(range), fetcher.span.blocks);
  const under: { piece: Interval; need: Need; rows: Promise<Rows> }[] = [];
  let ahead = AHEAD.first;
  const fetchMore = () => {
    while (under.length < ahead) {
      const { value: piece, done } = pieces.next();
      if (done) return;
      const need = plan.need(piece);
      const rows = fetchRange(fetcher, need, children);
      // It is awaited when its turn comes; until then its failure must not end the process.
      rows.catch(() => {});
      under.push({ piece, need, rows });
    }
  };
  for (fetchMore(); under.length > 0; fetchMore()) {
    const { piece, need, rows } = under.shift()!;
    fetchMore();
    const fetched = await rows;
    await sink(need, fetched);
    ahead = Math.min(AHEAD.most, ahead + 1);
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
