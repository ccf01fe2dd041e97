/** Where fees went, and what EpochRewards paid beside them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { rewardSchedule } from "../../../src/api/reads/buckets.ts";
import { epochAt, epochInfo } from "../../../src/api/rules/reward-epochs.ts";
import { feeTotal } from "../../../src/api/topics/fee-flow.ts";
import { rewardEpochs, rewardTotals } from "../../../src/api/topics/reward-epochs.ts";
import { subsidyShare } from "../../../src/api/topics/subsidy.ts";
import { sum } from "../loops.ts";
import { type Opened, openRecording } from "../support.ts";

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openRecording(name);
  });
  afterAll(() => opened.close());

  test("all fees are accounted for, as the market's own views have them", async () => {
    const { brevisMarket, token } = opened.recording.views().checkpoints.at(-1).views;
    const total = (await feeTotal(opened.db))!;
    const market = Object.keys(token["balanceOf(address)"]).find(
      (address) =>
        address.toLowerCase() === opened.recording.contracts.brevisMarket.address.toLowerCase(),
    )!;
    expect(total).toMatchObject({ escrowBalance: 0n, priceBalance: 0n, protocolFeeDifference: 0n });
    expect(total.protocolFees).toBe(BigInt(brevisMarket["cumulativeProtocolFee()"]));
    expect(total.withdrawn).toBe(BigInt(brevisMarket["withdrawnProtocolFee()"]));
    expect(total.protocolFeeBalance).toBe(BigInt(brevisMarket["getProtocolFeeInfo()"].balance));
    expect(total.marketTokens).toBe(BigInt(token["balanceOf(address)"][market]));
    expect(total.strayTokens).toBeGreaterThanOrEqual(0n);
  });

  test("the schedule of reward epochs says what EpochRewards says", async () => {
    const { db, recording } = opened;
    const { epochRewards } = recording.views().checkpoints.at(-1).views;
    const schedule = await rewardSchedule(db);
    const known = Object.entries<Record<string, string>>(
      epochRewards["getEpochInfoByEpochNumber(uint32)"],
    ).filter(([, info]) => info.__revert === undefined);
    expect(known.length).toBeGreaterThan(30);
    for (const [number, info] of known) {
      const { startAt, endAt, maxEpochReward } = epochInfo(schedule, BigInt(number))!;
      expect([startAt, endAt - startAt, maxEpochReward].map(String)).toEqual([
        info.epochStartTime,
        info.epochLength,
        info.maxEpochReward,
      ]);
    }
    for (const { timestamp, views } of recording.views().checkpoints.slice(-1)) {
      const { currentEpoch } = views.epochRewards["getCurrentEpochInfo()"];
      expect(epochAt(schedule, BigInt(timestamp))).toBe(BigInt(currentEpoch));
    }
  });

  test("reward epochs tell what was set, paid and left, as EpochRewards does", async () => {
    const { db, recording, head: at } = opened;
    const { epochRewards } = recording.views().checkpoints.at(-1).views;
    const epochs = await rewardEpochs(db, { at, first: 1000, before: null });
    expect(epochs.map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: epochs.length }, (_, index) => BigInt(epochs.length - index)),
    );
    const allocated = new Map<string, { set: bigint; paid: bigint }>();
    for (const [key, { amount, distributed }] of Object.entries<{
      amount: string;
      distributed: boolean;
    }>(epochRewards["epochProverRewards(uint32,address)"])) {
      const [epoch = ""] = key.split(",");
      const { set, paid } = allocated.get(epoch) ?? { set: 0n, paid: 0n };
      const amounts = BigInt(amount);
      allocated.set(epoch, { set: set + amounts, paid: paid + (distributed ? amounts : 0n) });
    }
    for (const { epoch, set, distributed, left, startAt, endAt, complete } of epochs) {
      const total = BigInt(epochRewards["epochTotalRewards(uint32)"][String(epoch)] ?? 0);
      const { paid } = allocated.get(String(epoch)) ?? { paid: 0n };
      expect([set ?? 0n, distributed ?? 0n, left ?? 0n]).toEqual([total, paid, total - paid]);
      expect(complete).toBe(endAt <= at);
      expect(startAt).toBeLessThan(endAt);
    }
    const totals = await rewardTotals(db, at);
    expect(totals.set).toBe(sum([...allocated.values()], ({ set }) => set));
    expect(totals.distributed).toBe(sum([...allocated.values()], ({ paid }) => paid));
    const page = await rewardEpochs(db, { at, first: 3, before: epochs[4]!.epoch });
    expect(page).toEqual(epochs.slice(5, 8));
  });

  test("the subsidy's part in the income is what the rewards' rows add up to", async () => {
    const share = await subsidyShare(opened.db, { from: 0, to: opened.head + 1, first: 1000 });
    const rewards = opened.rows(tables.reward);
    const of = (rows: typeof rewards, kind: string) =>
      sum(
        rows.filter((row) => row.kind === kind),
        (row) => row.amount,
      );
    expect(share).toMatchObject({
      marketRewards: of(rewards, "MARKET"),
      epochRewards: of(rewards, "EPOCH"),
      otherRewards: of(rewards, "OTHER"),
    });
    for (const income of share.byProver) {
      const own = rewards.filter((row) => row.prover === income.prover);
      expect(income.subsidy).toMatchObject({
        numerator: of(own, "EPOCH"),
        denominator: sum(own, (row) => row.amount),
      });
    }
  });
});
