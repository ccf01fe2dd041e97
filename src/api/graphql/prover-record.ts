import { bid, request } from "../../../ponder.schema.ts";
import { type ProverRecord, proverRecord } from "../questions/prover-record.ts";
import { UserError } from "./errors.ts";
import { addressOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";
import { type SpanArgs, spanOf } from "./span.ts";

const MAX_DAYS = 400;
const DAY = 86_400;
/** Bids are a count: the column is of the same kind. */
const key = [
  { name: "bids", column: bid.commits },
  { name: "vk", column: request.vk },
];

type Args = SpanArgs & { prover: string };
type PageArgs = { first?: Optional<number>; after?: Optional<string> };

const performance = `
      "Requests it first bid on in this span."
      bids: Int!
      "Bids it placed on those, bids anew included."
      commits: Int!
      "Those of \`bids\` whose reveal window is still open. They count in no rate."
      open: Int!
      "Bids revealed at least once / bids whose reveal window has closed."
      revealRate: CountRatio!
      "Requests won / requests it revealed in, of the bids whose reveal window has closed."
      winRate: CountRatio!
      "Of those won: proven."
      wonProven: Int!
      "Of those won: the deadline passed without a proof, refunded yet or not."
      wonMissed: Int!
      "Of those won: still to be proven."
      wonPending: Int!
      "Own bids against the prices paid, where it won and the proof was accepted."
      won: BidsAgainstPrices!
      "Own bids against the prices paid, where it revealed and another prover won and proved."
      lost: BidsAgainstPrices!
      "Proofs accepted in this span, whenever the bid was."
      proven: Int!
      "[wei] Σ max fee of those proven."
      maxFees: BigInt!
      "[wei] Σ price of those proven, protocol fee included."
      fees: BigInt!
      "[wei] Σ protocol fee within."
      protocolFees: BigInt!
      "[wei] Revenue after the protocol fee: what the prover and its stakers got."
      rewards: BigInt!
      "[wei] Its commission within the revenue."
      commission: BigInt!
      "[wei] Its stakers' part within the revenue."
      toStakers: BigInt!
      "[wei] Σ price less own bid of those proven."
      surplus: BigInt!
      "[s] From the end of the reveal phase to the proof of those proven: an upper bound of the proving time, as the proof may have been held back."
      provingSeconds: NumberPercentiles!
      "Deadlines that passed in this span without its proof, refunded yet or not; dated by the first second after the deadline. \`misses\` lists them."
      missed: Int!
      "Missed / (proven + missed) of this span."
      missRate: CountRatio!`;

/** A prover's record over a window. */
export const proverRecords: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "A prover's record over a window, in sum, by day and by program. Null for an address that never was a prover."
      proverRecord(
        "The prover's address."
        prover: String!
        "[unix s] First second of the window. Default: 30 days before \`to\`."
        from: Int
        "[unix s] End of the window, exclusive. Default and latest: the second after the indexed head. At most 400 days."
        to: Int
      ): ProverRecord
    }

    "A prover's record over a window."
    type ProverRecord {
      "The prover, with its totals of all its time."
      prover: prover!
      "[unix s] First second of the window."
      from: Int!
      "[unix s] End of the window, exclusive."
      to: Int!
      "The whole window."
      total: ProverPerformance!
      "By UTC day, without gaps, oldest first; the first and the last are cut to the window."
      days: [ProverDayPerformance!]!
      "By program it bid on, proved or missed; most bids first."
      programs(
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): ProverProgramPage!
    }

    "What a prover did."
    type ProverPerformance {${performance}
    }

    "What a prover did in a UTC day."
    type ProverDayPerformance {
      "[unix s] First second."
      start: Int!
      "[unix s] End, exclusive."
      end: Int!${performance}
    }

    "Programs of a prover."
    type ProverProgramPage {
      "The page's programs."
      items: [ProverProgramPerformance!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Programs in the whole list."
      totalCount: Int!
    }

    "What a prover did for a program."
    type ProverProgramPerformance {
      "Verifying key of the program."
      vk: String!${performance}
    }

    "A prover's own bids against the prices that were paid for the same requests."
    type BidsAgainstPrices {
      "Requests, all proven."
      auctions: Int!
      "[wei] Σ own bid, as last revealed; the winner's as it won with."
      bids: BigInt!
      "[wei] Σ price."
      prices: BigInt!
      "Σ own bid / Σ price."
      bidOfPrice: AmountRatio!
      "[bps] Own bid / price of each request, floored: at most 10000 where it won. Requests with a price of 0 are left out."
      bidOfPriceEach: NumberPercentiles!
    }
  `,
  resolvers: {
    Query: {
      proverRecord: (async (_parent, args, context) => {
        const prover = addressOf(args.prover, "prover");
        const span = await spanOf(args, context);
        // A span that begins after the indexed head is empty.
        const { from, at } = span;
        const to = Math.max(from, span.to);
        if (to - from > MAX_DAYS * DAY)
          throw new UserError({
            argument: "from",
            problem: `is ${from}, more than ${MAX_DAYS} days before to (${to}).`,
            example: `from: ${to - 30 * DAY}, to: ${to}`,
          });
        const record = await proverRecord(context.db, { prover, from, to, at });
        return record && { ...record, from, to };
      }) satisfies Resolver<unknown, Args>,
    },
    ProverRecord: {
      programs: (({ programs }, args) => {
        const first = firstOf(args.first);
        const place = placeOf<[number, string]>(key, args.after);
        const rest =
          place === null
            ? programs
            : programs.filter(
                ({ bids, vk }) => bids < place[0] || (bids === place[0] && vk > place[1]),
              );
        const keyOf = ({ bids, vk }: (typeof programs)[number]) => ({ bids, vk });
        const page = listOf(rest, { key, keyOf, first, after: args.after });
        return { ...page, totalCount: programs.length };
      }) satisfies Resolver<ProverRecord, PageArgs>,
    },
  },
  costs: {
    "Query.proverRecord": { base: 100 },
    "ProverRecord.days": { rows: 30 },
  },
};
