/** Question 15: how well auctions worked. */
import { type SQL, sql } from "drizzle-orm";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { int, intOrNull, list, one, question } from "../declare/fields.ts";
import { amountRatio, countRatio, numberPercentiles } from "../declare/figures.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { auctionSeconds, auctionsOf, isMissed, type Scope, scopeArgs } from "../reads/auctions.ts";
import { rowsOf } from "../reads/history.ts";
import { percentilesSql, readNumbers } from "../rules/percentiles.ts";
import { bpsSql } from "../rules/ratio-sql.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const AuctionGroup = object("AuctionGroup", "Auctions with the same number of revealers.", {
  revealers: intOrNull("Provers that revealed; null for all auctions together."),
  auctions: int("Auctions that are over."),
  fulfilled: int("Of them proven."),
  missed: int("Of them missed by the winner."),
  priceOfMaxFee: amountRatio("Σ price over Σ max fee of the proven requests."),
  priceOfMaxFeeEach: numberPercentiles(
    "[bps] Price over max fee of each proven request; a max fee of 0 left out.",
  ),
  spread: amountRatio(
    "Σ second bid less winner's bid, over Σ second bid, of the auctions with a second bid.",
  ),
  winnersSurplus: amountRatio(
    "Σ price less winner's own bid, over Σ price, of the proven requests.",
  ),
  requestersSaving: amountRatio("Σ max fee less price, over Σ max fee, of the proven requests."),
  ownSecond: int("Auctions whose winner revealed twice and is its own second."),
  ties: int("Auctions whose two lowest bids, of two provers, are equal."),
  wonAtMaxFee: int("Auctions won with a bid of the whole max fee."),
  sealedBidders: int("Bidders that never revealed."),
  violations: int("Proven requests that break winner's bid ≤ price ≤ max fee: always 0."),
  auctionOfDeadline: numberPercentiles(
    "[bps] Length of the auction, as of the parameters now, over the time from request to deadline.",
  ),
});

const AuctionQuality = object("AuctionQuality", "How well auctions worked.", {
  groups: list(AuctionGroup, "Auctions by how many provers revealed, fewest first."),
  all: one(AuctionGroup, "All of them together."),
  oneRevealerShare: countRatio(
    "Auctions with one revealer, in which the price is the winner's own bid, over auctions with any.",
  ),
});

type AuctionGroup = ValueOf<typeof AuctionGroup>;
type AuctionQuality = ValueOf<typeof AuctionQuality>;

/** How well the auctions of a scope worked, by the number of revealers. */
export async function auctionQuality(db: Db, scope: Scope): Promise<AuctionQuality> {
  const [where, seconds] = await Promise.all([auctionsOf(db, scope), auctionSeconds(db)]);
  const proven = sql`status = 'FULFILLED'`;
  const count = (filter: SQL) => sql`(count(*) filter (where ${filter}))::int`;
  const total = (value: SQL) => sql`coalesce(sum(${value}) filter (where ${proven}), 0)`;
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
  const auctionsWith = (count: number) =>
    groups.find(({ revealers }) => revealers === count)?.auctions ?? 0;
  return {
    groups: groups.slice(0, -1),
    all,
    oneRevealerShare: ratio(auctionsWith(1), all.auctions - auctionsWith(0)),
  };
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

export const auctionQualityTopic: Topic = {
  queries: {
    auctionQuality: question(AuctionQuality, {
      text: "How well auctions of a span of time worked, by the number of provers that revealed.",
      args: scopeArgs,
      cost: { base: 100 },
      ask: ({ vk, span }, { db }) => auctionQuality(db, { vk, ...span }),
    }),
  },
};
