/** Question 7: a prover's record over a window, in sum, by day and by program. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, proof, type prover, request } from "../../../ponder.schema.ts";
import { dayOf, dayStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import {
  noPercentiles,
  type Percentiles,
  percentilesSql,
  readNumbers,
} from "../rules/percentiles.ts";
import { numeric, revealEndSql } from "../rules/phase-sql.ts";
import { bpsSql } from "../rules/ratio-sql.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { idsWithin, rowsOf } from "./history.ts";
import { networkOf } from "./network.ts";
import { proverOf } from "./prover-rows.ts";

/** The prover's own bids against the prices that were paid, over auctions that were proven. Amounts in wei. */
export type BidsAgainstPrices = {
  auctions: number;
  bids: bigint;
  prices: bigint;
  /** Σ own bid / Σ price: at most 10,000 where it won, at least 10,000 where another did. */
  bidOfPrice: Ratio;
  /** [bps] The same of each auction; those with a price of zero left out. */
  bidOfPriceEach: Percentiles<number>;
};

/** What a prover did. Bids count by the first time it bid on a request, proofs by their time, misses by the second after the deadline. Amounts in wei. */
export type Performance = {
  /** Requests it bid on. */
  bids: number;
  /** Bids placed on those, bids anew included. */
  commits: number;
  /** Those of `bids` whose reveal window is still open. */
  open: number;
  /** Bids revealed at least once / bids whose reveal window has closed. */
  revealRate: Ratio<number>;
  /** Won / revealed, of the bids whose reveal window has closed. */
  winRate: Ratio<number>;
  /** How those won stand: proven, missed (refunded or not), or still to be proven. */
  wonProven: number;
  wonMissed: number;
  wonPending: number;
  won: BidsAgainstPrices;
  lost: BidsAgainstPrices;
  /** Proofs accepted in the span, and where their prices went. */
  proven: number;
  maxFees: bigint;
  fees: bigint;
  protocolFees: bigint;
  /** Revenue: fees less protocol fees. */
  rewards: bigint;
  commission: bigint;
  toStakers: bigint;
  /** Σ price less own bid. */
  surplus: bigint;
  /** [s] From the end of the reveal phase to the proof: an upper bound. */
  provingSeconds: Percentiles<number>;
  /** Deadlines missed in the span, refunded or not. */
  missed: number;
  /** Missed / (proven + missed). */
  missRate: Ratio<number>;
};

export type ProverRecord = {
  prover: typeof prover.$inferSelect;
  total: Performance;
  /** Every UTC day that the window touches; `start` and `end` [unix s] are cut to it. */
  days: (Performance & { start: number; end: number })[];
  /** Programs it bid on, proved or missed; most bids first. */
  programs: (Performance & { vk: Hex })[];
};

type Row = { level: number; day: number | null; vk: Hex | null } & Record<string, unknown>;

/** A prover's record in [from, to) [unix s], with the clock at `at`. Null for an address that never was a prover. */
export async function proverRecord(
  db: Db,
  { prover: of, from, to, at }: { prover: Address; from: number; to: number; at: number },
): Promise<ProverRecord | null> {
  const [row, network, { low, high }] = await Promise.all([
    proverOf(db, of),
    networkOf(db),
    idsWithin(db, from, to),
  ]);
  if (row === null || network === null) return null;
  const by = sql`group by grouping sets ((day), (vk), ())`;
  const count = (filter: SQL) => sql`(count(*) filter (where ${filter}))::int`;
  const total = (value: SQL, filter = sql`true`) =>
    sql`coalesce(sum(${value}) filter (where ${filter}), 0)`;
  const [won, lost] = [sql`proven and won`, sql`proven and revealed and not won`];
  const isClosed = sql`(${request.status} <> 'PENDING' or ${revealEndSql(network)} < ${numeric(at)})`;
  const [bids, proofs, misses] = await Promise.all([
    rowsOf<Row>(
      db,
      sql`select grouping(day, vk) as level, day, vk, count(*)::int as bids,
          ${total(sql`commits`)}::int as commits, ${count(sql`closed`)} as closed,
          ${count(sql`revealed`)} as revealed, ${count(sql`won`)} as won,
          ${count(won)} as won_proven, ${count(sql`won and missed`)} as won_missed,
          ${count(lost)} as lost,
          ${total(sql`winner_fee`, won)} as won_bids, ${total(sql`price`, won)} as won_prices,
          ${total(sql`fee`, lost)} as lost_bids, ${total(sql`price`, lost)} as lost_prices,
          ${percentilesSql(bpsSql(sql`winner_fee`, sql`price`), won)} as won_each,
          ${percentilesSql(bpsSql(sql`fee`, sql`price`), lost)} as lost_each
        from (
          select first_bid_at / 86400 as day, vk, commits, closed, fee, winner_fee, price,
            closed and reveals > 0 as revealed, closed and coalesce(winner = ${of}, false) as won,
            status = 'FULFILLED' as proven, status <> 'FULFILLED' and deadline < ${numeric(at)} as missed
          from (
            select ${bid.firstBidAt}, ${bid.commits}, ${bid.fee}, ${bid.reveals}, ${request.vk},
              ${request.status}, ${request.deadline}, ${request.winner}, ${request.winnerFee},
              ${request.price}, ${isClosed} as closed
            from ${bid} join ${request} on ${request.id} = ${bid.requestId}
            where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
          ) own
        ) own ${by}`,
    ),
    rowsOf<Row>(
      db,
      sql`select grouping(day, vk) as level, day, vk, count(*)::int as proven,
          ${total(sql`max_fee`)} as max_fees, ${total(sql`price`)} as fees,
          ${total(sql`protocol_fee`)} as protocol_fees, ${total(sql`reward`)} as rewards,
          ${total(sql`commission`)} as commission, ${total(sql`to_stakers`)} as to_stakers,
          ${total(sql`price - winner_fee`)} as surplus,
          ${percentilesSql(sql`proving_seconds`)} as proving_seconds
        from (
          select p.timestamp / 86400 as day, r.* from ${proof} p join ${request} r on r.id = p.request_id
          where p.prover = ${of} and p.event_id >= ${low} and p.event_id < ${high}
        ) own ${by}`,
    ),
    rowsOf<Row>(
      db,
      sql`select grouping(day, vk) as level, day, vk, count(*)::int as missed
        from (
          select div(deadline + 1, 86400)::int as day, vk from ${request}
          where status in ('PENDING', 'REFUNDED', 'SLASHED') and winner = ${of}
            and deadline >= ${from - 1} and deadline < ${Math.min(to - 1, at)}
        ) own ${by}`,
    ),
  ]);
  const parts = [bids, proofs, misses] as const;
  // The level tells what a group is of: 3 all, 1 a day (it is not grouped by program), 2 a program.
  const found = parts.map(
    (rows) => new Map(rows.map((group) => [`${group.level} ${group.day ?? group.vk}`, group])),
  );
  const performance = (group: string) =>
    toPerformance(...(found.map((groups) => groups.get(group)) as [Row?, Row?, Row?]));
  const vks = new Set(
    parts.flatMap((rows) => rows.filter(({ level }) => level === 2).map((found) => found.vk!)),
  );
  const [firstDay, endDay] = [dayOf(from), to > from ? dayOf(to - 1) + 1 : dayOf(from)];
  return {
    prover: row,
    total: performance("3 null"),
    days: Array.from({ length: endDay - firstDay }, (_, index) => {
      const day = firstDay + index;
      return {
        start: Math.max(from, dayStart(day)),
        end: Math.min(to, dayStart(day + 1)),
        ...performance(`1 ${day}`),
      };
    }),
    programs: [...vks]
      .map((vk) => ({ vk, ...performance(`2 ${vk}`) }))
      .sort((a, b) => b.bids - a.bids || (a.vk < b.vk ? -1 : 1)),
  };
}

/** A group's rows of bids, of proofs and of misses; undefined where there were none. */
function toPerformance(bids?: Row, proofs?: Row, misses?: Row) {
  const count = (row: Row | undefined, name: string) => Number(row?.[name] ?? 0);
  const amount = (row: Row | undefined, name: string) => BigInt((row?.[name] ?? 0) as string);
  const percentiles = (row: Row | undefined, name: string) =>
    row === undefined ? noPercentiles : readNumbers(row[name] as string[]);
  const against = (name: "won" | "lost"): BidsAgainstPrices => {
    const [own, prices] = [amount(bids, `${name}_bids`), amount(bids, `${name}_prices`)];
    return {
      auctions: count(bids, name === "won" ? "won_proven" : "lost"),
      bids: own,
      prices,
      bidOfPrice: ratio(own, prices),
      bidOfPriceEach: percentiles(bids, `${name}_each`),
    };
  };
  const [closed, won] = [count(bids, "closed"), count(bids, "won")];
  const [proven, missed] = [count(proofs, "proven"), count(misses, "missed")];
  const [wonProven, wonMissed] = [count(bids, "won_proven"), count(bids, "won_missed")];
  return {
    bids: count(bids, "bids"),
    commits: count(bids, "commits"),
    open: count(bids, "bids") - closed,
    revealRate: ratio(count(bids, "revealed"), closed),
    winRate: ratio(won, count(bids, "revealed")),
    wonProven,
    wonMissed,
    wonPending: won - wonProven - wonMissed,
    won: against("won"),
    lost: against("lost"),
    proven,
    maxFees: amount(proofs, "max_fees"),
    fees: amount(proofs, "fees"),
    protocolFees: amount(proofs, "protocol_fees"),
    rewards: amount(proofs, "rewards"),
    commission: amount(proofs, "commission"),
    toStakers: amount(proofs, "to_stakers"),
    surplus: amount(proofs, "surplus"),
    provingSeconds: percentiles(proofs, "proving_seconds"),
    missed,
    missRate: ratio(missed, proven + missed),
  } satisfies Performance;
}
