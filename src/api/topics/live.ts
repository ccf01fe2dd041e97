/** Subscriptions of the whole chain: its blocks, and the network's row. */
import type { Context } from "../context.ts";
import { int, one, subscription, text } from "../declare/fields.ts";
import { object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { liveOf } from "../live/live.ts";
import type { News } from "../live/news.ts";
import type { ChainBlock } from "../reads/chain.ts";
import type { Topic } from "../topic.ts";
import { Block } from "./meta.ts";

const HeadReorganisation = object(
  "HeadReorganisation",
  "Blocks that are no longer part of the chain.",
  {
    from: int(
      "Number of the first of them; the block told with this is the one that took its place.",
    ),
    to: int("Number of the last of them."),
  },
);

const HeadUpdate = object("HeadUpdate", "A block that was indexed.", {
  block: one(Block, "The block."),
  finalized: one(orNull(Block), "Last block taken for final; null before the first."),
  epoch: text("`meta.epoch` then."),
  reorganised: one(
    orNull(HeadReorganisation),
    "What this block's branch took the place of; null: it follows the block told before.",
  ),
});

type HeadUpdate = ValueOf<typeof HeadUpdate>;

const blockOf = ({ hash, parentHash, ...block }: ChainBlock): ValueOf<typeof Block> => ({
  ...block,
  hash: () => hash,
  parentHash: () => parentHash,
});

async function listenToHead(context: Context) {
  const live = liveOf(context);
  const updateOf = (
    block: ChainBlock,
    { finalized, epoch, told }: News["known"],
    reorganised: News["reorganised"],
  ): HeadUpdate => ({
    block: blockOf(block),
    finalized:
      finalized &&
      blockOf({
        number: finalized.block,
        timestamp: finalized.timestamp,
        hash: told.get(finalized.block) ?? null,
        parentHash: null,
      }),
    epoch,
    reorganised,
  });
  const { values } = await live.listen<HeadUpdate>({
    first(known) {
      if (known.head === null) return null;
      const { block: number, timestamp } = known.head;
      const hash = known.told.get(number) ?? null;
      return updateOf({ number, timestamp, hash, parentHash: null }, known, null);
    },
    news({ blocks, reorganised, known }, push) {
      for (const [index, block] of blocks.entries())
        push(updateOf(block, known, index === 0 ? reorganised : null));
    },
  });
  return values;
}

async function listenToNetwork(context: Context) {
  const { values } = await liveOf(context).listen<NonNullable<News["known"]["network"]>>({
    first: ({ network }) => network,
    news({ events, gone, known: { network } }, push) {
      if (network !== null && events.length + gone.length > 0) push(network);
    },
  });
  return values;
}

export const liveTopic: Topic = {
  subscriptions: {
    head: subscription(HeadUpdate, {
      text: "Every block as it is indexed, at first the last one; and what a reorganisation took back.",
      listen: (_none, context) => listenToHead(context),
    }),
    networkNow: subscription(stored("network"), {
      text: "The network's row, at first as it is, then after every block with events.",
      listen: (_none, context) => listenToNetwork(context),
    }),
  },
};
