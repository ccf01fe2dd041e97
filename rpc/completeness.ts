/**
 * Logs that an endpoint leaves out. A block's logs are all there when they are numbered without a gap and make the
 * bloom of its header; an answer for a range is compared with what that says of its blocks.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { type Hex, numberToHex } from "viem";
import { isBloomOf, isNoBloom, mayHoldAny } from "../prefetch/bloom.ts";
import {
  type Block,
  blockOf,
  type Interval,
  keyOf,
  type Log,
  numbersIn,
} from "../prefetch/chain.ts";
import { Contradiction, checkBlock, checkLogs, type LogQuery } from "../prefetch/checks.ts";
import { isLocal } from "../prefetch/endpoint.ts";
import { Malformed } from "../prefetch/failures.ts";
import type { Pool, Source } from "../prefetch/pool.ts";
import { cut } from "../prefetch/ranges.ts";
import { withoutSecrets } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";

/** What is needed of a block's header. */
export type Header = { number: number; hash: Hex; logsBloom: Hex };

export const headerOf = ({ number, hash, logsBloom }: Block): Header => ({
  number: Number(number),
  hash,
  logsBloom,
});

/**
 * How an answer for a range is checked. "blooms": by the header of every block in it, and all logs of the blocks that
 * may hold some. "twice": it is asked for again, and the blocks in which the answers differ are read whole.
 */
export type RangeCheck = "blooms" | "twice" | "off";

/** Logs, and who gave them. */
type Given = { logs: Log[]; from: Source };
/** An answer for a range. */
export type Told = Given & { query: LogQuery; range: Interval };

/** Finds out which logs there are, whatever single answers leave out. */
export type Completeness = {
  check: () => RangeCheck;
  /** All logs of a block. @throws Unanswered when no endpoint gives them */
  ofBlock: (header: Header) => Promise<Log[]>;
  /** The same, asked for twice, of another node if there is one. @throws Contradiction when the nodes disagree */
  ofBlockTwice: (header: Header) => Promise<Log[]>;
  /** All logs of a range that a question asks for. @throws RangeRefused when it is too long, Contradiction when nodes disagree on what a log says */
  ofRange: (query: LogQuery, range: Interval) => Promise<Log[]>;
  /** The same, but for the comparison with blooms. */
  tell: (query: LogQuery, range: Interval) => Promise<Told>;
  /** All logs of some blocks that questions ask for, by the blocks' headers and the answers. */
  complete: (told: readonly Told[], headers: readonly Header[]) => Promise<Log[]>;
};

/** So many blocks are few enough to ask for the header of each: of any node, and of one on this machine (some minutes). */
const FEW_BLOCKS = 50_000;
const FEW_LOCAL_BLOCKS = 1_000_000;

/** How to check ranges of this many blocks in total: by blooms where that is cheap. */
export function chooseRangeCheck(
  { logChecks, rpcUrls }: Pick<Settings, "logChecks" | "rpcUrls">,
  blocks: number,
): RangeCheck {
  if (logChecks !== "auto") return logChecks;
  const few = rpcUrls.every(isLocal) ? FEW_LOCAL_BLOCKS : FEW_BLOCKS;
  return blocks <= few ? "blooms" : "twice";
}

/** How many headers, and logs of whole blocks, are kept: a range is asked for by one source after another. */
const MOST_HEADERS = 60_000;
/** A block of Base has a thousand logs, of a kilobyte each. */
const MOST_LOGS = 50_000;

/** A block's logs are asked for so often before its receipts are. */
const MOST_TRIES = 3;
const RETRY_MS = 150;

/** Blocks of which the header is asked for at once. */
const AT_ONCE = 500;

/** What is wrong with logs that are said to be all of a block, in order; null when nothing is. */
function faultOf(logs: readonly Log[], { number, hash, logsBloom }: Header): string | null {
  for (const [index, log] of logs.entries()) {
    if (log.blockHash !== hash)
      return `a log of block ${number} came with the hash ${log.blockHash}`;
    if (Number(log.logIndex) !== index) return `log ${index} of block ${number} is missing`;
  }
  return isBloomOf(logsBloom, logs)
    ? null
    : `the logs of block ${number} are not those of its bloom`;
}

const inOrder = (logs: readonly Log[]): Log[] =>
  logs.toSorted((a, b) => Number(a.logIndex) - Number(b.logIndex));

/**
 * Makes sure that these are all logs of a block.
 * @throws Malformed when one is missing, or of another block
 */
export function checkAllLogs(answer: unknown, header: Header): Log[] {
  const { number } = header;
  const logs = inOrder(checkLogs(answer, { addresses: null, topics: [] }, [number, number]));
  const fault = faultOf(logs, header);
  if (fault !== null) throw new Malformed(fault);
  return logs;
}

/** Completeness over a pool of endpoints. */
export function createCompleteness(pool: Pick<Pool, "ask">, check: () => RangeCheck): Completeness {
  const headers = createMemory<number, Header>(MOST_HEADERS, () => 1);
  const blocks = createMemory<Hex, Given>(MOST_LOGS, ({ logs }) => 1 + logs.length);

  const headerAt = (number: number): Promise<Header> =>
    headers.get(number, () =>
      pool.ask({ method: "eth_getBlockByNumber", params: [numberToHex(number), false] }, (answer) =>
        headerOf(checkBlock(answer, number)),
      ),
    );

  const readBlock = async (header: Header, other?: string): Promise<Given> => {
    const call = { method: "eth_getLogs", params: [{ blockHash: header.hash }] };
    let last = other;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const { logs, why, from } = await pool.ask(
        call,
        (answer, asked) => judge(answer, header, asked),
        last,
      );
      if (logs !== null) return { logs, from };
      // The logs of the newest block may come a moment after the block itself: the first time is nobody's fault.
      if (tries > 1) from.blame(why);
      last = from.url;
      await sleep(RETRY_MS);
    }
    return ofReceipts(pool, header);
  };
  const keptBlock = (header: Header) => blocks.get(header.hash, () => readBlock(header));
  const ofBlock = async (header: Header): Promise<Log[]> => (await keptBlock(header)).logs;

  const askRange = (query: LogQuery, range: Interval, other?: string): Promise<Told> => {
    const filter = {
      ...(query.addresses === null ? {} : { address: query.addresses }),
      topics: query.topics,
      fromBlock: numberToHex(range[0]),
      toBlock: numberToHex(range[1]),
    };
    return pool.ask(
      { method: "eth_getLogs", params: [filter] },
      (answer, from) => ({ query, range, logs: checkLogs(answer, query, range), from }),
      other,
    );
  };

  /** Reads blocks whole, and blames who told something else of them. */
  const correct = async (
    told: readonly Told[],
    byBlock: Map<number, Log[]>,
    suspects: readonly Header[],
  ): Promise<Log[]> => {
    const theirs = new Map(told.map((each) => [each, Map.groupBy(each.logs, blockOf)]));
    await Promise.all(
      suspects.map(async (header) => {
        const { number } = header;
        const whole = await ofBlock(header);
        for (const [{ query, range, from }, logs] of theirs) {
          if (number < range[0] || number > range[1]) continue;
          const given = logs.get(number) ?? [];
          const right = whole.filter((log) => isAskedFor(log, query));
          if (!sameLogs(given, right))
            from.blame(`of block ${number} it gave ${given.length} logs of ${right.length}`);
        }
        byBlock.set(
          number,
          whole.filter((log) => told.some(({ query }) => isAskedFor(log, query))),
        );
      }),
    );
    return [...byBlock].sort(([a], [b]) => a - b).flatMap(([, each]) => each);
  };

  /** A block is read whole unless its answered logs produce its bloom, or the bloom says that it has none. */
  const complete = (told: readonly Told[], headers: readonly Header[]): Promise<Log[]> => {
    const byBlock = blocksOf(told);
    const suspects = headers.filter((header) => {
      const theirs = byBlock.get(header.number);
      return theirs === undefined
        ? told.some(({ query }) => mayHoldAny(header.logsBloom, query))
        : isNoBloom(header.logsBloom) || faultOf(inOrder(theirs), header) !== null;
    });
    return correct(told, byBlock, suspects);
  };

  const headersIn = async (range: Interval): Promise<Header[]> => {
    const headers: Header[] = [];
    for (const piece of cut(range, AT_ONCE))
      headers.push(...(await Promise.all(numbersIn(piece).map(headerAt))));
    return headers;
  };

  const tell = async (query: LogQuery, range: Interval): Promise<Told> => {
    const first = await askRange(query, range);
    if (check() !== "twice") return first;
    const second = await askRange(query, range, first.from.url);
    checkSameContent(first, second);
    const differing = await Promise.all(blocksThatDiffer(first.logs, second.logs).map(headerAt));
    const told = [first, second];
    return { ...first, logs: await correct(told, blocksOf(told), differing) };
  };

  return {
    check,
    ofBlock,
    async ofBlockTwice(header) {
      const first = await keptBlock(header);
      checkSameContent(first, await readBlock(header, first.from.url));
      return first.logs;
    },
    tell,
    complete,
    async ofRange(query, range) {
      const told = await tell(query, range);
      return check() === "blooms" ? complete([told], await headersIn(range)) : told.logs;
    },
  };
}

/** The logs answered for each block, each once. */
function blocksOf(told: readonly Told[]): Map<number, Log[]> {
  const logs = told.flatMap((each) => each.logs);
  return Map.groupBy(
    told.length === 1 ? logs : new Map(logs.map((log) => [keyOf(log), log])).values(),
    blockOf,
  );
}

/** An answer for a block, or what is wrong with it: that is no reason to leave whoever gave it in peace. */
function judge(answer: unknown, header: Header, from: Source) {
  try {
    return { logs: checkAllLogs(answer, header), why: "", from };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { logs: null, why: error.message, from };
  }
}

const sameLogs = (some: readonly Log[], others: readonly Log[]): boolean => {
  const keys = (logs: readonly Log[]) => logs.map((log) => `${log.blockHash}:${keyOf(log)}`).sort();
  return keys(some).join() === keys(others).join();
};

/**
 * Of a log that both tell, they must tell the same: no bloom says which of them is right.
 * @throws Contradiction when they do not
 */
function checkSameContent(first: Given, second: Given): void {
  const content = ({ address, topics, data, transactionHash, transactionIndex }: Log) =>
    [address, topics, data, transactionHash, Number(transactionIndex)].join().toLowerCase();
  const placeOf = (log: Log) => `${log.blockHash}:${keyOf(log)}`;
  const known = new Map(first.logs.map((log) => [placeOf(log), log]));
  for (const log of second.logs) {
    const other = known.get(placeOf(log));
    if (other === undefined || content(other) === content(log)) continue;
    const [one, another] = [first, second].map(({ from }) => withoutSecrets(from.url));
    throw new Contradiction(
      `${one} and ${another} tell log ${keyOf(log)} (block:index) differently, and one of them is wrong: it is not indexed until they agree`,
    );
  }
}

function blocksThatDiffer(some: readonly Log[], others: readonly Log[]): number[] {
  const [ours, theirs] = [Map.groupBy(some, blockOf), Map.groupBy(others, blockOf)];
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    (number) => !sameLogs(ours.get(number) ?? [], theirs.get(number) ?? []),
  );
}

function isAskedFor({ address, topics }: Log, query: LogQuery): boolean {
  const isAmong = (value: string | undefined, wanted: readonly string[]) =>
    wanted.some((each) => each.toLowerCase() === value?.toLowerCase());
  return (
    (query.addresses === null || isAmong(address, query.addresses)) &&
    query.topics.every((topic, place) => topic === null || isAmong(topics[place], [topic].flat()))
  );
}

/** All logs of a block by its receipts. */
const ofReceipts = (pool: Pick<Pool, "ask">, header: Header): Promise<Given> =>
  pool.ask(
    { method: "eth_getBlockReceipts", params: [numberToHex(header.number)] },
    (answer, from) => {
      if (!Array.isArray(answer))
        throw new Malformed(`the receipts of block ${header.number} are not there`);
      const logs = answer.flatMap((receipt: { logs?: unknown } | null) => receipt?.logs ?? []);
      return { logs: checkAllLogs(logs, header), from };
    },
  );

/** The latest answers, each asked for once, that weigh no more than `most` together; a failure is not kept. */
function createMemory<K extends string | number, V extends object>(
  most: number,
  weigh: (answer: V) => number,
) {
  const kept = new LRUCache<K, V, () => Promise<V>>({
    maxSize: most,
    sizeCalculation: weigh,
    fetchMethod: (_key, _stale, { context: ask }) => ask(),
    // Whoever asked waits for an answer that there is no room for, too.
    ignoreFetchAbort: true,
  });
  return { get: (key: K, ask: () => Promise<V>) => kept.forceFetch(key, { context: ask }) };
}
