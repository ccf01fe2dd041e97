import { type Address, type Hex, toEventSelector } from "viem";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { capacitySeries, proverCapacity } from "../../../src/api/topics/capacity.ts";
import { expectedSlash, slashableMisses, slashes } from "../../../src/api/topics/slashes.ts";
import { requestTimeline } from "../../../src/api/topics/timeline.ts";
import { type Opened, openRecording } from "../support.ts";

const all = { first: 1000, after: null };
const anybody = { prover: null, requester: null };
const DAY = 86_400;

describe.each(["month", "quirks"] as const)("in %s", (name) => {
  let opened: Opened;
  let network: typeof tables.network.$inferSelect;
  beforeAll(async () => {
    opened = await openRecording(name);
    network = opened.rows(tables.network)[0]!;
  });
  afterAll(() => opened.close());

  test("a prover's capacity is what the contract's views add up to", async () => {
    const { stakingController: staking, brevisMarket: market } = opened.recording
      .views()
      .checkpoints.at(-1).views;
    const assigned = market["assignedStake(address)"] as Record<Address, string>;
    const eligible = staking["isProverEligible(address,uint256)"];
    for (const [address, stake] of Object.entries(assigned)) {
      const view = eligible[`${address},0`];
      const minStake = 10n ** 21n;
      const prover = address.toLowerCase() as Address;
      const answer = await proverCapacity(opened.db, { prover, minStake });
      if (answer === null || view === undefined) continue;
      const [assets, counted] = [
        BigInt(view.currentVaultAssets),
        (BigInt(stake) * BigInt(market["overcommitBps()"])) / 10_000n,
      ];
      expect(answer.countedStake).toBe(counted);
      if (answer.prover.state !== "ACTIVE") continue;
      expect(answer.headroom).toBe(assets - counted);
      expect(answer.forRequest!.required).toBe(minStake + counted);
      expect(answer.forRequest!.remaining).toBe(assets - counted - minStake);
      expect(answer.forRequest!.eligible).toBe(assets >= minStake + counted);
    }
  });

  test("utilization over time is the sum over every spell and every change of the vault", async () => {
    const to = opened.head - 5;
    const from = to - 5 * DAY - 1000;
    const step = DAY;
    for (const { address } of opened.rows(tables.prover).slice(0, 6)) {
      const found = await capacitySeries(opened.db, { prover: address, from, to, step });
      expect(found.length).toBe(6);
      const spells = opened.rows(tables.assignment).filter(({ prover }) => prover === address);
      const changes = opened.rows(tables.vaultChange).filter(({ prover }) => prover === address);
      for (const [index, bucket] of found.entries()) {
        const [start, end] = [from + index * step, Math.min(to, from + (index + 1) * step)];
        expect([bucket.start, bucket.end]).toEqual([start, end]);
        let assignedSeconds = 0n;
        let assignmentSeconds = 0;
        for (const { startedAt, endedAt, minStake } of spells) {
          const length = Math.min(endedAt ?? end, end) - Math.max(startedAt, start);
          if (length <= 0) continue;
          assignedSeconds += minStake * BigInt(length);
          assignmentSeconds += length;
        }
        let assetSeconds = 0n;
        for (const [place, { timestamp, assetsAfter }] of changes.entries()) {
          const until = Math.min(changes[place + 1]?.timestamp ?? end, end);
          const length = until - Math.max(timestamp, start);
          if (length > 0) assetSeconds += assetsAfter * BigInt(length);
        }
        const at = (second: number) =>
          spells.filter((is) => is.startedAt <= second && second < (is.endedAt ?? Infinity));
        const moments = [start, ...spells.map(({ startedAt }) => startedAt)].filter(
          (second) => second >= start && second < end,
        );
        const stakes = moments.map((second) =>
          at(second).reduce((sum, { minStake }) => sum + minStake, 0n),
        );
        expect(bucket).toEqual({
          start,
          end,
          assignedSeconds,
          assetSeconds,
          utilizationBps:
            assetSeconds === 0n ? null : Number((assignedSeconds * 10_000n) / assetSeconds),
          assignmentSeconds: BigInt(assignmentSeconds),
          peakAssignments: Math.max(...moments.map((second) => at(second).length)),
          peakAssignedStake: stakes.toSorted((a, b) => (a < b ? 1 : -1))[0]!,
          assets: changes.findLast(({ timestamp }) => timestamp < end)?.assetsAfter ?? 0n,
          overcommitBps: BigInt(
            opened
              .rows(tables.parameterChange)
              .filter((row) => row.name === "overcommitBps" && row.timestamp < end)
              .reduce((last, row) => (row.id > last.id ? row : last)).newValue,
          ),
        });
      }
    }
  });

  test("a span before the first vault has no utilization, and none is not zero", async () => {
    const prover = opened.rows(tables.prover)[0]!.address;
    const span = { from: 1_000, to: 1_010, step: 10 };
    const [bucket] = await capacitySeries(opened.db, { prover, ...span });
    expect(bucket!.assetSeconds).toBe(0n);
    expect(bucket!.utilizationBps).toBeNull();
  });

  test("slashes add up to what the contracts' events say", async () => {
    const { rows, ...totals } = await slashes(opened.db, {
      ...anybody,
      from: null,
      to: null,
      ...all,
    });
    // From the raw logs: both contracts call their event ProverSlashed; the data tells them apart by its length.
    const { stakingController, brevisMarket } = opened.recording.contracts;
    let asked = 0n;
    let taken = 0n;
    const controllerTopic = toEventSelector("ProverSlashed(address,uint256,uint256)");
    const marketTopic = toEventSelector("ProverSlashed(bytes32,address,uint256)");
    for (let block = 0; block <= opened.recording.head; block++)
      for (const { log } of opened.recording.logs(block)) {
        const [topic] = log.topics as Hex[];
        const from = log.address.toLowerCase();
        const amount = () => BigInt((log.data as Hex).slice(0, 66));
        if (topic === marketTopic && from === brevisMarket.address.toLowerCase()) asked += amount();
        if (topic === controllerTopic && from === stakingController.address.toLowerCase())
          taken += amount();
      }
    expect(totals.totalAsked).toBe(asked);
    expect(totals.totalTaken).toBe(taken);
    expect(totals.totalFromVault + totals.totalFromUnstaking).toBe(taken);
    expect(totals.totalCount).toBe(rows.length);
    const ids = rows.map(({ slashing }) => slashing.id);
    expect(ids).toEqual(ids.toSorted((a, b) => Number(b - a)));
    expect(totals.totalAsked).toBe(network.slashAsked);
    expect(totals.totalTakenForMarket).toBe(network.slashTaken);
  });

  test("slashes of a requester, a prover and a span are those, and their pages join", async () => {
    const requests = new Map(opened.rows(tables.request).map((row) => [row.id, row]));
    const every = opened.rows(tables.slashing);
    const one = every.find(({ requestId }) => requestId !== null)!;
    const { requester } = requests.get(one.requestId!)!;
    const count = async (filter: object) =>
      (await slashes(opened.db, { ...anybody, from: null, to: null, ...all, ...filter })).rows
        .length;
    expect(await count({ requester })).toBe(
      every.filter(({ requestId }) => requestId && requests.get(requestId)!.requester === requester)
        .length,
    );
    expect(await count({ prover: one.prover })).toBe(
      every.filter(({ prover }) => prover === one.prover).length,
    );
    const at = one.timestamp;
    const inSecond = every.filter(({ timestamp }) => timestamp === at).length;
    expect(await count({ from: at, to: at + 1 })).toBe(inSecond);
    expect(await count({ from: at + 1, to: at + 1 })).toBe(0);
    const first = await slashes(opened.db, {
      ...anybody,
      from: null,
      to: null,
      first: 2,
      after: null,
    });
    const rest = await slashes(opened.db, {
      ...anybody,
      from: null,
      to: null,
      first: 1000,
      after: first.rows[1]!.slashing,
    });
    expect(rest.rows.length).toBe(every.length - 2);
  });

  test("a miss can be slashed from the second after its deadline through the window, unless it was", async () => {
    const missed = opened
      .rows(tables.request)
      .filter(({ winner, status }) => winner !== null && status !== "FULFILLED");
    const window = Number(network.slashWindow);
    for (const row of missed.slice(0, 10)) {
      const end = Number(row.deadline);
      for (const [at, isOpen] of [
        [end, false],
        [end + 1, true],
        [end + window, true],
        [end + window + 1, false],
      ] as const) {
        const { rows, totalCount } = await slashableMisses(opened.db, { ...anybody, at, ...all });
        const found = rows.find(({ request }) => request.id === row.id);
        expect(totalCount).toBe(rows.length);
        expect(found !== undefined).toBe(isOpen && row.status !== "SLASHED");
        if (found === undefined) continue;
        expect(found.until).toBe(end + window);
        expect(found.asked).toBe((row.minStake * network.slashBps) / 10_000n);
        expect(found.obstacles.includes("REFUND_FIRST")).toBe(row.status === "PENDING");
        expect(found.obstacles.includes("PROVER_RETIRED")).toBe(found.prover.state === "RETIRED");
      }
    }
  });

  test("what a slash is expected to take is what the controller took", () => {
    // Only where nothing was unstaking: the pool's size before is in no row.
    const changes = new Map(opened.rows(tables.vaultChange).map((row) => [row.id, row]));
    let seen = 0;
    for (const row of opened.rows(tables.slashing)) {
      const change = changes.get(row.id);
      if (row.asked === null || row.fromUnstaking > 0n || change === undefined) continue;
      const assets = change.assetsAfter + row.fromVault;
      const before = { assets, unstaking: 0n, slashingScale: row.scaleBefore };
      const expected = expectedSlash(before, row.asked, { maxSlashBps: 10_000n });
      if ((row.asked * 10_000n) / assets !== row.bps) continue;
      expect(expected).toBe(row.amount);
      seen += 1;
    }
    expect(seen).toBeGreaterThan(0);
  });

  test("a request's steps are its logs, and end with the winner and second that the contract names", async () => {
    const market = opened.recording.contracts.brevisMarket.address.toLowerCase();
    const logs = new Map<Hex, Hex[]>();
    for (let block = 0; block <= opened.recording.head; block++)
      for (const { log, transaction } of opened.recording.logs(block)) {
        if (log.address.toLowerCase() !== market) continue;
        const id = log.topics[1] as Hex;
        logs.set(id, [...(logs.get(id) ?? []), transaction.hash]);
      }
    const { "getBidders(bytes32)": bidders } = opened.recording.views().checkpoints.at(-1).views
      .brevisMarket as Record<string, Record<Hex, Record<string, string>>>;
    for (const row of sample(opened.rows(tables.request), 120)) {
      const answer = (await requestTimeline(opened.db, row.id))!;
      expect(answer.steps.map(({ activity }) => activity.transaction)).toEqual(logs.get(row.id));
      const last = answer.steps.at(-1)!;
      const view = bidders![row.id]!;
      const isSet = (address: string) => BigInt(address) !== 0n;
      expect(last.winner).toBe(isSet(view.winner!) ? view.winner!.toLowerCase() : null);
      expect(last.second).toBe(isSet(view.secondPlace!) ? view.secondPlace!.toLowerCase() : null);
      if (last.winner) expect(last.winnerFee).toBe(BigInt(view.winnerFee!));
      const spells = opened.rows(tables.assignment).filter((spell) => spell.requestId === row.id);
      expect(answer.steps.filter((step) => step.changesWinner).length).toBe(spells.length);
      expect(answer.waterfall.remainder).toBe(0n);
      expect(answer.proof !== null).toBe(row.status === "FULFILLED");
      expect(answer.slashing !== null).toBe(row.status === "SLASHED");
      const bids = opened.rows(tables.bid).filter((bid) => bid.requestId === row.id);
      const repeats = bids.reduce(
        (sum, bid) => sum + bid.commits - 1 + Math.max(0, bid.reveals - 1),
        0,
      );
      expect(answer.steps.filter((step) => step.isRepeat).length).toBe(repeats);
    }
  });

  test("an unknown request, prover or miss has no answer rather than an empty one", async () => {
    const id = `0x${"00".repeat(32)}` as const;
    const prover = `0x${"00".repeat(20)}` as const;
    expect(await requestTimeline(opened.db, id)).toBeNull();
    expect(await proverCapacity(opened.db, { prover, minStake: null })).toBeNull();
    const misses = await slashableMisses(opened.db, {
      prover,
      requester: null,
      at: opened.head,
      ...all,
    });
    expect(misses).toEqual({ rows: [], totalCount: 0 });
  });
});

const sample = <Row>(rows: readonly Row[], size: number): Row[] => {
  const every = Math.max(1, Math.floor(rows.length / size));
  return rows.filter((_, index) => index % every === 0);
};
