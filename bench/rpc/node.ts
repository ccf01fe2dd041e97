/** What the synthetic chain's node answers: what an indexer asks, and nothing else. */
import type { Hex } from "viem";
import { CHAIN_ID, FIRST_BLOCK } from "../market/chain.ts";
import { blockOfHash, emptyHeaderJson, hashAt, placeOfTransaction } from "../market/wire.ts";
import type { ChainStore } from "./store.ts";

/** The chain, and where its head stands. */
export type Node = {
  seed: number;
  store: ChainStore;
  /** Answers to calls of contracts, by `to:data`. */
  answers: ReadonlyMap<string, Hex>;
  head: number;
  /** Requests so far, by method. */
  counts: Map<string, number>;
};

/** An error that the client is told. */
class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Json = string | Buffer;
type Params = readonly unknown[];

/** Blocks behind the head that are final, as Ponder takes it for a chain it does not know. */
const FINALITY = 30;
const INVALID = -32_602;

function numberOf({ head }: Node, tag: unknown): number {
  if (tag === "latest" || tag === "pending" || tag === undefined) return head;
  if (tag === "finalized" || tag === "safe") return Math.max(FIRST_BLOCK, head - FINALITY);
  if (tag === "earliest") return FIRST_BLOCK;
  if (typeof tag === "string" && /^0x[0-9a-f]+$/i.test(tag)) return Number(tag);
  throw new RpcError(INVALID, `not a block number: ${JSON.stringify(tag)}`);
}

function block(node: Node, number: number | null, full: unknown): Json {
  const { seed, store, head } = node;
  // Blocks before the first exist nowhere; an indexer may ask for the genesis all the same.
  if (number === null || number > head || number < 0) return "null";
  const found = store.block(number);
  if (found === null) return `${emptyHeaderJson(seed, number)},"transactions":[]}`;
  const { header, transactions, count } = found;
  const hashes = () =>
    Array.from(
      { length: count },
      (_, index) => `"${hashAt(seed, { kind: "transaction", block: number, index })}"`,
    ).join(",");
  return Buffer.concat([
    header,
    Buffer.from(',"transactions":['),
    full === true ? transactions : Buffer.from(hashes()),
    Buffer.from("]}"),
  ]);
}

function transaction({ seed, store, head }: Node, hash: string): Json {
  const place = placeOfTransaction(seed, hash);
  const found = place === null || place.block > head ? null : store.block(place.block);
  // Each transaction begins alike.
  const texts = found?.transactions.toString("latin1").split(/,(?={"blockHash")/) ?? [];
  return texts[place?.index ?? 0] ?? "null";
}

const setOf = (value: unknown): ReadonlySet<string> | null => {
  if (value === undefined || value === null) return null;
  const values = [value].flat() as string[];
  return values.length === 0 ? null : new Set(values.map((item) => item.toLowerCase()));
};

function logs(node: Node, filter: Record<string, unknown>): Json {
  const { fromBlock, toBlock, blockHash, address, topics = [] } = filter;
  let from: number;
  let to: number;
  if (typeof blockHash === "string") {
    const number = blockOfHash(node.seed, blockHash);
    if (number === null || number > node.head) throw new RpcError(-32_000, "unknown block");
    from = number;
    to = number;
  } else {
    from = numberOf(node, fromBlock);
    to = numberOf(node, toBlock);
    if (from > to) throw new RpcError(INVALID, "invalid block range params");
    if (to > node.head)
      throw new RpcError(INVALID, "block range extends beyond current head block");
  }
  const found = node.store.logs({
    from,
    to,
    addresses: setOf(address),
    topics: (topics as unknown[]).map(setOf),
  });
  return Buffer.concat([Buffer.from("["), found, Buffer.from("]")]);
}

const methods: Record<string, (node: Node, params: Params) => Json> = {
  eth_chainId: () => `"0x${CHAIN_ID.toString(16)}"`,
  net_version: () => `"${CHAIN_ID}"`,
  eth_blockNumber: ({ head }) => `"0x${head.toString(16)}"`,
  eth_getBlockByNumber: (node, [tag, full]) => block(node, numberOf(node, tag), full),
  eth_getBlockByHash: (node, [hash, full]) =>
    block(node, blockOfHash(node.seed, String(hash)), full),
  eth_getTransactionByHash: (node, [hash]) => transaction(node, String(hash)),
  eth_getLogs: (node, [filter]) => logs(node, filter as Record<string, unknown>),
  eth_call(node, [call]) {
    const { to, data, input } = call as Record<string, string | undefined>;
    const answer = node.answers.get(`${to}:${data ?? input}`.toLowerCase());
    if (answer === undefined)
      throw new RpcError(
        -32_004,
        `only the calls of the set-up are answered, not ${data} of ${to}`,
      );
    return `"${answer}"`;
  },
};

/** The response to one request, in JSON. */
export function respond(node: Node, request: unknown): Json {
  const { id, method, params } = request as { id: unknown; method: string; params?: Params };
  const before = `{"jsonrpc":"2.0","id":${JSON.stringify(id ?? null)},`;
  node.counts.set(method, (node.counts.get(method) ?? 0) + 1);
  try {
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!answer) throw new RpcError(-32_601, `the method ${method} does not exist`);
    const result = answer(node, params ?? []);
    if (typeof result === "string") return `${before}"result":${result}}`;
    return Buffer.concat([Buffer.from(`${before}"result":`), result, Buffer.from("}")]);
  } catch (error) {
    const { code, message } =
      error instanceof RpcError ? error : { code: -32_603, message: String(error) };
    return `${before}"error":${JSON.stringify({ code, message })}}`;
  }
}
