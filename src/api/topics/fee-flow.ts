/** Question 19: where the fees went. */
import { eq } from "drizzle-orm";
import { network, tokenBalance } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { byDefault, required } from "../declare/arguments.ts";
import { big, bool, int, intOrNull, list, one, question } from "../declare/fields.ts";
import { object, orNull, type ValueOf } from "../declare/types.ts";
import { bucketArgs, unitArg } from "../reads/buckets.ts";
import { marketSeries, type Point, type Series } from "../reads/series.ts";
import type { Topic } from "../topic.ts";

/** Where fees went, so far or in a bucket. */
const parts = {
  fees: big("[wei] Σ price paid."),
  protocolFees: big("[wei] The protocol fee within `fees`."),
  commission: big("[wei] The provers' commission within `fees`."),
  toStakers: big("[wei] What went to the provers' stakers within `fees`."),
  excess: big("[wei] Returned with a proof: max fee less price."),
  refunds: big("[wei] Returned without a proof."),
};

const FeeTotal = object("FeeTotal", "Where all fees went so far.", {
  escrowed: big("[wei] Σ max fee of all requests."),
  ...parts,
  escrow: big("[wei] Held for open requests."),
  withdrawn: big("[wei] Protocol fees withdrawn."),
  protocolFeeBalance: big("[wei] Protocol fees held by the market."),
  marketTokens: big("[wei] Tokens the market holds."),
  strayTokens: big(
    "[wei] Tokens sent to the market past its functions: what it holds less escrow less protocol fees held. Never negative.",
  ),
  escrowBalance: big("[wei] escrowed − fees − excess − refunds − escrow: always 0."),
  priceBalance: big("[wei] fees − protocolFees − commission − toStakers: always 0."),
  protocolFeeDifference: big("[wei] protocolFees − withdrawn − protocolFeeBalance: always 0."),
});

const FeePeriod = object("FeePeriod", "Where the fees of one bucket of time went.", {
  start: int("[unix s] First second."),
  end: int("[unix s] End, exclusive."),
  number: intOrNull("Number of the epoch; null for a unit of the calendar."),
  complete: bool("Whether the bucket is over."),
  escrowBefore: big("[wei] Escrow at the start."),
  escrowed: big("[wei] Σ max fee of the requests opened."),
  ...parts,
  escrowAfter: big("[wei] Escrow at the end."),
  withdrawn: big("[wei] Protocol fees withdrawn."),
  escrowBalance: big(
    "[wei] escrowBefore + escrowed − fees − excess − refunds − escrowAfter: always 0.",
  ),
  priceBalance: big("[wei] fees − protocolFees − commission − toStakers: always 0."),
});

const FeeFlow = object("FeeFlow", "Where the fees went.", {
  total: one(orNull(FeeTotal), "Since the beginning; null before anything is indexed."),
  periods: list(FeePeriod, "Per bucket of time, oldest first, without a gap.", {
    base: 100,
    rows: 30,
  }),
});

/** What `feePeriods` needs of a point. */
const FEE_PARTS: ReadonlySet<keyof Point> = new Set([
  "maxFees",
  "fees",
  "protocolFees",
  "commission",
  "toStakers",
  "excess",
  "refunds",
  "withdrawn",
  "level",
]);

/** The fees of each point of a series, with the two balances that must be zero. */
export const feePeriods = ({ points, levels }: Series): ValueOf<typeof FeePeriod>[] =>
  points.map((point, index) => {
    const before = index === 0 ? levels.before : levels.ends[index - 1];
    const [escrowBefore, escrowAfter] = [before?.escrow ?? 0n, point.level?.escrow ?? 0n];
    return {
      ...point,
      escrowed: point.maxFees,
      escrowBefore,
      escrowAfter,
      escrowBalance:
        escrowBefore + point.maxFees - point.fees - point.excess - point.refunds - escrowAfter,
      priceBalance: point.fees - point.protocolFees - point.commission - point.toStakers,
    };
  });

/** Where all fees went so far, in wei; null before anything is indexed. */
export async function feeTotal(db: Db): Promise<ValueOf<typeof FeeTotal> | null> {
  const [row] = await db
    .select({
      escrowed: network.maxFees,
      fees: network.fees,
      protocolFees: network.protocolFees,
      commission: network.commission,
      toStakers: network.toStakers,
      excess: network.excess,
      refunds: network.refunds,
      escrow: network.escrow,
      withdrawn: network.protocolFeesWithdrawn,
      protocolFeeBalance: network.protocolFeeBalance,
      marketTokens: tokenBalance.balance,
    })
    .from(network)
    .leftJoin(tokenBalance, eq(tokenBalance.address, network.market))
    .limit(1);
  if (row === undefined) return null;
  const { escrowed, fees, excess, refunds, escrow, protocolFees, withdrawn } = row;
  const marketTokens = row.marketTokens ?? 0n;
  return {
    ...row,
    marketTokens,
    strayTokens: marketTokens - escrow - row.protocolFeeBalance,
    escrowBalance: escrowed - fees - excess - refunds - escrow,
    priceBalance: fees - protocolFees - row.commission - row.toStakers,
    protocolFeeDifference: protocolFees - withdrawn - row.protocolFeeBalance,
  };
}

export const feeFlowTopic: Topic = {
  queries: {
    feeFlow: question(FeeFlow, {
      text: "Where the fees went: in total, and per bucket of time, with the balances that must be zero.",
      args: { span: bucketArgs(required(byDefault(unitArg, "DAY"))) },
      cost: { base: 50 },
      ask: async ({ span }, { db }) => {
        const [series, total] = await Promise.all([
          marketSeries(db, span, FEE_PARTS),
          feeTotal(db),
        ]);
        return { total, periods: feePeriods(series) };
      },
    }),
  },
};
