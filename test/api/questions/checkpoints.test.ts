import { sql } from "drizzle-orm";
import { type Address, getAddress, type Hex, zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { stakerPortfolio } from "../../../src/api/topics/portfolio.ts";
import { refundableRequests } from "../../../src/api/topics/refunds.ts";
import { unbondingCalendar } from "../../../src/api/topics/unstakes.ts";
import { createDatabase } from "../../support/database.ts";
import { createIndexer } from "../../support/indexer.ts";
import { loadRecording } from "../../support/recording.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

/** All rows of the indexer, in place of those that are there. */
async function refill(indexer: Awaited<ReturnType<typeof createIndexer>>): Promise<Db> {
  const { rows } = await database.db.execute(
    sql`select tablename from pg_tables where schemaname = 'public'`,
  );
  const names = rows.map((row) => `"${(row as { tablename: string }).tablename}"`);
  await database.db.execute(sql.raw(`truncate ${names.join(", ")}`));
  await indexer.fill(database.db);
  return database.db as unknown as Db;
}

describe.each([
  ["month", [3, 7]],
  ["quirks", [6, 11, 16]],
] as const)("while %s goes on", (name, numbers) => {
  test("refunds and portfolios are the viewers' at checkpoints on the way", async () => {
    const recording = loadRecording(name);
    const indexer = await createIndexer();
    indexer.context.contracts.SampledToken ??= { address: zeroAddress, abi: [], startBlock: 0 };
    for (const number of numbers) {
      const { block, timestamp, users, views } = recording.views().checkpoints[number];
      await indexer.replay(recording, { until: Number(block) });
      const db = await refill(indexer);
      const at = Number(timestamp);
      const all = { at, first: 1000, after: null };

      const refundable = views.marketViewer["getSenderRefundableRequests(address)"] ?? {};
      const { rows } = await refundableRequests(db, { requester: null, ...all });
      expect(rows.map(({ request }) => request.id).sort()).toEqual(
        (Object.values(refundable) as Hex[][]).flat().sort(),
      );
      for (const { request } of rows)
        expect(refundable[getAddress(request.requester)]).toContain(request.id);

      const portfolios = views.stakingViewer["getUserPortfolio(address)"];
      for (const user of (users as Address[]).filter((_, index) => index % 2 === number % 2)) {
        const staker = user.toLowerCase() as Address;
        const { positions } = await stakerPortfolio(db, { staker, at });
        const held = positions.filter(({ prover }) => prover.state !== "RETIRED");
        const sum = (of: (position: (typeof held)[number]) => bigint) =>
          held.reduce((total, position) => total + of(position), 0n);
        const view = portfolios[user];
        expect(sum(({ value }) => value)).toBe(BigInt(view?.totalValue ?? 0));
        expect(sum(({ unstaking }) => unstaking)).toBe(BigInt(view?.totalUnstaking ?? 0));
        expect(sum((row) => row.withdrawable)).toBe(BigInt(view?.totalReadyToWithdraw ?? 0));
      }

      const calendar = await unbondingCalendar(db, { prover: null, at, days: 30 });
      const parts = [calendar.ready, calendar.later, ...calendar.days];
      expect(parts.reduce((total, { amount }) => total + amount, 0n)).toBe(calendar.total.amount);
      const pending = indexer
        .rows(tables.unstake)
        .filter(({ completedAt }: { completedAt: number | null }) => completedAt === null);
      expect(calendar.total.unstakes).toBe(pending.length);
    }
  });
});
