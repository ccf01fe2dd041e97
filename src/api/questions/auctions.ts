/** Questions 8 and 15: what auctions of a span of time cost and how well they worked. */
import { type SQL, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  type Percentiles,
  percentilesSql,
  readAmounts,
  readNumbers,
} from "../rules/percentiles.ts";
import { numeric } from "../rules/phase-sql.ts";
import { bpsSql } from "../rules/ratio-sql.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { idsWithin, rowsOf } from "./history.ts";
import { networkOf } from "./network.ts";

/** Requests created in [from, to) [unix s], of one program or of all. `at` [unix s]: known up to then. */
export type Scope = { vk: Hex | null; from: number; to: number; at: number };

/** Rows of `request` of the scope. */
export async function requestsOf(db: Db, { vk, from, to }: Scope): Promise<SQL> {
  const { low, high } = await idsWithin(db, from, to);
  const ofProgram = vk === null ? sql`` : sql` and vk = ${vk}`;
  return sql`(created_id >= ${low} and created_id < ${high}${ofProgram})`;
}

/** Those of them whose auction is over: the reveal phase has ended, by the durations now, or the request is settled. */
export async function auctionsOf(db: Db, scope: Scope): Promise<SQL> {
  const [requests, network] = await Promise.all([requestsOf(db, scope), networkOf(db)]);
  const seconds = numeric(auctionSeconds(network));
  return sql`(${requests} and (status <> 'PENDING' or created_at + ${seconds} < ${scope.at}))`;
}

/** Whether a row of `request` is a winner's miss, refunded or not. */
export const isMissed = (at: number): SQL =>
  sql`(winner is not null and status in ('PENDING', 'REFUNDED', 'SLASHED') and deadline < ${at})`;

const auctionSeconds = (
  network: { biddingPhaseDuration: bigint; revealPhaseDuration: bigint } | null,
): bigint => (network === null ? 0n : network.biddingPhaseDuration + network.revealPhaseDuration);

/** What to offer for a proof: what others got for what they offered. */
export type FeeAdvice = {
  /** Requests whose auction is over. */
  auctions: number;
  fulfilled: number;
  /** Winners' misses. */
  missed: number;
  /** Auctions with at least one and two provers that bid, and that revealed. */
  oneBidder: Ratio<number>;
  twoBidders: Ratio<number>;
  oneRevealer: Ratio<number>;
  twoRevealers: Ratio<number>;
  /** Proven / (proven + missed). */
  success: Ratio<number>;
  /** [wei] Of the proven requests. */
  price: Percentiles<bigint>;
  /** [wei] Of all. */
  maxFee: Percentiles<bigint>;
  /** [bps] Price / max fee of the proven requests. */
  priceOfMaxFee: Percentiles<number>;
  revealers: Percentiles<number>;
  /** [s] From the request to the proof. */
  secondsToProof: Percentiles<number>;
  /** [s] From the end of the reveal phase to the proof. */
  provingSeconds: Percentiles<number>;
  /** What a given max fee would have met; null when none is given. */
  atMaxFee: {
    /** Proven requests whose price was not above it. */
    priced: Ratio<number>;
    /** Auctions that offered no more, with at least one and two revealers. */
    oneRevealer: Ratio<number>;
    twoRevealers: Ratio<number>;
  } | null;
  /** Proofs within the given seconds of their request / (proven + missed); null when none are given. */
  provenWithin: Ratio<number> | null;
};

/** Price, chance of bidders and time to the proof in the auctions of a scope, and what a given offer would have met. */
export async function feeAdvice(
  db: Db,
  scope: Scope,
  { maxFee, seconds }: { maxFee: bigint | null; seconds: number | null } = {
    maxFee: null,
    seconds: null,
  },
): Promise<FeeAdvice> {
  const where = await auctionsOf(db, scope);
  const proven = sql`status = 'FULFILLED'`;
  const offered = maxFee === null ? sql`false` : sql`max_fee <= ${numeric(maxFee)}`;
  const count = (filter: SQL) => sql`(count(*) filter (where ${filter}))::int`;
  const [row] = await rowsOf<Record<string, number | string[]>>(
    db,
    sql`select count(*)::int as auctions, ${count(proven)} as fulfilled,
        ${count(isMissed(scope.at))} as missed,
        ${count(sql`bidders >= 1`)} as bidder1, ${count(sql`bidders >= 2`)} as bidder2,
        ${count(sql`revealers >= 1`)} as revealer1, ${count(sql`revealers >= 2`)} as revealer2,
        ${percentilesSql(sql`price`)} as price, ${percentilesSql(sql`max_fee`)} as max_fee,
        ${percentilesSql(bpsSql(sql`price`, sql`max_fee`))} as price_bps,
        ${percentilesSql(sql`revealers`)} as revealers,
        ${percentilesSql(sql`fulfilled_at - created_at`)} as to_proof,
        ${percentilesSql(sql`proving_seconds`)} as proving,
        ${count(maxFee === null ? sql`false` : sql`price <= ${numeric(maxFee)}`)} as priced,
        ${count(offered)} as offered,
        ${count(sql`${offered} and revealers >= 1`)} as offered1,
        ${count(sql`${offered} and revealers >= 2`)} as offered2,
        ${count(seconds === null ? sql`false` : sql`fulfilled_at - created_at <= ${seconds}`)} as within
      from ${request} where ${where}`,
  );
  const number = (name: string) => row![name] as number;
  const array = (name: string) => row![name] as string[];
  const [auctions, fulfilled, missed] = [number("auctions"), number("fulfilled"), number("missed")];
  const offers = number("offered");
  return {
    auctions,
    fulfilled,
    missed,
    oneBidder: ratio(number("bidder1"), auctions),
    twoBidders: ratio(number("bidder2"), auctions),
    oneRevealer: ratio(number("revealer1"), auctions),
    twoRevealers: ratio(number("revealer2"), auctions),
    success: ratio(fulfilled, fulfilled + missed),
    price: readAmounts(array("price")),
    maxFee: readAmounts(array("max_fee")),
    priceOfMaxFee: readNumbers(array("price_bps")),
    revealers: readNumbers(array("revealers")),
    secondsToProof: readNumbers(array("to_proof")),
    provingSeconds: readNumbers(array("proving")),
    atMaxFee:
      maxFee === null
        ? null
        : {
            priced: ratio(number("priced"), fulfilled),
            oneRevealer: ratio(number("offered1"), offers),
            twoRevealers: ratio(number("offered2"), offers),
          },
    provenWithin: seconds === null ? null : ratio(number("within"), fulfilled + missed),
  };
}

/** Auctions alike in how many provers revealed: what competition did. Amounts in wei. */
export type AuctionGroup = {
  /** Provers that revealed; null for the group of all. */
  revealers: number | null;
  auctions: number;
  fulfilled: number;
  missed: number;
  /** Σ price and Σ max fee of the proven requests. */
  priceOfMaxFee: Ratio;
  /** [bps] The same per request. */
  priceOfMaxFeeEach: Percentiles<number>;
  /** Σ second bid less first, over Σ second bid, of the auctions with two bids. */
  spread: Ratio;
  /** Σ price less the winner's own bid, over Σ price, of the proven requests. */
  winnersSurplus: Ratio;
  /** Σ max fee less price, over Σ max fee, of the proven requests. */
  requestersSaving: Ratio;
  /** Auctions whose winner is its own second: it revealed twice. */
  ownSecond: number;
  /** Auctions whose two lowest bids, of two provers, are equal. */
  ties: number;
  /** Auctions won with a bid of the whole max fee. */
  wonAtMaxFee: number;
  /** Bidders that did not reveal. */
  sealedBidders: number;
  /** Proven requests that break winner's bid ≤ price ≤ max fee. */
  violations: number;
  /** [bps] Length of the auction over the time from request to deadline, of each auction. */
  auctionOfDeadline: Percentiles<number>;
};

export type AuctionQuality = {
  groups: AuctionGroup[];
  all: AuctionGroup;
  /** Auctions with one revealer, in which the price is the winner's own bid, over auctions with any. */
  oneRevealerShare: Ratio<number>;
};

/** How well the auctions of a scope worked, by the number of revealers. */
export async function auctionQuality(db: Db, scope: Scope): Promise<AuctionQuality> {
  const [where, network] = await Promise.all([auctionsOf(db, scope), networkOf(db)]);
  const proven = sql`status = 'FULFILLED'`;
  const count = (filter: SQL) => sql`(count(*) filter (where ${filter}))::int`;
  const total = (value: SQL) => sql`coalesce(sum(${value}) filter (where ${proven}), 0)`;
  const seconds = numeric(auctionSeconds(network));
  const rows = await rowsOf<Record<string, unknown>>(
    db,
    sql`select revealers, grouping(revealers) as is_all, count(*)::int as auctions,
        ${count(proven)} as fulfilled, ${count(isMissed(scope.at))} as missed,
        ${total(sql`price`)} as price, ${total(sql`max_fee`)} as max_fee,
        ${total(sql`price - winner_fee`)} as surplus, ${total(sql`max_fee - price`)} as saving,
        coalesce(sum(second_fee - winner_fee), 0) as spread, coalesce(sum(second_fee), 0) as second_fees,
        ${count(sql`second = winner`)} as own_second,
        ${count(sql`second <> winner and second_fee = winner_fee`)} as ties,
        ${count(sql`winner_fee = max_fee`)} as at_max_fee,
        coalesce(sum(bidders - revealers), 0)::int as sealed,
        ${count(sql`${proven} and not (winner_fee <= price and price <= max_fee)`)} as violations,
        ${percentilesSql(bpsSql(sql`price`, sql`max_fee`))} as each_bps,
        ${percentilesSql(bpsSql(seconds, sql`deadline - created_at`))} as auction_bps
      from ${request} where ${where} group by grouping sets ((revealers), ()) order by 2, 1`,
  );
  const groups = rows.map(toGroup);
  const all = groups.at(-1)!;
  const one = groups.find(({ revealers }) => revealers === 1)?.auctions ?? 0;
  const none = groups.find(({ revealers }) => revealers === 0)?.auctions ?? 0;
  return { groups: groups.slice(0, -1), all, oneRevealerShare: ratio(one, all.auctions - none) };
}

function toGroup(row: Record<string, unknown>): AuctionGroup {
  const number = (name: string) => Number(row[name]);
  const amount = (name: string) => BigInt(row[name] as string);
  const array = (name: string) => readNumbers(row[name] as string[]);
  return {
    revealers: number("is_all") === 1 ? null : number("revealers"),
    auctions: number("auctions"),
    fulfilled: number("fulfilled"),
    missed: number("missed"),
    priceOfMaxFee: ratio(amount("price"), amount("max_fee")),
    priceOfMaxFeeEach: array("each_bps"),
    spread: ratio(amount("spread"), amount("second_fees")),
    winnersSurplus: ratio(amount("surplus"), amount("price")),
    requestersSaving: ratio(amount("saving"), amount("max_fee")),
    ownSecond: number("own_second"),
    ties: number("ties"),
    wonAtMaxFee: number("at_max_fee"),
    sealedBidders: number("sealed"),
    violations: number("violations"),
    auctionOfDeadline: array("auction_bps"),
  };
}
