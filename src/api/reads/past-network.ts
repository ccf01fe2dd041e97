/** Question 27, the network's part: counts, sums and pools after a block or second of the past. */
import { type SQL, sql } from "drizzle-orm";
import {
  activity,
  assignment,
  bid,
  marketHour,
  protocolFeeWithdrawal,
  request,
  reward,
  slashing,
  treasuryMovement,
} from "../../../ponder.schema.ts";
import { hourOf, hourStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { big, type Field, int } from "../declare/fields.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { descriptions } from "../entities/descriptions.gen.ts";
import { column } from "./flows.ts";
import { comma, rowsOf } from "./history.ts";
import type { Moment } from "./moments.ts";

const kind = (name: string): SQL => sql`a.kind = ${name}`;
const count = (of: SQL): SQL => sql`count(*) filter (where ${of})`;
const total = (what: string, of: SQL): SQL =>
  sql`coalesce(sum(${sql.raw(what)}) filter (where ${of}), 0)`;

/** What an event adds to each of the network's CUMULATIVE columns: the rollup of hours, once more, for part of an hour. */
const counted = {
  requests: count(kind("REQUESTED")),
  bids: count(kind("BID")),
  bidders: count(sql`${kind("BID")} and b.first_bid_id = a.id`),
  reveals: count(kind("REVEALED")),
  revealers: count(sql`${kind("REVEALED")} and b.first_reveal_id = a.id`),
  fulfilled: count(kind("FULFILLED")),
  refunded: count(kind("REFUNDED")),
  missed: count(sql`${kind("REFUNDED")} and r.refund_reason = 'DEADLINE_MISSED'`),
  refundedNoBids: count(sql`${kind("REFUNDED")} and r.refund_reason = 'NO_BIDS'`),
  refundedNoReveals: count(sql`${kind("REFUNDED")} and r.refund_reason = 'NO_REVEALS'`),
  slashed: count(kind("SLASH_ASKED")),
} as const;

const summed = {
  maxFees: total("a.amount", kind("REQUESTED")),
  fees: total("r.price", kind("FULFILLED")),
  protocolFees: total("r.protocol_fee", kind("FULFILLED")),
  rewards: total("r.reward", kind("FULFILLED")),
  commission: total("r.commission", kind("FULFILLED")),
  toStakers: total("r.to_stakers", kind("FULFILLED")),
  excess: total("r.excess", kind("FULFILLED")),
  refunds: total("a.amount", kind("REFUNDED")),
  surplus: total("r.price - r.winner_fee", kind("FULFILLED")),
  slashAsked: total("r.slash_asked", kind("SLASH_ASKED")),
  slashTaken: total("r.slash_taken", kind("SLASH_ASKED")),
  staked: total("a.amount", kind("STAKED")),
  unstaked: total("a.amount", kind("UNSTAKE_REQUESTED")),
  unstakeCompleted: total("a.amount", kind("UNSTAKE_COMPLETED")),
  marketRewards: total("w.amount", sql`w.kind = 'MARKET'`),
  epochRewards: total("w.amount", sql`w.kind = 'EPOCH'`),
  otherRewards: total("w.amount", sql`w.kind = 'OTHER'`),
  rewardCommission: sql`coalesce(sum(w.commission), 0)`,
  rewardToStakers: sql`coalesce(sum(w.to_stakers), 0)`,
  commissionClaimed: total("a.amount", kind("COMMISSION_CLAIMED")),
  donated: total("a.amount", kind("DONATED")),
  slashedAssets: sql`coalesce(sum(s.from_vault), 0)`,
  slashedUnstaking: sql`coalesce(sum(s.from_unstaking), 0)`,
} as const;

/** Stake is assigned with a request's first winner and released with its settlement; who wins may change between. */
const assigned = sql`coalesce(sum(case
  when g.id is not null then g.min_stake
  when a.kind in ('FULFILLED', 'REFUNDED') and r.winner is not null then -r.min_stake end), 0)`;

const HELD = [
  "escrow",
  "assignedStake",
  "unstaking",
  "pendingCommission",
  "treasuryPool",
  "protocolFeeBalance",
  "protocolFeesWithdrawn",
] as const;

type Column = keyof typeof descriptions.tables.network.columns;

/** Fields named and meant as the network's columns are. */
const asThen = <Name extends Column, Value>(
  names: readonly Name[],
  field: (text: string) => Field<Value>,
) =>
  Object.fromEntries(
    names.map((name) => {
      const meaning = descriptions.tables.network.columns[name].replace(
        /(?:CURRENT|CUMULATIVE) (.)/,
        (_, first: string) => first.toUpperCase(),
      );
      return [name, field(`${meaning} As of then.`)];
    }),
  ) as Record<Name, Field<Value>>;

const namesOf = <Name extends string>(parts: Readonly<Record<Name, SQL>>) =>
  Object.keys(parts) as Name[];

/** Counts and sums up to then, and what the network held. */
export const PastNetwork = object("PastNetwork", "The network as of then.", {
  ...asThen(["openRequests", ...namesOf(counted)], int),
  ...asThen([...HELD, ...namesOf(summed)], big),
});

type PastNetwork = ValueOf<typeof PastNetwork>;

/** The network after the moment's last event: whole hours from their rollup, the hour begun from its events. */
export async function networkAsOf(db: Db, { high, timestamp }: Moment): Promise<PastNetwork> {
  const hour = hourOf(timestamp);
  const parts = Object.entries({ ...counted, ...summed });
  const [[whole], [part], [pools]] = await Promise.all([
    rowsOf<Record<string, string | null>>(
      db,
      sql`select ${comma(parts.map(([name]) => sql`sum(${column(name)}) as "${sql.raw(name)}"`))},
          (select assigned_stake from ${marketHour} where hour < ${hour} order by hour desc limit 1) as "assignedStake"
        from ${marketHour} where hour < ${hour}`,
    ),
    rowsOf<Record<string, string | null>>(
      db,
      sql`select ${comma(parts.map(([name, of]) => sql`${of} as "${sql.raw(name)}"`))}, ${assigned} as "assignedStake"
        from ${activity} a
        left join ${request} r on r.id = a.request_id
        left join ${bid} b on a.kind in ('BID', 'REVEALED') and b.request_id = a.request_id and b.prover = a.prover
        left join ${reward} w on w.id = a.id and a.kind = 'REWARDED'
        left join ${slashing} s on s.id = a.id
        left join ${assignment} g on g.id = a.id and not exists (
          select from ${assignment} e where e.request_id = g.request_id and e.id < g.id)
        where a.id < ${high} and a.id > coalesce((select id from ${activity}
          where id < ${high} and timestamp < ${hourStart(hour)} order by id desc limit 1), 0)`,
    ),
    rowsOf<Record<string, string | null>>(
      db,
      sql`select
        (select sum(amount) from ${protocolFeeWithdrawal} where id < ${high}) as withdrawn,
        (select pool_after from ${treasuryMovement} where id < ${high} order by id desc limit 1) as treasury`,
    ),
  ]);
  const sum = (name: string) => BigInt(whole?.[name] ?? 0) + BigInt(part?.[name] ?? 0);
  const counts = Object.keys(counted).map((name) => [name, Number(sum(name))]);
  const sums = Object.keys(summed).map((name) => [name, sum(name)]);
  const withdrawn = BigInt(pools?.withdrawn ?? 0);
  return {
    ...Object.fromEntries([...counts, ...sums]),
    openRequests: Number(sum("requests") - sum("fulfilled") - sum("refunded")),
    escrow: sum("maxFees") - sum("fees") - sum("excess") - sum("refunds"),
    unstaking: sum("unstaked") - sum("unstakeCompleted") - sum("slashedUnstaking"),
    assignedStake: sum("assignedStake"),
    pendingCommission: sum("rewardCommission") - sum("commissionClaimed"),
    protocolFeesWithdrawn: withdrawn,
    protocolFeeBalance: sum("protocolFees") - withdrawn,
    treasuryPool: BigInt(pools?.treasury ?? 0),
  } as PastNetwork;
}
