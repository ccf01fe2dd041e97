/** Ponder's functions that the backfill calls, loaded once. */
import type { Table } from "drizzle-orm";
import type { Hex } from "viem";
import { loadPonder } from "../prefetch/ponder.ts";
import type { Callback, SyncBlock } from "./build.ts";

export type Row = Record<string, unknown>;

/** Ponder's client of the chain: answers come from its cache, or from the node and then go there. */
export type CachedClient = {
  event: object;
  getClient: (chain: object) => object;
  prefetch: (given: { events: readonly object[] }) => Promise<void>;
  clear: () => void;
};
/** Ponder's tables in a database. */
export type Database = {
  migrate: (given: object) => Promise<object | undefined>;
  migrateSync: () => Promise<void>;
};
type CheckpointParts = Record<string, bigint | number>;

const load = async () => {
  const [columns, keys, client, decode, checkpoint, filter, actions, database, quantities] =
    await Promise.all([
      loadPonder<{
        normalizeColumn: (column: object, value: unknown, isUpdate: boolean) => unknown;
      }>("indexing-store/utils.js"),
      loadPonder<{ getPrimaryKeyColumns: (table: Table) => { sql: string; js: string }[] }>(
        "drizzle/index.js",
      ),
      loadPonder<{ createCachedViemClient: (given: object) => CachedClient }>("indexing/client.js"),
      loadPonder<{ decodeEventLog: (given: object) => object | undefined }>(
        "utils/decodeEventLog.js",
      ),
      loadPonder<{
        encodeCheckpoint: (parts: CheckpointParts) => string;
        blockToCheckpoint: (block: SyncBlock, chainId: number, side: "up") => CheckpointParts;
        EVENT_TYPES: { blocks: number; logs: number };
        MAX_CHECKPOINT: CheckpointParts;
        ZERO_CHECKPOINT: CheckpointParts;
      }>("utils/checkpoint.js"),
      loadPonder<{
        isBlockFilterMatched: (given: {
          filter: Callback["filter"];
          block: { number: bigint };
        }) => boolean;
      }>("runtime/filter.js"),
      loadPonder<{
        eth_getBlockByNumber: (
          rpc: object,
          params: [Hex, false],
          context: { retryNullBlockRequest: true },
        ) => Promise<SyncBlock>;
      }>("rpc/actions.js"),
      loadPonder<{
        createDatabase: (given: object) => Database;
        getPonderCheckpointTable: (schema: string) => Table;
      }>("database/index.js"),
      loadPonder<{ getEventCount: (functions: readonly object[]) => Record<string, number> }>(
        "indexing/index.js",
      ),
    ]);
  return {
    ...columns,
    ...keys,
    ...client,
    ...decode,
    ...checkpoint,
    ...filter,
    ...actions,
    ...database,
    ...quantities,
  };
};

/** The functions of Ponder's build that the package does not export. */
export type Internals = Awaited<ReturnType<typeof load>>;

let loading: Promise<Internals> | undefined;
/** Loads them. */
export const internals = (): Promise<Internals> => {
  loading ??= load();
  return loading;
};
