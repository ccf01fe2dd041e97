/** Subscriptions: what is new, as it comes. */
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { addressArg, bytes32Arg, enumArg, listArg } from "../declare/arguments.ts";
import { bool, bytes, int, list, one, orNull, subscription, text } from "../declare/fields.ts";
import { object, stored, type ValueOf } from "../declare/types.ts";
import { liveOf } from "../live/live.ts";
import type { LiveEvent, News, RequestRow } from "../live/news.ts";
import type { ChainBlock } from "../reads/chain.ts";
import { type Phase, phaseOf } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";
import { RequestPhase } from "./clock.ts";
import { Block } from "./meta.ts";

// ---------------------------------------------------------------- head

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
  finalized: orNull(one(Block, "Last block taken for final; null before the first.")),
  epoch: text("`meta.epoch` then."),
  reorganised: orNull(
    one(
      HeadReorganisation,
      "What this block's branch took the place of; null: it follows the block told before.",
    ),
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

// ---------------------------------------------------------------- requests

const RequestUpdate = object("RequestUpdate", "A request that changed.", {
  requestId: bytes("The request."),
  request: orNull(one(stored("request"), "Its row; null when its block was taken back.")),
  phase: orNull(one(RequestPhase, "Its phase at `at`; null with its row.")),
  at: int("[unix s] The chain's time of this."),
  kinds: list(
    stored("activityKind"),
    "What happened to it; empty when the time alone changed its phase, or events were taken back.",
  ),
  reorganised: bool("Whether events about it were taken back: the row is as it is without them."),
});

type RequestUpdate = ValueOf<typeof RequestUpdate>;
type RequestQuestion = {
  requester: Address | null;
  prover: Address | null;
  vk: Hex | null;
  requestId: Hex | null;
  phases: readonly Phase[] | null;
};

async function listenToRequests(asked: RequestQuestion, context: Context) {
  const live = liveOf(context);
  const isAsked = (row: RequestRow, provers: readonly (Hex | null)[], phase: Phase | null) =>
    (asked.requester === null || row.requester === asked.requester) &&
    (asked.prover === null || row.winner === asked.prover || provers.includes(asked.prover)) &&
    (asked.vk === null || row.vk === asked.vk) &&
    (asked.requestId === null || row.id === asked.requestId) &&
    (asked.phases === null || (phase !== null && asked.phases.includes(phase)));
  const { values } = await live.listen<RequestUpdate>({
    news({ events, gone, requests, known: { network } }, push) {
      const at = live.now();
      const concerned = Map.groupBy([...gone, ...events], ({ row }) => row.requestId);
      for (const [requestId, about] of concerned) {
        if (requestId === null) continue;
        const row = requests.get(requestId) ?? null;
        const phase = row && network && phaseOf(row, network, at);
        const provers = about.map(({ row: { prover } }) => prover);
        const known = row ?? goneRow(about[0]!, requestId);
        if (!isAsked(known, provers, phase)) continue;
        const kinds = events.flatMap((event) =>
          event.row.requestId === requestId ? [event.row.kind] : [],
        );
        const reorganised = gone.some((event) => event.row.requestId === requestId);
        push({ requestId, request: row, phase, at, kinds, reorganised });
      }
    },
    phases(changes, push) {
      for (const { row, phase, at } of changes)
        if (isAsked(row, [], phase))
          push({ requestId: row.id, request: row, phase, at, kinds: [], reorganised: false });
    },
  });
  return values;
}

/** What is left of a request that was taken back: what its events said. */
const goneRow = ({ requester, vk }: LiveEvent, id: Hex) =>
  ({ id, requester, vk, winner: null }) as RequestRow;

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
    head: subscription(
      one(
        HeadUpdate,
        "Every block as it is indexed, at first the last one; and what a reorganisation took back.",
      ),
      { listen: (_none, context) => listenToHead(context) },
    ),
    requestUpdated: subscription(
      one(
        RequestUpdate,
        "Requests as they change: by an event, by a reorganisation, or by the time alone, which ends a phase at its second.",
      ),
      {
        args: {
          requester: addressArg("Only this requester's."),
          prover: addressArg("Only those that this prover is winning, or acts on."),
          vk: bytes32Arg("Only for the program with this verifying key."),
          requestId: bytes32Arg("Only the request with this id."),
          phases: listArg(enumArg(RequestPhase, "Only while in these phases."), {
            min: 1,
            example: "[PROVING, REFUNDABLE]",
          }),
        },
        listen: listenToRequests,
      },
    ),
    networkNow: subscription(
      one(
        stored("network"),
        "The network's row, at first as it is, then after every block with events.",
      ),
      { listen: (_none, context) => listenToNetwork(context) },
    ),
  },
};
