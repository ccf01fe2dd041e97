/** Question 10: the network at a time, and what happened in the day before it against the day before that. */
import { type SQL, sql } from "drizzle-orm";
import {
  activity,
  assignment,
  bid,
  prover,
  proverStateChange,
  request,
  vaultChange,
} from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { numeric } from "../rules/phase-sql.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { type Flows, flowsOfRequests, missedDeadlines } from "./flows.ts";
import { durationsAt, firstIdsAt, NO_ID, rowsOf } from "./history.ts";

/** Open requests by phase. The refundable ones by the reason that a refund would have. */
export type OpenRequests = {
  total: number;
  bidding: number;
  revealing: number;
  proving: number;
  refundable: number;
  refundableNoBids: number;
  refundableNoReveals: number;
  refundableDeadlineMissed: number;
};

export type NetworkState = {
  /** [unix s] */
  at: number;
  openRequests: OpenRequests;
  /** [wei] Σ max fee of the open requests. */
  escrow: bigint;
  /** [wei] Σ minimum stake of the open requests with a winner. */
  assignedStake: bigint;
  /** [wei] Assets in the vaults of registered provers. */
  stake: bigint;
  /** [wei] Assets in the vaults of ACTIVE provers. */
  activeStake: bigint;
  provers: number;
  activeProvers: number;
  /** Assigned stake / stake. */
  utilization: Ratio;
};

/**
 * The network after the last block at or before `at` [unix s]: requests, phases, escrow and stake as they were then,
 * with the durations then in force. Mirrors `StakingViewer.getSystemOverview` and the open requests of BrevisMarket.
 */
export async function networkState(db: Db, at: number): Promise<NetworkState> {
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
  const [open, provers] = await Promise.all([
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
  ]);
  const count = (phase: string) => open.find((row) => row.phase === phase)?.count ?? 0;
  const total = (of: (row: (typeof open)[number]) => string) =>
    open.reduce((sum, row) => sum + BigInt(of(row)), 0n);
  const [noBids, noReveals, missed] = [count("NO_BIDS"), count("NO_REVEALS"), count("MISSED")];
  const { provers: registered, active, stake, activeStake } = provers[0]!;
  const assignedStake = total(({ assigned }) => assigned);
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
    escrow: total(({ escrow }) => escrow),
    assignedStake,
    stake: BigInt(stake),
    activeStake: BigInt(activeStake),
    provers: registered,
    activeProvers: active,
    utilization: ratio(assignedStake, BigInt(stake)),
  };
}

/** What happened in a span of time, [from, to). */
export type Activity = Flows & {
  from: number;
  to: number;
  /** Winners' deadlines that passed in the span without a proof. */
  deadlinesMissed: number;
  /** Proven / (proven + deadlines missed). */
  success: Ratio<number>;
  /** Provers that bid. */
  biddingProvers: number;
};

/** [s] */
const DAY = 86_400;

/** Whether the prover `p` bid among these ids. */
const bidWithin = (low: bigint, high: bigint): SQL =>
  sql`exists (select from ${activity} a
    where a.prover = p.address and a.kind = 'BID' and a.id >= ${low} and a.id < ${high})`;

/** The 24 hours up to and including the second `at`, and the 24 hours before those. */
export async function lastTwoDays(
  db: Db,
  at: number,
): Promise<{ last24h: Activity; previous24h: Activity }> {
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
  const [previous24h, last24h] = spans.map(({ start, end: to }, nth) => ({
    ...flows[nth]!,
    from: start,
    to,
    deadlinesMissed: missed[nth]!,
    success: ratio(flows[nth]!.fulfilled, flows[nth]!.fulfilled + missed[nth]!),
    biddingProvers: nth === 0 ? bidders!.previous : bidders!.last,
  })) as [Activity, Activity];
  return { last24h, previous24h };
}
