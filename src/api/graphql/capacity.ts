import { capacitySeries, type ProverCapacity, proverCapacity } from "../questions/capacity.ts";
import { UserError } from "./errors.ts";
import { addressOf, atOf, type Optional, timeRangeOf } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";

const DAY = 86_400;
const MAX_BUCKETS = 400;

type Args = { prover: string; minStake?: Optional<bigint> };
type SeriesArgs = { from?: Optional<number>; to?: Optional<number>; step?: Optional<number> };

/** What a prover's stake has room for, now and over time. */
export const capacity: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What a prover's stake has room for, as of the indexed head. Null for an address that never was a prover."
      proverCapacity(
        "The prover's address."
        prover: String!
        "[wei] Minimum stake of a request asked about."
        minStake: BigInt
      ): ProverCapacity
    }

    "What a prover's stake has room for."
    type ProverCapacity {
      "The prover: state, \`assets\`, \`assignedStake\`, \`openAssignments\`."
      prover: prover!
      "[wei] Σ minimum stake of the requests it is winning."
      assignedStake: BigInt!
      "[wei] Assets of its vault."
      assets: BigInt!
      "[bps] Part of the assigned stake that counts against a new assignment, now."
      overcommitBps: BigInt!
      "[wei] That part: assigned stake × overcommitBps / 10000, floored."
      countedStake: BigInt!
      "[wei] Largest minimum stake the vault has room for: assets − counted stake. Negative when there is no room even for what is assigned."
      headroom: BigInt!
      "Requests it is winning that are neither proven nor refunded: its concurrent assignments."
      openAssignments: Int!
      "[bps] Assigned stake over assets, floored; may exceed 10000. Null when the vault is empty."
      utilizationBps: Int
      "What a request of the minimum stake asked about needs; null when none was asked about."
      forRequest: RequestCapacity
      "Assigned stake against vault assets over time, in buckets without gaps."
      series(
        "[unix s] First second. Default: 7 days before \`to\`."
        from: Int
        "[unix s] End, exclusive; not after the indexed head. Default: the indexed head's time."
        to: Int
        "[s] Length of a bucket; the last may be shorter. Default 86400. At most 400 buckets."
        step: Int
      ): [CapacityBucket!]!
    }

    "What a request of a minimum stake needs of a prover."
    type RequestCapacity {
      "[wei] The minimum stake asked about."
      minStake: BigInt!
      "[wei] Assets the contract asks for: minimum stake + counted stake."
      required: BigInt!
      "[wei] Assets − required: the headroom that is left. Negative: not eligible."
      remaining: BigInt!
      "Whether the prover may bid on such a request: ACTIVE, and assets ≥ required."
      eligible: Boolean!
    }

    "A prover in a span of time."
    type CapacityBucket {
      "[unix s] First second."
      start: Int!
      "[unix s] End, exclusive."
      end: Int!
      "[wei · s] Numerator of the utilization: assigned stake summed over the seconds."
      assignedSeconds: BigInt!
      "[wei · s] Denominator: vault assets summed over the seconds."
      assetSeconds: BigInt!
      "[bps] Time-weighted utilization: the one over the other, floored. Null when the vault was empty throughout."
      utilizationBps: Int
      "[s] Σ length of the assignments within it: divided by the length of the span, the average number at once."
      assignmentSeconds: BigInt!
      "Most assignments at once."
      peakAssignments: Int!
      "[wei] Most stake assigned at once."
      peakAssignedStake: BigInt!
    }
  `,
  resolvers: {
    Query: {
      proverCapacity: (async (_parent, args, { db }) => {
        const prover = addressOf(args.prover, "prover");
        return proverCapacity(db, { prover, minStake: minStakeOf(args.minStake) });
      }) satisfies Resolver<unknown, Args>,
    },
    ProverCapacity: {
      assignedStake: ((parent) => parent.prover.assignedStake) satisfies Resolver<ProverCapacity>,
      assets: ((parent) => parent.prover.assets) satisfies Resolver<ProverCapacity>,
      countedStake: ((parent) => parent.counted) satisfies Resolver<ProverCapacity>,
      openAssignments: ((parent) =>
        parent.prover.openAssignments) satisfies Resolver<ProverCapacity>,
      series: (async ({ prover }, args, context) => {
        const head = await atOf(null, context);
        const to = Math.min(args.to ?? head, head);
        const from = args.from ?? Math.max(0, to - 7 * DAY);
        timeRangeOf({ from, to });
        const step = stepOf(args.step ?? DAY, to - from);
        return capacitySeries(context.db, { prover: prover.address, from, to, step });
      }) satisfies Resolver<ProverCapacity, SeriesArgs>,
    },
  },
  costs: { "ProverCapacity.series": { base: 50, rows: MAX_BUCKETS } },
};

function minStakeOf(minStake: Optional<bigint>): bigint | null {
  if (minStake == null || minStake >= 0n) return minStake ?? null;
  throw new UserError({
    argument: "minStake",
    problem: `is ${minStake}; it must not be negative.`,
    example: 'minStake: "1000000000000000000000"',
  });
}

function stepOf(step: number, length: number): number {
  if (step >= 1 && length / step <= MAX_BUCKETS) return step;
  throw new UserError({
    argument: "step",
    problem: `is ${step}, which makes ${step >= 1 ? Math.ceil(length / step) : "no"} buckets of ${length} seconds; at most ${MAX_BUCKETS} are given.`,
    example: `step: ${Math.max(1, Math.ceil(length / MAX_BUCKETS))}`,
  });
}
