/** For the tests that import it: the API's subscriptions over HTTP, on a chain that forks. */
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { serve as listen, type ServerType } from "@hono/node-server";
import { createClient } from "graphql-sse";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Db } from "../../../src/api/db.ts";
import { listenTo } from "../../../src/api/live/changes.ts";
import { openPools, type Pools } from "../../../src/api/protection/pools.ts";
import { readApiSettings } from "../../../src/api/settings.ts";
import { createDatabase } from "../../support/database.ts";
import { createEventChain, type EventChain } from "../../support/event-chain.ts";
import { PATIENT, serve } from "../server.ts";

type Served = Readonly<{
  url: string;
  /** Something may be new. */
  tell(): void;
  stop(): Promise<void>;
}>;

export let database: Awaited<ReturnType<typeof createDatabase>>;
let pools: Pools;
/** The chain, which tells the server nothing. */
export let quiet: EventChain;
export let chain: EventChain;
export let served: Served;

type Given = Readonly<{ db: Db; progress: EventChain["progress"] }>;
type Settings = Parameters<typeof serve>[1];
/** Looks every second, as without a database that tells. */
const listenToNobody = listenTo(null);

async function start(given: Given, settings: Settings): Promise<Served> {
  let tell = () => {};
  const stopping = new AbortController();
  const { app } = serve({ db: given.db, head: 0 }, settings, undefined, {
    progress: given.progress,
    stopping: stopping.signal,
    changes(onChange) {
      tell = onChange;
      return listenToNobody(onChange);
    },
  });
  let server: ServerType;
  const url = await new Promise<string>((resolve) => {
    server = listen({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}/graphql`),
    );
  });
  return {
    url,
    tell: () => tell(),
    async stop() {
      stopping.abort();
      await sleep(100);
      await new Promise((resolve) => {
        server.close(resolve);
        (server as unknown as { closeAllConnections(): void }).closeAllConnections();
      });
    },
  };
}

beforeAll(async () => {
  database = await createDatabase();
  // What is read at once is read in one state of the index, as it is run.
  pools = openPools({
    source: { connection: { connectionString: database.url }, schema: "public" },
    limits: { ...readApiSettings({}), ...PATIENT },
    onError: () => {},
  });
});
afterAll(async () => {
  await pools.close();
  await database.close();
});
beforeEach(async () => {
  quiet = await createEventChain(database.db);
  chain = {
    ...quiet,
    async mine(...given) {
      await quiet.mine(...given);
      served.tell();
    },
    async takeBack(depth) {
      await quiet.takeBack(depth);
      served.tell();
    },
  };
  await serveAnew();
});
afterEach(() => served.stop());

/** Starts another server, once the one before has been stopped. */
export async function serveAnew(settings: Settings = {}, given: Partial<Given> = {}) {
  served = await start({ db: pools.db, progress: chain.progress, ...given }, settings);
}

export const client = (singleConnection: boolean) =>
  createClient({ url: served.url, singleConnection: singleConnection as false, retryAttempts: 0 });
