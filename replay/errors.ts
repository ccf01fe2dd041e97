import type { Hex } from "viem";

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
export const SERVER_ERROR = -32000;
/** Clients do not retry this one: what was not recorded will not be there the next time either. */
export const NOT_SUPPORTED = -32004;
/** An eth_call that reverted; `data` is the revert data. */
export const REVERTED = 3;

/** An error that is answered to the client as a JSON-RPC error object. */
export class JsonRpcError extends Error {
  readonly code: number;
  readonly data: Hex | undefined;

  constructor(code: number, message: string, data?: Hex) {
    super(message);
    this.name = "JsonRpcError";
    this.code = code;
    this.data = data;
  }
}

/** A JsonRpcError of code -32602. */
export const invalidParams = (message: string): JsonRpcError =>
  new JsonRpcError(INVALID_PARAMS, message);
