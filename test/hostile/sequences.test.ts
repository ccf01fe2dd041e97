import fc from "fast-check";
import { expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { invariantNames, invariants } from "../../src/api/topics/invariants.ts";
import { createDatabase } from "../support/database.ts";
import { findViolations } from "../support/invariants.ts";
import { findDifferences } from "./differences.ts";
import { play } from "./play.ts";
import { cast, steps } from "./sequences.ts";

test("whatever happens on chain is indexed without an error, says what the contracts say, and every invariant holds", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cast, steps, async (players, played) => {
      const market = await play(players, played);
      expect(findDifferences(market)).toEqual([]);
      expect(findViolations(market.rows)).toEqual([]);
      for (const { kind } of market.rows(schema.activity)) seen.add(kind);
    }),
    { numRuns: 40 },
  );
  // Or else the sequences would be too polite to tell anything.
  const needed = ["FULFILLED", "REFUNDED", "UNSTAKE_COMPLETED", "PROVER_RETIRED", "SLASHED"];
  expect([...seen]).toEqual(expect.arrayContaining(needed));
}, 120_000);

test("hostile rows go into PostgreSQL and come back as they were, and its invariants hold", async () => {
  const samples = fc.sample(fc.tuple(cast, steps), { seed: 3, numRuns: 10 });
  const [players, played] = samples.sort(([, a], [, b]) => b.length - a.length)[0]!;
  // Here a wait may come between two transactions of one block.
  const names = invariantNames.filter((name) => name !== "BLOCKS");
  const { indexer, rows } = await play(players, played);
  expect(rows(schema.request).length).toBeGreaterThan(3);
  const { db, close } = await createDatabase();
  await indexer.fill(db);
  for (const table of [schema.request, schema.prover, schema.parameterChange, schema.network])
    expect(await db.select().from(table)).toEqual(rows(table));
  expect((await invariants(db as never, { names })).filter(({ holds }) => !holds)).toEqual([]);
  await close();
}, 120_000);
