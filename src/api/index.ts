/**
 * What Ponder serves, on a port of its own that the API alone asks: its metrics, and the chain's head as the nodes tell it
 * through `rpc/`. Questions are answered by `main.ts`, in a process beside it.
 */

import { publicClients } from "ponder:api";
import { Hono } from "hono";

const [chain] = Object.values(publicClients);

export default new Hono().get("/head", async (c) =>
  c.json({ block: Number(await chain!.getBlockNumber({ cacheTime: 0 })) }),
);
