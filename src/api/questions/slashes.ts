import { and, asc, count, desc, eq, gte, isNotNull, lt, type SQL, sql, sum } from "drizzle-orm";
import type { Address } from "viem";
import { prover, request, slashing } from "../../../ponder.schema.ts";
import { portion } from "../../domain/fees.ts";
import { slashScale, slashUnstaking } from "../../domain/unstaking.ts";
import type { Db } from "../db.ts";
import { numeric } from "../rules/phase-sql.ts";
import { slashableUntil, toSeconds } from "../rules/phases.ts";
import { isStakingPaused, type Network, networkOf } from "./network.ts";

type Request = typeof request.$inferSelect;
type Prover = typeof prover.$inferSelect;
type Slashing = typeof slashing.$inferSelect;

/** Which slashes: of a prover, for a requester's requests, in a span of time (`from` inclusive, `to` exclusive, unix seconds); null: any. */
export type SlashFilter = {
  prover: Address | null;
  requester: Address | null;
  from: number | null;
  to: number | null;
};

/** Sums over slashes. Amounts in wei. */
export type SlashTotals = {
  count: number;
  /** Asked for by the market. */
  asked: bigint;
  /** Taken for those. */
  takenForMarket: bigint;
  /** Taken in all, slashes without the market included. */
  taken: bigint;
  fromVault: bigint;
  fromUnstaking: bigint;
};

/** Slashes, the latest first, at most `first` + 1 of them from the place `after` (an id) on, and all in sum. */
export async function slashes(
  db: Db,
  given: SlashFilter & { first: number; after: bigint | null },
): Promise<{ rows: Slashing[]; totals: SlashTotals }> {
  const { from, to, first, after } = given;
  const isMeant = and(
    given.prover === null ? undefined : eq(slashing.prover, given.prover),
    given.requester === null
      ? undefined
      : sql`exists (select 1 from ${request} where ${request.id} = ${slashing.requestId} and ${request.requester} = ${given.requester})`,
    from === null ? undefined : gte(slashing.timestamp, from),
    to === null ? undefined : lt(slashing.timestamp, to),
  );
  const [rows, [total]] = await Promise.all([
    db
      .select()
      .from(slashing)
      .where(and(isMeant, after === null ? undefined : lt(slashing.id, after)))
      .orderBy(desc(slashing.id))
      .limit(first + 1),
    db
      .select({
        count: count(),
        asked: sum(slashing.asked),
        takenForMarket: sql<string>`sum(${slashing.amount}) filter (where ${slashing.asked} is not null)`,
        taken: sum(slashing.amount),
        fromVault: sum(slashing.fromVault),
        fromUnstaking: sum(slashing.fromUnstaking),
      })
      .from(slashing)
      .where(isMeant),
  ]);
  const { count: number, ...sums } = total!;
  const totals = Object.fromEntries(
    Object.entries(sums).map(([name, value]) => [name, BigInt(value ?? 0)]),
  ) as Omit<SlashTotals, "count">;
  return { rows, totals: { count: number, ...totals } };
}

/** What must happen before a miss can be slashed, or what stands in the way. */
export type SlashObstacle = "REFUND_FIRST" | "PROVER_RETIRED" | "STAKING_PAUSED";

/** A miss that can still be slashed. Amounts in wei. */
export type Slashable = {
  request: Request;
  winner: Prover;
  /** [unix s] Last second. */
  until: number;
  /** Minimum stake × slashBps, as of now. */
  asked: bigint;
  /** What the controller would take, as of now. */
  expected: bigint;
  obstacles: SlashObstacle[];
};
/** Place in the list: deadline, `createdId`. */
export type SlashablePlace = readonly [deadline: bigint, createdId: bigint];

/**
 * Misses that can still be slashed at a time, the first to lapse first, at most `first` + 1 from the place `after` on.
 * Mirrors `BrevisMarket.slash`: refunded with a winner, and deadline < now ≤ deadline + slashWindow. Misses not refunded yet are listed too.
 */
export async function slashableMisses(
  db: Db,
  given: {
    prover: Address | null;
    requester: Address | null;
    at: number;
    first: number;
    after: SlashablePlace | null;
  },
): Promise<{ rows: Slashable[]; count: number }> {
  const { at, first, after } = given;
  const [network, isPaused] = await Promise.all([networkOf(db), isStakingPaused(db)]);
  if (network === null) return { rows: [], count: 0 };
  const now = numeric(at);
  const isSlashable = and(
    sql`${request.status} in ('PENDING', 'REFUNDED')`,
    isNotNull(request.winner),
    given.prover === null ? undefined : eq(request.winner, given.prover),
    given.requester === null ? undefined : eq(request.requester, given.requester),
    sql`${request.deadline} < ${now}`,
    sql`${request.deadline} >= ${now} - ${numeric(network.slashWindow)}`,
  );
  const beyond: SQL | undefined =
    after === null
      ? undefined
      : sql`(${request.deadline}, ${request.createdId}) > (${numeric(after[0])}, ${String(after[1])}::bigint)`;
  const [rows, [total]] = await Promise.all([
    db
      .select({ request, winner: prover })
      .from(request)
      .innerJoin(prover, eq(prover.address, request.winner))
      .where(and(isSlashable, beyond))
      .orderBy(asc(request.deadline), asc(request.createdId))
      .limit(first + 1),
    db.select({ count: count() }).from(request).where(isSlashable),
  ]);
  return {
    rows: rows.map(({ request: row, winner }) => {
      const asked = portion(row.minStake, network.slashBps);
      const obstacles: SlashObstacle[] = [];
      if (row.status === "PENDING") obstacles.push("REFUND_FIRST");
      if (winner.state === "RETIRED") obstacles.push("PROVER_RETIRED");
      if (isPaused && asked > 0n) obstacles.push("STAKING_PAUSED");
      const until = toSeconds(slashableUntil(row, network));
      return {
        request: row,
        winner,
        until,
        asked,
        expected: winner.state === "RETIRED" ? 0n : expectedSlash(winner, asked, network),
        obstacles,
      };
    }),
    count: total!.count,
  };
}

/** [wei] What a slash by amount would take from a prover now. Mirrors `StakingController.slashByAmount` and `_slash`: the rate is floored to basis points and capped. */
export function expectedSlash(
  { assets, unstaking, slashingScale }: Pick<Prover, "assets" | "unstaking" | "slashingScale">,
  asked: bigint,
  { maxSlashBps }: Pick<Network, "maxSlashBps">,
): bigint {
  const base = assets + unstaking;
  if (base === 0n) return 0n;
  const wanted = (asked * 10_000n) / base;
  const rate = wanted < maxSlashBps ? wanted : maxSlashBps;
  const scale = slashScale(slashingScale, rate);
  return portion(assets, rate) + unstaking - slashUnstaking(unstaking, slashingScale, scale);
}
