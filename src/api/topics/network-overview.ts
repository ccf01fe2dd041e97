/** Question 10: the network at a time, and what happened in the day before it against the day before that. */
import { type SQL, sql } from "drizzle-orm";
import {
  activity,
  assignment,
  bid,
  marketHour,
  network,
  prover,
  proverStateChange,
  request,
  vaultChange,
} from "../../../ponder.schema.ts";
import { hourOf } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { timeArg } from "../declare/arguments.ts";
import { big, int, later, one, question } from "../declare/fields.ts";
import { amountRatio, numberPercentiles } from "../declare/figures.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { once } from "../once.ts";
import { flowsOfRequests, missedDeadlines } from "../reads/flows.ts";
import { durationsAt, firstIdsAt, rowsOf } from "../reads/history.ts";
import { NO_ID } from "../reads/keys.ts";
import { DAY } from "../rules/buckets.ts";
import { sumOf } from "../rules/numbers.ts";
import { numeric } from "../rules/phase-sql.ts";
import { LATEST } from "../rules/phases.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";
import { laterPercentiles, marketFlows, marketPercentiles } from "./market-series.ts";

const OpenRequests = object(
  "OpenRequests",
  "Counts of requests neither proven nor refunded, by phase at a time.",
  {
    total: int("All of them."),
    bidding: int("Bids are accepted."),
    revealing: int("Bids are opened."),
    proving: int("There is a winner, and its proof is accepted."),
    refundable: int("Nothing but a refund can end it: the three below."),
    refundableNoBids: int("Refundable because nobody bid."),
    refundableNoReveals: int("Refundable because nobody revealed."),
    refundableDeadlineMissed: int("Refundable because the winner missed the deadline."),
  },
);

const NetworkState = object(
  "NetworkState",
  "The network after the last block at or before a time, with the parameters then in force.",
  {
    at: int("[unix s] The time."),
    openRequests: one(OpenRequests, "Open requests, by phase."),
    escrow: big("[wei] Σ max fee of the open requests, held by the market."),
    assignedStake: big("[wei] Σ minimum stake of the open requests that have a winner."),
    stake: big("[wei] Assets in the vaults of registered provers."),
    activeStake: big("[wei] Assets in the vaults of ACTIVE provers."),
    provers: int("Registered provers: joined and not retired."),
    activeProvers: int("Provers in state ACTIVE."),
    distinctStakers: int(
      "Accounts that are a staker of at least one prover: now, or of the past at the end of the last full hour before.",
    ),
    utilization: amountRatio("Assigned stake / stake. May exceed 10000 bps."),
  },
);

const MarketActivity = object("MarketActivity", "What happened in the market in 24 hours.", {
  from: int("[unix s] First second."),
  to: int("[unix s] End, exclusive."),
  ...marketFlows,
  biddingProvers: int("Provers that bid."),
  rewards: big("[wei] Σ price less protocol fee."),
  provingSeconds: later(
    numberPercentiles("[s] From the end of the reveal phase to the proof, of the requests proven."),
  ),
  secondsToProof: later(
    numberPercentiles("[s] From the request to the proof, of the requests proven."),
  ),
});

const NetworkOverview = object("NetworkOverview", "The network at a time.", {
  now: later(one(NetworkState, "The network at that time.")),
  dayBefore: later(one(NetworkState, "The network 24 hours before.")),
  last24h: later(one(MarketActivity, "The 24 hours up to and including that second.")),
  previous24h: later(one(MarketActivity, "The 24 hours before those.")),
});

type MarketActivity = ValueOf<typeof MarketActivity>;

/**
 * The network after the last block at or before `at` [unix s]: requests, phases, escrow and stake as they were then,
 * with the durations then in force. Mirrors `StakingViewer.getSystemOverview` and the open requests of BrevisMarket.
 */
export async function networkState(db: Db, at: number): Promise<ValueOf<typeof NetworkState>> {
  const [durations, [after = 0n]] = await Promise.all([
    durationsAt(db, at),
    firstIdsAt(db, [at + 1]),
  ]);
  const { biddingPhaseDuration = 0n, revealPhaseDuration = 0n } = durations ?? {};
  const bidding = numeric(biddingPhaseDuration);
  const reveal = numeric(biddingPhaseDuration + revealPhaseDuration);
  // When nothing has happened since, a request's own row says what it had then.
  const [hasBids, hasWinner] =
    after === NO_ID
      ? [sql`r.bidders > 0`, sql`r.winner is not null`]
      : [
          sql`exists (select from ${bid} b where b.request_id = r.id and b.first_bid_at <= ${at})`,
          sql`exists (select from ${assignment} a where a.request_id = r.id and a.started_at <= ${at})`,
        ];
  const [open, provers, [stakers]] = await Promise.all([
    rowsOf<{ phase: string; count: number; escrow: string; assigned: string }>(
      db,
      sql`select phase, count(*)::int as count, sum(max_fee) as escrow,
          coalesce(sum(min_stake) filter (where has_winner), 0) as assigned
        from (
          select max_fee, min_stake, has_winner, case
            when deadline < ${at} then case when has_winner then 'MISSED' when has_bids then 'NO_REVEALS' else 'NO_BIDS' end
            when ${at} <= created_at + ${bidding} then 'BIDDING'
            when not has_bids then 'NO_BIDS'
            when ${at} <= created_at + ${reveal} then 'REVEALING'
            when not has_winner then 'NO_REVEALS'
            else 'PROVING' end as phase
          from (
            select r.max_fee, r.min_stake, r.deadline, r.created_at,
              ${hasBids} as has_bids, ${hasWinner} as has_winner
            from ${request} r
            where r.created_at <= ${at} and (r.status = 'PENDING'
              or (r.settled_id >= ${after} and coalesce(r.fulfilled_at, r.refunded_at) > ${at}))
          ) r
        ) phased group by 1`,
    ),
    rowsOf<{ provers: number; active: number; stake: string; activeStake: string }>(
      db,
      sql`select count(*)::int as provers, count(*) filter (where s.new_state = 'ACTIVE')::int as active,
          coalesce(sum(v.assets_after), 0) as stake,
          coalesce(sum(v.assets_after) filter (where s.new_state = 'ACTIVE'), 0) as "activeStake"
        from ${prover} p
        join lateral (select new_state from ${proverStateChange} c
          where c.prover = p.address and c.timestamp <= ${at} order by id desc limit 1) s on true
        left join lateral (select assets_after from ${vaultChange} c
          where c.prover = p.address and c.timestamp <= ${at} order by timestamp desc, id desc limit 1) v on true
        where s.new_state <> 'RETIRED'`,
    ),
    rowsOf<{ count: number }>(
      db,
      after === NO_ID
        ? sql`select distinct_stakers as count from ${network} limit 1`
        : sql`select distinct_stakers as count from ${marketHour}
            where hour < ${hourOf(at + 1)} order by hour desc limit 1`,
    ),
  ]);
  const count = (phase: string) => open.find((row) => row.phase === phase)?.count ?? 0;
  const [noBids, noReveals, missed] = [count("NO_BIDS"), count("NO_REVEALS"), count("MISSED")];
  const { provers: registered, active, stake, activeStake } = provers[0]!;
  const assignedStake = sumOf(open.map(({ assigned }) => BigInt(assigned)));
  return {
    at,
    openRequests: {
      total: open.reduce((sum, row) => sum + row.count, 0),
      bidding: count("BIDDING"),
      revealing: count("REVEALING"),
      proving: count("PROVING"),
      refundable: noBids + noReveals + missed,
      refundableNoBids: noBids,
      refundableNoReveals: noReveals,
      refundableDeadlineMissed: missed,
    },
    escrow: sumOf(open.map(({ escrow }) => BigInt(escrow))),
    assignedStake,
    stake: BigInt(stake),
    activeStake: BigInt(activeStake),
    provers: registered,
    activeProvers: active,
    distinctStakers: stakers?.count ?? 0,
    utilization: ratio(assignedStake, BigInt(stake)),
  };
}

/** Whether the prover `p` bid among these ids. */
const bidWithin = (low: bigint, high: bigint): SQL =>
  sql`exists (select from ${activity} a
    where a.prover = p.address and a.kind = 'BID' and a.id >= ${low} and a.id < ${high})`;

/** The 24 hours up to and including the second `at`, and the 24 hours before those. */
export async function lastTwoDays(
  db: Db,
  at: number,
): Promise<{ last24h: MarketActivity; previous24h: MarketActivity }> {
  const end = at + 1;
  const spans = [
    { start: end - 2 * DAY, end: end - DAY },
    { start: end - DAY, end },
  ];
  const [low = 0n, middle = 0n, high = 0n] = await firstIdsAt(db, [end - 2 * DAY, end - DAY, end]);
  const [flows, missed, [bidders]] = await Promise.all([
    flowsOfRequests(db, spans),
    missedDeadlines(db, spans, at),
    // Each prover's first bid of the span is searched, not every bid read.
    rowsOf<{ previous: number; last: number }>(
      db,
      sql`select count(*) filter (where ${bidWithin(low, middle)})::int as previous,
          count(*) filter (where ${bidWithin(middle, high)})::int as last
        from ${prover} p`,
    ),
  ]);
  const percentiles = once(() => marketPercentiles(db, spans));
  const activityOf = (nth: 0 | 1, biddingProvers: number): MarketActivity => ({
    ...flows[nth]!,
    from: spans[nth]!.start,
    to: spans[nth]!.end,
    deadlinesMissed: missed[nth]!,
    success: ratio(flows[nth]!.fulfilled, flows[nth]!.fulfilled + missed[nth]!),
    biddingProvers,
    ...laterPercentiles(percentiles, nth),
  });
  return {
    previous24h: activityOf(0, bidders!.previous),
    last24h: activityOf(1, bidders!.last),
  };
}

export const networkOverviewTopic: Topic = {
  queries: {
    networkOverview: question(NetworkOverview, {
      text: "The network at a time, and the 24 hours before it against the 24 hours before those.",
      args: {
        at: timeArg(
          "[unix s] The time asked about; the past is answered as it was then. Default: the indexed head's.",
        ),
      },
      cost: { base: 80 },
      ask: (given, { db }) => {
        const at = Math.min(given.at, LATEST - 1);
        const days = once(() => lastTwoDays(db, at));
        return {
          now: () => networkState(db, at),
          dayBefore: () => networkState(db, at - DAY),
          last24h: async () => (await days()).last24h,
          previous24h: async () => (await days()).previous24h,
        };
      },
    }),
  },
};
