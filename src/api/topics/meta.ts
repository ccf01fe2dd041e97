/** How fresh and how exact the answers are. */
import { network } from "../../../ponder.schema.ts";
import type { Context, Head } from "../context.ts";
import type { Db } from "../db.ts";
import {
  bool,
  boolOrNull,
  bytesOrNull,
  int,
  intOrNull,
  later,
  one,
  question,
  text,
} from "../declare/fields.ts";
import { GraphQLJson } from "../declare/scalars.ts";
import type { Asked } from "../declare/selection.ts";
import { Int, object, orNull, type Type, type ValueOf } from "../declare/types.ts";
import { once } from "../once.ts";
import { epochOf, hashesOf } from "../reads/chain.ts";
import type { Topic } from "../topic.ts";
import { versions } from "../versions.ts";

const Versions = object("Versions", "Versions of what answers.", {
  indexer: text("Version of this indexer."),
  ponder: text("Version of Ponder."),
  node: text("Version of Node."),
});

export const Block = object("Block", "A block of the chain.", {
  number: int("Block number."),
  hash: later(
    bytesOrNull(
      "Its hash, of the branch that the rows are of. In the moment of a reorganisation without events it may be the other branch's. Null when it has no events and came from the cache of the chain: while the history is indexed, and for a moment after.",
    ),
  ),
  parentHash: later(
    bytesOrNull("Hash of the block before; null when it came from the cache of the chain."),
  ),
  timestamp: int("[unix s] Its time."),
});

const IndexMeta = object("IndexMeta", "How fresh and how exact the index is.", {
  chainId: int("Chain id."),
  block: one(
    orNull(Block),
    "Last block the rows know of; null before the first. Its time is the default of every argument `at`.",
  ),
  finalized: one(
    orNull(Block),
    "Last block that the indexer takes for final: nothing told about it or earlier blocks is ever taken back. Null before the first.",
  ),
  epoch: later(
    text(
      "Changes whenever rows that were already told may have been taken back: after every reorganisation and re-index, and after a restart of the indexer, which indexes again what is not final. As long as it is the same, rows were only added or brought up to date. Its text means nothing by itself.",
    ),
  ),
  lagSeconds: question(orNull(Int), {
    text: "[s] The server's clock less the time of `block`; null before the first block. No other answer depends on that clock.",
    ask: (
      _none,
      { doNotCache },
      { parent: { block } }: Asked<{ block: ValueOf<typeof Block> | null }>,
    ) => {
      doNotCache();
      return block === null ? null : Math.max(0, Math.floor(Date.now() / 1000) - block.timestamp);
    },
  }),
  ready: bool(
    "Whether all history up to the present is indexed. While false, rows are missing at the end.",
  ),
  allTransfers: boolOrNull(
    "Whether every transfer of the token is indexed, so that donations to vaults are exact at every block. False: vault balances are sampled, and are exact at `sampledAt` and whenever a vault has an event. Null before anything is indexed.",
  ),
  sampledAt: intOrNull(
    "[unix s] When vault balances were last sampled; null when every transfer is indexed, or before the first sample.",
  ),
  versions: one(Versions, "Versions of what answers."),
  targetBlock: question(orNull(Int), {
    text: "Last block that is to be indexed as the chain is now, asked of the node: its head, or END_BLOCK where that is before. `block` catches up to it. Null when no node answers.",
    ask: (_none, { doNotCache, targetBlock }) => {
      doNotCache();
      return targetBlock();
    },
  }),
});

/** By name of the chain. */
const Status: Type<Record<string, { id: number; block: { number: number; timestamp: number } }>> = {
  build: () => GraphQLJson,
};

const Meta = object("Meta", "Ponder's own account of the indexing; `meta` says more.", {
  status: one(
    orNull(Status),
    "By name of the chain: its id, and number and time of the last indexed block.",
  ),
});

async function metaOf({ db, progress, doNotCache }: Context): Promise<ValueOf<typeof IndexMeta>> {
  const [{ chainId, head, finalized, ready }, exact] = await Promise.all([
    progress(),
    exactness(db),
  ]);
  const block = (of: Head | null): ValueOf<typeof Block> | null => {
    if (of === null) return null;
    const hashes = once(async () => {
      const found = await hashesOf(db, chainId, of);
      // They may be known in a moment, without a new block.
      if (found.parentHash === null) doNotCache();
      return found;
    });
    return {
      number: of.block,
      timestamp: of.timestamp,
      hash: async () => (await hashes()).hash,
      parentHash: async () => (await hashes()).parentHash,
    };
  };
  return {
    chainId,
    block: block(head),
    finalized: block(finalized),
    epoch: () => epochOf(db),
    ready,
    allTransfers: exact?.allTransfers ?? null,
    sampledAt: exact?.sampledAt ?? null,
    versions,
  };
}

/** How exact vault balances are; null before anything is indexed. */
async function exactness(db: Db) {
  const [row] = await db
    .select({ allTransfers: network.allTransfers, sampledAt: network.sampledAt })
    .from(network)
    .limit(1);
  return row ?? null;
}

export const metaTopic: Topic = {
  queries: {
    meta: question(IndexMeta, {
      text: "How fresh and how exact the answers of this request are.",
      cost: { base: 1 },
      ask: (_none, context) => metaOf(context),
    }),
    _meta: question(orNull(Meta), {
      text: "Ponder's own account of the indexing; `meta` says more.",
      ask: async (_none, { progress }) => {
        const { chain, chainId, head } = await progress();
        const block = { number: head?.block ?? 0, timestamp: head?.timestamp ?? 0 };
        return { status: { [chain]: { id: chainId, block } } };
      },
    }),
  },
};
