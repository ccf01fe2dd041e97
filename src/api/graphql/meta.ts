import { exactness } from "../questions/meta.ts";
import type { Context, Module, Resolver } from "./module.ts";
import { versions } from "./versions.ts";

type Meta = Awaited<ReturnType<typeof answerMeta>>;

/** How fresh and how exact the answers are. */
export const meta: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "How fresh and how exact the answers of this request are."
      meta: IndexMeta!
    }

    "How fresh and how exact the index is."
    type IndexMeta {
      "Chain id."
      chainId: Int!
      "Last block the rows know of; null before the first."
      block: Int
      "[unix s] Time of that block; null before the first. The default of every argument \`at\`."
      timestamp: Int
      "[s] Server's clock less the time of that block; null before the first. The only answer that asks the server's clock."
      lagSeconds: Int
      "Whether all history up to the present is indexed. While false, rows are missing at the end."
      ready: Boolean!
      "Whether every transfer of the token is indexed, so that donations to vaults are exact at every block. False: vault balances are sampled, and are exact at \`sampledAt\` and whenever a vault has an event. Null before anything is indexed."
      allTransfers: Boolean
      "[unix s] When vault balances were last sampled; null when every transfer is indexed, or before the first sample."
      sampledAt: Int
      "Versions of what answers."
      versions: Versions!
    }

    "Versions of what answers."
    type Versions {
      "Version of this indexer."
      indexer: String!
      "Version of Ponder."
      ponder: String!
      "Version of Node."
      node: String!
    }
  `,
  resolvers: {
    Query: { meta: ((_parent, _args, context) => answerMeta(context)) satisfies Resolver },
    IndexMeta: {
      lagSeconds: (({ timestamp }, _args, { passes }) => {
        passes();
        return timestamp === null ? null : Math.max(0, Math.floor(Date.now() / 1000) - timestamp);
      }) satisfies Resolver<Meta>,
    },
  },
  costs: { "Query.meta": { base: 1 } },
};

async function answerMeta({ db, progress }: Context) {
  const [{ chainId, head, ready }, exact] = await Promise.all([progress(), exactness(db)]);
  return {
    chainId,
    block: head?.block ?? null,
    timestamp: head?.timestamp ?? null,
    ready,
    allTransfers: exact?.allTransfers ?? null,
    sampledAt: exact?.sampledAt ?? null,
    versions,
  };
}
