/** How many questions may be under way on one connection. */
import type { Socket } from "node:net";
import type { Context, Next } from "hono";
import { nodeOf, SENT } from "../http.ts";

/** More come of nobody who waits for answers. Of 15,000 that fifty clients sent at once, each took 40 kB. */
const MOST_UNDER_WAY = 16;

/** Closes a connection on which more questions come than may be under way: all that come in one piece are begun at once. */
export function limitPipelines() {
  const underWay = new WeakMap<Socket, number>();
  return async (c: Context, next: Next) => {
    const { incoming, outgoing } = nodeOf(c);
    if (incoming === undefined || outgoing === undefined) return next();
    const { socket } = incoming;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > MOST_UNDER_WAY) socket.destroy();
    if (socket.destroyed) return SENT;
    underWay.set(socket, count);
    const leave = () => underWay.set(socket, underWay.get(socket)! - 1);
    // What is answered at once counts until others had their turn.
    outgoing.once("close", () => setImmediate(leave));
    return next();
  };
}
