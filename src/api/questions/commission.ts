import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { type Address, zeroAddress } from "viem";
import { commissionChange, commissionRate, prover, reward } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { networkOf } from "./network.ts";

type Kind = (typeof reward.$inferSelect)["kind"];

/** A prover's commission from one source of rewards. Amounts in wei, rates in basis points. */
export type CommissionSource = {
  kind: Kind;
  source: Address;
  rewards: bigint;
  commission: bigint;
  /** In force now: the source's own, or else the default. Null once the prover retired. */
  rate: bigint | null;
  hasOwnRate: boolean;
};

/** A prover's commission. Amounts in wei. `accrued` = `claimed` + `pending`. */
export type Commission = {
  prover: typeof prover.$inferSelect;
  accrued: bigint;
  claimed: bigint;
  pending: bigint;
  bySource: CommissionSource[];
};

/** The most sources that are told one by one. */
export const MAX_SOURCES = 100;

/**
 * What a prover earned in commission, by source, the most first. Null for an address that never was a prover.
 * The market's part is a sum kept by the index; the others are summed from their rewards.
 */
export async function proverCommission(db: Db, address: Address): Promise<Commission | null> {
  const [network, [row], sums, rates] = await Promise.all([
    networkOf(db),
    db.select().from(prover).where(eq(prover.address, address)),
    db
      .select({
        kind: reward.kind,
        source: reward.source,
        rewards: sql<string>`sum(${reward.amount})`,
        commission: sql<string>`sum(${reward.commission})`,
      })
      .from(reward)
      .where(and(eq(reward.prover, address), sql`${reward.kind} <> 'MARKET'`))
      .groupBy(reward.kind, reward.source)
      .orderBy(sql`sum(${reward.commission}) desc`, sql`sum(${reward.amount}) desc`)
      .limit(MAX_SOURCES),
    db.select().from(commissionRate).where(eq(commissionRate.prover, address)),
  ]);
  if (network === null || row === undefined) return null;
  const isRetired = row.state === "RETIRED";
  const own = new Map(isRetired ? [] : rates.map(({ source, rate }) => [source, rate]));
  const market = {
    kind: "MARKET" as const,
    source: network.market,
    rewards: row.marketRewards,
    commission: row.commission,
  };
  const others = sums.map((sum) => ({
    ...sum,
    rewards: BigInt(sum.rewards),
    commission: BigInt(sum.commission),
  }));
  return {
    prover: row,
    accrued: row.rewardCommission,
    claimed: row.commissionClaimed,
    pending: row.pendingCommission,
    bySource: [...(market.rewards > 0n ? [market] : []), ...others]
      .map((sum) => ({
        ...sum,
        rate: isRetired ? null : (own.get(sum.source) ?? row.defaultCommissionRate),
        hasOwnRate: own.get(sum.source) != null,
      }))
      .sort((a, b) => (a.commission === b.commission ? 0 : a.commission > b.commission ? -1 : 1)),
  };
}

/** Changes of a prover's commission rates, the latest first, at most `first` + 1 from the place `after` (an id) on. */
export function commissionChanges(
  db: Db,
  { prover: of, first, after }: { prover: Address; first: number; after: bigint | null },
): Promise<(typeof commissionChange.$inferSelect)[]> {
  return db
    .select()
    .from(commissionChange)
    .where(
      and(
        eq(commissionChange.prover, of),
        after === null ? undefined : lt(commissionChange.id, after),
      ),
    )
    .orderBy(desc(commissionChange.id))
    .limit(first + 1);
}

/** Rewards of one source that fell under a raised rate shortly after the raise. Amounts in wei, rates in basis points. */
export type CommissionRaise = {
  change: typeof commissionChange.$inferSelect;
  /** Source of the rewards: not the change's own when the default was raised. */
  source: Address;
  /** In force for the source before and after the change. */
  oldRate: bigint;
  newRate: bigint;
  /** Rewards within the window while the raised rate was in force. */
  rewards: number;
  amount: bigint;
  commission: bigint;
  /** What the raise took from the stakers: the commission less what the old rate would have made of each reward. */
  extra: bigint;
  /** [s] From the change to the first of those rewards. */
  secondsToFirst: number;
};

/**
 * Raises of a prover's commission that a reward of the source concerned followed within `window` seconds, while that rate was
 * in force; the latest first, at most `limit`. Reads the changes and the rewards of one prover.
 */
export async function commissionRaises(
  db: Db,
  { prover: of, window, limit }: { prover: Address; window: number; limit: number },
): Promise<CommissionRaise[]> {
  const change = (alias: string, source: unknown, before: string) => sql`
    left join lateral (
      select "c"."id", "c"."new_rate" from ${commissionChange} as "c"
      where "c"."prover" = ${of} and "c"."source" = ${source} and "c"."id" < ${sql.raw(before)}
      order by "c"."id" desc limit 1
    ) as ${sql.identifier(alias)} on true`;
  const source = sql`"r"."source"`;
  const { rows } = await db.execute(sql`
    select "by"."id", "r"."source",
      coalesce("old_own"."new_rate", "old_all"."new_rate") as "old_rate",
      coalesce("own"."new_rate", "all"."new_rate") as "new_rate",
      count(*) as "rewards", sum("r"."amount") as "amount", sum("r"."commission") as "commission",
      sum("r"."commission" - div("r"."amount" * coalesce("old_own"."new_rate", "old_all"."new_rate"), 10000)) as "extra",
      min("r"."timestamp" - "by"."timestamp") as "seconds"
    from ${reward} as "r"
    ${change("own", source, '"r"."id"')}
    ${change("all", zeroAddress, '"r"."id"')}
    -- The change that put the rate in force: the source's own, or else whichever came last of its removal and the default.
    join ${commissionChange} as "by" on "by"."id" =
      case when "own"."new_rate" is null then greatest("own"."id", "all"."id") else "own"."id" end
    ${change("old_own", source, '"by"."id"')}
    ${change("old_all", zeroAddress, '"by"."id"')}
    where "r"."prover" = ${of} and "r"."amount" > 0 and "r"."source" <> ${zeroAddress}
      and "r"."timestamp" <= "by"."timestamp" + ${window}::int
      and coalesce("own"."new_rate", "all"."new_rate") > coalesce("old_own"."new_rate", "old_all"."new_rate")
    group by 1, 2, 3, 4
    order by 1 desc, 2
    limit ${limit}`);
  const found = rows as Record<string, string>[];
  if (found.length === 0) return [];
  const ids = found.map((row) => BigInt(row.id!));
  const changes = await db.select().from(commissionChange).where(inArray(commissionChange.id, ids));
  const byId = new Map(changes.map((row) => [String(row.id), row]));
  return found.map((row) => ({
    change: byId.get(String(row.id))!,
    source: row.source as Address,
    oldRate: BigInt(row.old_rate!),
    newRate: BigInt(row.new_rate!),
    rewards: Number(row.rewards),
    amount: BigInt(row.amount!),
    commission: BigInt(row.commission!),
    extra: BigInt(row.extra!),
    secondsToFirst: Number(row.seconds),
  }));
}
