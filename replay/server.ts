import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Chain, createChain } from "./chain.ts";
import { INTERNAL_ERROR, INVALID_REQUEST, JsonRpcError, PARSE_ERROR } from "./errors.ts";
import { createFaults, type FaultKind, type Faults } from "./faults.ts";
import { createHeads } from "./heads.ts";
import { lastNumber, type Recording } from "./recording.ts";
import { errorJson, type JsonRpcRequest, type Node, parseRequest, respond } from "./rpc.ts";
import { createShift } from "./shift.ts";
import { createState } from "./state.ts";

export type ReplayOptions = {
  recording: Recording;
  /** 0: any free one. */
  port?: number;
  host?: string;
  /** Block the head starts at; default: the last recorded. */
  head?: number;
  /** Milliseconds between blocks when the head moves on its own; default: it stands still. */
  interval?: number;
  /** Seconds added to every time of the chain; see `Shift`. */
  shift?: number;
  /** Blocks behind the head of the "safe" and "finalized" tags. */
  finality?: number;
};

/** A running server; whoever started it controls the head and the faults. */
export type Replay = Pick<Chain, "head" | "setHead" | "fork" | "forked"> &
  Omit<Faults, "passable" | "next"> & {
    url: string;
    /** Where new heads are announced. */
    wsUrl: string;
    port: number;
    /** Moves the head on by `count` blocks (1), not beyond the recording's end. Returns the new head. */
    advance: (count?: number) => number;
    /** Back to the original chain, `by` blocks (1) longer than the branch, so that it wins. Returns the new head. */
    unfork: (by?: number) => number;
    /** Lets the head move one block every `milliseconds`, until `pause`. */
    play: (milliseconds: number) => void;
    pause: () => void;
    /** Requests received so far by method, failed ones included; in a batch each counts. */
    counts: () => Record<string, number>;
    resetCounts: () => void;
    /** Closes all connections, answered or not. */
    stop: () => Promise<void>;
  };

const DEFAULT_FINALITY = 30;

const HTTP_STATUS: Partial<Record<FaultKind, number>> = { "http-500": 500, "http-429": 429 };

type Reply = { status: number; body: string } | "drop";

const ok = (body: string): Reply => ({ status: 200, body });

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const parseBody = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return new JsonRpcError(PARSE_ERROR, "parse error");
  }
};

const injected = new JsonRpcError(INTERNAL_ERROR, "internal error (ordered by the test)");

/** The reply to a body: a request or a batch of them. A fault of the connection concerns the whole batch. */
const reply = async (node: Node, faults: Faults, parsed: unknown): Promise<Reply> => {
  if (parsed instanceof JsonRpcError) return ok(errorJson(null, parsed));
  if (Array.isArray(parsed) && parsed.length === 0) {
    return ok(errorJson(null, new JsonRpcError(INVALID_REQUEST, "empty batch")));
  }
  const requests = (Array.isArray(parsed) ? parsed : [parsed]).map(parseRequest);
  const struck = requests.map((request) =>
    request instanceof JsonRpcError ? null : faults.next(request.method),
  );
  for (const fault of struck) {
    if (fault === "drop") return fault;
    const status = fault === null ? undefined : HTTP_STATUS[fault];
    if (status !== undefined) return { status, body: `{"error":"${status} ordered by the test"}` };
  }
  const answerOne = async (request: JsonRpcRequest | JsonRpcError, index: number) => {
    if (request instanceof JsonRpcError) return errorJson(null, request);
    const answer =
      struck[index] === null ? await respond(node, request) : errorJson(request.id, injected);
    return request.id === undefined ? null : answer;
  };
  const answers = (await Promise.all(requests.map(answerOne))).filter((answer) => answer !== null);
  if (answers.length === 0) return { status: 204, body: "" };
  return ok(Array.isArray(parsed) ? `[${answers.join(",")}]` : answers[0]!);
};

const send = (response: ServerResponse, answer: Reply): void => {
  if (answer === "drop") {
    response.destroy();
    return;
  }
  const { status, body } = answer;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
};

const methodsOf = (parsed: unknown): string[] =>
  (Array.isArray(parsed) ? parsed : [parsed])
    .map((request: { method?: unknown } | null) => request?.method)
    .filter((method) => typeof method === "string");

/**
 * Serves a recorded chain as an Ethereum node's JSON-RPC over HTTP, new heads over WebSocket, on localhost unless told
 * otherwise.
 */
export const startReplay = async ({
  recording,
  port = 0,
  host = "127.0.0.1",
  head = lastNumber(recording),
  interval,
  shift: seconds = 0,
  finality = DEFAULT_FINALITY,
}: ReplayOptions): Promise<Replay> => {
  const shift = createShift(recording, seconds);
  const chain = createChain({ recording, shift, head });
  const node: Node = { chain, finality, state: createState(recording, shift) };
  const { passable, next, ...faults } = createFaults();
  const counted = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "POST") return send(response, { status: 405, body: "" });
    const parsed = parseBody(await readBody(request));
    for (const method of methodsOf(parsed)) counted.set(method, (counted.get(method) ?? 0) + 1);
    await passable();
    send(response, await reply(node, { ...faults, passable, next }, parsed));
  };
  const server = createServer((request, response) => {
    // Whoever hangs up in the middle of a request gets no answer; there is nobody to tell.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  const heads = createHeads(server, node);
  /** What moves the head tells of it. */
  const telling =
    <Given extends unknown[], Result>(move: (...given: Given) => Result) =>
    (...given: Given): Result => {
      const result = move(...given);
      heads.tell();
      return result;
    };
  const pause = (): void => clearInterval(timer);
  const advance = telling((count: number = 1) => chain.advance(count));
  const play = (milliseconds: number): void => {
    pause();
    timer = setInterval(() => advance(), milliseconds);
  };
  if (interval !== undefined) play(interval);

  const bound = (server.address() as AddressInfo).port;
  return {
    ...faults,
    url: `http://${host}:${bound}`,
    wsUrl: `ws://${host}:${bound}`,
    port: bound,
    head: chain.head,
    setHead: telling(chain.setHead),
    advance,
    play,
    pause,
    fork: telling(chain.fork),
    unfork: telling((by: number = 1) => chain.unfork(by)),
    forked: chain.forked,
    counts: () => Object.fromEntries(counted),
    resetCounts: () => counted.clear(),
    stop: async () => {
      pause();
      heads.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      faults.heal();
      await closed;
    },
  };
};
