import { bid, request } from "../../../ponder.schema.ts";
import { proversOf } from "../questions/prover-rows.ts";
import { compareRivals, type Rival, rivalsOf } from "../questions/rivals.ts";
import { addressOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";
import { programOrAll, type SpanArgs, spanOf } from "./span.ts";

/** Meetings are a count, and the program may be null: the columns are of the same kind. */
const key = [
  { name: "meetings", column: bid.commits },
  { name: "rival", column: bid.prover },
  { name: "vk", column: request.winner },
];

type Args = SpanArgs & {
  prover: string;
  vk?: Optional<string>;
  byProgram?: Optional<boolean>;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** Who meets a prover in auctions. */
export const rivals: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Provers that bid on the same requests as this one, per program or in sum, most meetings first. Requests count by the time this prover first bid on them. Bids that were never revealed stay unknown."
      proverRivals(
        "The prover's address."
        prover: String!
        "Only requests for this program (verifying key)."
        vk: String
        "Whether there is a row for each program and rival; false: one for each rival."
        byProgram: Boolean! = true
        "[unix s] First bid from then on. Default: 30 days before \`to\`."
        from: Int
        "[unix s] First bid before then. Default and latest: the second after the indexed head."
        to: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): RivalPage!
    }

    "Rivals of a prover."
    type RivalPage {
      "The page's rivals."
      items: [Rival!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Rows in the whole list."
      totalCount: Int!
      "Requests that the prover bid on."
      auctions: Int!
    }

    "Another prover in the auctions that both bid on: the meetings. A bid is the fee revealed last."
    type Rival {
      "The rival."
      prover: prover!
      "Verifying key of the program; null over all programs."
      vk: String
      "Meetings / requests that the prover asked about bid on, of that program or of all."
      meetings: CountRatio!
      "Meetings that the rival revealed in / meetings whose reveal window has closed."
      revealRate: CountRatio!
      "[bps] The rival's price level: its revealed bids over the max fee, floored; requests with a max fee of 0 are left out."
      priceLevel: NumberPercentiles!
      "[bps] The own price level in the same meetings."
      ownPriceLevel: NumberPercentiles!
      "Meetings that both revealed in: the duels."
      duels: Int!
      "Duels in which the own bid was lower."
      below: Int!
      "Duels with equal bids: the earlier reveal leads."
      same: Int!
      "Duels in which the own bid was higher."
      above: Int!
      "[wei] Σ own bid in the duels."
      ownBids: BigInt!
      "[wei] Σ bid of the rival in the duels."
      rivalBids: BigInt!
      "Duels won, of those whose reveal window has closed."
      won: Int!
      "Duels won by the rival, of those."
      lost: Int!
      "Duels won by a third prover, of those."
      wonByOthers: Int!
      "Head-to-head: won / (won + lost)."
      headToHead: CountRatio!
    }
  `,
  resolvers: {
    Query: {
      proverRivals: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const scope = {
          prover: addressOf(args.prover, "prover"),
          vk: programOrAll(args.vk),
          ...(await spanOf(args, context)),
        };
        const byProgram = args.byProgram ?? true;
        const { auctions, rivals: all } = await rivalsOf(context.db, { scope, byProgram });
        const place = placeOf<[number, Rival["rival"], Rival["vk"]]>(key, args.after);
        const rest = place === null ? all : all.filter((row) => compareRivals(row, at(place)) > 0);
        const keyOf = ({ meetings, rival, vk }: Rival) => ({
          meetings: meetings.numerator,
          rival,
          vk,
        });
        const page = listOf(rest, { key, keyOf, first, after: args.after });
        const provers = await proversOf(
          context.db,
          page.items.map(({ rival }) => rival),
        );
        const items = page.items.map((row) => ({ ...row, prover: provers.get(row.rival) }));
        return { ...page, items, totalCount: all.length, auctions };
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.proverRivals": { base: 100 } },
};

const at = ([numerator, rival, vk]: readonly [number, Rival["rival"], Rival["vk"]]) => ({
  meetings: { numerator },
  rival,
  vk,
});
