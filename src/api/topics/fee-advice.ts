/** Question 8: what to offer for a proof. */
import { type SQL, sql } from "drizzle-orm";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { amountArg, secondsArg } from "../declare/arguments.ts";
import { int, one, question } from "../declare/fields.ts";
import {
  amountPercentiles,
  CountRatio,
  countRatio,
  numberPercentiles,
} from "../declare/figures.ts";
import { object, orNull, type ValueOf } from "../declare/types.ts";
import { auctionsOf, isMissed, type Scope, scopeArgs } from "../reads/auctions.ts";
import { rowsOf } from "../reads/history.ts";
import { percentilesSql, readAmounts, readNumbers } from "../rules/percentiles.ts";
import { numeric } from "../rules/phase-sql.ts";
import { bpsSql } from "../rules/ratio-sql.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const MaxFeeAdvice = object("MaxFeeAdvice", "What a max fee would have met.", {
  priced: countRatio("Proven requests with a price not above it, over all proven."),
  oneRevealer: countRatio(
    "Auctions with at least one prover that revealed, over the auctions that offered no more.",
  ),
  twoRevealers: countRatio(
    "Auctions with at least two provers that revealed, over the auctions that offered no more.",
  ),
});

export const FeeAdvice = object(
  "FeeAdvice",
  "What to offer for a proof. An auction counts when it is over: settled, or past the reveal phase.",
  {
    auctions: int("Auctions the answer is drawn from."),
    fulfilled: int("Of them proven."),
    missed: int("Of them missed by the winner, refunded yet or not."),
    oneBidder: countRatio("Auctions with at least one bidder, over all."),
    twoBidders: countRatio("Auctions with at least two bidders, over all."),
    oneRevealer: countRatio("Auctions with at least one prover that revealed, over all."),
    twoRevealers: countRatio(
      "Auctions with at least two provers that revealed, over all: only then competition sets the price.",
    ),
    success: countRatio("Proven / (proven + missed)."),
    price: amountPercentiles("[wei] Prices of the proven requests."),
    maxFee: amountPercentiles("[wei] Max fees offered."),
    priceOfMaxFee: numberPercentiles(
      "[bps] Price over max fee of each proven request; a max fee of 0 left out.",
    ),
    revealers: numberPercentiles("Provers that revealed, per auction."),
    secondsToProof: numberPercentiles("[s] From the request to the proof, of the proven requests."),
    provingSeconds: numberPercentiles(
      "[s] From the end of the reveal phase to the proof, of the proven requests.",
    ),
    atMaxFee: one(
      orNull(MaxFeeAdvice),
      "What the given max fee would have met; null when none is given.",
    ),
    provenWithin: one(
      orNull(CountRatio),
      "Proofs within the given seconds of their request, over proven + missed; null when none are given.",
    ),
  },
);
export type FeeAdvice = ValueOf<typeof FeeAdvice>;

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

export const feeAdviceTopic: Topic = {
  queries: {
    feeAdvice: question(FeeAdvice, {
      text: "What to offer for a proof: price, chance of bidders and time to the proof in the auctions of a span of time, by when their requests were made.",
      args: {
        vk: scopeArgs.vk,
        maxFee: amountArg("[wei] A max fee one thinks of: adds what it would have met."),
        seconds: secondsArg(
          "[s] A time from request to deadline one thinks of: adds how many proofs came within it.",
        ),
        span: scopeArgs.span,
      },
      cost: { base: 100 },
      ask: ({ vk, span, ...offer }, { db }) => feeAdvice(db, { vk, ...span }, offer),
    }),
  },
};
