/** Question 14: what a prover's stake has room for, now and over time. */
import { type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { assignment, network, parameterChange, vaultChange } from "../../../ponder.schema.ts";
import { portion } from "../../domain/fees.ts";
import type { Db } from "../db.ts";
import {
  type ArgumentGroup,
  addressArg,
  amountArg,
  intArg,
  required,
} from "../declare/arguments.ts";
import { big, bool, int, intOrNull, one, question } from "../declare/fields.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { timeRangeOf } from "../inputs.ts";
import { networkOf } from "../reads/network.ts";
import { type Prover, proverOf } from "../reads/prover-rows.ts";
import { DAY } from "../rules/buckets.ts";
import { headroom, isEligible, requiredStake } from "../rules/eligibility.ts";
import { bps } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const MAX_BUCKETS = 400;

/** A span of time in steps: of a day, by default, over the last 7 days. */
const stepsArgs: ArgumentGroup<{ from: number; to: number; step: number }> = {
  args: {
    from: intArg("[unix s] First second. Default: 7 days before `to`."),
    to: intArg(
      "[unix s] End, exclusive; not after the indexed head. Default: the indexed head's time.",
    ),
    step: intArg(
      "[s] Length of a bucket; the last may be shorter. Default 86400. At most 400 buckets.",
    ),
  },
  readGroup: async (
    given: { from: number | null; to: number | null; step: number | null },
    { head },
  ) => {
    const { timestamp } = await head();
    const to = Math.min(given.to ?? timestamp, timestamp);
    const from = given.from ?? Math.max(0, to - 7 * DAY);
    timeRangeOf({ from, to });
    return { from, to, step: stepOf(given.step ?? DAY, to - from) };
  },
};

function stepOf(step: number, length: number): number {
  if (step >= 1 && length / step <= MAX_BUCKETS) return step;
  throw new UserError({
    argument: "step",
    problem: `is ${step}, which makes ${step >= 1 ? Math.ceil(length / step) : "no"} buckets of ${length} seconds; at most ${MAX_BUCKETS} are given.`,
    example: `step: ${Math.max(1, Math.ceil(length / MAX_BUCKETS))}`,
  });
}

const CapacityBucket = object("CapacityBucket", "A prover in a span of time.", {
  start: int("[unix s] First second."),
  end: int("[unix s] End, exclusive."),
  assignedSeconds: big(
    "[wei · s] Numerator of the utilization: assigned stake summed over the seconds.",
  ),
  assetSeconds: big("[wei · s] Denominator: vault assets summed over the seconds."),
  utilizationBps: intOrNull(
    "[bps] Time-weighted utilization: the one over the other, floored. Null when the vault was empty throughout.",
  ),
  assignmentSeconds: big(
    "[s] Σ length of the assignments within it: divided by the length of the span, the average number at once.",
  ),
  peakAssignments: int("Most assignments at once."),
  peakAssignedStake: big("[wei] Most stake assigned at once."),
  assets: big("[wei] Vault assets at its end."),
  overcommitBps: big(
    "[bps] Part of the assigned stake that counts against a new assignment, at its end.",
  ),
});

const RequestCapacity = object(
  "RequestCapacity",
  "What a request of a minimum stake needs of a prover.",
  {
    minStake: big("[wei] The minimum stake asked about."),
    required: big("[wei] Assets the contract asks for: minimum stake + counted stake."),
    remaining: big("[wei] Assets − required: the headroom that is left. Negative: not eligible."),
    eligible: bool("Whether the prover may bid on such a request: ACTIVE, and assets ≥ required."),
  },
);

const ProverCapacity = object("ProverCapacity", "What a prover's stake has room for.", {
  prover: one(stored("prover"), "The prover: state, `assets`, `assignedStake`, `openAssignments`."),
  assignedStake: big("[wei] Σ minimum stake of the requests it is winning."),
  assets: big("[wei] Assets of its vault."),
  overcommitBps: big("[bps] Part of the assigned stake that counts against a new assignment, now."),
  countedStake: big(
    "[wei] Assigned stake that counts against a new assignment: assigned stake × overcommitBps / 10000, floored.",
  ),
  headroom: big(
    "[wei] Largest minimum stake the vault has room for: assets − counted stake. Negative when there is no room even for what is assigned.",
  ),
  openAssignments: int(
    "Requests it is winning that are neither proven nor refunded: its concurrent assignments.",
  ),
  utilizationBps: intOrNull(
    "[bps] Assigned stake over assets, floored; may exceed 10000. Null when the vault is empty.",
  ),
  forRequest: one(
    orNull(RequestCapacity),
    "What a request of the minimum stake asked about needs; null when none was asked about.",
  ),
  series: question(listOf(CapacityBucket), {
    text: "Assigned stake against vault assets over time, in buckets without gaps.",
    args: { span: stepsArgs },
    cost: { base: 50, rows: MAX_BUCKETS },
    ask: ({ span }, { db }, { parent }: Asked<{ prover: Prover }>) =>
      capacitySeries(db, { prover: parent.prover.address, ...span }),
  }),
});

/** What a prover's stake has room for; null for an address that never was a prover. */
export async function proverCapacity(
  db: Db,
  { prover: address, minStake }: { prover: Address; minStake: bigint | null },
): Promise<ValueOf<typeof ProverCapacity> | null> {
  const [network, row] = await Promise.all([networkOf(db), proverOf(db, address)]);
  if (network === null || row === null) return null;
  return {
    prover: row,
    assignedStake: row.assignedStake,
    assets: row.assets,
    overcommitBps: network.overcommitBps,
    countedStake: portion(row.assignedStake, network.overcommitBps),
    headroom: headroom(row, network),
    openAssignments: row.openAssignments,
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

/** A prover's assigned stake and vault assets, in buckets of `step` seconds from `from`; the last may be shorter. */
export async function capacitySeries(
  db: Db,
  { prover: of, from, to, step }: { prover: Address; from: number; to: number; step: number },
): Promise<ValueOf<typeof CapacityBucket>[]> {
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
      select ${vaultChange.id} as "id", ${vaultChange.timestamp} as "since", ${vaultChange.assetsAfter} as "assets",
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
    select "b"."start", "b"."end", "v".*, "l".*,
      coalesce((select "assets" from "vault" where "since" < "b"."end" order by "id" desc limit 1), 0) as "assets",
      coalesce(
        (select "new_value" from ${parameterChange} where "name" = 'overcommitBps' and "timestamp" < "b"."end"
          order by "id" desc limit 1),
        (select "overcommit_bps"::text from ${network})) as "overcommit"
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
      assets: BigInt(row.assets!),
      overcommitBps: BigInt(row.overcommit!),
    };
  });
}

export const capacityTopic: Topic = {
  queries: {
    proverCapacity: question(orNull(ProverCapacity), {
      text: "What a prover's stake has room for, as of the indexed head. Null for an address that never was a prover.",
      args: {
        prover: required(addressArg("The prover's address.")),
        minStake: amountArg("[wei] Minimum stake of a request asked about."),
      },
      ask: (given, { db }) => proverCapacity(db, given),
    }),
  },
};
