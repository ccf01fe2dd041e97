import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { randomNumbers } from "../support/selection.ts";
import { cases } from "./cases.ts";
import { createTally } from "./tally.ts";
import { createWorld } from "./world.ts";

/** Unset: the short selection, once. */
const rounds = process.env.FAULTS === undefined ? null : Number(process.env.FAULTS);

describe("after a fault every row is that of an undisturbed run", () => {
  let postgres: Postgres;
  let databases = 0;
  const tally = createTally();
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
    process.stdout.write(`${tally}\n`);
  });

  const selected = cases.filter(({ isShort }) => rounds !== null || isShort);
  const seeds = Array.from({ length: rounds ?? 1 }, (_, index) => index + 1);
  describe.each(seeds)("seed %i", (seed) => {
    test.each(selected.map(({ name, run }) => [name, run] as const))("%s", async (name, run) => {
      const world = await createWorld(postgres, `faults_${++databases}`);
      let differing: number | null = null;
      try {
        await run(world, randomNumbers(seed));
        // Backends were to be killed while there were none yet, and nothing went wrong.
        expect(Object.values(world.told().faults)).not.toEqual([]);
        const { differences, compared } = await world.compare();
        const rows = differences.flatMap(({ table, extra, missing }) =>
          [...extra, ...missing].map((row) => `${table}: ${row}`),
        );
        differing = rows.length;
        expect(rows.slice(0, 20)).toEqual([]);
        expect(compared).toBeGreaterThan(300);
      } finally {
        const { faults, waits } = world.told();
        tally.add({ faults, waits, differing });
        process.stdout.write(`${seed}, ${name}: ${JSON.stringify(faults)}, ${differing} differ\n`);
        await world.close();
      }
    });
  });
});
