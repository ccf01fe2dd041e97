import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** [ms] How long a client may read nothing of an answer that waits for it. */
const PATIENCE = 30_000;
/** [bytes] A smaller answer is not watched: what the system keeps for each connection takes it. */
const WATCHED = 65_536;

/** Sends answers, and bounds what waits in memory for clients that do not read. */
export type Outbox = Readonly<{
  /** Ends a response with a body. `shared`: the body stays in memory anyway, so that it weighs nothing here. */
  send(response: ServerResponse, body: string | Buffer, options?: { shared: boolean }): void;
  /** Counts what waits on a connection, until it is closed or the function that is given back is called. */
  hold(socket: Socket, bytes: number): () => void;
  /** [bytes] What waits unsent. */
  unsent(): number;
}>;

/** When more than `maxBytes` would wait, the connections that have waited longest are closed: who reads has left by then. */
export function createOutbox({ maxBytes }: { maxBytes: number }): Outbox {
  // In the order in which they began to wait.
  const waiting = new Map<Socket, number>();
  const watched = new WeakSet<Socket>();
  let unsent = 0;

  const forget = (socket: Socket) => {
    unsent -= waiting.get(socket) ?? 0;
    waiting.delete(socket);
  };
  const makeRoom = () => {
    for (const [socket] of waiting) {
      if (unsent <= maxBytes) return;
      socket.destroy();
      forget(socket);
    }
  };

  /** Several answers may wait on one connection. */
  const hold = (socket: Socket, bytes: number) => {
    if (!watched.has(socket)) socket.once("close", () => forget(socket));
    watched.add(socket);
    waiting.set(socket, (waiting.get(socket) ?? 0) + bytes);
    unsent += bytes;
    makeRoom();
    return () => {
      const left = (waiting.get(socket) ?? 0) - bytes;
      if (left <= 0) return forget(socket);
      waiting.set(socket, left);
      unsent -= bytes;
    };
  };

  return {
    unsent: () => unsent,
    hold,
    send(response, body, { shared } = { shared: false }) {
      response.end(body);
      // Behind another answer of its connection even a small one waits, and there may be hundreds.
      const isQueued = response.socket === null;
      if ((body.length < WATCHED && !isQueued) || response.writableFinished) return;
      const { socket } = response.req;
      response.setTimeout(PATIENCE, () => socket.destroy());
      if (!shared && !socket.destroyed) response.once("close", hold(socket, body.length));
    },
  };
}
