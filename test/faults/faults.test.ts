import { afterAll, beforeAll, describe, test } from "vitest";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { randomNumbers } from "../support/selection.ts";
import { cases } from "./cases.ts";
import { createWorld } from "./world.ts";

/** Unset: the short selection, once. */
const rounds = process.env.FAULTS === undefined ? null : Number(process.env.FAULTS);

describe("after a fault every row is that of an undisturbed run", () => {
  let postgres: Postgres;
  let databases = 0;
  const faults: Record<string, number> = {};
  let longest = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
    const kinds = Object.entries(faults).map(([kind, count]) => `  ${count} ${kind}`);
    process.stdout.write(
      `Faults, by kind, after which every row was right, within ${(longest / 1000).toFixed(1)} s:\n${kinds.join("\n")}\n`,
    );
  });

  const selected = cases.filter(({ isShort }) => rounds !== null || isShort);
  const seeds = Array.from({ length: rounds ?? 1 }, (_, index) => index + 1);
  describe.each(seeds)("seed %i", (seed) => {
    test.each(selected.map(({ name, run }) => [name, run] as const))("%s", async (_, run) => {
      const world = await createWorld(postgres, `faults_${++databases}`);
      try {
        await run(world, randomNumbers(seed));
        await world.expectUndisturbed();
        const told = world.told();
        for (const [kind, count] of Object.entries(told.faults))
          faults[kind] = (faults[kind] ?? 0) + count;
        longest = Math.max(longest, ...told.waits);
      } finally {
        await world.close();
      }
    });
  });
});
