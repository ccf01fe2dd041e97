import type { Address } from "viem";
import { zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { type Moment, momentOf } from "../../../src/api/reads/moments.ts";
import { networkAsOf } from "../../../src/api/reads/past-network.ts";
import {
  parametersAsOf,
  proverSetAsOf,
  proversAsOf,
  stakeAsOf,
} from "../../../src/api/topics/as-of.ts";
import { createIndexer } from "../../support/indexer.ts";
import { type Opened, openRecording } from "../support.ts";

const STATES = ["RETIRED", "ACTIVE", "DEACTIVATED", "JAILED"];
const PARAMETERS = {
  brevisMarket: [
    ...["biddingPhaseDuration", "revealPhaseDuration", "minMaxFee", "maxMaxFee", "slashBps"],
    ...["slashWindow", "protocolFeeBps", "overcommitBps"],
  ],
  stakingController: ["unstakeDelay", "minSelfStake", "maxSlashBps", "requireAuthorization"],
};
const lower = (address: string) => address.toLowerCase() as Address;

describe.each(["month", "quirks"] as const)("with %s indexed to its head", (name) => {
  let opened: Opened;
  let moments: Moment[];
  // biome-ignore lint/suspicious/noExplicitAny: recorded views have the shape of the contracts.
  let checkpoints: any[];
  beforeAll(async () => {
    opened = await openRecording(name);
    checkpoints = opened.recording.views().checkpoints;
    moments = [];
    for (const { block } of checkpoints)
      moments.push((await momentOf(opened.db, { block: Number(block) }))!);
  });
  afterAll(() => opened.close());

  test("the past's provers, vaults, parameters and pools are what the views said then", async () => {
    for (const [index, { views }] of checkpoints.entries()) {
      const moment = moments[index]!;
      const { db } = opened;
      const overview = views.stakingViewer["getSystemOverview()"];
      const set = await proverSetAsOf(db, moment);
      expect(String(set.registered)).toBe(overview.totalProvers);
      expect(String(set.active)).toBe(overview.activeProvers);
      expect(String(set.assets)).toBe(overview.totalVaultAssets);

      const ask = { high: moment.high, state: null, first: 1000, after: null };
      const provers = await proversAsOf(db, ask);
      const byAddress = new Map(provers.map((row) => [row.address, row]));
      for (const [address, state] of Object.entries(
        views.stakingController["getProverState(address)"] ?? {},
      )) {
        const row = byAddress.get(lower(address));
        if (row !== undefined) expect(row.state).toBe(STATES[Number(state)]);
        else expect(Number(state)).toBe(0);
      }
      const vaults = Object.entries<Record<string, unknown>>(views).filter(([key]) =>
        key.startsWith("vault:"),
      );
      expect(vaults.length).toBe(provers.length);
      for (const [, vault] of vaults) {
        const row = byAddress.get(lower(String(vault["prover()"])))!;
        expect(String(row.assets)).toBe(vault["totalAssets()"]);
        expect(String(row.shares)).toBe(vault["totalSupply()"]);
        const { one } = vault["convertToAssets(uint256)"] as Record<string, string>;
        expect(String(row.price)).toBe(one);
      }
      const active = await proversAsOf(db, { ...ask, state: "ACTIVE" });
      expect(active.length).toBe(set.active);

      const parameters = new Map(
        (await parametersAsOf(db, moment)).map((row) => [row.name, row.value]),
      );
      for (const [contract, names] of Object.entries(PARAMETERS))
        for (const parameter of names)
          expect(`${parameter} ${parameters.get(parameter)}`).toBe(
            `${parameter} ${views[contract][`${parameter}()`]}`,
          );

      const network = await networkAsOf(db, moment);
      const { stakingController, brevisMarket } = views;
      expect(String(network.unstaking)).toBe(stakingController["totalUnstaking()"]);
      expect(String(network.treasuryPool)).toBe(stakingController["treasuryPool()"]);
      expect(String(network.protocolFeeBalance)).toBe(brevisMarket["getProtocolFeeInfo()"].balance);
    }
  });

  test("the past's stakes are what the views said then", async () => {
    let [held, queued] = [0, 0];
    for (const [index, { views }] of checkpoints.entries()) {
      const stakes = views.stakingController["getStakeInfo(address,address)"] ?? {};
      const queues = views.stakingController["getUnstakingInfo(address,address)"] ?? {};
      for (const [number, [pair, shares]] of Object.entries(stakes).entries()) {
        if (
          number % 12 !== index % 12 &&
          !(number % 3 === 0 && Number(queues[pair]?.totalAmount ?? 0) > 0)
        )
          continue;
        const [prover, staker] = pair.split(",").map(lower) as [Address, Address];
        const row = await stakeAsOf(opened.db, { moment: moments[index]!, prover, staker });
        expect(String(row?.shares ?? 0)).toBe(shares);
        expect(String(row?.unstaking ?? 0)).toBe(queues[pair]?.totalAmount ?? "0");
        held += Number(shares) > 0 ? 1 : 0;
        queued += Number(queues[pair]?.totalAmount ?? 0) > 0 ? 1 : 0;
      }
    }
    expect(Math.min(held, queued)).toBeGreaterThan(10);
  });

  test("counts and sums are those an index had that was only so far, at every checkpoint and between", async () => {
    const indexer = await createIndexer();
    indexer.context.contracts.SampledToken ??= { address: zeroAddress, abi: [], startBlock: 0 };
    const heights = checkpoints.map(({ block }) => Number(block));
    const between = heights
      .slice(1)
      .map((block, index) => (block + heights[index]!) >> 1)
      .filter((_, index) => index % 3 === 0);
    for (const until of [...heights, ...between].sort((a, b) => a - b)) {
      await indexer.replay(opened.recording, { until });
      const [then] = indexer.rows(tables.network) as Record<string, unknown>[];
      const moment = (await momentOf(opened.db, { block: until }))!;
      const network = await networkAsOf(opened.db, moment);
      for (const [column, value] of Object.entries(network))
        expect(`${until} ${column} ${value}`).toBe(`${until} ${column} ${then![column]}`);
    }
  });

  test("a second is the end of its last block", async () => {
    for (const [index, { timestamp, block }] of checkpoints.entries()) {
      const moment = (await momentOf(opened.db, { at: Number(timestamp) }))!;
      expect(moment.block).toBe(moments[index]!.block);
      expect(moment.block).toBeLessThanOrEqual(Number(block));
      const before = await momentOf(opened.db, { at: moment.timestamp - 1 });
      expect(before?.block ?? 0).toBeLessThan(moment.block);
    }
    expect(await momentOf(opened.db, { at: 1 })).toBeNull();
    expect(await momentOf(opened.db, { block: 0 })).toBeNull();
  });

  test("provers come in pages, and nobody's stake is not told", async () => {
    const { high } = moments.at(-1)!;
    const all = await proversAsOf(opened.db, { high, state: null, first: 1000, after: null });
    const [head, ...rest] = await proversAsOf(opened.db, {
      high,
      state: null,
      first: 2,
      after: all[2]!,
    });
    expect([head, ...rest]).toEqual(all.slice(3, 6));
    const given = { moment: moments.at(-1)!, prover: zeroAddress, staker: zeroAddress };
    expect(await stakeAsOf(opened.db, given)).toBeNull();
  });
});
