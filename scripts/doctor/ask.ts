import type { RpcError } from "../../prefetch/failures.ts";
import type { Transport } from "../../prefetch/transport.ts";

/** Asks a node one thing. @throws Error with what it said instead */
export type Ask = <T>(method: string, ...params: unknown[]) => Promise<T>;

/** A way to ask the node at an address. */
export const askOf =
  (url: string, transport: Transport): Ask =>
  async <T>(method: string, ...params: unknown[]) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method, params });
    const { status, text } = await transport(url, body);
    const parsed = parse(text);
    const said = parsed?.error?.message;
    if (said !== undefined) throw new Error(said);
    if (status !== 200) throw new Error(`HTTP ${status}`);
    if (parsed === null) throw new Error("its answer is not JSON");
    return parsed.result as T;
  };

function parse(text: string): { result?: unknown; error?: RpcError } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
