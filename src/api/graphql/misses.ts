import { request } from "../../../ponder.schema.ts";
import { misses as listMisses, missSummary } from "../questions/misses.ts";
import { addressOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Context, Module, Resolver } from "./module.ts";
import { programOrAll, type SpanArgs, spanOf } from "./span.ts";

const key = [
  { name: "deadline", column: request.deadline },
  { name: "id", column: request.id },
];

type Args = SpanArgs & {
  prover?: Optional<string>;
  vk?: Optional<string>;
  requester?: Optional<string>;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** Winners that missed the deadline. */
export const misses: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Winners' misses, the latest deadline first: the deadline passed without a proof, refunded yet or not. Each with the prover's load, the runner-up, and what became of the job."
      misses(
        "Only of this prover."
        prover: String
        "Only of this program (verifying key)."
        vk: String
        "Only of this requester."
        requester: String
        "[unix s] Missed from then on; a miss is dated by the first second after the deadline. Default: 30 days before \`to\`."
        from: Int
        "[unix s] Missed before then. Default and latest: the second after the indexed head."
        to: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): MissPage!
      "Winners' misses in sum, by prover and by program."
      missSummary(
        "Only of this prover."
        prover: String
        "Only of this program (verifying key)."
        vk: String
        "Only of this requester."
        requester: String
        "[unix s] Missed from then on; a miss is dated by the first second after the deadline. Default: 30 days before \`to\`."
        from: Int
        "[unix s] Missed before then. Default and latest: the second after the indexed head."
        to: Int
        "Rows of \`byProver\` and \`byProgram\`, 1 to 1000. Default 50."
        first: Int
      ): MissSummary!
    }

    "Winners' misses."
    type MissPage {
      "The page's misses."
      items: [Miss!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "A winner's miss."
    type Miss {
      "Id of the request."
      requestId: String!
      "The winner that missed."
      prover: String!
      "Verifying key of the program."
      vk: String!
      "The requester."
      requester: String!
      "[unix s] Last second at which the proof would have been accepted."
      deadline: Int!
      "Status now: PENDING until somebody refunds."
      status: requestStatus!
      "[wei] Stake it had committed."
      minStake: BigInt!
      "[wei] What the proof would have cost: the second bid, or the winner's own when alone."
      expectedPrice: BigInt!
      "[unix s] When it took the lead for the last time."
      wonAt: Int!
      "[s] From then to the deadline."
      secondsLeftWhenWon: Int!
      "Other requests it was winning at that moment."
      otherAssignments: Int!
      "[wei] Their minimum stakes."
      otherAssignedStake: BigInt!
      "The second-lowest bidder; null when there was none, or it was the winner itself."
      runnerUp: String
      "[wei] Its bid; null with it."
      runnerUpFee: BigInt
      "Its state now; null with it."
      runnerUpState: proverState
      "Later requests for the same program and digest, proven or not."
      timesAskedAgain: Int!
      "The first of them; null when there is none."
      askedAgainId: String
      "The one of them that was proven first; null when none is."
      provenAgainId: String
      "[unix s] When; null with it."
      provenAgainAt: Int
      "[wei] Its price less the expected price: negative when it was cheaper; null with it."
      extraCost: BigInt
      "[s] Its proof's time less the missed deadline: negative when asked again and proven before; null with it."
      extraSeconds: Int
    }

    "Winners' misses in sum."
    type MissSummary {
      "Misses."
      misses: Int!
      "Misses / (proven + misses); a proof counts by its own time."
      missRate: CountRatio!
      "Misses with a runner-up, another prover that had revealed, over misses."
      withRunnerUp: CountRatio!
      "Misses whose job (program and digest) was asked for again, over misses."
      askedAgain: CountRatio!
      "Misses whose job was proven for a later request, over misses."
      provenLater: CountRatio!
      "[wei] Σ price of these proofs less the prices expected."
      extraCost: BigInt!
      "[s] Time of these proofs less the missed deadlines."
      extraSeconds: NumberPercentiles!
      "[s] From taking the lead for the last time to the deadline."
      secondsLeftWhenWon: NumberPercentiles!
      "By prover, most misses first."
      byProver: [MissCount!]!
      "By program, most misses first."
      byProgram: [MissCount!]!
    }

    "Misses of one prover or program."
    type MissCount {
      "Address of the prover, or verifying key of the program."
      key: String!
      "Misses."
      misses: Int!
      "Of them with a runner-up."
      withRunnerUp: Int!
      "Misses / (proven + misses)."
      missRate: CountRatio!
    }
  `,
  resolvers: {
    Query: {
      misses: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const [deadline, id] = placeOf<[bigint, `0x${string}`]>(key, args.after) ?? [];
        const after = deadline === undefined ? null : { deadline, id: id! };
        const scope = await scopeOf(args, context);
        const rows = await listMisses(context.db, scope, { first: first + 1, after });
        const keyOf = (row: (typeof rows)[number]) => ({
          deadline: BigInt(row.deadline),
          id: row.requestId,
        });
        return listOf(rows, { key, keyOf, first, after: args.after });
      }) satisfies Resolver<unknown, Args>,
      missSummary: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        return missSummary(context.db, await scopeOf(args, context), first);
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.misses": { base: 50 }, "Query.missSummary": { base: 100 } },
};

async function scopeOf(args: Args, context: Context) {
  return {
    prover: args.prover == null ? null : addressOf(args.prover, "prover"),
    vk: programOrAll(args.vk),
    requester: args.requester == null ? null : addressOf(args.requester, "requester"),
    ...(await spanOf(args, context)),
  };
}
