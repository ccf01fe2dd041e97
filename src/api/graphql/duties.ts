import { activity, request } from "../../../ponder.schema.ts";
import { type Duty, type DutyPlace, proverDuties } from "../questions/duties.ts";
import { UserError } from "./errors.ts";
import { addressOf, atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [
  { name: "closesAt", column: request.deadline },
  { name: "createdId", column: request.createdId },
  { name: "kind", column: activity.transaction },
];
const MAX_MINUTES = 60 * 24 * 31;

type Args = {
  prover: string;
  minutes?: Optional<number>;
  at?: Optional<number>;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** What a prover must do next. */
export const duties: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What a prover can and must do from a time on: bids to reveal, proofs due, commission to claim. Null for an address that never was a prover."
      proverDuties(
        "The prover's address."
        prover: String!
        "[minutes] How far ahead: duties whose window meets this span, 0 to 44640. Default 60."
        minutes: Int
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): ProverDuties
    }

    "What a prover can and must do."
    type ProverDuties {
      "[unix s] The time asked about: the span's first second."
      at: Int!
      "[unix s] The span's last second."
      until: Int!
      "State of the prover: only ACTIVE may bid, reveal, and be paid for a proof."
      state: proverState!
      "[wei] Commission earned and not claimed."
      commissionToClaim: BigInt!
      "Whether StakingController is paused: then neither a claim nor a proof with a reward goes through, and deadlines keep running."
      stakingPaused: Boolean!
      "The page's duties, the next to close first."
      items: [ProverDuty!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "A bid to reveal or a proof to submit."
    type ProverDuty {
      "What is to be done."
      kind: ProverDutyKind!
      "The request."
      request: request!
      "[unix s] First second at which the market accepts it."
      opensAt: Int!
      "[unix s] Last second at which the market accepts it."
      closesAt: Int!
      "[s] From the time asked about to \`closesAt\`."
      secondsLeft: Int!
      "Whether it closes within the span: then or never."
      isDue: Boolean!
      "What would make the market refuse it, or make it worthless; empty when nothing does."
      obstacles: [ProverDutyObstacle!]!
    }

    "Kind of duty."
    enum ProverDutyKind {
      "Reveal a sealed bid. A bid that was placed anew after its reveal counts as sealed."
      REVEAL
      "Submit the proof of a request it is winning. Before \`opensAt\` it may still be outbid."
      PROVE
    }

    "What stands in the way of a duty."
    enum ProverDutyObstacle {
      "The prover is not ACTIVE: a reveal is refused, and a proof with a reward."
      NOT_ACTIVE
      "The vault has no room for the minimum stake: the reveal is refused."
      STAKE_TOO_LOW
      "StakingController is paused: a proof with a reward is refused."
      STAKING_PAUSED
      "The deadline is not after the end of the reveal phase: whoever wins must miss it."
      NO_PROVING_WINDOW
    }
  `,
  resolvers: {
    Query: {
      proverDuties: (async (_parent, args, context) => {
        const prover = addressOf(args.prover, "prover");
        const within = minutesOf(args.minutes) * 60;
        const at = await atOf(args.at, context);
        const first = firstOf(args.first);
        const after = placeOf<DutyPlace>(key, args.after);
        const answer = await proverDuties(context.db, { prover, at, within, first, after });
        if (answer === null) return null;
        const page = listOf(answer.rows, { key, keyOf, first, after: args.after });
        const items = page.items.map((duty) => ({
          ...duty,
          secondsLeft: duty.closesAt - at,
          isDue: duty.closesAt <= at + within,
        }));
        return {
          at,
          until: at + within,
          state: answer.prover.state,
          commissionToClaim: answer.prover.pendingCommission,
          stakingPaused: answer.isPaused,
          ...page,
          items,
        };
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.proverDuties": { base: 30 } },
};

const keyOf = ({ closesAt, kind, request: { createdId } }: Duty) => ({
  closesAt: BigInt(closesAt),
  createdId,
  kind,
});

function minutesOf(minutes: Optional<number>): number {
  const given = minutes ?? 60;
  if (given >= 0 && given <= MAX_MINUTES) return given;
  throw new UserError({
    argument: "minutes",
    problem: `is ${given}; it must be from 0 to ${MAX_MINUTES}.`,
    example: "minutes: 60",
  });
}
