import { type Address, decodeEventLog, getAddress, parseAbi, zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import {
  commissionChanges,
  commissionRaises,
  proverCommission,
} from "../../../src/api/topics/commission.ts";
import { stakerPortfolio } from "../../../src/api/topics/portfolio.ts";
import { unbondingCalendar, unstakes } from "../../../src/api/topics/unstakes.ts";
import { type Opened, openRecording } from "../support.ts";

const all = { first: 1000, after: null };
const anybody = { staker: null, prover: null, state: null };
const DAY = 86_400;
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
const abi = parseAbi([
  "event RewardsAdded(address indexed prover, address indexed source, uint256 amount, uint256 commission, uint256 toStakers)",
  "event CommissionRateUpdated(address indexed prover, address indexed source, uint64 oldRate, uint64 newRate, bool useDefault)",
  "event ProverInitialized(address indexed prover, address indexed vault, uint64 defaultCommissionRate)",
]);

describe.each(["month", "quirks"] as const)("in %s", (name) => {
  let opened: Opened;
  let network: typeof tables.network.$inferSelect;
  let entries: (typeof tables.unstake.$inferSelect)[];
  let provers: Map<Address, typeof tables.prover.$inferSelect>;
  beforeAll(async () => {
    opened = await openRecording(name);
    network = opened.rows(tables.network)[0]!;
    entries = opened.rows(tables.unstake);
    provers = new Map(opened.rows(tables.prover).map((row) => [row.address, row]));
  });
  afterAll(() => opened.close());

  const views = () => opened.recording.views().checkpoints.at(-1).views;
  const stakers = () => [...new Set(opened.rows(tables.stake).map(({ staker }) => staker))];

  test("a portfolio is StakingViewer's: value, unstaking and what is ready, of each prover and in all", async () => {
    const portfolios = views().stakingViewer["getUserPortfolio(address)"];
    const ready = views().stakingViewer["getUserReadyWithdrawals(address)"];
    const users = new Set(opened.recording.views().checkpoints.at(-1).users.map(getAddress));
    for (const staker of stakers()) {
      const { positions, total } = await stakerPortfolio(opened.db, { staker, at: opened.head });
      const view = portfolios[getAddress(staker)];
      // Of a vault that holds shares, and the like, no view was recorded.
      if (!users.has(getAddress(staker))) continue;
      if (view === undefined) {
        expect([total.value, total.unstaking]).toEqual([0n, 0n]);
        continue;
      }
      // The viewer goes through the provers that have not retired.
      const held = positions.filter(({ prover }) => prover.state !== "RETIRED");
      const open = held.filter(({ stake, pending }) => stake.shares > 0n || pending > 0);
      type Held = Record<string, string> & { pendingRequests: unknown[] };
      const byProver = new Map((view.stakes as Held[]).map((row) => [row.prover!, row]));
      for (const position of open) {
        const row = byProver.get(getAddress(position.prover.address))!;
        expect(position.stake.shares).toBe(BigInt(row.shares!));
        expect(position.value).toBe(BigInt(row.currentValue!));
        expect(position.unstaking).toBe(BigInt(row.totalUnstaking!));
        expect(position.withdrawable).toBe(BigInt(row.readyToWithdraw!));
        expect(position.locked + position.withdrawable).toBe(position.unstaking);
        expect(position.pending).toBe(row.pendingRequests.length);
      }
      expect(open.length).toBe(byProver.size);
      expect(sum(held.map(({ value }) => value))).toBe(BigInt(view.totalValue));
      expect(sum(held.map((row) => row.unstaking))).toBe(BigInt(view.totalUnstaking));
      expect(sum(held.map((row) => row.withdrawable))).toBe(BigInt(view.totalReadyToWithdraw));
      expect(total.withdrawable).toBe(BigInt(ready[getAddress(staker)]?.totalReady ?? 0));
    }
  });

  test("what a staker earned is what it has and got, less what it put in", async () => {
    for (const staker of stakers()) {
      const { positions, total } = await stakerPortfolio(opened.db, { staker, at: opened.head });
      for (const { stake, prover, ...worth } of positions) {
        const has = worth.value + worth.unstaking;
        const got = stake.received + stake.transferredOut;
        const put = stake.deposited + stake.transferredIn;
        // A retired prover's shares and unstakes are gone with their cost.
        expect(worth.totalGain, prover.address).toBe(has + got - put);
        expect(worth.unrealisedGain).toBe(worth.value - worth.costBasis);
      }
      expect(total.totalGain).toBe(sum(positions.map(({ totalGain }) => totalGain)));
    }
  });

  test("unstakes are ready from their second on, as the queue's delay and the contract's views say", async () => {
    const info = views().stakingController["getUnstakingInfo(address,address)"];
    const { rows: every } = await unstakes(opened.db, { ...anybody, at: opened.head, ...all });
    const queues = Map.groupBy(every, ({ unstake }) => `${unstake.prover} ${unstake.staker}`);
    for (const [key, rows] of queues) {
      const [prover, staker] = key.split(" ") as [Address, Address];
      const own = await unstakes(opened.db, {
        ...anybody,
        prover,
        staker,
        at: opened.head,
        ...all,
      });
      expect(own).toEqual({ rows, totalCount: rows.length });
      const open = rows.filter(({ state }) => state !== "COMPLETED");
      const ready = open.filter(({ state }) => state === "READY");
      const view = info[`${getAddress(prover)},${getAddress(staker)}`];
      const payout = sum(ready.map(({ effective }) => effective));
      expect(sum(open.map(({ effective }) => effective))).toBe(BigInt(view?.totalAmount ?? 0));
      expect(payout).toBe(BigInt(view?.readyAmount ?? 0));
      const pool = provers.get(prover)!.unstaking;
      for (const row of open) expect(row.isStuck).toBe(row.state === "READY" && payout > pool);
    }
    const waiting = entries.find(({ completedAt }) => completedAt === null)!;
    const ready = waiting.requestedAt + Number(network.unstakeDelay);
    for (const [at, state] of [
      [ready - 1, "WAITING"],
      [ready, "READY"],
    ] as const) {
      const { rows } = await unstakes(opened.db, { ...anybody, at, ...all });
      const found = rows.find(({ unstake }) => unstake.requestedId === waiting.requestedId)!;
      expect([found.state, found.readyAt]).toEqual([state, ready]);
    }
  });

  test("unstakes in a state are those of all with that state, and their pages join, the latest first", async () => {
    const at = opened.head;
    const every = await unstakes(opened.db, { ...anybody, at, ...all });
    expect(every.totalCount).toBe(entries.length);
    expect(every.rows.length).toBe(Math.min(1001, entries.length));
    for (const state of ["WAITING", "READY", "COMPLETED"] as const) {
      const { rows, totalCount } = await unstakes(opened.db, { ...anybody, state, at, ...all });
      expect(rows).toEqual(every.rows.filter((row) => row.state === state));
      expect(totalCount).toBe(rows.length);
    }
    for (const { unstake, effective, slashed } of every.rows) {
      if (unstake.completedAt !== null) expect(effective).toBe(unstake.received);
      expect(slashed).toBe(unstake.amount - effective);
    }
    const joined: typeof every.rows = [];
    for (;;) {
      const after = joined.at(-1)?.unstake ?? null;
      const { rows } = await unstakes(opened.db, { ...anybody, at, first: 40, after });
      joined.push(...rows.slice(0, 40));
      if (rows.length <= 40) break;
    }
    expect(joined).toEqual(every.rows);
  });

  test("the unbonding calendar is each pending unstake on the day it is ready", async () => {
    const pending = entries.filter(({ completedAt }) => completedAt === null);
    for (const at of [opened.head, opened.head - 2 * DAY, pending[0]!.requestedAt]) {
      const days = 2;
      const calendar = await unbondingCalendar(opened.db, { prover: null, at, days });
      const slots = new Map<string, { amount: bigint; unstakes: number; stakers: Set<string> }>();
      for (const entry of pending) {
        const ready = entry.requestedAt + Number(network.unstakeDelay);
        const day = Math.floor(ready / DAY) - Math.floor(at / DAY);
        const slot = ready <= at ? "ready" : day >= days ? "later" : String(day);
        const worth =
          (entry.amount * provers.get(entry.prover)!.slashingScale) / entry.scaleSnapshot;
        for (const key of [slot, "total"]) {
          const found = slots.get(key) ?? { amount: 0n, unstakes: 0, stakers: new Set() };
          found.amount += worth;
          found.unstakes += 1;
          found.stakers.add(entry.staker);
          slots.set(key, found);
        }
      }
      const expected = (key: string) => {
        const found = slots.get(key);
        return {
          amount: found?.amount ?? 0n,
          unstakes: found?.unstakes ?? 0,
          stakers: found?.stakers.size ?? 0,
        };
      };
      expect(calendar.ready).toEqual(expected("ready"));
      expect(calendar.later).toEqual(expected("later"));
      expect(calendar.total).toEqual(expected("total"));
      expect(calendar.days).toEqual(
        [0, 1].map((day) => ({
          start: (Math.floor(at / DAY) + day) * DAY,
          ...expected(String(day)),
        })),
      );
    }
  });

  test("commission by source is the sum of the logs, and accrued is claimed and pending", async () => {
    const byProver = new Map<string, Map<string, [bigint, bigint]>>();
    for (const { args, eventName } of staking(opened)) {
      if (eventName !== "RewardsAdded") continue;
      const sources = byProver.get(args.prover) ?? new Map();
      const [rewards, commission] = sources.get(args.source) ?? [0n, 0n];
      sources.set(args.source, [rewards + args.amount, commission + args.commission]);
      byProver.set(args.prover, sources);
    }
    const rateView = views().stakingController["getCommissionRate(address,address)"];
    const infoView = views().stakingViewer["getProverInfo(address)"];
    for (const address of provers.keys()) {
      const answer = (await proverCommission(opened.db, address))!;
      expect(answer.accrued).toBe(answer.claimed + answer.pending);
      const expected = byProver.get(getAddress(address)) ?? new Map();
      const found = answer.bySource.map((row) => [
        getAddress(row.source),
        [row.rewards, row.commission],
      ]);
      expect(new Map(found as [string, [bigint, bigint]][])).toEqual(expected);
      expect(sum(answer.bySource.map(({ commission }) => commission))).toBe(answer.accrued);
      const info = infoView[getAddress(address)];
      if (answer.prover.state === "RETIRED" || info?.__revert) continue;
      if (info) expect(answer.pending).toBe(BigInt(info.pendingCommission));
      for (const { source, rate } of answer.bySource) {
        const view = rateView[`${getAddress(address)},${getAddress(source)}`];
        if (view !== undefined) expect(rate).toBe(BigInt(view));
      }
    }
  });

  test("raises shortly before a reward are those that a walk through the logs finds", async () => {
    for (const window of [3600, DAY, 30 * DAY]) {
      const expected = walkRaises(opened, window);
      const found: string[] = [];
      for (const prover of provers.keys())
        for (const row of await commissionRaises(opened.db, { prover, window, limit: 1000 }))
          found.push(
            [
              row.change.id,
              getAddress(row.source),
              row.oldRate,
              row.newRate,
              row.rewards,
              row.amount,
              row.commission,
              row.extra,
              row.secondsToFirst,
            ].join(" "),
          );
      expect(found.sort()).toEqual(expected.sort());
      if (window > DAY) expect(found.length).toBeGreaterThan(0);
    }
  });

  test("the history of rates is every change, the latest first, in pages that join", async () => {
    for (const prover of provers.keys()) {
      const whole = await commissionChanges(opened.db, { prover, ...all });
      const expected = opened.rows(tables.commissionChange).filter((row) => row.prover === prover);
      expect(whole).toEqual(expected.toSorted((a, b) => Number(b.id - a.id)));
      if (whole.length < 2) continue;
      const rest = await commissionChanges(opened.db, { prover, first: 1000, after: whole[0]! });
      expect(rest).toEqual(whole.slice(1));
    }
  });

  test("an unknown staker or prover has nothing", async () => {
    const nobody = zeroAddress;
    expect((await stakerPortfolio(opened.db, { staker: nobody, at: 1 })).positions).toEqual([]);
    expect(await proverCommission(opened.db, nobody)).toBeNull();
    const asked = { ...anybody, staker: nobody, at: opened.head, ...all };
    expect(await unstakes(opened.db, asked)).toEqual({ rows: [], totalCount: 0 });
    const calendar = await unbondingCalendar(opened.db, {
      prover: nobody,
      at: opened.head,
      days: 1,
    });
    expect(calendar.total).toEqual({ amount: 0n, unstakes: 0, stakers: 0 });
  });
});

/** The controller's logs about rewards and rates, decoded anew, in order. */
function* staking({ recording }: Opened) {
  const controller = recording.contracts.stakingController.address.toLowerCase();
  for (let block = 0; block <= recording.head; block++)
    for (const { log } of recording.logs(block)) {
      if (log.address.toLowerCase() !== controller) continue;
      try {
        const decoded = decodeEventLog({ abi, topics: log.topics, data: log.data });
        const id = BigInt(block) * 1_000_000n + BigInt(log.logIndex);
        yield { ...decoded, id, timestamp: Number(recording.block(block).timestamp) };
      } catch {
        // Another event.
      }
    }
}

/** Raises and the rewards under them, by walking through the logs with the rates in force in hand. */
function walkRaises(opened: Opened, window: number): string[] {
  const own = new Map<string, bigint | null>();
  const touched = new Map<string, { before: bigint | null; id: bigint; at: number }>();
  const known = new Set<string>();
  const found = new Map<string, { head: string; sums: [number, bigint, bigint, bigint, number] }>();
  const inForce = (prover: string, source: string): bigint | null =>
    own.get(prover + source) ?? own.get(prover + zeroAddress) ?? null;
  // Every source there will be: a change of the default touches those without a rate of their own.
  for (const { args, eventName } of staking(opened))
    if (eventName === "RewardsAdded") known.add(`${args.prover} ${args.source}`);
  for (const { args, eventName, id, timestamp } of staking(opened)) {
    if (eventName === "RewardsAdded") {
      const last = touched.get(args.prover + args.source);
      const now = inForce(args.prover, args.source);
      if (!last || last.before === null || now === null || now <= last.before) continue;
      if (args.amount === 0n || timestamp - last.at > window) continue;
      const key = `${last.id} ${args.source}`;
      const { head, sums } = found.get(key) ?? {
        head: `${key} ${last.before} ${now}`,
        sums: [0, 0n, 0n, 0n, timestamp - last.at],
      };
      const extra = args.commission - (args.amount * last.before) / 10_000n;
      const [count, amount, commission, more, first] = sums;
      const next = [count + 1, amount + args.amount, commission + args.commission, more + extra];
      found.set(key, { head, sums: [...next, first] as typeof sums });
      continue;
    }
    const { prover } = args;
    const source = eventName === "ProverInitialized" ? zeroAddress : args.source;
    const rate =
      eventName === "ProverInitialized"
        ? args.defaultCommissionRate
        : args.useDefault
          ? null
          : args.newRate;
    for (const pair of known) {
      const [of, from] = pair.split(" ") as [string, string];
      if (of !== prover) continue;
      const isOwn = from === source;
      const hasOwn = own.get(prover + from) != null;
      if (isOwn || (source === zeroAddress && !hasOwn))
        touched.set(prover + from, { before: inForce(prover, from), id, at: timestamp });
    }
    own.set(prover + source, rate);
  }
  return [...found.values()].map(({ head, sums }) => `${head} ${sums.join(" ")}`);
}
