import { getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";
import { tables } from "./rows.ts";

/** Numbers that no recording ever changes, and why they are kept. */
const unchanged: Record<string, string> = {
  "network.id": "The key of the only row.",
  "network.maxMaxFee": "No owner of a recorded market set a limit; test/hostile does.",
  "network.sampledAt": "Both recordings are indexed with every transfer; test/e2e/sampled is not.",
};

/** Among them were `requester.bids` and `prover.maxFees`: promised, and always 0. */
test("every number of every table is something else than 0 in a recording, or listed with the reason", async () => {
  const idle = new Set(
    tables.flatMap(([name, table]) =>
      Object.entries(getTableColumns(table)).flatMap(([column, { dataType }]) =>
        dataType === "number" || dataType === "bigint" ? [`${name}.${column}`] : [],
      ),
    ),
  );
  const numbers = idle.size;
  for (const name of ["month", "quirks"]) {
    const indexer = await createIndexer();
    await indexer.replay(loadRecording(name));
    for (const [of, table] of tables)
      for (const row of indexer.rows(table))
        for (const [column, value] of Object.entries(row))
          if (value !== null && value !== 0 && value !== 0n) idle.delete(`${of}.${column}`);
  }
  expect(numbers).toBeGreaterThan(250);
  expect([...idle].sort()).toEqual(Object.keys(unchanged).sort());
});
