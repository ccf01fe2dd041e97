import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * What becomes of the connections through it: nothing; each piece is late by so many milliseconds; nothing passes; none is
 * left, and none made.
 */
export type Passage = "open" | { lateMs: number } | "held" | "cut";

/** A way to a PostgreSQL that can be made bad. Whoever opens it closes it. */
export type Gate = { url: string; set: (passage: Passage) => void; close: () => Promise<void> };

/** Opens one before the server of an address. */
export async function openGate(databaseUrl: string): Promise<Gate> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let passage: Passage = "open";
  let reopened: Promise<void> = Promise.resolve();
  let reopen = () => {};

  const pipe = async (from: Socket, to: Socket) => {
    for await (const piece of from) {
      if (typeof passage === "object")
        await new Promise((done) => setTimeout(done, (passage as { lateMs: number }).lateMs));
      await reopened;
      to.write(piece);
    }
    to.end();
  };
  const server = createServer((near) => {
    if (passage === "cut") return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true));
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
      socket.on("error", () => {});
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const)
      pipe(from, to).catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    set(next) {
      passage = next;
      reopen();
      if (next === "held")
        reopened = new Promise((resolve) => {
          reopen = resolve;
        });
      if (next === "cut") cut();
    },
    async close() {
      reopen();
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
