/** The index, read through a few connections of our own that can write nothing. */
import type { Db } from "../src/api/db.ts";
import { listenTo } from "../src/api/live/changes.ts";
import { readVersion } from "../src/api/ponder-tables.ts";
import { runOperation } from "../src/api/protection/operation.ts";
import { openPools } from "../src/api/protection/pools.ts";
import { say } from "./say.ts";

export type Index = Readonly<{
  /** Another one after every block. */
  version(): Promise<string>;
  /** Calls when there may be something new, until the function that it gives is called. */
  listen(onChange: () => void): () => Promise<void>;
  /** Reads one state of the index. */
  read<T>(question: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}>;

/** [ms] One step of one webhook. */
const TIMEOUT_MS = 30_000;

/** Opens it. Nobody waits for us: one connection reads, and what takes too long is cancelled. */
export function openIndex(connectionString: string, schema: string): Index {
  const source = { connection: { connectionString }, schema };
  const pools = openPools({
    source,
    limits: {
      ...{ connections: 1, heavyConnections: 1, clientStatements: 1 },
      ...{
        heavyCost: Number.POSITIVE_INFINITY,
        heavyWorkMemMb: 16,
        timeoutMs: TIMEOUT_MS,
        waitMs: TIMEOUT_MS,
      },
    },
    onError: (message, error) => say(`${message}: ${(error as Error).message}`),
  });
  return {
    version: () => readVersion(pools.control),
    listen: listenTo(source),
    read: (question) =>
      runOperation({ client: "webhooks", timeoutMs: TIMEOUT_MS }, () => question(pools.db)),
    close: pools.close,
  };
}
