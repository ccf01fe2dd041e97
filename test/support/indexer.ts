import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fill } from "./database.ts";
import { createBlock, createLog, eventId, type Overrides } from "./events.ts";
import { decodeEventLog } from "./ponder-internals.ts";
import { createClient, type Recording } from "./recording.ts";
import { handlers } from "./registry.ts";
import { createMatcher, isDue, loadSources, type Sources } from "./sources.ts";
import { createStore, type Operations } from "./store.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const projectHandlers = () => globSync("src/handlers/**/*.ts", { cwd: root }).sort();
const projectSchema = () => import(/* @vite-ignore */ `${root}ponder.schema.ts`);

export type Settings = {
  /** Environment for `ponder.config.ts`, added to that of a recording. */
  env?: Record<string, string>;
  /** The tables; the project's by default. */
  schema?: Record<string, unknown>;
  /** The modules that register handlers, from the project's root; `src/handlers` by default. */
  modules?: string[];
  /** Stands in for `context.client`, for events without a recording. */
  client?: any;
};
export type Replay = {
  /** The first block; by default the one after the last replayed. */
  from?: number;
  /** The last block, inclusive; by default the recording's head. */
  until?: number;
  /** Told of each event after its handler ran, with the store operations it took. */
  onEvent?: (event: { name: string; event: any; operations: Operations }) => void;
};
export type Indexer = Awaited<ReturnType<typeof createIndexer>>;

const difference = (after: Operations, before: Operations): Operations => ({
  find: after.find - before.find,
  insert: after.insert - before.insert,
  update: after.update - before.update,
  delete: after.delete - before.delete,
});

/**
 * The real handlers over an in-memory store: events go in, rows come out; no Ponder, no database.
 * Feed it made-up events (`emit`) or a recorded chain (`replay`).
 */
export const createIndexer = async (settings: Settings = {}) => {
  for (const path of settings.modules ?? projectHandlers())
    await import(/* @vite-ignore */ root + path);
  const store = createStore(settings.schema ?? (await projectSchema()));

  let recording: Recording | undefined;
  let sources: Sources;
  let match: ReturnType<typeof createMatcher>;
  let nextBlock = 0;
  let last = { number: 1000n, timestamp: 1_760_000_000n, logIndex: -1 };
  /** The block that reads are answered at. */
  let pinned = 0n;

  const context: any = {
    db: store.db,
    client: settings.client ?? createClient({ recording: () => recording, block: () => pinned }),
  };
  const useRecording = async (name: string) => {
    const env = { NETWORK: "recording", RECORDING: name, RPC_URL: "http://127.0.0.1:1" };
    sources = await loadSources({ ...env, ...settings.env });
    context.chain = sources.chain;
    context.contracts = Object.fromEntries(
      sources.contracts.map(({ name: contract, abi, address, startBlock, endBlock }) => [
        contract,
        { abi, address, startBlock, endBlock: Number.isFinite(endBlock) ? endBlock : undefined },
      ]),
    );
    // Ponder refuses to start on a handler of an unknown event.
    for (const handler of handlers.keys()) eventOf(handler);
  };
  /** What a handler's name names; throws when `ponder.config.ts` has no such thing. */
  const eventOf = (name: string) => {
    const [of, event] = name.split(":");
    const source = sources.contracts.find((candidate) => candidate.name === of);
    const abiItem = source?.abi.find((item) => item.type === "event" && item.name === event);
    if (source && abiItem) return { kind: "log", source, abiItem } as const;
    if (source && event === "setup") return { kind: "setup", source } as const;
    if (event === "block" && sources.blocks.some((candidate) => candidate.name === of))
      return { kind: "block" } as const;
    throw new Error(`${name} is no event of ponder.config.ts`);
  };
  await useRecording("month");

  const handle = async (name: string, given?: any) => {
    const handler = handlers.get(name);
    if (!handler) throw new Error(`no handler for ${name}`);
    const event = given && { id: eventId({ chainId: sources.chain.id, ...given }), name, ...given };
    pinned = given?.block.number ?? BigInt(context.contracts[name.split(":")[0]!].startBlock);
    await store.watch(() => handler({ event, context }));
    return event;
  };

  const setup = async () => {
    for (const { name } of sources.contracts)
      if (handlers.has(`${name}:setup`)) await handle(`${name}:setup`);
  };

  const deliver = async (name: string, given: any, onEvent: Replay["onEvent"]) => {
    const before = store.total();
    try {
      const event = await handle(name, given);
      onEvent?.({ name, event, operations: difference(store.total(), before) });
    } catch (error: any) {
      const log = given.log ? `, log ${given.log.logIndex}` : "";
      const message = `${name} at block ${given.block.number}${log}: ${error.message}`;
      throw new Error(message, { cause: error });
    }
  };

  const replayBlock = async (from: Recording, number: number, onEvent: Replay["onEvent"]) => {
    let read: any;
    const block = () => {
      read ??= from.block(number);
      return read;
    };
    for (const { log, transaction } of from.logs(number))
      for (const { source, abiItem } of match(log)) {
        const name = `${source.name}:${abiItem.name}`;
        if (!handlers.has(name)) continue;
        const args = decodeEventLog({ abiItem, ...log });
        await deliver(name, { args, log, block: block(), transaction }, onEvent);
        last = { ...block(), logIndex: log.logIndex };
      }
    for (const source of sources.blocks) {
      const name = `${source.name}:block`;
      if (isDue(source, number) && handlers.has(name))
        await deliver(name, { block: block() }, onEvent);
    }
  };

  return {
    /** `context.db`, to prepare rows or to look at some. */
    db: store.db,
    context,
    rows: store.rows,
    takeOperations: store.takeOperations,
    snapshot: store.snapshot,
    restore: store.restore,
    /** Runs the `Contract:setup` handlers, in the order of `ponder.config.ts`, at their start blocks. */
    setup,

    /**
     * Handles a made-up event, in a block of its own 12 seconds after the last one unless
     * `overrides` say otherwise, and returns it. Takes `Contract:setup` and `Name:block`, too.
     */
    async emit(name: string, args: object = {}, overrides: Overrides = {}): Promise<any> {
      const is = eventOf(name);
      if (is.kind === "setup") return handle(name);
      const block = createBlock(last, overrides.block);
      const logged = is.kind === "log" && createLog(block, last, { ...is, given: overrides });
      last = { ...block, logIndex: logged ? logged.log.logIndex : last.logIndex };
      return handle(name, logged ? { args, ...logged, block } : { block });
    },

    /**
     * Delivers a recording's logs as Ponder would: in order, to the registered handlers, after the
     * set-ups. Goes on where the last call with the same recording stopped.
     */
    async replay(from: Recording, { from: first, until = from.head, onEvent }: Replay = {}) {
      if (from !== recording) {
        recording = from;
        await useRecording(from.name);
        match = createMatcher(from, sources.contracts);
        nextBlock = 0;
        await setup();
      }
      nextBlock = first ?? nextBlock;
      for (; nextBlock <= until; nextBlock++) await replayBlock(from, nextBlock, onEvent);
    },

    /** Copies all rows into a database of `createDatabase`. */
    fill: (db: any) => fill({ db, tables: store.tables, rows: store.rows }),
  };
};
