import { prover } from "../../../ponder.schema.ts";
import { proversOf } from "../questions/prover-rows.ts";
import { proverSetAt, proverSetSeries, proverSpells } from "../questions/prover-set.ts";
import type { Unit } from "../questions/series.ts";
import { bucketsWithin } from "./buckets.ts";
import { UserError } from "./errors.ts";
import { atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";
import { type SpanArgs, spanOf } from "./span.ts";

const MAX_BUCKETS = 400;
const key = [
  { name: "joinedAt", column: prover.joinedAt },
  { name: "prover", column: prover.address },
];

type SeriesArgs = SpanArgs & { unit: Unit };
type SpellArgs = SpanArgs & { first?: Optional<number>; after?: Optional<string> };

/** Who was in the set of provers, in which state, and who took part. */
export const proverSet: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "The set of provers at a time: by state, and by deed."
      proverSet(
        "[unix s] The time, that second included; the past is answered as it was then. Default: the indexed head's."
        at: Int
      ): ProverSetCounts!
      "The set of provers over time: who came and went, and the set at the end of each bucket. Whole buckets without gaps, oldest first."
      proverSetSeries(
        "Length of the buckets: DAY, WEEK or MONTH."
        unit: BucketUnit! = DAY
        "[unix s] The first bucket is the one this lies in. Default: 30 buckets, the last being the indexed head's."
        from: Int
        "[unix s] Exclusive: the last bucket begins before. Default and latest: the second after the indexed head. At most 400 buckets."
        to: Int
      ): [ProverSetBucket!]!
      "How long each prover was in each state within a window, in the order they joined; retired ones too."
      proverSpells(
        "[unix s] First second of the window. Default: 30 days before \`to\`."
        from: Int
        "[unix s] End of the window, exclusive. Default and latest: the second after the indexed head."
        to: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): ProverSpellPage!
    }

    "How many provers there were at a time. Active by deed: it bid in the 7 days up to and including that second."
    type ProverSetCounts {
      "Registered: joined and not retired."
      registered: Int!
      "In state ACTIVE."
      active: Int!
      "In state DEACTIVATED."
      deactivated: Int!
      "In state JAILED."
      jailed: Int!
      "Retired so far; they never return."
      retired: Int!
      "Active by deed, in whatever state."
      activeByDeed: Int!
      "ACTIVE and active by deed."
      activeByBoth: Int!
      "ACTIVE without a bid."
      activeByStateOnly: Int!
      "Active by deed, and not ACTIVE any more."
      activeByDeedOnly: Int!
    }

    "The set of provers in a bucket of time."
    type ProverSetBucket {
      "[unix s] First second."
      start: Int!
      "[unix s] End, exclusive."
      end: Int!
      "Provers that joined."
      joined: Int!
      "Provers that retired."
      retired: Int!
      "Changes to ACTIVE; joining not counted."
      activated: Int!
      "Changes to DEACTIVATED."
      deactivated: Int!
      "Changes to JAILED."
      jailed: Int!
      "[unix s] The second that \`counts\` is of: the bucket's last, or the indexed head's while it lasts."
      at: Int!
      "The set then."
      counts: ProverSetCounts!
    }

    "Provers with their time in each state."
    type ProverSpellPage {
      "The page's provers."
      items: [ProverSpells!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Provers in the whole list."
      totalCount: Int!
    }

    "A prover's time in each state within a window. The seconds add up to the window, less the time before it joined."
    type ProverSpells {
      "The prover, with its state now."
      prover: prover!
      "[unix s] When it joined."
      joinedAt: Int!
      "State at the end of the window."
      state: proverState!
      "[unix s] Since when."
      since: Int!
      "[s] In state ACTIVE."
      activeSeconds: Int!
      "[s] In state DEACTIVATED."
      deactivatedSeconds: Int!
      "[s] In state JAILED."
      jailedSeconds: Int!
      "[s] After it retired."
      retiredSeconds: Int!
      "Changes of state within the window, joining and retiring included."
      changes: Int!
      "Whether it bid in the 7 days up to the end of the window."
      activeByDeed: Boolean!
    }
  `,
  resolvers: {
    Query: {
      proverSet: (async (_parent, args, context) =>
        proverSetAt(context.db, await atOf(args.at, context))) satisfies Resolver<
        unknown,
        { at?: Optional<number> }
      >,
      proverSetSeries: (async (_parent, args, context) => {
        if (!["DAY", "WEEK", "MONTH"].includes(args.unit))
          throw new UserError({
            argument: "unit",
            problem: `is ${args.unit}; who took part is known by the day, so it must be DAY, WEEK or MONTH.`,
            example: "unit: WEEK",
          });
        return proverSetSeries(context.db, await bucketsWithin(args, context, MAX_BUCKETS));
      }) satisfies Resolver<unknown, SeriesArgs>,
      proverSpells: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const { from, to } = await spanOf(args, context);
        const all = await proverSpells(context.db, { from, to });
        const place = placeOf<[number, string]>(key, args.after);
        const rest =
          place === null
            ? all
            : all.filter(
                ({ joinedAt, address }) =>
                  joinedAt > place[0] || (joinedAt === place[0] && address > place[1]),
              );
        const keyOf = ({ joinedAt, address }: (typeof all)[number]) => ({
          joinedAt,
          prover: address,
        });
        const page = listOf(rest, { key, keyOf, first, after: args.after });
        const provers = await proversOf(
          context.db,
          page.items.map(({ address }) => address),
        );
        const items = page.items.map(({ address, ...row }) => ({
          ...row,
          prover: provers.get(address),
        }));
        return { ...page, items, totalCount: all.length };
      }) satisfies Resolver<unknown, SpellArgs>,
    },
  },
  costs: {
    "Query.proverSet": { base: 50 },
    "Query.proverSetSeries": { base: 100, rows: 30 },
    "Query.proverSpells": { base: 50 },
  },
};
