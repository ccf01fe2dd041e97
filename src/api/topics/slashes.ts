/** What was slashed, and what can still be. */
import { and, asc, count, desc, eq, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { prover, request, slashing } from "../../../ponder.schema.ts";
import { portion } from "../../domain/fees.ts";
import { slashScale, slashUnstaking } from "../../domain/unstaking.ts";
import type { Db } from "../db.ts";
import { addressArg, type Range, rangeArgs, timeArg } from "../declare/arguments.ts";
import { big, bigOrNull, int, list, one } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, stored, type ValueOf } from "../declare/types.ts";
import { isStakingPaused, type Network, networkOf } from "../reads/network.ts";
import type { Prover } from "../reads/prover-rows.ts";
import { sumSql } from "../rules/figures-sql.ts";
import { least } from "../rules/numbers.ts";
import { numeric } from "../rules/phase-sql.ts";
import { slashableUntil, toSeconds } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";

const Slash = object("Slash", "A slash.", {
  slashing: one(stored("slashing"), "The slash, with its parts."),
  shortfall: bigOrNull(
    "[wei] Asked less taken: lost in rounding to whole basis points, to the cap `maxSlashBps`, and to rounding of the amounts. Null when the controller slashed without the market.",
  ),
});

const SlashPage = pages(Slash, {
  name: "SlashPage",
  text: "Slashes.",
  key: { id: slashing.id },
  place: (row) => ({ id: row.slashing.id }),
  more: {
    totalCount: int("Slashes in the whole list."),
    totalAsked: big("[wei] Σ asked for by the market, over the whole list."),
    totalTakenForMarket: big("[wei] Σ taken for what the market asked, over the whole list."),
    totalTaken: big("[wei] Σ taken, over the whole list, slashes without the market included."),
    totalFromVault: big("[wei] Σ taken from vaults, over the whole list."),
    totalFromUnstaking: big("[wei] Σ taken from pending unstakes, over the whole list."),
  },
});

const SlashObstacle = enumeration("SlashObstacle", "What stands before a slash.", {
  REFUND_FIRST: "The request must be refunded first: anybody may do so.",
  PROVER_RETIRED: "The prover has retired: the slash is refused.",
  STAKING_PAUSED: "StakingController is paused: the slash is refused until that ends.",
});

const SlashableMiss = object("SlashableMiss", "A miss that can still be slashed.", {
  request: one(stored("request"), "The request."),
  prover: one(stored("prover"), "The prover that missed it."),
  until: int("[unix s] Last second at which it can be slashed: deadline + slashWindow, as of now."),
  secondsLeft: int("[s] From the time asked about to `until`."),
  asked: big("[wei] What the market would ask for: minimum stake × slashBps / 10000, as of now."),
  expected: big("[wei] What the controller would take now, after rounding and cap."),
  obstacles: list(
    SlashObstacle,
    "What must happen first, or stands in the way; empty when it can be slashed at once.",
  ),
});

const SlashableMissPage = pages(SlashableMiss, {
  name: "SlashableMissPage",
  text: "Misses that can still be slashed.",
  key: { deadline: request.deadline, createdId: request.createdId },
  place: ({ request: { deadline, createdId } }) => ({ deadline, createdId }),
  more: {
    totalCount: int("Misses in the whole list."),
  },
});

/** Whose slashes; null: anybody's. */
type Subjects = { prover: Address | null; requester: Address | null };

/** Slashes in a span of time, the latest first, and all in sum. */
export async function slashes(db: Db, given: Subjects & Range & PageOf<typeof SlashPage>) {
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
      .where(and(isMeant, after === null ? undefined : lt(slashing.id, after.id)))
      .orderBy(desc(slashing.id))
      .limit(first + 1),
    db
      .select({
        totalCount: count(),
        totalAsked: sumSql(slashing.asked),
        totalTakenForMarket: sumSql(slashing.amount, isNotNull(slashing.asked)),
        totalTaken: sumSql(slashing.amount),
        totalFromVault: sumSql(slashing.fromVault),
        totalFromUnstaking: sumSql(slashing.fromUnstaking),
      })
      .from(slashing)
      .where(isMeant),
  ]);
  return {
    rows: rows.map((row) => ({
      slashing: row,
      shortfall: row.asked === null ? null : row.asked - row.amount,
    })),
    ...total!,
  };
}

/**
 * Misses that can still be slashed at a time, the first to lapse first.
 * Mirrors `BrevisMarket.slash`: refunded with a winner, and deadline < now ≤ deadline + slashWindow. Misses not refunded
 * yet are listed too.
 */
export async function slashableMisses(
  db: Db,
  given: Subjects & { at: number } & PageOf<typeof SlashableMissPage>,
): Promise<{ rows: ValueOf<typeof SlashableMiss>[]; totalCount: number }> {
  const { at, first, after } = given;
  const [network, isPaused] = await Promise.all([networkOf(db), isStakingPaused(db)]);
  if (network === null) return { rows: [], totalCount: 0 };
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
      : sql`(${request.deadline}, ${request.createdId}) > (${numeric(after.deadline)}, ${String(after.createdId)}::bigint)`;
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
      const obstacles: ValueOf<typeof SlashObstacle>[] = [];
      if (row.status === "PENDING") obstacles.push("REFUND_FIRST");
      if (winner.state === "RETIRED") obstacles.push("PROVER_RETIRED");
      if (isPaused && asked > 0n) obstacles.push("STAKING_PAUSED");
      const until = toSeconds(slashableUntil(row, network));
      return {
        request: row,
        prover: winner,
        until,
        secondsLeft: until - at,
        asked,
        expected: winner.state === "RETIRED" ? 0n : expectedSlash(winner, asked, network),
        obstacles,
      };
    }),
    totalCount: total!.count,
  };
}

/**
 * [wei] What a slash by amount would take from a prover now. Mirrors `StakingController.slashByAmount` and `_slash`: the
 * rate is floored to basis points and capped.
 */
export function expectedSlash(
  { assets, unstaking, slashingScale }: Pick<Prover, "assets" | "unstaking" | "slashingScale">,
  asked: bigint,
  { maxSlashBps }: Pick<Network, "maxSlashBps">,
): bigint {
  const base = assets + unstaking;
  if (base === 0n) return 0n;
  const rate = least((asked * 10_000n) / base, maxSlashBps);
  const scale = slashScale(slashingScale, rate);
  return portion(assets, rate) + unstaking - slashUnstaking(unstaking, slashingScale, scale);
}

const subjectArgs = {
  prover: addressArg("Only of this prover."),
  requester: addressArg("Only for this requester's requests."),
};

export const slashTopic: Topic = {
  queries: {
    slashes: pagedList(SlashPage, {
      text: "Slashes, the latest first: what was asked, what was taken and from where.",
      args: {
        ...subjectArgs,
        span: rangeArgs({
          from: "[unix s] Only from this second on.",
          to: "[unix s] Only before this second.",
        }),
      },
      cost: { base: 20 },
      ask: ({ span, ...given }, { db }) => slashes(db, { ...given, ...span }),
    }),
    slashableMisses: pagedList(SlashableMissPage, {
      text: "Misses that can still be slashed, the first to lapse first: the winner missed the deadline, and the slash window is open. Those not refunded yet are listed too.",
      args: {
        ...subjectArgs,
        at: timeArg(),
      },
      cost: { base: 20 },
      ask: (given, { db }) => slashableMisses(db, given),
    }),
  },
};
