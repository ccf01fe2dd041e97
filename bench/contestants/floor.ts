import { join } from "node:path";
import { finish, start } from "../run/processes.ts";
import { checkRows } from "./check.ts";
import type { Contestant } from "./contestant.ts";

/** Fetch, decode, COPY: the least there is to do. */
export const floor: Contestant = {
  name: "floor",
  what: "fetch, decode, COPY one row for each event; no framework",
  async prepare(round) {
    const { workload, databaseUrl } = round;
    return {
      async run(watch) {
        const running = start([join(import.meta.dirname, "../floor/main.ts")], {
          env: {
            RPC_URL: workload.url,
            DATABASE_URL: databaseUrl,
            MARKET_CONTRACTS: JSON.stringify(workload.contracts),
            FROM: String(workload.firstBlock),
            TO: String(workload.lastBlock),
          },
        });
        watch(running.pid);
        await finish(running);
      },
      fetchSeconds: () => null,
      check: () => checkRows(round, "raw_event"),
      stop: async () => {},
    };
  },
};
