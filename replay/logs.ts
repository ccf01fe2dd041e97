import type { Address, Hex } from "viem";
import { invalidParams, JsonRpcError, SERVER_ERROR } from "./errors.ts";
import { addressParam, findBlock, hashParam, isRecord, numberParam, type Tags } from "./params.ts";
import type { RecordedLog } from "./recording.ts";
import { logJson, type ServedBlock } from "./wire.ts";

/** `addresses` null: any; a topic null: any at that place. */
type LogFilter = { addresses: ReadonlySet<Address> | null; topics: (ReadonlySet<Hex> | null)[] };

const MAX_TOPICS = 4;

const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const setOf = <T>(value: unknown, parse: (item: unknown) => T): ReadonlySet<T> | null => {
  if (value === undefined || value === null) return null;
  const items = asArray(value);
  return items.length === 0 ? null : new Set(items.map(parse));
};

/** Throws -32602 when an address or topic is malformed. */
const parseFilter = (filter: Record<string, unknown>): LogFilter => {
  const topics = filter.topics ?? [];
  if (!Array.isArray(topics) || topics.length > MAX_TOPICS) {
    throw invalidParams("topics must be an array of at most 4");
  }
  return {
    addresses: setOf(filter.address, addressParam),
    topics: topics.map((topic) => setOf(topic, hashParam)),
  };
};

/** A log with fewer topics than the filter has places does not match, even where a place allows any. */
const matches = ({ addresses, topics }: LogFilter, log: RecordedLog): boolean =>
  (addresses === null || addresses.has(log.address)) &&
  topics.length <= log.topics.length &&
  topics.every((topic, place) => topic === null || topic.has(log.topics[place]!));

const blocksOfFilter = (tags: Tags, filter: Record<string, unknown>): Iterable<ServedBlock> => {
  if (filter.blockHash !== undefined) {
    if (filter.fromBlock !== undefined || filter.toBlock !== undefined) {
      throw invalidParams("cannot specify both blockHash and fromBlock/toBlock");
    }
    const block = findBlock(tags, { blockHash: filter.blockHash });
    if (block === null) throw new JsonRpcError(SERVER_ERROR, "unknown block");
    return [block];
  }
  const from = numberParam(tags, filter.fromBlock ?? "latest");
  const to = numberParam(tags, filter.toBlock ?? "latest");
  if (from > to) throw invalidParams("invalid block range params");
  if (to > tags.chain.head()) throw invalidParams("block range extends beyond current head block");
  return blocksBetween(tags, Math.max(from, tags.chain.first), to);
};

function* blocksBetween({ chain }: Tags, from: number, to: number): Generator<ServedBlock> {
  for (let number = from; number <= to; number++) yield chain.blockAt(number)!;
}

/**
 * The logs of eth_getLogs as a JSON array. Throws -32602 when the filter is malformed, its range inverted or beyond the
 * head, and -32000 when its block hash is unknown.
 */
export const logsJson = (tags: Tags, filter: unknown): string => {
  if (!isRecord(filter)) throw invalidParams("a filter object is expected");
  const parsed = parseFilter(filter);
  const found: string[] = [];
  for (const block of blocksOfFilter(tags, filter)) {
    for (const [index, log] of block.carries.logs.entries()) {
      if (matches(parsed, log)) found.push(logJson(block, index));
    }
  }
  return `[${found.join(",")}]`;
};
