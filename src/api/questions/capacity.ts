import { eq, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { assignment, prover, vaultChange } from "../../../ponder.schema.ts";
import { portion } from "../../domain/fees.ts";
import type { Db } from "../db.ts";
import { headroom, isEligible, requiredStake } from "../rules/eligibility.ts";
import { bps } from "../rules/ratios.ts";
import { networkOf } from "./network.ts";

/** What a prover's stake has room for, as rows stand. Amounts in wei. */
export type ProverCapacity = {
  prover: typeof prover.$inferSelect;
  overcommitBps: bigint;
  /** Part of the assigned stake that counts against a new assignment. */
  counted: bigint;
  /** Largest minimum stake the vault has room for; negative when it has not even room for what is assigned. */
  headroom: bigint;
  /** Assigned stake over vault assets; null when the vault is empty. */
  utilizationBps: number | null;
  /** What a request of the minimum stake asked about needs; null when none was asked about. */
  forRequest: { minStake: bigint; required: bigint; remaining: bigint; eligible: boolean } | null;
};

/** What a prover's stake has room for; null for an address that never was a prover. */
export async function proverCapacity(
  db: Db,
  { prover: address, minStake }: { prover: Address; minStake: bigint | null },
): Promise<ProverCapacity | null> {
  const [network, [row]] = await Promise.all([
    networkOf(db),
    db.select().from(prover).where(eq(prover.address, address)),
  ]);
  if (network === null || row === undefined) return null;
  return {
    prover: row,
    overcommitBps: network.overcommitBps,
    counted: portion(row.assignedStake, network.overcommitBps),
    headroom: headroom(row, network),
    utilizationBps: bps(row.assignedStake, row.assets),
    forRequest:
      minStake === null
        ? null
        : {
            minStake,
            required: requiredStake(minStake, row, network),
            remaining: row.assets - requiredStake(minStake, row, network),
            eligible: isEligible(row, minStake, network),
          },
  };
}

/** A prover in a span of time, `start` inclusive, `end` exclusive, unix seconds. */
export type CapacityBucket = {
  start: number;
  end: number;
  /** [wei · s] ∫ assigned stake dt. */
  assignedSeconds: bigint;
  /** [wei · s] ∫ vault assets dt. */
  assetSeconds: bigint;
  /** The first over the second; null when the vault was empty throughout. */
  utilizationBps: number | null;
  /** [s] Σ length of the assignments within it: over the length of the span, the average at once. */
  assignmentSeconds: bigint;
  /** Most assignments at once. */
  peakAssignments: number;
  /** [wei] Most stake assigned at once. */
  peakAssignedStake: bigint;
};

/** A prover's assigned stake and vault assets over time, in buckets of `step` seconds from `from`; the last may be shorter. One statement, over what touches the span. */
export async function capacitySeries(
  db: Db,
  { prover: of, from, to, step }: { prover: Address; from: number; to: number; step: number },
): Promise<CapacityBucket[]> {
  const meets = (spell: SQL) =>
    sql`${spell}."since" < "b"."end" and ${spell}."until" > "b"."start"`;
  const seconds = (spell: SQL) =>
    sql`(least(${spell}."until", "b"."end") - greatest(${spell}."since", "b"."start"))`;
  const [vault, level] = [sql`"vault"`, sql`"level"`];
  const { rows } = await db.execute(sql`
    with "bucket" as (
      select "i" as "start", least("i" + ${step}::int, ${to}::int) as "end"
      from generate_series(${from}::int, ${to}::int - 1, ${step}::int) as "i"
    ),
    "vault" as (
      select ${vaultChange.timestamp} as "since", ${vaultChange.assetsAfter} as "assets",
        coalesce(lead(${vaultChange.timestamp}) over (order by ${vaultChange.id}), ${to}::int) as "until"
      from ${vaultChange}
      where ${vaultChange.prover} = ${of} and ${vaultChange.timestamp} < ${to}::int
        and ${vaultChange.timestamp} >= coalesce((
          select max("before"."timestamp") from ${vaultChange} as "before"
          where "before"."prover" = ${of} and "before"."timestamp" <= ${from}::int), 0)
    ),
    "spell" as (
      select ${assignment.startedAt} as "since", ${assignment.endedAt} as "until", ${assignment.minStake} as "stake"
      from ${assignment}
      where ${assignment.prover} = ${of} and ${assignment.startedAt} < ${to}::int
        and (${assignment.endedAt} is null or ${assignment.endedAt} > ${from}::int)
    ),
    "move" as (
      select "at", sum("stake") as "stake", sum("n") as "n" from (
        select "since" as "at", "stake", 1 as "n" from "spell"
        union all
        select "until", -"stake", -1 from "spell" where "until" < ${to}::int
      ) as "both" group by "at"
    ),
    "level" as (
      select "at" as "since", coalesce(lead("at") over (order by "at"), ${to}::int) as "until",
        sum("stake") over (order by "at") as "stake", sum("n") over (order by "at") as "n"
      from "move"
    )
    select "b"."start", "b"."end", "v".*, "l".*
    from "bucket" as "b"
    cross join lateral (
      select coalesce(sum("assets" * ${seconds(vault)}), 0) as "asset_seconds" from "vault" where ${meets(vault)}
    ) as "v"
    cross join lateral (
      select coalesce(sum("stake" * ${seconds(level)}), 0) as "assigned_seconds",
        coalesce(sum("n" * ${seconds(level)}), 0) as "assignment_seconds",
        coalesce(max("n"), 0) as "peak", coalesce(max("stake"), 0) as "peak_stake"
      from "level" where ${meets(level)}
    ) as "l"
    order by 1`);
  return (rows as Record<string, string | number>[]).map((row) => {
    const [assignedSeconds, assetSeconds] = [row.assigned_seconds!, row.asset_seconds!].map(BigInt);
    return {
      start: Number(row.start),
      end: Number(row.end),
      assignedSeconds: assignedSeconds!,
      assetSeconds: assetSeconds!,
      utilizationBps: bps(assignedSeconds!, assetSeconds!),
      assignmentSeconds: BigInt(row.assignment_seconds!),
      peakAssignments: Number(row.peak),
      peakAssignedStake: BigInt(row.peak_stake!),
    };
  });
}
