/** What a prover bid, proved and missed in a span of time: a part of its record. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, proof, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { big, int, one } from "../declare/fields.ts";
import { amountRatio, countRatio, numberPercentiles } from "../declare/figures.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { isMissedWithin } from "../reads/auctions.ts";
import type { idsWithin } from "../reads/history.ts";
import type { Network } from "../reads/network.ts";
import {
  amountRatioSql,
  bpsSql,
  countRatioSql,
  countSql,
  numberPercentilesSql,
  sumSql,
} from "../rules/figures-sql.ts";
import { noPercentiles } from "../rules/percentiles.ts";
import { isClosedSql, numeric } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";

const BidsAgainstPrices = object(
  "BidsAgainstPrices",
  "A prover's own bids against the prices that were paid for the same requests.",
  {
    auctions: int("Requests, all proven."),
    bids: big("[wei] Σ own bid, as last revealed; the winner's as it won with."),
    prices: big("[wei] Σ price."),
    bidOfPrice: amountRatio("Σ own bid / Σ price."),
    bidOfPriceEach: numberPercentiles(
      "[bps] Own bid / price of each request, floored: at most 10000 where it won. Requests with a price of 0 are left out.",
    ),
  },
);

/** What a prover did in a span of time. */
export const performance = {
  bids: int("Requests it first bid on in this span."),
  commits: int("Bids it placed on those, bids anew included."),
  open: int("Those of `bids` whose reveal window is still open. They count in no rate."),
  revealRate: countRatio("Bids revealed at least once / bids whose reveal window has closed."),
  winRate: countRatio(
    "Requests won / requests it revealed in, of the bids whose reveal window has closed.",
  ),
  wonProven: int("Requests won and proven."),
  wonMissed: int("Requests won whose deadline passed without a proof, refunded yet or not."),
  wonPending: int("Requests won and still to be proven."),
  won: one(
    BidsAgainstPrices,
    "Own bids against the prices paid, where it won and the proof was accepted.",
  ),
  lost: one(
    BidsAgainstPrices,
    "Own bids against the prices paid, where it revealed and another prover won and proved.",
  ),
  proven: int("Proofs accepted in this span, whenever the bid was."),
  maxFees: big("[wei] Σ max fee of those proven."),
  fees: big("[wei] Σ price of those proven, protocol fee included."),
  protocolFees: big("[wei] Σ protocol fee within."),
  rewards: big("[wei] Revenue after the protocol fee: what the prover and its stakers got."),
  commission: big("[wei] Its commission within the revenue."),
  toStakers: big("[wei] Its stakers' part within the revenue."),
  surplus: big("[wei] Σ price less own bid of those proven."),
  provingSeconds: numberPercentiles(
    "[s] From the end of the reveal phase to the proof of those proven: an upper bound of the proving time, as the proof may have been held back.",
  ),
  missed: int(
    "Deadlines that passed in this span without its proof, refunded yet or not; dated by the first second after the deadline. `misses` lists them.",
  ),
  missRate: countRatio("Missed / (proven + missed) of this span."),
};

export const ProverPerformance = object("ProverPerformance", "What a prover did.", performance);

export type BidsAgainstPrices = ValueOf<typeof BidsAgainstPrices>;
type Performance = ValueOf<typeof ProverPerformance>;

/** Own bids (`bid`) against the prices, of the bids that are meant. */
const againstPrices = (bid: SQL, isMeant: SQL) => ({
  auctions: countSql(isMeant),
  bids: sumSql(bid, isMeant),
  prices: sumSql(sql`price`, isMeant),
  bidOfPrice: amountRatioSql(sumSql(bid, isMeant), sumSql(sql`price`, isMeant)),
  bidOfPriceEach: numberPercentilesSql(bpsSql(bid, sql`price`), isMeant),
});

/** Figures of bids, and of proofs; and of none. */
const BIDS = {
  bids: countSql(),
  commits: sql`coalesce(sum(commits), 0)`.mapWith(Number),
  open: countSql(sql`not closed`),
  revealRate: countRatioSql(countSql(sql`revealed`), countSql(sql`closed`)),
  winRate: countRatioSql(countSql(sql`won`), countSql(sql`revealed`)),
  wonProven: countSql(sql`won and proven`),
  wonMissed: countSql(sql`won and missed`),
  wonPending: countSql(sql`won and not proven and not missed`),
  won: againstPrices(sql`winner_fee`, sql`proven and won`),
  lost: againstPrices(sql`fee`, sql`proven and revealed and not won`),
};
const PROOFS = {
  proven: countSql(),
  maxFees: sumSql(sql`max_fee`),
  fees: sumSql(sql`price`),
  protocolFees: sumSql(sql`protocol_fee`),
  rewards: sumSql(sql`reward`),
  commission: sumSql(sql`commission`),
  toStakers: sumSql(sql`to_stakers`),
  surplus: sumSql(sql`price - winner_fee`),
  provingSeconds: numberPercentilesSql(sql`proving_seconds`),
};
const NOTHING_PAID = {
  ...{ auctions: 0, bids: 0n, prices: 0n, bidOfPrice: ratio(0n, 0n) },
  bidOfPriceEach: noPercentiles,
};
const NO_BIDS = {
  ...{ bids: 0, commits: 0, open: 0, wonProven: 0, wonMissed: 0, wonPending: 0 },
  ...{ revealRate: ratio(0, 0), winRate: ratio(0, 0), won: NOTHING_PAID, lost: NOTHING_PAID },
};
const NO_PROOFS = {
  ...{ proven: 0, maxFees: 0n, fees: 0n, protocolFees: 0n, rewards: 0n, commission: 0n },
  ...{ toStakers: 0n, surplus: 0n, provingSeconds: noPercentiles },
};

type Group = { level: number; day: number | null; vk: Hex | null };

/** What a prover did in total, by day and by program, with the clock at `at` [unix s]; `vks` are all its programs. */
export async function performancesOf(
  db: Db,
  of: Address,
  given: { network: Network; within: Awaited<ReturnType<typeof idsWithin>>; at: number },
) {
  const { network, within, at } = given;
  const { from, to, low, high } = within;
  const group = {
    level: sql`grouping(day, vk)`.mapWith(Number),
    day: sql<number | null>`day`,
    vk: sql<Hex | null>`vk`,
  };
  const groups = sql`grouping sets ((day), (vk), ())`;
  const bidsOf = sql`(
    select first_bid_at / 86400 as day, vk, commits, closed, fee, winner_fee, price,
      closed and reveals > 0 as revealed, closed and coalesce(winner = ${of}, false) as won,
      status = 'FULFILLED' as proven, status <> 'FULFILLED' and deadline < ${numeric(at)} as missed
    from (
      select ${bid.firstBidAt}, ${bid.commits}, ${bid.fee}, ${bid.reveals}, ${request.vk},
        ${request.status}, ${request.deadline}, ${request.winner}, ${request.winnerFee},
        ${request.price}, ${isClosedSql(network, at)} as closed
      from ${bid} join ${request} on ${request.id} = ${bid.requestId}
      where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
    ) own) own`;
  const proofsOf = sql`(
    select p.timestamp / 86400 as day, r.* from ${proof} p join ${request} r on r.id = p.request_id
    where p.prover = ${of} and p.event_id >= ${low} and p.event_id < ${high}) own`;
  const missesOf = sql`(
    select div(deadline + 1, 86400)::int as day, vk from ${request}
    where ${isMissedWithin({ from, to, at })} and winner = ${of}) own`;
  const [bids, proofs, misses] = await Promise.all([
    db
      .select({ ...group, ...BIDS })
      .from(bidsOf)
      .groupBy(groups),
    db
      .select({ ...group, ...PROOFS })
      .from(proofsOf)
      .groupBy(groups),
    db
      .select({ ...group, missed: countSql() })
      .from(missesOf)
      .groupBy(groups),
  ]);
  // The level tells what a group is of: 3 all, 1 a day (it is not grouped by program), 2 a program.
  const figuresOf = <Row extends Group>(rows: readonly Row[]) =>
    new Map(rows.map(({ level, day, vk, ...figures }) => [`${level} ${day ?? vk}`, figures]));
  const [ofBids, ofProofs, ofMisses] = [figuresOf(bids), figuresOf(proofs), figuresOf(misses)];
  const performanceOf = (group: string): Performance => {
    const proven = ofProofs.get(group) ?? NO_PROOFS;
    const missed = ofMisses.get(group)?.missed ?? 0;
    const missRate = ratio(missed, proven.proven + missed);
    return { ...(ofBids.get(group) ?? NO_BIDS), ...proven, missed, missRate };
  };
  const vks = new Set(
    [...bids, ...proofs, ...misses].flatMap(({ level, vk }) => (level === 2 ? [vk!] : [])),
  );
  return {
    total: performanceOf("3 null"),
    ofDay: (day: number) => performanceOf(`1 ${day}`),
    ofProgram: (vk: Hex) => performanceOf(`2 ${vk}`),
    vks: [...vks],
  };
}
