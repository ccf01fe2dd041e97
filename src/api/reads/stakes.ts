/** What a staker did with its positions, move by move, and so what it held at any place in the chain. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { shareTransfer, slashing, unstake, vaultChange } from "../../../ponder.schema.ts";
import { effectiveAmount } from "../../domain/unstaking.ts";
import type { Db } from "../db.ts";
import { rowsOf } from "./history.ts";
import { NO_ID } from "./keys.ts";

/** A move of a staker's own. Shares in share wei and assets in wei: positive into the position, negative out of it. */
export type StakerMove = {
  id: bigint;
  timestamp: number;
  transaction: Hex;
  prover: Address;
  kind: "STAKE" | "UNSTAKE" | "TRANSFER_IN" | "TRANSFER_OUT";
  shares: bigint;
  assets: bigint;
};

/** The moves of a staker, with one prover or (null) with all, in the order of the chain. */
export async function stakerMoves(
  db: Db,
  { staker, prover }: { staker: Address; prover: Address | null },
): Promise<StakerMove[]> {
  const ofProver = prover === null ? sql`true` : sql`prover = ${prover}`;
  const rows = await rowsOf<Record<"id" | "shares" | "assets", string> & StakerMove>(
    db,
    sql`select id, timestamp, transaction, prover, kind::text as kind, shares, assets from ${vaultChange}
        where account = ${staker} and kind in ('STAKE', 'UNSTAKE') and ${ofProver}
      union all select id, timestamp, transaction, prover, 'TRANSFER_IN', shares, assets from ${shareTransfer}
        where "to" = ${staker} and ${ofProver}
      union all select id, timestamp, transaction, prover, 'TRANSFER_OUT', -shares, -assets from ${shareTransfer}
        where "from" = ${staker} and ${ofProver}
      order by id`,
  );
  return rows.map((row) => ({
    ...row,
    id: BigInt(row.id),
    shares: BigInt(row.shares),
    assets: BigInt(row.assets),
  }));
}

/** A spell in which the shares held stayed the same: ids above `low`, below `high`. */
export type Spell = { prover: Address; low: bigint; high: bigint; shares: bigint };

/** The spells in which a staker held shares, by prover and in the order of the chain. */
export function spellsOf(moves: readonly StakerMove[]): Spell[] {
  return [...Map.groupBy(moves, ({ prover }) => prover)].flatMap(([prover, own]) => {
    let shares = 0n;
    return own.flatMap((move, index): Spell[] => {
      shares += move.shares;
      const high = own[index + 1]?.id ?? NO_ID;
      return shares > 0n ? [{ prover, low: move.id, high, shares }] : [];
    });
  });
}

/** The spells, those that follow one another without a gap as one: in which a staker held shares at all. */
export function holdingsOf(spells: readonly Spell[]): Omit<Spell, "shares">[] {
  const holdings: Omit<Spell, "shares">[] = [];
  for (const { prover, low, high } of spells) {
    const last = holdings.at(-1);
    if (last?.prover === prover && last.high === low) last.high = high;
    else holdings.push({ prover, low, high });
  }
  return holdings;
}

/** What a staker has in the unstake queues, and the slashes of them. */
export type Queue = {
  entries: (typeof unstake.$inferSelect)[];
  slashes: (typeof slashing.$inferSelect)[];
};

/** A staker's unstakes, and all slashes of the provers it staked with. */
export async function stakerQueue(
  db: Db,
  { staker, provers }: { staker: Address; provers: readonly Address[] },
): Promise<Queue> {
  if (provers.length === 0) return { entries: [], slashes: [] };
  const [entries, slashes] = await Promise.all([
    db
      .select()
      .from(unstake)
      .where(and(eq(unstake.staker, staker), inArray(unstake.prover, [...provers])))
      .orderBy(asc(unstake.requestedId)),
    db
      .select()
      .from(slashing)
      .where(inArray(slashing.prover, [...provers]))
      .orderBy(asc(slashing.id)),
  ]);
  return { entries, slashes };
}

/** Whether an event had happened at a place: by its id, or by its time. */
export type HasHappened = (event: { id: bigint; timestamp: number }) => boolean;

/** [wei] What was pending in a staker's queue with a prover at a place in the chain, slashed as it was then. */
export function pendingAt({ entries, slashes }: Queue, prover: Address, has: HasHappened): bigint {
  // Of no slash, and of a retired prover, the scale is zero: the contract takes that for never slashed.
  const scale =
    slashes.findLast((slash) => slash.prover === prover && has(slash))?.scaleAfter ?? 0n;
  return entries
    .filter(
      (entry) =>
        entry.prover === prover &&
        has({ id: entry.requestedId, timestamp: entry.requestedAt }) &&
        (entry.completedId === null ||
          !has({ id: entry.completedId, timestamp: entry.completedAt! })),
    )
    .reduce((sum, entry) => sum + effectiveAmount(entry, scale), 0n);
}

/** Shares held with a prover at a place in the chain. */
export const sharesAt = (moves: readonly StakerMove[], prover: Address, has: HasHappened): bigint =>
  moves.reduce((sum, move) => (move.prover === prover && has(move) ? sum + move.shares : sum), 0n);
