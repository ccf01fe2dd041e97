/** Indexes what is final of a chain with the project's own handlers, and hands it to Ponder as if Ponder had done it. */
import { setTimeout as sleep } from "node:timers/promises";
import { numberToHex } from "viem";
import { type Interval, lengthOf } from "../prefetch/chain.ts";
import { readRules } from "../prefetch/rules.ts";
import { type Build, buildProject, Surprise, type SyncBlock } from "./build.ts";
import { type CachedChain, openCachedChain } from "./cachedChain.ts";
import { type ChainEvent, createEventFinder } from "./events.ts";
import { type CachedClient, type Internals, internals } from "./internals.ts";
import type { Progress } from "./progress.ts";
import { openTransaction, type Transaction } from "./rows.ts";
import { createStore } from "./store.ts";

/** Rows kept in memory, about: 200 MB. Those that left are read again when needed: some thousand in a million events. */
const MOST_ROWS = 150_000;
/** [s] How long before the end whoever takes over is told to get ready. */
const NEAR_THE_END = 6;
/** [s] The same when nothing is being fetched any more: a processor is free then. */
const NEAR_WHEN_FETCHED = 30;
/** With so few blocks, the end is always near. */
const FEW_BLOCKS = 10_000;
/** Batches under way to the database: enough that building the indexes keeps nobody waiting. */
const MOST_UNDER_WAY = 4;
/** [ms] How often to look for more when whoever fetches sends no word of it. */
const LOOK_MS = 1_000;

type Job = {
  connectionString: string;
  databaseSchema: string;
  /** Whether nothing more will be put into the cache. */
  isFetched: () => boolean;
  /** Settles when more was put there, or nothing more will be. */
  news: () => Promise<void>;
  startProgress: (history: Interval) => Progress;
  /** Called when the end is near, again and again. */
  onNearEnd: () => void;
  stop: AbortSignal;
};

/**
 * Indexes the final blocks as they come into Ponder's cache. All rows, and the note of how far they go, appear at once.
 * @throws Surprise when this is better left to Ponder; other errors when the database or a handler fails
 */
export async function backfill(job: Job): Promise<void> {
  const { connectionString } = job;
  const known = await internals();
  const build = await buildProject(job.databaseSchema);
  const { common, history } = build;
  if (history === null) throw new Surprise("nothing of the chain is final yet");
  const filters = build.callbacks.map(({ filter }) => filter);
  const database = known.createDatabase(build);
  await database.migrateSync();
  const chain = await openCachedChain({ connectionString, chainId: build.chain.id, filters });
  try {
    if (!(await awaitFirst(job, chain, history)))
      throw new Surprise("nothing of the chain is cached");
    // Makes Ponder's tables and takes its lock on them, as Ponder does when it starts.
    if ((await database.migrate(build)) !== undefined)
      throw new Surprise(`schema ${job.databaseSchema} is indexed already`);
    const transaction = await openTransaction(connectionString, build);
    try {
      await index({ ...job, build, chain, history, known, transaction });
      await transaction.commit();
    } finally {
      await transaction.close();
    }
  } finally {
    await chain.close();
    // Where there are no tables there is no lock to release.
    await common.shutdown.kill().catch(() => {});
  }
}

/** Waits until the first blocks are there; false when they will never be. */
async function awaitFirst(job: Job, chain: CachedChain, history: Interval) {
  for (;;) {
    const [isLastLook, news] = [job.isFetched(), job.news()];
    if ((await chain.completeUntil(history)) >= history[0]) return true;
    if (isLastLook) return false;
    await orLater(news, job);
  }
}

/** Waits for news, though not for ever. */
const orLater = (news: Promise<void>, { stop }: Job) =>
  Promise.race([news, sleep(LOOK_MS, undefined, { signal: stop })]);

type Indexing = Job & {
  build: Build;
  chain: CachedChain;
  history: Interval;
  known: Internals;
  transaction: Transaction;
};

async function index(indexing: Indexing): Promise<void> {
  const { build, chain, history, known, transaction, isFetched, onNearEnd, stop } = indexing;
  const { schemaBuild, namespace } = build;
  const { schema } = schemaBuild;
  const store = createStore({ schema, rows: transaction, internals: known, most: MOST_ROWS });
  const handlers = createHandlers(indexing, store.db);
  const eventsOf = createEventFinder(build, await readRules(), known);
  const progress = indexing.startProgress(history);
  if (lengthOf(history) <= FEW_BLOCKS) onNearEnd();

  await handlers.setUp();
  let next = history[0];
  const underWay: Promise<void>[] = [];
  let isIndexed = false;
  for (let isLastLook = false; next <= history[1] && !isLastLook; ) {
    isLastLook = isFetched();
    const news = indexing.news();
    const complete = await chain.completeUntil([next, history[1]]);
    if (complete < next) {
      await orLater(news, indexing);
      continue;
    }
    for await (const batch of chain.read([next, complete])) {
      stop.throwIfAborted();
      const left = batch.until === history[1] ? 0 : progress.secondsLeft();
      if (left < (isFetched() ? NEAR_WHEN_FETCHED : NEAR_THE_END)) onNearEnd();
      const events = [...eventsOf(batch)];
      await handlers.handle(events);
      if (underWay.length === MOST_UNDER_WAY) await underWay.shift();
      store.settle();
      if (left < NEAR_THE_END && !isIndexed) {
        isIndexed = true;
        transaction.index(schemaBuild.statements.indexes.sql);
      }
      const written = transaction.written();
      written.catch(() => {});
      underWay.push(written);
      next = batch.until + 1;
      progress.advance(batch.until, events.length);
    }
  }
  store.finish();
  await transaction.written();
  await transaction.insert(
    known.getPonderCheckpointTable(namespace.schema),
    await checkpointAt(indexing, next - 1),
  );
  progress.end();
}

/** How far the rows go, as Ponder notes it. */
async function checkpointAt({ build, known }: Indexing, number: number) {
  const [rpc] = build.rpcs;
  const [finalized] = build.finalizedBlocks;
  const block: SyncBlock =
    Number(finalized!.number) === number
      ? finalized!
      : await known.eth_getBlockByNumber(rpc!, [numberToHex(number), false], {
          retryNullBlockRequest: true,
        });
  const { id, name } = build.chain;
  const checkpoint = known.encodeCheckpoint(known.blockToCheckpoint(block, id, "up"));
  return {
    chainName: name,
    chainId: id,
    safeCheckpoint: checkpoint,
    latestCheckpoint: checkpoint,
    finalizedCheckpoint: checkpoint,
  };
}

/** The project's handlers, over a store and Ponder's client. */
function createHandlers({ build, chain, known }: Indexing, db: object) {
  const { common, indexingFunctions, setups, contracts } = build;
  const eventCount = known.getEventCount(indexingFunctions);
  const client: CachedClient = known.createCachedViemClient({
    common,
    indexingBuild: build,
    syncStore: chain.syncStore,
    eventCount,
  });
  const { id, name } = build.chain;
  const context = { db, contracts, chain: { id, name }, client: client.getClient(build.chain) };
  return {
    async setUp() {
      for (const setupCallback of setups) {
        const block = BigInt(setupCallback.block ?? 0);
        client.event = { type: "setup", chain: build.chain, setupCallback, block };
        await setupCallback.fn({ event: undefined, context });
      }
    },
    async handle(events: readonly ChainEvent[]) {
      await client.prefetch({ events });
      for (const chainEvent of events) {
        const { eventCallback, event } = chainEvent;
        client.event = chainEvent;
        await eventCallback.fn({ event, context });
        eventCount[eventCallback.name]!++;
      }
      client.clear();
    },
  };
}
