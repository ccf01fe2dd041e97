import type { ServerResponse } from "node:http";

/** [ms] How long a client may take to read nothing more of an answer that waits for it. */
const PATIENCE = 30_000;

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
  const waiting = new Map<ServerResponse, number>();
  let unsent = 0;
  const makeRoom = () => {
    for (const [response] of waiting) {
      if (unsent <= maxBytes) return;
      response.destroy();
      forget(response);
    }
  };
  const forget = (response: ServerResponse) => {
    unsent -= waiting.get(response) ?? 0;
    waiting.delete(response);
  };

  return {
    unsent: () => unsent,
    send(response, body, { shared } = { shared: false }) {
      response.end(body);
      // What the connection took at once does not wait.
      if (response.writableLength === 0 || response.writableFinished) return;
      const { socket } = response;
      const giveUp = () => response.destroy();
      socket?.setTimeout(PATIENCE, giveUp);
      const weight = shared ? 0 : response.writableLength;
      waiting.set(response, weight);
      unsent += weight;
      response.once("close", () => {
        socket?.setTimeout(0);
        socket?.removeListener("timeout", giveUp);
        forget(response);
      });
      makeRoom();
    },
  };
}
