/** The events of a batch of the chain, in the order in which Ponder hands them to the handlers. */
import type { Children } from "../prefetch/chain.ts";
import type { Rules } from "../prefetch/rules.ts";
import type { LogFilter } from "../prefetch/sources.ts";
import { type Build, type Callback, Surprise } from "./build.ts";
import {
  type Batch,
  type CachedBlock,
  type CachedLog,
  type CachedTransaction,
  placeOf,
} from "./cachedChain.ts";
import type { Internals } from "./internals.ts";

/** An event, in the form in which Ponder's own functions know it. */
export type ChainEvent = {
  type: "log" | "block";
  chain: Callback["chain"];
  eventCallback: Callback;
  event: {
    args?: object | undefined;
    log?: CachedLog;
    transaction?: CachedTransaction;
    block: CachedBlock;
  };
};

/** What is not read of blocks and transactions. A handler that asks for it must not take `undefined` for an answer. */
const unreadOf = (kind: string, names: readonly string[]): object =>
  Object.create(
    null,
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          get() {
            throw new Surprise(`a handler asks for ${kind}.${name}, which is not read`);
          },
        },
      ]),
    ),
  );
const unread = {
  block: unreadOf("block", [
    ...["parentHash", "logsBloom", "gasUsed", "gasLimit", "baseFeePerGas", "nonce"],
    ...["mixHash", "stateRoot", "receiptsRoot", "transactionsRoot", "sha3Uncles", "size"],
    ...["difficulty", "totalDifficulty", "extraData"],
  ]),
  transaction: unreadOf("transaction", [
    ...["blockNumber", "value", "nonce", "r", "s", "v", "type"],
    ...["gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas", "accessList"],
  ]),
  event: unreadOf("event", ["id"]),
};
const guarded = <T extends object>(what: keyof typeof unread, values: T): T =>
  Object.assign(Object.create(unread[what]), values);

/** Finds a build's events in what the cache has. */
export function createEventFinder({ callbacks }: Build, rules: Rules, internals: Internals) {
  const { decodeEventLog, isBlockFilterMatched } = internals;
  const byTopic = Map.groupBy(
    callbacks.filter(({ filter }) => filter.type === "log"),
    ({ filter }) => (filter as LogFilter).topic0,
  );
  const ofBlocks = callbacks.filter(({ filter }) => filter.type === "block");

  const eventsOfLog = (
    log: CachedLog,
    { block, transaction }: { block: CachedBlock; transaction: CachedTransaction },
    children: Children,
  ): ChainEvent[] =>
    (byTopic.get(log.topics[0] ?? "0x") ?? []).flatMap((eventCallback) => {
      const { filter, abiItem, chain } = eventCallback;
      if (!rules.isLogMatched(filter as LogFilter, log as never, children)) return [];
      let args: object | undefined;
      try {
        args = decodeEventLog({ abiItem, topics: log.topics, data: log.data });
      } catch {
        // As with Ponder: what is not of the event's form is not the event.
        return [];
      }
      const event = guarded("event", { args, log, transaction, block });
      return [{ type: "log", chain, eventCallback, event }];
    });

  return function* eventsOf({
    logs,
    blocks,
    transactions,
    children,
  }: Batch): Generator<ChainEvent> {
    let at = 0;
    for (const read of blocks) {
      const block = guarded("block", read);
      const number = Number(block.number);
      for (; at < logs.length && logs[at]!.blockNumber === number; at++) {
        const log = logs[at]!;
        const place = placeOf(number, log.transactionIndex);
        const transaction = transactions.get(place);
        if (transaction === undefined)
          throw new Surprise(`transaction ${place} of log ${log.logIndex} is missing`);
        yield* eventsOfLog(
          log,
          { block, transaction: guarded("transaction", transaction) },
          children,
        );
      }
      for (const eventCallback of ofBlocks)
        if (isBlockFilterMatched({ filter: eventCallback.filter, block })) {
          const event = guarded("event", { block });
          yield { type: "block", chain: eventCallback.chain, eventCallback, event };
        }
    }
    if (at < logs.length) throw new Surprise(`block ${logs[at]!.blockNumber} is missing`);
  };
}
