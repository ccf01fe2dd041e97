/** What provers did in a window: sums kept by the day, and what only bids and proofs can tell. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { bid, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { DAY } from "../rules/buckets.ts";
import { countRatioSql, countSql, numberPercentilesSql } from "../rules/figures-sql.ts";
import { noPercentiles, type Percentiles } from "../rules/percentiles.ts";
import { isClosedSql } from "../rules/phase-sql.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { decimal, type NoReturn } from "../rules/returns.ts";
import { isMissedWithin, isProven } from "./auctions.ts";
import { firstIdsAt, idsWithin, longestBidding, rowsOf } from "./history.ts";
import { networkOf } from "./network.ts";
import type { Prover } from "./prover-rows.ts";
import { proverReturns } from "./returns.ts";
import { subjectFlows } from "./subject-flows.ts";

/** [s] How much of a window's end is read bid by bid and proof by proof: the rest is kept by the day. */
const MOST_READ = 100 * DAY;

/** A prover in a window. Amounts in wei, times in seconds, the APR a decimal. */
export type ProverFigures = Record<"bids" | "proven" | "missed", number> &
  Record<"revealRate" | "winRate" | "success", Ratio<number>> & {
    priceOfMaxFee: Ratio;
    provingSeconds: Percentiles<number>;
    fees: bigint;
    rewards: bigint;
    assets: bigint;
    apr: string | null;
    reason: NoReturn | null;
  };

/** [from, to) [unix s], with the clock at `at`. */
type Window = { from: number; to: number; at: number };

/** [unix s] From when on a window is read so. */
export const readFrom = ({ from, to }: { from: number; to: number }): number =>
  Math.max(from, to - MOST_READ);

/**
 * The figures in [from, to) [unix s] of each prover that had joined by its end, in one of the states then (null: any),
 * with the clock at `at`.
 */
export async function proverFigures(
  db: Db,
  window: Window,
  states: readonly Prover["state"][] | null = null,
): Promise<Map<Address, ProverFigures>> {
  const { from, to } = window;
  if (to <= from) return new Map();
  const [returns, flows, details, misses] = await Promise.all([
    // From one last second to the other, so that a change in the first second counts.
    proverReturns(db, { from: Math.max(0, from - 1), to: to - 1, states }),
    subjectFlows(db, "PROVER", window),
    detailsOf(db, { ...window, from: readFrom(window) }),
    rowsOf<{ prover: Address; missed: number }>(
      db,
      sql`select winner as prover, count(*)::int as missed from ${request}
        where ${isMissedWithin(window)} group by 1`,
    ),
  ]);
  const flowOf = new Map(flows.map((flow) => [flow.subject, flow]));
  const missedOf = new Map(misses.map((row) => [row.prover, row.missed]));
  return new Map(
    returns.map(({ address, assets, apr, reason }) => {
      const flow = flowOf.get(address);
      const [proven, missed] = [Number(flow?.fulfilled ?? 0), missedOf.get(address) ?? 0];
      const { fees = 0n, excess = 0n, rewards = 0n, bidders = 0n } = flow ?? {};
      return [
        address,
        {
          bids: Number(bidders),
          ...details(address),
          priceOfMaxFee: ratio(fees, fees + excess),
          proven,
          missed,
          success: ratio(proven, proven + missed),
          fees,
          rewards,
          assets,
          apr: apr === null ? null : decimal(apr),
          reason,
        },
      ];
    }),
  );
}

/** What is read bid by bid and proof by proof, of each prover. */
async function detailsOf(db: Db, { from, to, at }: Window) {
  const [network, { low, high }, longest] = await Promise.all([
    networkOf(db),
    idsWithin(db, from, to),
    longestBidding(db),
  ]);
  // What may have been bid on since: without this bound all requests there are would be joined.
  const [oldest] = await firstIdsAt(db, [Math.max(0, from - longest)]);
  const own = sql`(
    select ${bid.prover}, ${bid.reveals} > 0 as revealed, ${request.winner} = ${bid.prover} as won
    from ${bid} join ${request} on ${request.id} = ${bid.requestId}
    where ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
      and ${request.createdId} >= ${oldest} and ${request.createdId} < ${high}
      and ${network === null ? sql`false` : isClosedSql(network, at)}) closed`;
  const [bids, proofs] = await Promise.all([
    db
      .select({
        prover: sql<Address>`prover`,
        revealRate: countRatioSql(countSql(sql`revealed`), countSql()),
        winRate: countRatioSql(countSql(sql`won`), countSql(sql`revealed`)),
      })
      .from(own)
      .groupBy(sql`1`),
    db
      .select({
        prover: sql<Address>`winner`,
        provingSeconds: numberPercentilesSql(sql`proving_seconds`),
      })
      .from(request)
      .where(sql`${isProven} and settled_id >= ${low} and settled_id < ${high}`)
      .groupBy(sql`1`),
  ]);
  const bidsOf = new Map(bids.map(({ prover, ...rates }) => [prover, rates]));
  const proofsOf = new Map(proofs.map((row) => [row.prover, row.provingSeconds]));
  return (address: Address) => ({
    ...(bidsOf.get(address) ?? { revealRate: ratio(0, 0), winRate: ratio(0, 0) }),
    provingSeconds: proofsOf.get(address) ?? noPercentiles,
  });
}
