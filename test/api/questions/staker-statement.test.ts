/** A staker's statement, series and feed against the recorded views, and against plain loops over the rows. */
import { type Address, getAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { bucketsOf } from "../../../src/api/reads/buckets.ts";
import { marketSeries } from "../../../src/api/reads/series.ts";
import { feed } from "../../../src/api/topics/feed.ts";
import { networkState } from "../../../src/api/topics/network-overview.ts";
import { stakerPortfolio } from "../../../src/api/topics/portfolio.ts";
import { stakerSeries } from "../../../src/api/topics/staker-series.ts";
import { stakerStatement } from "../../../src/api/topics/staker-statement.ts";
import { type Opened, openRecording } from "../support.ts";

const DAY = 86_400;
const anything = {
  ...{ prover: null, requester: null, requestId: null, vk: null },
  ...{ transaction: null, block: null, until: null },
};
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

describe.each(["month", "quirks"] as const)("on %s", (name) => {
  let opened: Opened;
  let positions: (typeof tables.stake.$inferSelect)[];
  beforeAll(async () => {
    opened = await openRecording(name);
    positions = opened.rows(tables.stake);
  });
  afterAll(() => opened.close());

  const whole = async (staker: Address, prover: Address, newestFirst = false, first = 200) => {
    const lines: Awaited<ReturnType<typeof stakerStatement>> = [];
    for (let after: { id: bigint } | null = null; ; after = lines.at(-1)!) {
      const page = await stakerStatement(opened.db, { staker, prover, newestFirst, first, after });
      lines.push(...page.slice(0, first));
      if (page.length <= first) return lines;
    }
  };

  test("a statement adds up, line by line, and ends with what the portfolio and the chain say", async () => {
    const views = opened.recording.views().checkpoints.at(-1).views;
    const portfolios = views.stakingViewer["getUserPortfolio(address)"];
    let compared = 0;
    for (const { staker, prover } of positions) {
      const lines = await whole(staker, prover);
      let [value, unstaking] = [0n, 0n];
      for (const line of lines) {
        value += line.moved + line.earned;
        if (line.kind === "UNSTAKE") unstaking -= line.moved;
        unstaking -= line.unstakingSlashed + line.paidOut;
        expect([line.value, line.unstaking], `${staker} ${line.id}`).toEqual([value, unstaking]);
      }
      const own = await stakerPortfolio(opened.db, { staker, at: opened.head });
      const position = own.positions.find((row) => row.prover.address === prover)!;
      expect([value, unstaking]).toEqual([position.value, position.unstaking]);
      const view = portfolios[getAddress(staker)]?.stakes.find(
        (row: { prover: string }) => row.prover === getAddress(prover),
      );
      if (view === undefined) continue;
      expect(value).toBe(BigInt(view.currentValue));
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  test("at every checkpoint the statement so far is the viewer's value then", async () => {
    let compared = 0;
    for (const { block, views } of opened.recording.views().checkpoints) {
      const portfolios = views.stakingViewer?.["getUserPortfolio(address)"] ?? {};
      for (const { staker, prover } of positions.slice(0, 40)) {
        const row = portfolios[getAddress(staker)]?.stakes?.find(
          (held: { prover: string }) => held.prover === getAddress(prover),
        );
        if (row === undefined) continue;
        const after = { id: (BigInt(block) + 1n) * 1_000_000n };
        const [last] = await stakerStatement(opened.db, {
          ...{ staker, prover, newestFirst: true, first: 1, after },
        });
        expect([last!.shares, last!.value], `${staker} ${prover} ${block}`).toEqual([
          BigInt(row.shares),
          BigInt(row.currentValue),
        ]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  test("its pages, forwards and backwards, are the whole of it", async () => {
    for (const { staker, prover } of positions.slice(0, 12)) {
      const lines = await whole(staker, prover);
      expect(await whole(staker, prover, false, 3)).toEqual(lines);
      expect(await whole(staker, prover, true, 4)).toEqual(lines.toReversed());
    }
  });

  test("a reward, donation or slash of the vault is a line of whoever held shares, and only of them", async () => {
    const changes = opened.rows(tables.vaultChange);
    for (const { staker, prover } of positions.slice(0, 30)) {
      const lines = new Map((await whole(staker, prover)).map((line) => [line.id, line]));
      for (const change of changes.filter((row) => row.prover === prover)) {
        if (["STAKE", "UNSTAKE", "RETIREMENT"].includes(change.kind)) continue;
        const staked = changes.filter(
          (row) =>
            row.prover === prover &&
            row.account === staker &&
            row.id < change.id &&
            ["STAKE", "UNSTAKE"].includes(row.kind),
        );
        const given = opened
          .rows(tables.shareTransfer)
          .filter((row) => row.prover === prover && row.id < change.id);
        const held =
          sum(staked.map(({ shares }) => shares)) +
          sum(
            given.map(
              (row) =>
                (row.to === staker ? row.shares : 0n) - (row.from === staker ? row.shares : 0n),
            ),
          );
        const line = lines.get(change.id);
        // A slash is a line of who has unstakes pending alone, too.
        if (change.kind === "SLASH" && held === 0n) {
          if (line) expect([line.earned, line.unstakingSlashed > 0n]).toEqual([0n, true]);
          continue;
        }
        expect(line?.kind === change.kind, `${staker} ${change.id}`).toBe(held > 0n);
        // Of n share wei in N, n/N of what came, to a rounding.
        if (line && change.sharesAfter > 0n) {
          const part = (change.assets * held) / (change.sharesAfter + 1n);
          expect(line.earned - part >= -1n && line.earned - part <= 1n).toBe(true);
        }
      }
    }
  });

  test("a series adds up to the statement, bucket by bucket, and to the portfolio", async () => {
    for (const unit of ["DAY", "HOUR", "WEEK"] as const) {
      const at = opened.head;
      const buckets = await bucketsOf(
        opened.db,
        { unit, from: at - (unit === "HOUR" ? 300 * 3600 : 40 * DAY), to: at + 1, at },
        400,
      );
      for (const staker of [...new Set(positions.map((row) => row.staker))].slice(0, 15)) {
        const { before, points } = await stakerSeries(opened.db, {
          ...{ staker, prover: null, unit, buckets, at },
        });
        const provers = positions.filter((row) => row.staker === staker).map((row) => row.prover);
        const lines = (await Promise.all(provers.map((prover) => whole(staker, prover)))).flat();
        let { value, unstaking } = before;
        for (const point of points) {
          const inside = lines.filter(
            ({ timestamp }) => timestamp >= point.start && timestamp < point.end,
          );
          const moved = (kind: string) =>
            sum(inside.filter((line) => line.kind === kind).map((line) => line.moved));
          expect(point).toMatchObject({
            staked: moved("STAKE"),
            unstaked: -moved("UNSTAKE"),
            transferredIn: moved("TRANSFER_IN"),
            transferredOut: -moved("TRANSFER_OUT"),
            slashed: -sum(
              inside.filter(({ kind }) => kind === "SLASH").map(({ earned }) => earned),
            ),
            earned: sum(inside.filter(({ kind }) => kind !== "SLASH").map(({ earned }) => earned)),
            unstakingSlashed: sum(inside.map((line) => line.unstakingSlashed)),
            paidOut: sum(inside.map((line) => line.paidOut)),
          });
          value += point.staked - point.unstaked + point.transferredIn - point.transferredOut;
          value += point.earned - point.slashed;
          unstaking += point.unstaked - point.unstakingSlashed - point.paidOut;
          expect([point.value, point.unstaking]).toEqual([value, unstaking]);
        }
        const { total } = await stakerPortfolio(opened.db, { staker, at });
        expect([value, unstaking]).toEqual([total.value, total.unstaking]);
      }
    }
  });

  test("a feed with vaults has the account's own events, and what moved the vaults while it held shares", async () => {
    for (const staker of [...new Set(positions.map((row) => row.staker))].slice(0, 10)) {
      const ask = (withVaults: boolean) =>
        feed(opened.db, {
          ...{ ...anything, account: staker, withVaults, kinds: null, from: null, to: null },
          ...{ newestFirst: false, first: 100_000, after: null },
        });
      const own = (await ask(false)).map(({ id }) => id);
      const provers = positions.filter((row) => row.staker === staker).map((row) => row.prover);
      const lines = (await Promise.all(provers.map((prover) => whole(staker, prover)))).flat();
      const kinds = ["MARKET_REWARD", "EPOCH_REWARD", "OTHER_REWARD", "DONATION", "SLASH"];
      const activities = new Set(opened.rows(tables.activity).map(({ id }) => id));
      const theirs = lines
        .filter(({ kind, shares, id }) => kinds.includes(kind) && shares > 0n && activities.has(id))
        .map(({ id }) => id);
      const found = (await ask(true)).map(({ id }) => id);
      // Rewards of nothing move no vault.
      const idle = found.filter((id) => !own.includes(id) && !theirs.includes(id));
      const kindOf = new Map(opened.rows(tables.activity).map((row) => [row.id, row.kind]));
      for (const id of idle) expect(["REWARDED", "SLASHED"]).toContain(kindOf.get(id));
      expect(found.filter((id) => !idle.includes(id))).toEqual(
        [...new Set([...own, ...theirs])].sort((a, b) => (a < b ? -1 : 1)),
      );
    }
  });

  test("distinct stakers are the union of the contract's sets, now and by hour", async () => {
    const sets = Object.values(
      opened.recording.views().checkpoints.at(-1).views.stakingController["getStakers(address)"] ??
        {},
    ) as string[][];
    const members = new Set(positions.flatMap((row) => (row.isStaker ? [row.staker] : [])));
    if (sets.length > 0) expect(new Set(sets.flat()).size).toBe(members.size);
    const network = opened.rows(tables.network)[0]!;
    expect(network.distinctStakers).toBe(members.size);
    expect((await networkState(opened.db, opened.head)).distinctStakers).toBe(members.size);
    const at = opened.head;
    const buckets = await bucketsOf(
      opened.db,
      { unit: "DAY", from: 0, to: at + 1, at },
      5_000_000,
    ).then((all) => all.slice(-30));
    const { points } = await marketSeries(opened.db, { unit: "DAY", buckets, at });
    expect(points.at(-1)!.level!.distinctStakers).toBe(members.size);
    const past = await openRecording(name, { until: Math.floor(opened.recording.head / 2) });
    const then = past.rows(tables.network)[0]!;
    const hour = opened
      .rows(tables.marketHour)
      .filter((row) => row.start <= past.head)
      .sort((a, b) => b.hour - a.hour)[1]!;
    const known = past.rows(tables.marketHour).find((row) => row.hour === hour.hour);
    expect(known?.distinctStakers).toBe(hour.distinctStakers);
    expect(then.distinctStakers).toBe(
      new Set(past.rows(tables.stake).flatMap((row) => (row.isStaker ? [row.staker] : []))).size,
    );
    await past.close();
  });
});
