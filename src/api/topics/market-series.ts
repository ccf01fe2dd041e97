/** Question 11: the market per bucket of time. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { addressArg, bytes32Arg, required } from "../declare/arguments.ts";
import {
  big,
  bigOrNull,
  bool,
  int,
  intOrNull,
  later,
  list,
  one,
  question,
} from "../declare/fields.ts";
import {
  AmountRatio,
  amountPercentiles,
  countRatio,
  numberPercentiles,
} from "../declare/figures.ts";
import { object, orNull, type ValueOf } from "../declare/types.ts";
import { once } from "../once.ts";
import { isProven } from "../reads/auctions.ts";
import { BucketUnit, bucketArgs, unitArg } from "../reads/buckets.ts";
import { boundariesOf, bucketSql, inBuckets } from "../reads/flows.ts";
import { idsWithin } from "../reads/history.ts";
import { type Level, meanUtilization } from "../reads/levels.ts";
import { marketSeries, type Point, type Series } from "../reads/series.ts";
import type { Bucket } from "../rules/buckets.ts";
import { amountPercentilesSql, numberPercentilesSql, type Selected } from "../rules/figures-sql.ts";
import { noPercentiles } from "../rules/percentiles.ts";
import type { Topic } from "../topic.ts";

/** What happened in a span of time. */
export const marketFlows = {
  requests: int("Requests opened."),
  fulfilled: int("Requests proven."),
  refunded: int("Requests refunded."),
  missed: int("Refunds after the deadline with a winner."),
  slashed: int("Requests whose winner the market slashed."),
  deadlinesMissed: int(
    "Deadlines that passed with a winner and without a proof, refunded yet or not; dated by the first second after the deadline.",
  ),
  success: countRatio("Proven / (proven + deadlines missed)."),
  maxFees: big("[wei] Σ max fee of the requests opened."),
  fees: big("[wei] Σ price of the requests proven."),
  protocolFees: big("[wei] Σ protocol fee within these."),
  price: later(amountPercentiles("[wei] Prices of the requests proven.")),
};

const MarketPoint = object("MarketPoint", "The market in one bucket of time.", {
  start: int("[unix s] First second."),
  end: int(
    "[unix s] End, exclusive. Of a statistics epoch without an end: the second after the indexed head.",
  ),
  number: intOrNull("Number of the epoch; null for a unit of the calendar."),
  complete: bool("Whether the bucket is over."),
  ...marketFlows,
  refundedNoBids: int("Refunds because nobody bid."),
  refundedNoReveals: int("Refunds because nobody revealed."),
  rewards: big("[wei] Σ price less protocol fee: to provers and their stakers."),
  surplus: big("[wei] Σ price less the winners' own bids."),
  slashTaken: big("[wei] Σ slash taken for the market."),
  provingSeconds: later(
    numberPercentiles(
      "[s] From the end of the reveal phase to the proof: an upper bound of the proving time.",
    ),
  ),
  secondsToProof: later(numberPercentiles("[s] From the request to the proof.")),
  openRequests: intOrNull(
    "Open requests at the end; null before anything happened. Here and below, the end of a bucket that lasts is the indexed head, and all is null of one program, requester or prover.",
  ),
  escrow: bigOrNull("[wei] Escrow at the end; null before anything happened."),
  stake: bigOrNull(
    "[wei] Assets in the vaults of registered provers at the end; null before anything happened.",
  ),
  assignedStake: bigOrNull("[wei] Assigned stake at the end; null before anything happened."),
  provers: intOrNull("Registered provers at the end; null before anything happened."),
  activeProvers: intOrNull("Provers in state ACTIVE at the end; null before anything happened."),
  distinctStakers: intOrNull(
    "Accounts that are a staker of at least one prover at the end; null before anything happened, and of epochs, which end within hours.",
  ),
  utilization: one(
    orNull(AmountRatio),
    "Assigned stake / stake at the end; null before anything happened.",
  ),
  meanUtilization: later(
    one(
      orNull(AmountRatio),
      "Assigned stake / stake, each averaged over the seconds of the bucket; numerator and denominator in wei · s. Exact, from every change. Null when no second of the bucket is over.",
    ),
  ),
});

const MarketSeries = object("MarketSeries", "The market per bucket of time.", {
  unit: one(BucketUnit, "Length of the buckets."),
  at: int("[unix s] Time of the indexed head: known up to then."),
  points: list(
    MarketPoint,
    "The buckets, oldest first, without a gap. Empty when none has begun.",
    { base: 100, rows: 30 },
  ),
});

type MarketPoint = ValueOf<typeof MarketPoint>;

/** Before anything happened. */
const NO_LEVEL: Record<keyof Level, null> = {
  openRequests: null,
  escrow: null,
  stake: null,
  assignedStake: null,
  provers: null,
  activeProvers: null,
  distinctStakers: null,
};

/** Fields of a point that are made of levels. */
const OF_LEVELS: ReadonlySet<string> = new Set([
  ...Object.keys(NO_LEVEL),
  "utilization",
  "meanUtilization",
]);

/** What is read for the selected fields of a point; the percentiles are read by their own. */
function partsOf(selected: readonly string[]): ReadonlySet<keyof Point> {
  const parts = new Set(selected as (keyof Point)[]);
  if (selected.some((name) => OF_LEVELS.has(name))) parts.add("level");
  return parts;
}

/** Fields of a point that need every request or every change. */
const LATER: ReadonlySet<string> = new Set([
  "price",
  "provingSeconds",
  "secondsToProof",
  "meanUtilization",
]);

/** The points of a series, with the fields of `LATER` where one of them is `selected`; they are asked when they are. */
function pointsOf(
  db: Db,
  { points, levels, at }: Series,
  { among, selected }: { among: SQL | null; selected: readonly string[] },
): MarketPoint[] {
  const percentiles = once(() => marketPercentiles(db, points, among));
  const means = once(async () =>
    among === null ? meanUtilization(db, { buckets: points, levels, at }) : [],
  );
  const laterOf = (index: number) => ({
    ...laterPercentiles(percentiles, index),
    meanUtilization: async () => (await means())[index] ?? null,
  });
  const isLater = selected.some((name) => LATER.has(name));
  // There may be a thousand: they are not copied.
  return points.map((point, index) =>
    Object.assign(point, point.level ?? NO_LEVEL, isLater ? laterOf(index) : null),
  ) as MarketPoint[];
}

/** Prices [wei] and times [s] of the requests proven in a bucket. */
const PERCENTILES = {
  price: amountPercentilesSql(sql`price`),
  provingSeconds: numberPercentilesSql(sql`proving_seconds`),
  secondsToProof: numberPercentilesSql(sql`fulfilled_at - created_at`),
};
const NONE = { price: noPercentiles, provingSeconds: noPercentiles, secondsToProof: noPercentiles };

/** Percentiles of the requests proven in each of the buckets, exact, from the requests; `among` narrows them. */
export async function marketPercentiles(
  db: Db,
  buckets: readonly Bucket[],
  among: SQL | null = null,
): Promise<Selected<typeof PERCENTILES>[]> {
  const boundaries = boundariesOf(buckets);
  const { low, high } = await idsWithin(db, boundaries[0]!, boundaries.at(-1)!);
  const rows = await db
    .select({ bucket: bucketSql(sql`fulfilled_at`, buckets), found: PERCENTILES })
    .from(request)
    .where(
      sql`${isProven} and settled_id >= ${low} and settled_id < ${high} and ${among ?? sql`true`}`,
    )
    .groupBy(sql`1`);
  return inBuckets(buckets, rows).map((row) => row?.found ?? NONE);
}

/** The percentiles of one of the buckets, which are read when one of them is asked for. */
export const laterPercentiles = (
  read: () => ReturnType<typeof marketPercentiles>,
  index: number,
) => ({
  price: async () => (await read())[index]!.price,
  provingSeconds: async () => (await read())[index]!.provingSeconds,
  secondsToProof: async () => (await read())[index]!.secondsToProof,
});

/** Rows of `request` of a program, by a requester, won by a prover; null: all. */
export function requestsAmong(of: {
  vk: Hex | null;
  requester: Address | null;
  prover: Address | null;
}): SQL | null {
  const given = [
    of.vk && sql`vk = ${of.vk}`,
    of.requester && sql`requester = ${of.requester}`,
    of.prover && sql`winner = ${of.prover}`,
  ].filter((condition) => condition !== null);
  return given.length === 0 ? null : sql`(${sql.join(given, sql` and `)})`;
}

export const marketSeriesTopic: Topic = {
  queries: {
    marketSeries: question(MarketSeries, {
      text: "The market per bucket of time, gaps filled, oldest first. Buckets are whole, half open and in UTC; a week starts on Monday.",
      args: {
        span: bucketArgs(required(unitArg)),
        vk: bytes32Arg("Only requests for this program (verifying key)."),
        requester: addressArg("Only requests by this requester."),
        prover: addressArg("Only requests that this prover won, or is winning."),
      },
      cost: { base: 50 },
      ask: async ({ span, ...of }, { db }, asked) => {
        const among = requestsAmong(of);
        const selected = asked.names("points");
        const series = await marketSeries(db, span, partsOf(selected), among);
        const points = pointsOf(db, series, { among, selected });
        return { unit: span.unit, at: span.at, points };
      },
    }),
  },
};
