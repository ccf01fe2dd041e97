/** A prover's commission: what it earned, from whom, at which rates. */
import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { type Address, zeroAddress } from "viem";
import { commissionChange, commissionRate, reward } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { addressArg, boundedArg, required, rowsArg } from "../declare/arguments.ts";
import { big, bigOrNull, bool, bytes, int, list, one, question } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { networkOf } from "../reads/network.ts";
import { type Prover, proverOf } from "../reads/prover-rows.ts";
import { DAY } from "../rules/buckets.ts";
import { countSql, sumSql } from "../rules/figures-sql.ts";
import { ascending } from "../rules/numbers.ts";
import type { Topic } from "../topic.ts";

const CommissionSource = object(
  "CommissionSource",
  "A prover's commission from one source of rewards.",
  {
    kind: one(
      stored("rewardSource"),
      "What the source is: the market, EpochRewards, or anybody else.",
    ),
    source: bytes("The account that added the rewards."),
    rewards: big("[wei] Σ rewards added, commission included."),
    commission: big("[wei] Σ commission within them."),
    rate: bigOrNull("[bps] Rate in force now for this source; null once the prover retired."),
    hasOwnRate: bool("Whether that is a rate of the source's own; false: the default."),
  },
);

const CommissionHistoryPage = pages(stored("commissionChange"), {
  name: "CommissionHistoryPage",
  text: "Changes of a prover's commission rates.",
  key: { id: commissionChange.id },
  place: ({ id }) => ({ id }),
});

const CommissionRaise = object(
  "CommissionRaise",
  "Rewards of one source that fell under a raised rate within the window after the raise.",
  {
    change: one(stored("commissionChange"), "The change that raised the rate."),
    source: bytes("Source of the rewards; not the change's own when the default was raised."),
    oldRate: big("[bps] Rate in force for that source before the change."),
    newRate: big("[bps] Rate in force for that source after the change."),
    rewards: int("Rewards within the window under that rate."),
    amount: big("[wei] Σ of those rewards."),
    commission: big("[wei] Σ commission within them."),
    extra: big(
      "[wei] Commission less what the old rate would have made: what the raise took from the stakers within the window.",
    ),
    secondsToFirst: int("[s] From the change to the first of those rewards."),
  },
);

const ProverCommission = object("ProverCommission", "A prover's commission.", {
  prover: one(stored("prover"), "The prover."),
  accrued: big("[wei] Commission earned in all: claimed and pending."),
  claimed: big("[wei] Commission claimed."),
  pending: big("[wei] Commission earned and not claimed."),
  bySource: list(
    CommissionSource,
    "By source of rewards, the most first; of sources other than the market the 100 with the most.",
    { rows: 10 },
  ),
  rateHistory: pagedList(CommissionHistoryPage, {
    text: "Changes of the rates, the latest first.",
    ask: (page, { db }, { parent }: Asked<{ prover: Prover }>) =>
      commissionChanges(db, { prover: parent.prover.address, ...page }),
  }),
  raises: question(listOf(CommissionRaise), {
    text: "Raises that a reward of the source concerned followed within a window, while the raised rate was in force; the latest first. A raise shortly before a reward takes from the stakers what they could not foresee.",
    args: {
      window: boundedArg<number>(
        "[s] The window, 1 to 2592000: how soon after the raise the reward came. Default 86400.",
        { max: 30 * DAY, otherwise: DAY },
      ),
      limit: rowsArg("Rows at most, 1 to 1000. Default 50."),
    },
    cost: { base: 100 },
    ask: ({ window, limit }, { db }, { parent }: Asked<{ prover: Prover }>) =>
      commissionRaises(db, { prover: parent.prover.address, window, limit }),
  }),
});

type ProverCommission = ValueOf<typeof ProverCommission>;

/** The most sources that are listed one by one. */
const MAX_SOURCES = 100;

/**
 * What a prover earned in commission, by source, the most first. Null for an address that never was a prover.
 * The market's part is a sum kept by the index; the others are summed from their rewards.
 */
export async function proverCommission(db: Db, address: Address): Promise<ProverCommission | null> {
  const [network, row, others, rates] = await Promise.all([
    networkOf(db),
    proverOf(db, address),
    db
      .select({
        kind: reward.kind,
        source: reward.source,
        rewards: sumSql(reward.amount),
        commission: sumSql(reward.commission),
      })
      .from(reward)
      .where(and(eq(reward.prover, address), sql`${reward.kind} <> 'MARKET'`))
      .groupBy(reward.kind, reward.source)
      .orderBy(sql`sum(${reward.commission}) desc`, sql`sum(${reward.amount}) desc`)
      .limit(MAX_SOURCES),
    db.select().from(commissionRate).where(eq(commissionRate.prover, address)),
  ]);
  if (network === null || row === null) return null;
  const isRetired = row.state === "RETIRED";
  const own = new Map(isRetired ? [] : rates.map(({ source, rate }) => [source, rate]));
  const market = {
    kind: "MARKET" as const,
    source: network.market,
    rewards: row.marketRewards,
    commission: row.commission,
  };
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
      .sort((a, b) => ascending(b.commission, a.commission)),
  };
}

/** Changes of a prover's commission rates, the latest first. */
export function commissionChanges(
  db: Db,
  { prover: of, first, after }: { prover: Address } & PageOf<typeof CommissionHistoryPage>,
): Promise<(typeof commissionChange.$inferSelect)[]> {
  return db
    .select()
    .from(commissionChange)
    .where(
      and(
        eq(commissionChange.prover, of),
        after === null ? undefined : lt(commissionChange.id, after.id),
      ),
    )
    .orderBy(desc(commissionChange.id))
    .limit(first + 1);
}

/**
 * Raises of a prover's commission that a reward of the source concerned followed within `window` seconds, while that rate
 * was in force; the latest first, at most `limit`. Reads the changes and the rewards of one prover.
 */
export async function commissionRaises(
  db: Db,
  { prover: of, window, limit }: { prover: Address; window: number; limit: number },
): Promise<ValueOf<typeof CommissionRaise>[]> {
  const change = (alias: string, source: unknown, before: string) => sql`
    left join lateral (
      select "c"."id", "c"."new_rate" from ${commissionChange} as "c"
      where "c"."prover" = ${of} and "c"."source" = ${source} and "c"."id" < ${sql.raw(before)}
      order by "c"."id" desc limit 1
    ) as ${sql.identifier(alias)} on true`;
  const source = sql`"r"."source"`;
  const oldRate = sql`coalesce("old_own"."new_rate", "old_all"."new_rate")`.mapWith(BigInt);
  const newRate = sql`coalesce("own"."new_rate", "all"."new_rate")`.mapWith(BigInt);
  const found = await db
    .select({
      id: sql`"by"."id"`.mapWith(BigInt),
      source: sql<Address>`"r"."source"`,
      oldRate,
      newRate,
      rewards: countSql(),
      amount: sumSql(sql`"r"."amount"`),
      commission: sumSql(sql`"r"."commission"`),
      extra: sumSql(sql`"r"."commission" - div("r"."amount" * ${oldRate}, 10000)`),
      secondsToFirst: sql`min("r"."timestamp" - "by"."timestamp")`.mapWith(Number),
    })
    .from(sql`${reward} as "r"
    ${change("own", source, '"r"."id"')}
    ${change("all", zeroAddress, '"r"."id"')}
    -- The change that put the rate in force: the source's own, or else whichever came last of its removal and the default.
    join ${commissionChange} as "by" on "by"."id" =
      case when "own"."new_rate" is null then greatest("own"."id", "all"."id") else "own"."id" end
    ${change("old_own", source, '"by"."id"')}
    ${change("old_all", zeroAddress, '"by"."id"')}`)
    .where(sql`"r"."prover" = ${of} and "r"."amount" > 0 and "r"."source" <> ${zeroAddress}
      and "r"."timestamp" <= "by"."timestamp" + ${window}::int and ${newRate} > ${oldRate}`)
    .groupBy(sql`1, 2, 3, 4`)
    .orderBy(sql`1 desc, 2`)
    .limit(limit);
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const changes = await db.select().from(commissionChange).where(inArray(commissionChange.id, ids));
  const byId = new Map(changes.map((row) => [row.id, row]));
  return found.map(({ id, ...raise }) => ({ change: byId.get(id)!, ...raise }));
}

export const commissionTopic: Topic = {
  queries: {
    proverCommission: question(orNull(ProverCommission), {
      text: "A prover's commission: accrued, claimed and pending, by source, with the history of its rates. Null for an address that never was a prover.",
      args: { prover: required(addressArg("The prover's address.")) },
      cost: { base: 50 },
      ask: ({ prover }, { db }) => proverCommission(db, prover),
    }),
  },
};
