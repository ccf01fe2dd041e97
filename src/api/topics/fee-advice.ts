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
import { auctionsOf, isMissed, isProven, type Scope, scopeArgs } from "../reads/auctions.ts";
import {
  amountPercentilesSql,
  bpsSql,
  countRatioSql,
  countSql,
  literal,
  numberPercentilesSql,
} from "../rules/figures-sql.ts";
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
    fulfilled: int("Auctions whose request was proven."),
    missed: int("Auctions whose winner missed the deadline, refunded yet or not."),
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
  const secondsToProof = sql`fulfilled_at - created_at`;
  const offered = maxFee === null ? sql`false` : sql`max_fee <= ${literal(maxFee)}`;
  const [fulfilled, missed] = [countSql(isProven), countSql(isMissed(scope.at))];
  const shareOf = (where: SQL) => countRatioSql(countSql(where), countSql());
  const shareOfOffered = (where: SQL) =>
    countRatioSql(countSql(sql`${offered} and ${where}`), countSql(offered));
  const [advice] = await db
    .select({
      auctions: countSql(),
      fulfilled,
      missed,
      oneBidder: shareOf(sql`bidders >= 1`),
      twoBidders: shareOf(sql`bidders >= 2`),
      oneRevealer: shareOf(sql`revealers >= 1`),
      twoRevealers: shareOf(sql`revealers >= 2`),
      success: countRatioSql(fulfilled, sql`${fulfilled} + ${missed}`),
      price: amountPercentilesSql(sql`price`),
      maxFee: amountPercentilesSql(sql`max_fee`),
      priceOfMaxFee: numberPercentilesSql(bpsSql(sql`price`, sql`max_fee`)),
      revealers: numberPercentilesSql(sql`revealers`),
      secondsToProof: numberPercentilesSql(secondsToProof),
      provingSeconds: numberPercentilesSql(sql`proving_seconds`),
      atMaxFee: {
        priced: countRatioSql(countSql(sql`price <= ${literal(maxFee ?? 0n)}`), fulfilled),
        oneRevealer: shareOfOffered(sql`revealers >= 1`),
        twoRevealers: shareOfOffered(sql`revealers >= 2`),
      },
      provenWithin: countRatioSql(
        countSql(sql`${secondsToProof} <= ${literal(seconds ?? 0)}`),
        sql`${fulfilled} + ${missed}`,
      ),
    })
    .from(request)
    .where(await auctionsOf(db, scope));
  const { atMaxFee, provenWithin, ...always } = advice!;
  return {
    ...always,
    atMaxFee: maxFee === null ? null : atMaxFee,
    provenWithin: seconds === null ? null : provenWithin,
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
