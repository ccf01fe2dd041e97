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
  /** [bytes] What waits unsent. */
  unsent(): number;
}>;

/** When more than `maxBytes` would wait, the connections that have waited longest are closed: who reads has left by then. */
export function createOutbox({ maxBytes }: { maxBytes: number }): Outbox {
  // In the order in which they began to wait.
  const waiting = new Map<Socket, number>();
  let unsent = 0;

  const forget = (socket: Socket) => {
    unsent -= waiting.get(socket) ?? 0;
    waiting.delete(socket);
  };
  /** Watches an answer until it is sent or its connection closed. Several answers may wait on one connection. */
  const watch = (response: ServerResponse, socket: Socket, bytes: number) => {
    if (!waiting.has(socket)) socket.once("close", () => forget(socket));
    waiting.set(socket, (waiting.get(socket) ?? 0) + bytes);
    unsent += bytes;
    response.once("close", () => {
      const left = (waiting.get(socket) ?? 0) - bytes;
      if (left <= 0) return forget(socket);
      waiting.set(socket, left);
      unsent -= bytes;
    });
  };
  const makeRoom = () => {
    for (const [socket] of waiting) {
      if (unsent <= maxBytes) return;
      socket.destroy();
      forget(socket);
    }
  };

  return {
    unsent: () => unsent,
    send(response, body, { shared } = { shared: false }) {
      response.end(body);
      if (body.length < WATCHED || response.writableFinished) return;
      const { socket } = response.req;
      response.setTimeout(PATIENCE, () => socket.destroy());
      if (shared || socket.destroyed) return;
      watch(response, socket, body.length);
      makeRoom();
    },
  };
}
