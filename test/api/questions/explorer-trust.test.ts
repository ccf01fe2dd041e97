import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { contractStatistics } from "../../../src/api/topics/contract-statistics.ts";
import { type Invariant, invariantNames, invariants } from "../../../src/api/topics/invariants.ts";
import {
  earlierVerifications,
  lastVerification,
  laterVerifications,
} from "../../../src/api/topics/verifications.ts";
import { type Opened, openRecording } from "../support.ts";

/** Rows tampered with, of the invariants that are sums of the whole network; test/mutations does so with every row. */
const tampered: Record<string, string> = {
  MARKET_BALANCE: "update network set protocol_fee_balance = protocol_fee_balance + 1e30",
  STAKING_BALANCE: "update network set pending_commission = pending_commission + 1e30",
  VAULT_ASSETS:
    "update token_balance set balance = balance + 1 where address = (select min(vault) from prover)",
  VAULT_HISTORY:
    "update vault_change set shares = shares + 1 where id = (select max(id) from vault_change)",
  SHARES: "update stake set shares = shares + 1 where staker = (select min(staker) from stake)",
  ESCROW:
    "update requester set escrow = escrow + 1 where address = (select min(address) from requester)",
  ESCROW_FLOW: "update network set excess = excess + 1",
  ASSIGNED_STAKE:
    "update prover set assigned_stake = assigned_stake + 1 where address = (select min(address) from prover)",
  WATERFALL:
    "update request set commission = commission + 1, to_stakers = to_stakers - 1, excess = excess + 1, protocol_fee = protocol_fee - 1 where id = (select min(id) from request where status = 'FULFILLED')",
  PROTOCOL_FEES: "update network set protocol_fees_withdrawn = protocol_fees_withdrawn + 1",
  REWARDS:
    "update reward set kind = 'OTHER' where id = (select min(id) from reward where kind = 'MARKET' and amount > 0)",
  UNSTAKING:
    "update prover set unstaked = unstaked + 1 where address = (select min(address) from prover)",
  TREASURY:
    "update treasury_movement set amount = amount + 1 where id = (select min(id) from treasury_movement where kind = 'SLASH')",
};

describe.each(["month", "quirks"] as const)("in %s", (name) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openRecording(name);
  });
  afterAll(() => opened.close());
  // biome-ignore lint/suspicious/noExplicitAny: recorded views have the shape of the contracts.
  const head = (): any => opened.recording.views().checkpoints.at(-1).views;

  test("every invariant holds, and what is stray is named", async () => {
    const found = await invariants(opened.db);
    expect(found.map((row) => row.name)).toEqual(invariantNames);
    expect(found.filter(({ holds }) => !holds)).toEqual([]);
    const side = (invariant: string) => found.find((row) => row.name === invariant)!;
    const [network] = opened.rows(tables.network);
    const balances = Object.fromEntries(
      Object.entries<string>(head().token["balanceOf(address)"]).map(([address, balance]) => [
        address.toLowerCase(),
        BigInt(balance),
      ]),
    );
    expect(side("MARKET_BALANCE").left).toBe(balances[network!.market]);
    expect(side("STAKING_BALANCE").left).toBe(
      balances[network!.staking]! + network!.emergencyRecovered,
    );
    for (const { left, right, stray } of found) expect(left).toBe(right + (stray ?? 0n));
  });

  test("each one breaks when its rows are tampered with", async () => {
    const { db } = opened;
    expect(invariantNames).toEqual(expect.arrayContaining(Object.keys(tampered)));
    for (const [invariant, statement] of Object.entries(tampered)) {
      await db.execute(sql.raw("begin"));
      await db.execute(sql.raw(statement));
      const [row] = (await invariants(db, { names: [invariant] })) as [Invariant];
      await db.execute(sql.raw("rollback"));
      expect(`${invariant} ${row.holds}`).toBe(`${invariant} false`);
      expect(row.exceptions).toBeGreaterThan(0);
    }
  });

  test("the contract's statistics are its views', and every difference has a reason", async () => {
    const reasons = await reasonsOf(opened, head().brevisMarket);
    if (name === "quirks") expect(reasons).toContain("RESTARTED_AFTER_IDLE_EPOCH");
    else expect([...reasons]).toEqual(["SAME"]);
    expect(await contractStatistics(opened.db, zeroAddress as Address)).toBeNull();
  });

  test("vaults that are sampled are not held against their balance, and nothing has nothing to hold", async () => {
    const { db } = opened;
    await db.execute(sql.raw("begin"));
    await db.execute(sql.raw("update network set all_transfers = false"));
    const names = (await invariants(db)).map((row) => row.name);
    expect(names).toEqual(
      invariantNames.filter((row) => !["VAULT_ASSETS", "TOKEN_BALANCES"].includes(row)),
    );
    await db.execute(sql.raw("delete from network"));
    expect(await invariants(db)).toEqual([]);
    expect(await contractStatistics(db, null)).toBeNull();
    await db.execute(sql.raw("rollback"));
  });
});

/** Compares the statistics with the views, and gives the reasons found. */
// biome-ignore lint/suspicious/noExplicitAny: recorded views have the shape of the contracts.
async function reasonsOf({ db, rows }: Opened, market: any): Promise<Set<string>> {
  const shown = (answer: Awaited<ReturnType<typeof contractStatistics>>) =>
    Object.fromEntries(answer!.figures.map(({ name: of, contract }) => [of, String(contract)]));
  const total = market["getGlobalStatsTotal()"];
  const network = await contractStatistics(db, null);
  expect(shown(network)).toEqual({
    totalRequests: total.totalRequests,
    totalFulfilled: total.totalFulfilled,
    totalFees: total.totalFees,
  });
  const reasons = new Set<string>(network!.reasons);
  const views = Object.entries<Record<string, string>>(market["getProverStatsTotal(address)"]);
  for (const { address, bids, missed } of rows(tables.prover)) {
    const answer = (await contractStatistics(db, address))!;
    const [, view] = views.find(([key]) => key.toLowerCase() === address)!;
    const { lastActiveAt: _, ...figures } = view;
    expect(shown(answer)).toEqual(figures);
    const ours = new Map(answer.figures.map((row) => [row.name, row.index]));
    const counted = [ours.get("bids"), ours.get("requestsRefunded")];
    expect(counted).toEqual([BigInt(bids), BigInt(missed)]);
    const isSame = answer.figures.every(({ contract, index }) => contract === index);
    expect(answer.reasons.includes("SAME")).toBe(isSame);
    for (const reason of answer.reasons) reasons.add(reason);
  }
  expect(reasons).not.toContain("UNEXPLAINED");
  return reasons;
}

test("just after idle epochs, what the contract hides is named", async () => {
  const until = 1420;
  const opened = await openRecording("quirks", { until });
  const { views } = opened.recording
    .views()
    .checkpoints.find(({ block }: { block: string }) => Number(block) === until);
  const reasons = await reasonsOf(opened, views.brevisMarket);
  await opened.close();
  expect(reasons).toContain("MISS_ALONE_HIDDEN");
  expect(reasons).toContain("IDLE_SINCE_BEFORE_LAST_EPOCH");
});

describe("the last verification", () => {
  const run = {
    ...{ block: 9, timestamp: 8, comparedAt: 7, scope: "EVERYTHING", outcome: "EQUAL" },
    ...{ compared: 6, equal: 6, different: 0, unsampled: 0, refused: 0, differentViews: [] },
  };
  const sample = { ...run, block: 10, scope: "PART" };
  const refused = { ...run, block: 11, outcome: "INCONCLUSIVE", refused: 3 };
  const different = { ...run, block: 12, outcome: "DIFFERENT", equal: 5, different: 1 };
  const asked = async (...lines: unknown[]) => (await askedAll(...lines)).slice(0, 2);
  const askedAll = async (...lines: unknown[]) => {
    const folder = mkdtempSync(join(tmpdir(), "verification-"));
    const file = join(folder, "verifications.ndjson");
    try {
      writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      return [
        await lastVerification({ file }),
        await laterVerifications({ file }),
        await earlierVerifications({ file }),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test("is the last that asked everything and could tell; those after it come beside it, the newest first", async () => {
    expect(await asked(run, sample, refused)).toEqual([run, [refused, sample]]);
    expect(await asked(run, sample, different)).toEqual([different, []]);
    expect(await asked(sample, refused)).toEqual([null, [refused, sample]]);
  });

  test("is null without a file, and passes over lines that are none of its", async () => {
    expect(await lastVerification({ file: "/nowhere" })).toBeNull();
    expect(await laterVerifications({ file: "/nowhere" })).toEqual([]);
    const others = [null, [], "", { block: 9 }, { ...run, scope: "ALL" }, { ...run, equal: "6" }];
    expect(await asked(...others, { ...run, more: "of it" })).toEqual([run, []]);
  });

  test("has those before it beside it, the newest first, each with the views that differed", async () => {
    const views = { ...different, differentViews: ["brevisMarket.getBidders"] };
    expect(await askedAll(run, views, sample, different, refused)).toEqual([
      different,
      [refused],
      [sample, views, run],
    ]);
    expect(await askedAll(sample, refused)).toEqual([null, [refused, sample], []]);
    const [, , earlier] = await askedAll(...Array.from({ length: 30 }, () => run));
    expect(earlier).toHaveLength(20);
  });

  test("shows twenty later runs at most", async () => {
    const [, later] = await asked(run, ...Array.from({ length: 30 }, () => sample));
    expect(later).toHaveLength(20);
  });
});
