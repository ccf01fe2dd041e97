import { type Hex, numberToHex } from "viem";
import {
  INTERNAL_ERROR,
  INVALID_REQUEST,
  invalidParams,
  JsonRpcError,
  METHOD_NOT_FOUND,
  REVERTED,
} from "./errors.ts";
import { logsJson } from "./logs.ts";
import {
  addressParam,
  dataParam,
  findBlock,
  hashParam,
  isRecord,
  stateBlock,
  type Tags,
} from "./params.ts";
import type { ChainState } from "./state.ts";
import { blockJson, receiptJson, receiptsJson, type ServedBlock, transactionJson } from "./wire.ts";

/** Everything the methods answer from. */
export type Node = Tags & { state: ChainState };

/** Answers as JSON text, so that what was serialised once is not serialised again. Throws JsonRpcError. */
type Method = (node: Node, params: readonly unknown[]) => string | Promise<string>;

const CLIENT = "provernet-replay";

const quoted = (text: string): string => JSON.stringify(text);

const fullParam = (value: unknown): boolean => {
  if (value !== undefined && typeof value !== "boolean") {
    throw invalidParams("the second parameter must be a boolean");
  }
  return value ?? false;
};

const blockOr =
  (serialise: (block: ServedBlock, params: readonly unknown[]) => string): Method =>
  (node, params) => {
    const block = findBlock(node, requireParam(params));
    return block === null ? "null" : serialise(block, params);
  };

const requireParam = (params: readonly unknown[]): unknown => {
  if (params[0] === undefined) throw invalidParams("missing value for required argument 0");
  return params[0];
};

const blockByHash: Method = ({ chain }, params) => {
  const full = fullParam(params[1]);
  const block = chain.blockOf(hashParam(params[0]));
  return block === null ? "null" : blockJson(block, full);
};

const blockByNumber = blockOr((block, params) => blockJson(block, fullParam(params[1])));

const transactionCount = blockOr((block) =>
  quoted(numberToHex(block.carries.block.transactions.length)),
);

const ofTransaction =
  (serialise: (block: ServedBlock, index: number) => string): Method =>
  ({ chain }, params) => {
    const found = chain.transaction(hashParam(params[0]));
    return found === null ? "null" : serialise(found.block, found.index);
  };

const call: Method = async (node, [transaction, tag, overrides]) => {
  if (!isRecord(transaction)) throw invalidParams("a transaction object is expected");
  if (isRecord(overrides) && Object.keys(overrides).length > 0) {
    throw invalidParams("state overrides are not supported");
  }
  const to = addressParam(transaction.to);
  const data = dataParam(transaction.input ?? transaction.data);
  const block = stateBlock(node, tag);
  const { result, revert } = await node.state.call({ to, data, block: block.state });
  if (revert !== null) throw new JsonRpcError(REVERTED, "execution reverted", revert);
  return quoted(result);
};

const METHODS: Record<string, Method> = {
  eth_chainId: ({ chain }) => quoted(numberToHex(chain.chainId)),
  net_version: ({ chain }) => quoted(String(chain.chainId)),
  web3_clientVersion: () => quoted(CLIENT),
  eth_syncing: () => "false",
  eth_blockNumber: ({ chain }) => quoted(numberToHex(chain.head())),
  eth_getBlockByNumber: blockByNumber,
  eth_getBlockByHash: blockByHash,
  eth_getBlockTransactionCountByNumber: transactionCount,
  eth_getBlockTransactionCountByHash: transactionCount,
  eth_getBlockReceipts: blockOr(receiptsJson),
  eth_getTransactionByHash: ofTransaction(transactionJson),
  eth_getTransactionReceipt: ofTransaction(receiptJson),
  eth_getLogs: (node, params) => logsJson(node, params[0]),
  eth_getCode: (node, [address, tag]) =>
    quoted(node.state.code(addressParam(address), stateBlock(node, tag).state)),
  eth_call: call,
};

/** A well-formed request; `id` undefined: a notification. */
export type JsonRpcRequest = { id: unknown; method: string; params: readonly unknown[] };

/** A request taken apart, or the error to answer when it is not one. `id` undefined: a notification, not answered. */
export const parseRequest = (request: unknown): JsonRpcRequest | JsonRpcError => {
  if (!isRecord(request) || typeof request.method !== "string") {
    return new JsonRpcError(INVALID_REQUEST, "invalid request");
  }
  const { id, method, params = [] } = request;
  if (!["string", "number", "undefined"].includes(typeof id) && id !== null) {
    return new JsonRpcError(INVALID_REQUEST, "invalid request: id must be a string or a number");
  }
  if (!Array.isArray(params)) {
    return new JsonRpcError(INVALID_REQUEST, "invalid request: params must be an array");
  }
  return { id, method, params };
};

/** A JSON-RPC error response as JSON text. */
export const errorJson = (id: unknown, { code, message, data }: JsonRpcError): string => {
  const error: { code: number; message: string; data?: Hex } = { code, message };
  if (data !== undefined) error.data = data;
  return JSON.stringify({ jsonrpc: "2.0", id: id ?? null, error });
};

/** The response to one request as JSON text: the method's answer or the error it ended in. Never throws. */
export const respond = async (
  node: Node,
  { id, method, params }: JsonRpcRequest,
): Promise<string> => {
  try {
    const answer = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (answer === undefined) {
      throw new JsonRpcError(
        METHOD_NOT_FOUND,
        `the method ${method} does not exist or is not available`,
      );
    }
    const result = await answer(node, params);
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id ?? null)},"result":${result}}`;
  } catch (error) {
    if (error instanceof JsonRpcError) return errorJson(id, error);
    return errorJson(id, new JsonRpcError(INTERNAL_ERROR, `internal error: ${String(error)}`));
  }
};
