/**
 * Subsquid's EvmBatchProcessor over JSON-RPC, one row for each event. Its own network of archives serves public chains only
 * and is not used.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { finish, type Started, start } from "../run/processes.ts";
import { checkRows } from "./check.ts";
import type { Contestant } from "./contestant.ts";
import { folderOf, layOut, sources } from "./peer.ts";

/** Blocks behind the head that it takes for final, as it recommends; fewer where the chain ends with its last event. */
const FINALITY = 75;

/** Subsquid. */
export const subsquid: Contestant = {
  name: "subsquid",
  what: "Subsquid EvmBatchProcessor over JSON-RPC, one row for each event",
  async prepare(round) {
    const { workload, databaseUrl } = round;
    const root = await layOut("subsquid");
    const modules = join(folderOf("subsquid"), "node_modules");
    const run = (path: string, ...args: string[]) =>
      finish(start([join(modules, path), ...args], { cwd: root, env: { DB_URL: databaseUrl } }));
    const abis = Object.keys(sources).map((name) => join("abis", `${name}.json`));
    await run("@subsquid/evm-typegen/lib/main.js", "src/abi", ...abis);
    await run("typescript/bin/tsc");
    await run("@subsquid/typeorm-migration/lib/apply.js");
    let running: Started | null = null;
    return {
      async run(watch) {
        running = start([join(root, "lib", "main.js")], {
          cwd: root,
          env: {
            DB_URL: databaseUrl,
            RPC_URL: workload.url,
            MARKET_CONTRACTS: JSON.stringify(workload.contracts),
            FROM: String(workload.firstBlock),
            TO: String(workload.lastBlock),
            FINALITY: String(Math.min(FINALITY, workload.head - workload.lastBlock)),
          },
        });
        watch(running.pid);
        await finish(running);
      },
      fetchSeconds: () => null,
      check: () => checkRows(round, "raw_event"),
      async stop() {
        await running?.stop();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
};
