/**
 * What a place in the feed says of the chain: short hashes of the last blocks with events up to it, the newest first. By
 * them the last block is found that who was given the events and the rows agree on, whoever answers, and however long after.
 */
import { sql } from "drizzle-orm";
import type { Hex } from "viem";
import { eventBlock } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { UserError } from "../errors.ts";
import { blockOfId, blockStart } from "./chain.ts";
import { comma, rowsOf } from "./history.ts";

/** A place in the feed, as its cursors have it. */
export type FeedPlace = Readonly<{ id: bigint; seen: Hex }>;

/** Digits of a hash that are kept: a block of another branch has them once in four thousand million. */
const DIGITS = 8;
/** This many blocks are listed one by one; of those before, ever fewer. */
const DENSE = 8;
/** So many blocks are looked at; were more of them not final, a fork below would be told from the last final block on. */
const MOST_OPEN = 1_000;

/** What places in these blocks say: of the blocks that are not final, and of the last that is. */
export async function locatorsAt(
  db: Db,
  { blocks, finalized }: { blocks: readonly number[]; finalized: number },
): Promise<ReadonlyMap<number, string>> {
  if (blocks.length === 0) return new Map();
  const at = comma([...new Set(blocks)].map((block) => sql`(${block}::int)`));
  const rows = await rowsOf<{ block: number; seen: string }>(
    db,
    sql`select p.block, string_agg(b.number || ':' || substr(b.hash, 3, ${DIGITS}), ',' order by b.number desc) as seen
      from (values ${at}) p(block) cross join lateral (
        (select number, hash from (
          select number, hash, row_number() over (order by number desc) as place from ${eventBlock}
          where number <= p.block and number > ${finalized} order by number desc limit ${sql.raw(String(MOST_OPEN))}) open
        where place <= ${DENSE} or place & (place - 1) = 0)
        union all
        (select number, hash from ${eventBlock} where number <= least(p.block, ${finalized}) order by number desc limit 1)) b
      group by p.block`,
  );
  return new Map(rows.map(({ block, seen }) => [block, seen]));
}

/** Tells the places of these ids, and of others in their blocks; elsewhere a place says nothing of the chain. */
export async function placesAt(
  db: Db,
  { ids, finalized }: { ids: readonly bigint[]; finalized: number },
): Promise<(id: bigint) => FeedPlace> {
  const locators = await locatorsAt(db, { blocks: ids.map(blockOfId), finalized });
  return (id) => ({ id, seen: (locators.get(blockOfId(id)) ?? "") as Hex });
}

/** Where to go on: after a place, or after the last block that is as it was then; and what was taken back since. */
export async function resumeAfter(
  db: Db,
  { id, seen }: FeedPlace,
): Promise<{ id: bigint; reorganised: { from: number } | null }> {
  const agreed = await lastAgreed(db, readLocator(seen, "after"));
  if (agreed === null) return { id, reorganised: null };
  // What was seen may be ahead of the place.
  const end = blockStart(agreed + 1) - 1n;
  return { id: id < end ? id : end, reorganised: { from: agreed + 1 } };
}

type Seen = readonly Readonly<{ number: number; hash: string }>[];

/** @throws UserError when it was not written by `locatorsAt` */
export function readLocator(seen: string, argument: string): Seen {
  const parts = seen === "" ? [] : seen.split(",");
  return parts.map((part) => {
    const [, number, hash] = /^(\d{1,10}):([0-9a-f]{8})$/.exec(part) ?? [];
    if (hash !== undefined && Number(number) < 2 ** 31) return { number: Number(number), hash };
    throw new UserError({
      argument,
      problem: "is not a cursor of this API.",
      example: `${argument}: the \`endCursor\` of a page of the feed`,
    });
  });
}

/** The last block that is as it was seen; null when that is the newest seen, so that nothing was taken back. -1: none. */
export async function lastAgreed(db: Db, seen: Seen): Promise<number | null> {
  const [newest] = seen;
  if (newest === undefined) return null;
  const pairs = comma(seen.map(({ number, hash }) => sql`(${number}::int, ${hash})`));
  const [found] = await rowsOf<{ number: number | null }>(
    db,
    sql`select max(b.number) as number from ${eventBlock} b join (values ${pairs}) s(number, hash)
      on b.number = s.number and substr(b.hash, 3, ${DIGITS}) = s.hash`,
  );
  const agreed = found?.number ?? -1;
  return agreed === newest.number ? null : agreed;
}
