import type { Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import type { Block } from "../prefetch/chain.ts";
import { wordsOf } from "../prefetch/failures.ts";
import type { Answer } from "./answer.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A node that sends nothing for this many polling intervals is polled as well: its socket may be silently dead. */
const PATIENCE = 5;

/** Ponder does not immediately accept a block that comes after a fork or is far ahead: it is announced again. */
const AGAIN_MS = 1_000;

const LATEST = { method: "eth_getBlockByNumber", params: ["latest", false] };

/**
 * Tells Ponder of new blocks over a WebSocket on `server`, as a node would. A message of the node at `wsUrl` is only the
 * sign to ask for the newest block, of all nodes and with all checks; while the node is silent, that is done every
 * `pollingIntervalMs`. So a socket that dies or lies costs time, never a block.
 */
export function serveHeads(given: {
  server: Server;
  answer: Answer;
  wsUrl: string;
  pollingIntervalMs: number;
  say: (message: string) => void;
}): { close: () => void } {
  const { server, answer, wsUrl, pollingIntervalMs, say } = given;
  const sockets = new WebSocketServer({ server });
  const subscribed = new Set<WebSocket>();
  let newest: Block | null = null;
  let isAsking = false;
  let isStale = false;
  let heardAt = Number.NEGATIVE_INFINITY;

  const tell = () => {
    if (newest === null) return;
    const params = { subscription: SUBSCRIPTION, result: newest };
    const text = JSON.stringify({ jsonrpc: "2.0", method: "eth_subscription", params });
    for (const socket of subscribed) socket.send(text);
  };

  /** Asks for the newest block, and once more if another sign came in between. */
  const ask = async () => {
    isStale = true;
    if (isAsking || subscribed.size === 0) return;
    isAsking = true;
    try {
      while (isStale) {
        isStale = false;
        newest = (await answer(LATEST)) as Block;
        tell();
      }
    } catch {
      // The pool has told why; the next sign or interval tries again.
    } finally {
      isAsking = false;
    }
  };

  sockets.on("connection", (socket) => {
    socket.on("error", () => socket.terminate());
    socket.on("close", () => subscribed.delete(socket));
    socket.on("message", (data) => {
      const { id, method } = parse(String(data));
      if (method !== "eth_subscribe") return;
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: SUBSCRIPTION }));
      subscribed.add(socket);
      ask();
    });
  });

  const node = listen(wsUrl, {
    onHead() {
      heardAt = performance.now();
      ask();
    },
    say,
  });
  const timer = setInterval(() => {
    if (performance.now() - heardAt > PATIENCE * pollingIntervalMs) ask();
  }, pollingIntervalMs);
  timer.unref();
  const again = setInterval(tell, AGAIN_MS);
  again.unref();

  return {
    close() {
      clearInterval(timer);
      clearInterval(again);
      node.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

/** There is one, of new blocks. */
const SUBSCRIPTION = "0x1";

/**
 * Hears of the new blocks of a node, and connects again for as long as it takes. Told once that it is away, and once that it
 * is back.
 */
function listen(
  url: string,
  { onHead, say }: { onHead: () => void; say: (message: string) => void },
): { close: () => void } {
  let socket: WebSocket;
  let wait = FIRST_WAIT_MS;
  let isAway = false;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;

  const away = (why: string) => {
    if (isClosed || isAway) return;
    isAway = true;
    say(`WS_URL tells no new blocks (${why}); they are polled for until it does.`);
  };
  const connect = () => {
    socket = new WebSocket(url, { handshakeTimeout: 10_000 });
    socket.on("open", () => {
      const params = ["newHeads"];
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params }));
    });
    socket.on("message", (data) => {
      const { method, error } = parse(String(data));
      if (error !== undefined) {
        away(error.message ?? "it refused the subscription");
        socket.close();
      }
      if (method !== "eth_subscription") return;
      if (isAway) say("WS_URL tells new blocks again.");
      isAway = false;
      wait = FIRST_WAIT_MS;
      onHead();
    });
    socket.on("error", (error) => away(wordsOf(error)));
    socket.on("close", () => {
      away("it closed the connection");
      if (isClosed) return;
      again = setTimeout(connect, wait);
      again.unref();
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    });
  };
  connect();
  return {
    close() {
      isClosed = true;
      clearTimeout(again);
      socket.terminate();
    },
  };
}

type Message = { id?: unknown; method?: string; error?: { message?: string } };

function parse(text: string): Message {
  try {
    return (JSON.parse(text) as Message | null) ?? {};
  } catch {
    return {};
  }
}
