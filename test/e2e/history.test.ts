import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { readFromPostgres } from "../../verify/sources/postgres.ts";
import { createUrl } from "../support/database.ts";
import { copyProject, startPonder } from "../support/ponder.ts";
import { selectionOf } from "../support/selection.ts";
import { compareRecording, readCalls } from "../verify/support.ts";

/** Recorded checkpoints, those of the deployment's blocks left out; so many are taken unless all are asked for. */
const recordings = [
  { name: "month", checkpoints: 10, taken: 3 },
  { name: "quirks", checkpoints: 19, taken: 6 },
];

describe.each(recordings)(
  "$name, indexed by Ponder into PostgreSQL and stopped",
  ({ name, checkpoints, taken }) => {
    let replay: Replay;
    let root: string;

    beforeAll(async () => {
      const directory = fileURLToPath(new URL(`../../recordings/${name}`, import.meta.url));
      replay = await startReplay({ recording: await readRecording(directory) });
      root = await copyProject();
    });
    afterAll(async () => {
      await replay?.stop();
    });

    test("at any checkpoint (END_BLOCK) it answers every view as the contracts do there", async () => {
      const labels = readCalls(name)
        .map(({ label }) => label)
        .filter((label) => label !== "deployment");
      expect(labels.length).toBe(checkpoints);
      const selected = new Set(selectionOf(labels, taken));
      // One database: what was fetched for one index serves the next.
      const connectionString = await createUrl();
      const rowsAt = async (block: number) => {
        const databaseSchema = `until_${block}`;
        const ponder = await startPonder({
          root,
          schema: databaseSchema,
          env: {
            NETWORK: "recording",
            RECORDING: name,
            RPC_URL: replay.url,
            DATABASE_URL: connectionString,
            END_BLOCK: String(block),
          },
        });
        // The last blocks before the head come live, after the history.
        let index = await readFromPostgres({ connectionString, databaseSchema });
        while (index.block < block) {
          await sleep(500);
          index = await readFromPostgres({ connectionString, databaseSchema });
        }
        await ponder.stop();
        return index.rows;
      };
      const result = await compareRecording(name, {
        rowsAt,
        at: (label) => selected.has(label),
      });
      expect(result.mismatches.slice(0, 10)).toEqual([]);
      expect(result.checkpoints).toBe(selected.size);
      expect(result.recorded).toBeGreaterThan(selected.size * 5_000);
    });
  },
);
