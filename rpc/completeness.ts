/**
 * Logs that an endpoint leaves out. A block's logs are all there when they are numbered without a gap and make the
 * bloom of its header; an answer for a range is compared with what that says of its blocks.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Hex, numberToHex } from "viem";
import { isBloomOf, mayHoldAny } from "../prefetch/bloom.ts";
import { blockOf, type Interval, keyOf, type Log } from "../prefetch/chain.ts";
import { checkBlock, checkLogs, type LogQuery } from "../prefetch/checks.ts";
import { isLocal } from "../prefetch/endpoint.ts";
import { Malformed } from "../prefetch/failures.ts";
import type { Pool, Source } from "../prefetch/pool.ts";
import { cut } from "../prefetch/ranges.ts";
import type { Settings } from "../settings.ts";

/** What is needed of a block's header. */
export type Header = { number: number; hash: Hex; logsBloom: Hex };

/**
 * How an answer for a range is checked. "blooms": by the header of every block in it, and all logs of the blocks that
 * may hold some. "twice": it is asked for again, and the blocks in which the answers differ are read whole.
 */
export type RangeCheck = "blooms" | "twice" | "off";

/** Finds out which logs there are, whatever single answers leave out. */
export type Completeness = {
  /** All logs of a block. @throws Unanswered when no endpoint gives them */
  ofBlock: (header: Header) => Promise<Log[]>;
  /** All logs of a range that a question asks for. @throws RangeRefused when it is too long */
  ofRange: (query: LogQuery, range: Interval) => Promise<Log[]>;
};

/** So many blocks are few enough to ask for the header of each, wherever the nodes are. */
const FEW_BLOCKS = 50_000;

/** How to check ranges of so many blocks in all: by blooms where that is cheap, on this machine or for a short history. */
export function chooseRangeCheck(
  { logChecks, rpcUrls }: Pick<Settings, "logChecks" | "rpcUrls">,
  blocks: number,
): RangeCheck {
  if (logChecks !== "auto") return logChecks;
  return blocks <= FEW_BLOCKS || rpcUrls.every(isLocal) ? "blooms" : "twice";
}

/** Headers and whole blocks kept: a range is asked for by one source after another. */
const MOST_HEADERS = 60_000;
const MOST_BLOCKS = 3_000;

/** A block's logs are asked for so often before its receipts are. */
const MOST_TRIES = 3;
const RETRY_MS = 150;

/** Blocks of which the header is asked for at once. */
const AT_ONCE = 500;

/**
 * Makes sure that these are all logs of a block.
 * @throws Malformed when one is missing, or of another block
 */
export function checkAllLogs(answer: unknown, { number, hash, logsBloom }: Header): Log[] {
  const logs = checkLogs(answer, { addresses: null, topics: [] }, [number, number]);
  const ordered = logs.toSorted((a, b) => Number(a.logIndex) - Number(b.logIndex));
  for (const [index, log] of ordered.entries()) {
    if (log.blockHash !== hash)
      throw new Malformed(`a log of block ${number} came with the hash ${log.blockHash}`);
    if (Number(log.logIndex) !== index)
      throw new Malformed(`log ${index} of block ${number} is missing`);
  }
  if (!isBloomOf(logsBloom, ordered))
    throw new Malformed(`the logs of block ${number} are not those of its bloom`);
  return ordered;
}

/** Completeness over a pool of endpoints. */
export function createCompleteness(
  pool: Pick<Pool, "ask">,
  checkOf: () => RangeCheck,
): Completeness {
  const headers = createMemory<number, Header>(MOST_HEADERS);
  const blocks = createMemory<Hex, Log[]>(MOST_BLOCKS);

  const headerOf = (number: number): Promise<Header> =>
    headers.get(number, () =>
      pool.ask(
        { method: "eth_getBlockByNumber", params: [numberToHex(number), false] },
        (answer) => {
          const { hash, logsBloom } = checkBlock(answer, number);
          return { number, hash, logsBloom };
        },
      ),
    );

  const ofBlock = (header: Header): Promise<Log[]> =>
    blocks.get(header.hash, async () => {
      const call = { method: "eth_getLogs", params: [{ blockHash: header.hash }] };
      let last: Source | undefined;
      for (let tries = 1; tries <= MOST_TRIES; tries++) {
        const { logs, why, from } = await pool.ask(
          call,
          (answer, asked) => judge(answer, header, asked),
          last?.url,
        );
        if (logs !== null) return logs;
        // The logs of the newest block may come a moment after the block itself: the first time is nobody's fault.
        if (tries > 1) from.blame(why);
        last = from;
        await sleep(RETRY_MS);
      }
      return ofReceipts(pool, header);
    });

  const askRange = (query: LogQuery, range: Interval, other?: string): Promise<Answer> => {
    const filter = {
      ...(query.addresses === null ? {} : { address: query.addresses }),
      topics: query.topics,
      fromBlock: numberToHex(range[0]),
      toBlock: numberToHex(range[1]),
    };
    return pool.ask(
      { method: "eth_getLogs", params: [filter] },
      (answer, from) => ({ logs: checkLogs(answer, query, range), from }),
      other,
    );
  };

  /** Those blocks of a range whose header says that they may hold logs, and those that are said to. */
  const suspectsIn = async (query: LogQuery, range: Interval, logs: readonly Log[]) => {
    const withLogs = new Set(logs.map(blockOf));
    const suspects: Header[] = [];
    for (const [from, to] of cut(range, AT_ONCE)) {
      const numbers = Array.from({ length: to - from + 1 }, (_, place) => from + place);
      for (const header of await Promise.all(numbers.map(headerOf)))
        if (withLogs.has(header.number) || mayHoldAny(header.logsBloom, query))
          suspects.push(header);
    }
    return suspects;
  };

  const correct = async ({ logs, from }: Answer, query: LogQuery, suspects: readonly Header[]) => {
    const byBlock = Map.groupBy(logs, blockOf);
    await Promise.all(
      suspects.map(async (header) => {
        const whole = (await ofBlock(header)).filter((log) => isAskedFor(log, query));
        const theirs = byBlock.get(header.number) ?? [];
        if (sameLogs(theirs, whole)) return;
        from.blame(`of block ${header.number} it gave ${theirs.length} logs of ${whole.length}`);
        byBlock.set(header.number, whole);
      }),
    );
    return [...byBlock].sort(([a], [b]) => a - b).flatMap(([, each]) => each);
  };

  return {
    ofBlock,
    async ofRange(query, range) {
      const check = checkOf();
      const answer = await askRange(query, range);
      if (check === "off") return answer.logs;
      if (check === "blooms")
        return correct(answer, query, await suspectsIn(query, range, answer.logs));
      const second = await askRange(query, range, answer.from.url);
      const differing = blocksThatDiffer(answer.logs, second.logs);
      const suspects = await Promise.all(differing.map(headerOf));
      const [logs] = await Promise.all([
        correct(answer, query, suspects),
        correct(second, query, suspects),
      ]);
      return logs;
    },
  };
}

type Answer = { logs: Log[]; from: Source };

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
const ofReceipts = (pool: Pick<Pool, "ask">, header: Header): Promise<Log[]> =>
  pool.ask({ method: "eth_getBlockReceipts", params: [numberToHex(header.number)] }, (answer) => {
    if (!Array.isArray(answer))
      throw new Malformed(`the receipts of block ${header.number} are not there`);
    return checkAllLogs(
      answer.flatMap((receipt: { logs?: unknown } | null) => receipt?.logs ?? []),
      header,
    );
  });

/** The latest answers, each asked for once; a failure is not kept. */
function createMemory<K, V>(most: number) {
  const kept = new Map<K, Promise<V>>();
  return {
    get(key: K, ask: () => Promise<V>): Promise<V> {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const asked = ask();
      kept.set(key, asked);
      asked.catch(() => kept.delete(key));
      if (kept.size > most) kept.delete(kept.keys().next().value!);
      return asked;
    },
  };
}
