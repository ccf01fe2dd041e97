/** Question 15: how well auctions worked. */
import { type SQL, sql } from "drizzle-orm";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { int, intOrNull, list, one, question } from "../declare/fields.ts";
import { amountRatio, countRatio, numberPercentiles } from "../declare/figures.ts";
import { object, type ValueOf } from "../declare/types.ts";
import {
  auctionSeconds,
  auctionsOf,
  isMissed,
  isProven,
  type Scope,
  scopeArgs,
} from "../reads/auctions.ts";
import {
  amountRatioSql,
  bpsSql,
  countSql,
  numberPercentilesSql,
  sumSql,
} from "../rules/figures-sql.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const AuctionGroup = object("AuctionGroup", "Auctions with the same number of revealers.", {
  revealers: intOrNull("Provers that revealed; null for all auctions together."),
  auctions: int("Auctions that are over."),
  fulfilled: int("Auctions whose request was proven."),
  missed: int("Auctions whose winner missed the deadline."),
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

type AuctionQuality = ValueOf<typeof AuctionQuality>;

/** How well the auctions of a scope worked, by the number of revealers. */
export async function auctionQuality(db: Db, scope: Scope): Promise<AuctionQuality> {
  const [where, seconds] = await Promise.all([auctionsOf(db, scope), auctionSeconds(db)]);
  const ofProven = (value: SQL) => sumSql(value, isProven);
  const groups = await db
    .select({
      revealers: sql<number | null>`revealers`,
      auctions: countSql(),
      fulfilled: countSql(isProven),
      missed: countSql(isMissed(scope.at)),
      priceOfMaxFee: amountRatioSql(ofProven(sql`price`), ofProven(sql`max_fee`)),
      priceOfMaxFeeEach: numberPercentilesSql(bpsSql(sql`price`, sql`max_fee`)),
      spread: amountRatioSql(sumSql(sql`second_fee - winner_fee`), sumSql(sql`second_fee`)),
      winnersSurplus: amountRatioSql(ofProven(sql`price - winner_fee`), ofProven(sql`price`)),
      requestersSaving: amountRatioSql(ofProven(sql`max_fee - price`), ofProven(sql`max_fee`)),
      ownSecond: countSql(sql`second = winner`),
      ties: countSql(sql`second <> winner and second_fee = winner_fee`),
      wonAtMaxFee: countSql(sql`winner_fee = max_fee`),
      sealedBidders: sql`coalesce(sum(bidders - revealers), 0)`.mapWith(Number),
      violations: countSql(sql`${isProven} and not (winner_fee <= price and price <= max_fee)`),
      auctionOfDeadline: numberPercentilesSql(bpsSql(seconds, sql`deadline - created_at`)),
    })
    .from(request)
    .where(where)
    .groupBy(sql`grouping sets ((revealers), ())`)
    .orderBy(sql`grouping(revealers), revealers`);
  const all = groups.at(-1)!;
  const auctionsWith = (count: number) =>
    groups.find(({ revealers }) => revealers === count)?.auctions ?? 0;
  return {
    groups: groups.slice(0, -1),
    all,
    oneRevealerShare: ratio(auctionsWith(1), all.auctions - auctionsWith(0)),
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
