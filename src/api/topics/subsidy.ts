/** Question 24: the part of the subsidy in what provers earn. */
import { and, gte, lt, sql } from "drizzle-orm";
import type { Address } from "viem";
import { proverDay } from "../../../ponder.schema.ts";
import { dayOf, dayStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { rowsArg, spanArgs } from "../declare/arguments.ts";
import { big, bytes, int, list, question } from "../declare/fields.ts";
import { amountRatio } from "../declare/figures.ts";
import { proverNamedBy } from "../declare/named.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { DAY } from "../rules/buckets.ts";
import { amountRatioSql, sumSql } from "../rules/figures-sql.ts";
import type { Topic } from "../topic.ts";

/** What a prover and its stakers earned, commission included, by who paid. */
const income = {
  marketRewards: big("[wei] Rewards from the market: prices less protocol fees."),
  epochRewards: big("[wei] Rewards from EpochRewards."),
  otherRewards: big("[wei] Rewards from anybody else."),
  subsidy: amountRatio("Epoch rewards over all three."),
};

const ProverSubsidy = object(
  "ProverSubsidy",
  "The part of the subsidy in what one prover and its stakers earn, commission included.",
  {
    prover: bytes("The prover."),
    proverAccount: proverNamedBy("prover", "Its row."),
    ...income,
  },
);

const SubsidyShare = object(
  "SubsidyShare",
  "The part of the subsidy in what provers and their stakers earn, commission included.",
  {
    from: int("[unix s] Start of the first UTC day."),
    to: int("[unix s] End of the last UTC day, exclusive."),
    ...income,
    byProver: list(ProverSubsidy, "The same by prover, the most subsidised first."),
  },
);

/** Income in the UTC days that [from, to) [unix s] touches, of the network and of the `first` most subsidised provers. */
export async function subsidyShare(
  db: Db,
  { from, to, first }: { from: number; to: number; first: number },
): Promise<ValueOf<typeof SubsidyShare>> {
  const [firstDay, endDay] = [dayOf(from), Math.ceil(to / DAY)];
  const [market, epoch, other] = [
    sumSql(proverDay.marketRewards),
    sumSql(proverDay.epochRewards),
    sumSql(proverDay.otherRewards),
  ];
  const incomes = await db
    .select({
      prover: sql<Address | null>`prover`,
      ...{ marketRewards: market, epochRewards: epoch, otherRewards: other },
      subsidy: amountRatioSql(epoch, sql`${market} + ${epoch} + ${other}`),
    })
    .from(proverDay)
    .where(and(gte(proverDay.day, firstDay), lt(proverDay.day, endDay)))
    .groupBy(sql`grouping sets ((prover), ())`)
    .orderBy(sql`3 desc, 1`);
  const { prover: _, ...all } = incomes.find(({ prover }) => prover === null)!;
  const byProver = incomes.filter((income) => income.prover !== null).slice(0, first);
  return {
    ...all,
    from: dayStart(firstDay),
    to: dayStart(endDay),
    byProver: byProver as ValueOf<typeof ProverSubsidy>[],
  };
}

export const subsidyTopic: Topic = {
  queries: {
    subsidyShare: question(SubsidyShare, {
      text: "The part of the subsidy in what provers and their stakers earn.",
      args: {
        span: spanArgs({
          from: "From the UTC day this lies in",
          to: "Exclusive: the last UTC day begins before",
        }),
        limit: rowsArg("Rows of `byProver`, 1 to 1000. Default 50."),
      },
      cost: { base: 50 },
      ask: ({ span, limit }, { db }) => subsidyShare(db, { ...span, first: limit }),
    }),
  },
};
