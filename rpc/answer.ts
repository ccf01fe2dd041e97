import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import type { Block, Interval, Log, Transaction } from "../prefetch/chain.ts";
import { Contradiction, checkBlock, checkTransaction, type LogQuery } from "../prefetch/checks.ts";
import { Malformed } from "../prefetch/failures.ts";
import type { Call, Check, Pool, Source } from "../prefetch/pool.ts";
import { createSpan, inPieces } from "../prefetch/ranges.ts";
import { withoutSecrets } from "../settings/reader.ts";
import { type Completeness, type Header, headerOf } from "./completeness.ts";

/** Answers a JSON-RPC request as a node does. @throws RpcRefusal when a call reverts, other errors when nobody answers */
export type Answer = (call: Call) => Promise<unknown>;

/** Hears of every block that is handed on. */
export type BlockListener = (
  block: Pick<Block, "number" | "hash" | "parentHash" | "timestamp">,
) => void;

/** Headers kept by hash: those of blocks whose logs may still be asked for. */
const MOST_HEADERS = 2_000;
/** An endpoint this many blocks behind another is not merely late. */
const FAR_BEHIND = 5;
/** A newest block so far beyond what is known is believed when another endpoint knows of it. */
const FAR_AHEAD = 100;

/** What is believed of a new block: what one node says; that, if its logs are complete; or what a second one says, too. */
export type BlockCheck = "off" | "logs" | "twice";

/** A second node may hear of a new block some seconds later. */
const MOST_TRIES = 20;
const RETRY_MS = 150;

type Asked = { block: Block; from: Source };

/** Answers from a pool of endpoints, with what they say checked against itself and each other. */
export function createAnswer(given: {
  pool: Pool;
  completeness: Completeness;
  check: BlockCheck;
  onBlock: BlockListener;
}): Answer {
  const { pool, completeness, check, onBlock } = given;
  const span = createSpan();
  const headers = new Map<Hex, Header>();
  let newest = 0;
  /** Which endpoint gave the newest block last: another is asked next, so that one that is behind is noticed. */
  let last: string | undefined;

  const remember = (block: Block): Block => {
    headers.set(block.hash, headerOf(block));
    if (headers.size > MOST_HEADERS) headers.delete(headers.keys().next().value!);
    onBlock(block);
    return block;
  };

  /** The newest block. Nobody is believed who is behind another, or alone far ahead. */
  const latest = async (call: Call): Promise<Block> => {
    let behind = 0;
    const isNewest: Check<Asked> = (answer, from) => {
      const block = checkWhole(answer, call.params[1] === true);
      const missing = newest - Number(block.number);
      if (missing > 0 && ++behind < pool.endpoints().length) {
        const why = `its newest block is ${Number(block.number)}, and ${newest} is known`;
        if (missing > FAR_BEHIND) from.blame(why);
        throw new Malformed(why);
      }
      return { block, from };
    };
    for (let tries = 1; ; tries++) {
      const { block, from } = await pool.ask(call, isNewest, last);
      last = from.url;
      const number = Number(block.number);
      const others = pool.endpoints().length - 1;
      if (number - newest > FAR_AHEAD && tries <= others) {
        const known = await pool.ask(
          { method: "eth_blockNumber", params: [] },
          checkQuantity,
          from.url,
        );
        if (number - known > FAR_AHEAD) {
          from.blame(`its newest block is ${number}, and another's is ${known}`);
          continue;
        }
      }
      newest = number;
      return confirmed({ block, from }, call);
    }
  };

  /** A whole block where a second node is to say the same of it. */
  const confirmed = async ({ block, from }: Asked, { params }: Call): Promise<Block> => {
    if (check !== "twice" || params[1] !== true) return block;
    const call = { method: "eth_getBlockByHash", params: [block.hash, true] };
    for (let tries = 1; ; tries++) {
      const second = await pool.ask(
        call,
        (answer, { url }) => ({
          url,
          block: answer === null ? null : checkHash(checkWhole(answer, true), block.hash),
        }),
        from.url,
      );
      if (second.block && contentOf(second.block) === contentOf(block)) return block;
      const [one, another] = [from.url, second.url].map(withoutSecrets);
      if (second.block)
        throw new Contradiction(
          `${one} and ${another} tell block ${block.hash} differently, and one of them is wrong: it is not indexed until they agree`,
        );
      if (tries === MOST_TRIES)
        throw new Contradiction(`${another} does not know block ${block.hash}, which ${one} gave`);
      await sleep(RETRY_MS);
    }
  };

  const headerWith = (hash: Hex): Promise<Header> | Header =>
    headers.get(hash) ??
    pool.ask({ method: "eth_getBlockByHash", params: [hash, false] }, (answer) =>
      headerOf(checkHash(checkWhole(answer, false), hash)),
    );

  const logs = async (call: Call): Promise<readonly Log[]> => {
    const filter = call.params[0] as LogFilter;
    if ("blockHash" in filter) {
      if (check === "twice") return completeness.ofBlockTwice(await headerWith(filter.blockHash));
      if (check === "logs") return completeness.ofBlock(await headerWith(filter.blockHash));
      return pool.ask(call, (answer) => {
        if (!Array.isArray(answer)) throw new Malformed("eth_getLogs did not answer a list");
        return answer;
      });
    }
    const query: LogQuery = {
      addresses: filter.address === undefined ? null : [filter.address].flat(),
      topics: filter.topics ?? [],
    };
    const range: Interval = [Number(filter.fromBlock), Number(filter.toBlock)];
    return inPieces(range, span, (piece) => completeness.ofRange(query, piece));
  };

  return (call) => {
    const { method, params } = call;
    const isFull = params[1] === true;
    if (method === "eth_getBlockByNumber" && params[0] === "latest")
      return latest(call).then(remember);
    if (method === "eth_getBlockByNumber" && /^0x/.test(String(params[0])))
      return pool
        .ask(call, (answer, from) => {
          checkBlock(answer, Number(params[0]));
          return { block: checkWhole(answer, isFull), from };
        })
        .then((asked) => confirmed(asked, call))
        .then(remember);
    if (method === "eth_getBlockByHash")
      return pool
        .ask(call, (answer, from) => ({
          block: checkHash(checkWhole(answer, isFull), params[0] as Hex),
          from,
        }))
        .then((asked) => confirmed(asked, call))
        .then(remember);
    if (method === "eth_getLogs") return logs(call);
    return pool.ask(call, (answer) => answer);
  };
}

type LogFilter =
  | { blockHash: Hex }
  | { address?: Hex | Hex[]; topics?: LogQuery["topics"]; fromBlock: Hex; toBlock: Hex };

const checkQuantity = (answer: unknown): number => {
  if (typeof answer !== "string" || !/^0x[0-9a-f]+$/i.test(answer))
    throw new Malformed("a number was not answered");
  return Number(answer);
};

/** Of a whole block what rows are made of, whoever wrote it down. */
function contentOf({ number, parentHash, timestamp, logsBloom, transactions }: Block): string {
  const sent = (transactions as (Transaction & Record<"from" | "to" | "input", Hex | null>)[]).map(
    ({ hash, from, to, input }) => [hash, from, to, input],
  );
  return [Number(number), parentHash, Number(timestamp), logsBloom, sent].join().toLowerCase();
}

function checkHash(block: Block, hash: Hex): Block {
  if (block.hash !== hash) throw new Malformed(`another block came for ${hash}`);
  return block;
}

/** A block, with all its transactions if they were asked for. */
function checkWhole(answer: unknown, isFull: boolean): Block {
  if (answer === null) throw new Malformed("the block is not there");
  const block = checkBlock(answer, Number((answer as Block | null)?.number));
  if (!isFull) return block;
  for (const [index, transaction] of block.transactions.entries()) {
    const { hash, blockHash, transactionIndex } = checkTransaction(
      transaction,
      (transaction as Transaction | null)?.hash as Hex,
    );
    if (blockHash !== block.hash || Number(transactionIndex) !== index)
      throw new Malformed(`transaction ${hash} is not of the block it came in`);
  }
  return block;
}
