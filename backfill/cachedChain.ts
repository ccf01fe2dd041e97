/** The chain as Ponder's cache has it: how far it is complete for the project's sources, and what is in it. */

import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Address, Hex } from "viem";
import type { Children, Interval } from "../prefetch/chain.ts";
import { modules } from "../prefetch/ponderModules.ts";
import { type Filter, factoryOf } from "../prefetch/sources.ts";

const APPLICATION = "provernet backfill";

/** The parts of blocks, transactions and logs that are read, as handlers see them. */
export type CachedBlock = { number: bigint; timestamp: bigint; hash: Hex; miner: Address };
export type CachedTransaction = {
  hash: Hex;
  from: Address;
  to: Address | null;
  input: Hex;
  transactionIndex: number;
};
export type CachedLog = {
  blockNumber: number;
  logIndex: number;
  transactionIndex: number;
  address: Address;
  topics: Hex[];
  data: Hex;
  removed: false;
};

/** What the cache has of some blocks; logs in the chain's order. */
export type Batch = {
  /** The last block that is in it whole. */
  until: number;
  logs: CachedLog[];
  /** In ascending order. */
  blocks: CachedBlock[];
  /** By block and place in it. */
  transactions: Map<string, CachedTransaction>;
  children: Children;
};

export type CachedChain = {
  /** For Ponder's own functions that read and write the cache. */
  syncStore: object;
  /** The last block up to which nothing is missing; one before the first when the first is missing. */
  completeUntil: (interval: Interval) => Promise<number>;
  /** What is in some blocks, in batches. The next one is read while one is used. */
  read: (interval: Interval) => AsyncGenerator<Batch>;
  close: () => Promise<void>;
};

/** Events of a batch, about. */
const LOGS_AT_ONCE = 6_000;

const addressOf = (text: string | null) => text?.toLowerCase() as Address;

/** The place of a transaction. */
export const placeOf = (block: number, index: number): string => `${block}:${index}`;

/** Opens a cache for reading; it may be being filled. */
export async function openCachedChain(given: {
  connectionString: string;
  chainId: number;
  filters: readonly Filter[];
}): Promise<CachedChain> {
  const { connectionString, chainId, filters } = given;
  const { store, runtime } = await modules();
  const pool = new pg.Pool({
    connectionString,
    application_name: APPLICATION,
    max: 4,
    // Nothing is known yet of tables that are just being filled: they are read by their keys.
    options: "-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off",
  });
  // A lost connection ends the statement that was running; nothing else is to be done about it.
  pool.on("error", () => {});
  const db = drizzle(pool, { casing: "snake_case" });
  const qb = {
    $dialect: "postgres",
    raw: db,
    wrap: <T>(_label: object, query: (raw: typeof db) => T) => query(db),
  };
  const syncStore = store.createSyncStore({
    common: { options: { databaseMaxQueryParameters: 16_000 } },
    qb,
  });
  const rowsOf = async (text: string, values: unknown[]) => {
    const { rows } = await pool.query<(string | null)[]>({
      text,
      values: [chainId, ...values],
      rowMode: "array",
      // As they come: types are made of what is used.
      types: { getTypeParser: () => (value: string) => value },
    });
    return rows;
  };

  const readLogs = async ([from, to]: Interval, most: number): Promise<CachedLog[]> =>
    (
      await rowsOf(
        `select block_number, log_index, transaction_index, address, topic0, topic1, topic2, topic3, data
         from ponder_sync.logs where chain_id = $1 and block_number between $2 and $3
         order by chain_id, block_number, log_index limit $4`,
        [from, to, most],
      )
    ).map(([block, index, transaction, address, topic0, topic1, topic2, topic3, data]) => ({
      blockNumber: Number(block),
      logIndex: Number(index),
      transactionIndex: Number(transaction),
      address: addressOf(address!),
      topics: [topic0, topic1, topic2, topic3].filter((topic) => topic !== null) as Hex[],
      data: data as Hex,
      removed: false,
    }));
  const readBlocks = async (interval: Interval): Promise<CachedBlock[]> =>
    (
      await rowsOf(
        `select number, timestamp, hash, miner from ponder_sync.blocks
         where chain_id = $1 and number between $2 and $3 order by chain_id, number`,
        interval,
      )
    ).map(([number, timestamp, hash, miner]) => ({
      number: BigInt(number!),
      timestamp: BigInt(timestamp!),
      hash: hash as Hex,
      miner: addressOf(miner!),
    }));
  const readTransactions = async (interval: Interval): Promise<Batch["transactions"]> =>
    new Map(
      (
        await rowsOf(
          `select block_number, transaction_index, hash, "from", "to", input from ponder_sync.transactions
           where chain_id = $1 and block_number between $2 and $3`,
          interval,
        )
      ).map(([block, index, hash, from, to, input]) => [
        placeOf(Number(block), Number(index)),
        {
          hash: hash as Hex,
          from: addressOf(from!),
          to: to === null ? null : addressOf(to!),
          input: input as Hex,
          transactionIndex: Number(index),
        },
      ]),
    );
  const readChildren = async (): Promise<Children> => {
    const children: Children = new Map();
    for (const factory of filters.map(factoryOf))
      if (factory !== null && !children.has(factory.id))
        children.set(factory.id, await syncStore.getChildAddresses({ factory }));
    return children;
  };

  const readBatch = async ([from, to]: Interval, most = LOGS_AT_ONCE): Promise<Batch> => {
    let logs = await readLogs([from, to], most);
    let until = to;
    if (logs.length === most) {
      // The last block may not be whole.
      until = logs.at(-1)!.blockNumber - 1;
      if (until < from) return readBatch([from, to], most * 4);
      logs = logs.filter(({ blockNumber }) => blockNumber <= until);
    }
    const [blocks, transactions, children] = await Promise.all([
      readBlocks([from, until]),
      readTransactions([from, until]),
      readChildren(),
    ]);
    return { until, logs, blocks, transactions, children };
  };

  return {
    syncStore,
    async completeUntil(interval) {
      const cachedIntervals = await syncStore.getIntervals({ filters });
      const [missing] = runtime.getRequiredIntervals({ filters, interval, cachedIntervals });
      return missing === undefined ? interval[1] : missing[0] - 1;
    },
    async *read([from, to]) {
      let reading = readBatch([from, to]);
      for (;;) {
        const batch = await reading;
        if (batch.until < to) {
          reading = readBatch([batch.until + 1, to]);
          // It is awaited when its turn comes; until then its failure must not end the process.
          reading.catch(() => {});
        }
        yield batch;
        if (batch.until >= to) return;
      }
    },
    close: () => pool.end(),
  };
}
