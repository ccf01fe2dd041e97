import { expect, test } from "vitest";
import { startDatabase } from "../../bench/run/database.ts";
import { measureSoak } from "../../bench/soak.ts";

/** An hour is `npm run bench -- --soak`. */
test("half a minute of the queries' mix while blocks come: nothing fails, every block is indexed", async () => {
  const database = await startDatabase(null);
  try {
    const soak = { minutes: 0.5, parts: 2, clients: 4, events: 3_000 };
    const { failures, body } = await measureSoak(soak, { database, say: () => {} });
    expect(failures.slice(0, 3)).toEqual([]);
    process.stdout.write(`${body}\n`);
  } finally {
    await database.stop();
  }
});
