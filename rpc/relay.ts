import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { RpcRefusal } from "../prefetch/answers.ts";
import { wordsOf } from "../prefetch/failures.ts";
import type { Call } from "../prefetch/pool.ts";
import type { Answer } from "./answer.ts";

/** A JSON-RPC server on this machine that answers for the nodes. */
export type Relay = { url: string; server: Server; close: () => void };

/** Ponder gives up after ten seconds, and asks again; what was asked before is then still under way. */
const PATIENCE_MS = 9_500;
/** Of a failure that another try may mend. */
const SERVER_ERROR = -32_000;

/** Starts it on a free port of 127.0.0.1; it does not keep the process alive. `hide` takes secrets out of errors. */
export async function startRelay(answer: Answer, hide: (text: string) => string): Promise<Relay> {
  const underWay = new Map<string, Promise<string>>();

  /** The answer as JSON, without its id. */
  const settle = async (call: Call): Promise<string> => {
    try {
      return `"result":${JSON.stringify((await answer(call)) ?? null)}`;
    } catch (error) {
      const { code, message, data } =
        error instanceof RpcRefusal
          ? error.error
          : { code: SERVER_ERROR, message: wordsOf(error), data: undefined };
      return `"error":${JSON.stringify({ code, message: hide(message), data })}`;
    }
  };

  /** The same question is asked of the nodes once, however often it comes while they think. */
  const shared = (call: Call): Promise<string> => {
    const key = JSON.stringify(call);
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const asked = settle(call).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { id, method, params = [] } = JSON.parse(await readBody(request));
    const settled = await within(shared({ method, params }));
    const text = `{"jsonrpc":"2.0","id":${JSON.stringify(id ?? null)},${settled}}`;
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  };

  const server = createServer((request, response) => {
    // Not a valid question, or the asker is gone.
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server, close: () => server.close() };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function within(settled: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    const error = { code: SERVER_ERROR, message: "no node has answered yet" };
    timer = setTimeout(() => resolve(`"error":${JSON.stringify(error)}`), PATIENCE_MS);
  });
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
