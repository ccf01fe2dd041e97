import fc from "fast-check";
import { expect, test } from "vitest";
import { createDatabase } from "../support/database.ts";
import { findViolations } from "../support/invariants.ts";
import { findDifferences } from "./differences.ts";
import { play } from "./play.ts";
import { cast, steps } from "./sequences.ts";

test("whatever happens on chain is indexed without an error, and every invariant holds", async () => {
  const totals = { done: 0, reverted: 0 };
  await fc.assert(
    fc.asyncProperty(cast, steps, async (players, played) => {
      const { market, counts } = await play(players, played);
      totals.done += counts.done;
      totals.reverted += counts.reverted;
      expect(findDifferences(market)).toEqual([]);
      expect(findViolations(market.rows)).toEqual([]);
    }),
    { numRuns: 40 },
  );
  console.log(totals);
}, 120_000);
