/**
 * A node of a synthetic market: `node bench/rpc.ts --events 20000 --port 8545`.
 *
 * The recordings' own node (replay/) cannot stand in for it: it holds the whole chain as objects, some kilobytes for each
 * event, and looks at every log of a range one by one. It is made to move, fork and fail; this one to be fast, so that
 * what is measured is the indexer.
 */
import { parseArgs } from "node:util";
import { defaultMarket, type MarketOptions } from "./market.ts";
import { serveMarket } from "./rpc/server.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    events: { type: "string" },
    "events-per-block": { type: "string" },
    stride: { type: "string" },
    phase: { type: "string" },
    port: { type: "string", default: "0" },
  },
});
const number = (text: string | undefined, standing: number) =>
  text === undefined ? standing : Number(text);
const options: MarketOptions = {
  seed: number(values.seed, defaultMarket.seed),
  events: number(values.events, defaultMarket.events),
  eventsPerBlock: number(values["events-per-block"], defaultMarket.eventsPerBlock),
  stride: number(values.stride, defaultMarket.stride),
  phase: number(values.phase, defaultMarket.phase),
};

const market = await serveMarket(options, Number(values.port));
const stop = async () => {
  await market.remove();
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.once(signal, stop);
if (process.send) process.send({ url: market.url });
else
  console.log(
    `${market.summary.events} events, blocks to ${market.summary.lastBlock}, ${market.url}`,
  );
