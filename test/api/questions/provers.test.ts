import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { breakdownsOf, proverReturns } from "../../../src/api/reads/returns.ts";
import { standingsOf } from "../../../src/api/reads/standings.ts";
import { calendarBuckets } from "../../../src/api/rules/buckets.ts";
import { annualised, aprOf, apyOf, noReturn } from "../../../src/api/rules/returns.ts";
import { priceBuckets, priceMoves, vaultStateAt } from "../../../src/api/topics/vault-prices.ts";
import { DAY, sum } from "../loops.ts";
import { type Opened, openRecording } from "../support.ts";

const YEAR = 31_536_000n;
const ONE = 10n ** 18n;
const floor = (a: bigint, b: bigint) => (a - (((a % b) + b) % b)) / b;
// biome-ignore lint/suspicious/noExplicitAny: a view's answer has the shape of the view.
type View = any;

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let changes: (typeof tables.vaultChange.$inferSelect)[];
  let provers: (typeof tables.prover.$inferSelect)[];
  let checkpoints: { timestamp: number; prices: Map<string, bigint>; views: View }[];
  beforeAll(async () => {
    opened = await openRecording(name);
    changes = opened.rows(tables.vaultChange).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    provers = opened.rows(tables.prover);
    const byVault = new Map(provers.map(({ vault, address }) => [vault, address]));
    checkpoints = opened.recording.views().checkpoints.map(({ timestamp, views }: View) => ({
      timestamp: Number(timestamp),
      views,
      /** By prover: what the vault itself said one whole share converts to. */
      prices: new Map(
        Object.entries(views as Record<string, View>)
          .filter(([group]) => group.startsWith("vault:"))
          .map(([group, view]) => [
            byVault.get(group.slice(6).toLowerCase() as `0x${string}`)!,
            BigInt(view["convertToAssets(uint256)"].one),
          ]),
      ),
    }));
  });
  afterAll(() => opened.close());

  const of = (prover: string) => changes.filter((row) => row.prover === prover);
  const upTo = (prover: string, at: number) => of(prover).findLast((row) => row.timestamp <= at);
  const view = (signature: string, [group, head] = ["stakingController", checkpoints.at(-1)!]) =>
    Object.entries(head.views[group][signature]).map(([key, answer]) => ({
      key: key.toLowerCase().split(","),
      answer: answer as View,
    }));

  describe("share prices", () => {
    test("are at every checkpoint what the vaults converted one share to", async () => {
      const asked = checkpoints.flatMap(({ timestamp, prices }) =>
        [...prices].map(([prover, price]) => ({ timestamp, prover, price })),
      );
      expect(asked.length).toBeGreaterThan(100);
      for (const { timestamp, prover, price } of asked) {
        const state = await vaultStateAt(opened.db, { prover: prover as never, at: timestamp });
        expect(state?.price).toBe(price);
      }
    });

    test("are null before the vault was created, and then from that second on", async () => {
      const { address, joinedAt } = provers.at(-1)!;
      const at = (time: number) => vaultStateAt(opened.db, { prover: address, at: time });
      expect(await at(joinedAt - 1)).toBeNull();
      expect(await at(joinedAt)).not.toBeNull();
    });

    test("move by what buckets say: each goes on where the last ended, and each kind is the sum of its changes", async () => {
      const first = changes[0]!.timestamp - 2 * DAY;
      const buckets = calendarBuckets("DAY", { from: first, to: opened.head + 1 }, 1000);
      for (const { address: prover, assets, shares } of provers.slice(0, 12)) {
        const series = await priceBuckets(opened.db, { prover, buckets });
        expect(series[0]!.before).toBeNull();
        expect(series.at(-1)!.after).toMatchObject({ assets, shares });
        for (const [index, bucket] of series.entries()) {
          if (index > 0) expect(bucket.before).toEqual(series[index - 1]!.after);
          const end = upTo(prover, bucket.end - 1);
          expect(bucket.after?.assets).toBe(end?.assetsAfter);
          const own = of(prover).filter(
            ({ timestamp }) => timestamp >= bucket.start && timestamp < bucket.end,
          );
          expect(bucket.events).toBe(own.length);
          expect(bucket.moves.map(({ kind }) => kind)).toEqual([
            ...new Set(own.map(({ kind }) => kind)),
          ]);
          for (const move of bucket.moves) {
            const same = own.filter(({ kind }) => kind === move.kind);
            expect(move.assets).toBe(sum(same, (row) => row.assets));
            expect(move.shares).toBe(sum(same, (row) => row.shares));
            if (move.contribution === null)
              expect(["STAKE", "UNSTAKE", "RETIREMENT"]).toContain(move.kind);
          }
        }
      }
    });

    test("change event by event from what was before it, in pages that show each once", async () => {
      const { prover } = changes.at(-1)!;
      const own = of(prover);
      const given = { prover, from: 0, to: opened.head + 1, kinds: null, newestFirst: false };
      const seen = [];
      for (let after: { id: bigint } | null = null; ; ) {
        const page = await priceMoves(opened.db, { ...given, first: 7, after });
        seen.push(...page.slice(0, 7));
        if (page.length <= 7) break;
        after = page[6]!.change;
      }
      expect(seen.map(({ change }) => change.id)).toEqual(own.map(({ id }) => id));
      for (const [index, { before, after, change }] of seen.entries()) {
        if (index === 0) expect(before).toMatchObject({ assets: 0n, shares: 0n });
        else expect(before).toEqual(seen[index - 1]!.after);
        expect(after.assets).toBe(change.assetsAfter);
      }
      const slashes = { ...given, kinds: ["SLASH"] as const, newestFirst: true, first: 50 };
      const ids = (await priceMoves(opened.db, { ...slashes, after: null })).map(
        ({ change }) => change.id,
      );
      expect(ids).toEqual(
        own
          .filter(({ kind }) => kind === "SLASH")
          .map(({ id }) => id)
          .toReversed(),
      );
    });
  });

  describe("returns", () => {
    test("follow from the prices that the vaults told at any two checkpoints", async () => {
      let told = 0;
      for (const [index, start] of checkpoints.entries())
        for (const end of checkpoints.slice(index + 1)) {
          if (end.timestamp <= start.timestamp) continue;
          const list = await proverReturns(opened.db, {
            from: start.timestamp,
            to: end.timestamp,
            states: null,
          });
          expect(list.map(({ address }) => address).sort()).toEqual([...end.prices.keys()].sort());
          for (const row of list) {
            expect(row.price1).toBe(end.prices.get(row.address));
            const price0 = start.prices.get(row.address);
            if (price0 === undefined) continue;
            expect(row.price0).toBe(price0);
            if (row.apr === null) continue;
            const seconds = BigInt(end.timestamp - start.timestamp);
            expect(row.apr).toBe(floor((row.price1 - price0) * YEAR * ONE, price0 * seconds));
            const apy =
              (Number(row.price1) / Number(price0)) ** (Number(YEAR) / Number(seconds)) - 1;
            if (apy < 1e6) expect(Number(row.apy)).toBeCloseTo(apy, 4);
            told++;
          }
        }
      expect(told).toBeGreaterThan(100);
    });

    test("have no figure when the vault was young or had no shares, and say why", async () => {
      for (const days of [7, 30, 90]) {
        const from = Math.max(0, opened.head - days * DAY);
        const list = await proverReturns(opened.db, { from, to: opened.head, states: null });
        for (const row of list) {
          const { joinedAt } = provers.find(({ address }) => address === row.address)!;
          expect(row.from).toBe(Math.max(from, joinedAt));
          const before = upTo(row.address, row.from)!;
          const within = of(row.address).filter(({ timestamp }) => timestamp > row.from);
          const empty = [before, ...within].some(({ sharesAfter }) => sharesAfter === 0n);
          const reason =
            opened.head - joinedAt < 7 * DAY
              ? "TOO_YOUNG"
              : empty
                ? "NO_SHARES"
                : row.price0 === 0n
                  ? "NO_PRICE"
                  : null;
          expect(row.reason).toBe(reason);
          expect(row.apr === null).toBe(reason !== null);
        }
      }
    });

    test("begin the second the vault is 7 days old", async () => {
      const { address, joinedAt } = provers[0]!;
      const at = async (to: number) =>
        (await proverReturns(opened.db, { from: to - DAY, to, states: null })).find(
          (row) => row.address === address,
        );
      expect((await at(joinedAt + 7 * DAY - 1))?.reason).toBe("TOO_YOUNG");
      expect((await at(joinedAt + 7 * DAY))?.reason).not.toBe("TOO_YOUNG");
      expect(await at(joinedAt - 1)).toBeUndefined();
    });

    test("rank by APR, those without one last, among the states asked for", async () => {
      const given = { from: opened.head - 30 * DAY, to: opened.head };
      const all = await proverReturns(opened.db, { ...given, states: null });
      const told = all.filter(({ apr }) => apr !== null);
      expect(all.slice(0, told.length)).toEqual(told);
      for (const [index, row] of told.entries()) {
        expect(row.rank).toBe(index + 1);
        if (index > 0) expect(told[index - 1]!.apr! >= row.apr!).toBe(true);
      }
      const active = await proverReturns(opened.db, { ...given, states: ["ACTIVE"] });
      expect(active.map(({ address }) => address).sort()).toEqual(
        provers
          .filter(({ state }) => state === "ACTIVE")
          .map(({ address }) => address)
          .sort(),
      );
    });

    test("are made of their sources exactly, and the sources explain the price", async () => {
      for (const from of [opened.head - 90 * DAY, opened.head - 11 * DAY]) {
        const list = await proverReturns(opened.db, { from, to: opened.head, states: null });
        const breakdowns = await breakdownsOf(opened.db, list);
        for (const row of list) {
          const { parts, compounding, samples, ...rest } = breakdowns.get(row.address)!;
          const own = of(row.address).filter(({ timestamp }) => timestamp > row.from);
          expect(samples).toBe(own.length);
          const inWindow = <Row extends { prover: string; timestamp: number }>(rows: Row[]) =>
            rows.filter(({ prover, timestamp }) => prover === row.address && timestamp > row.from);
          const rewards = inWindow(opened.rows(tables.reward));
          const slashings = inWindow(opened.rows(tables.slashing));
          const amounts = {
            MARKET: sum(rewards, ({ kind, toStakers }) => (kind === "MARKET" ? toStakers : 0n)),
            EPOCH: sum(rewards, ({ kind, toStakers }) => (kind === "EPOCH" ? toStakers : 0n)),
            OTHER: sum(rewards, ({ kind, toStakers }) => (kind === "OTHER" ? toStakers : 0n)),
            DONATION: sum(inWindow(opened.rows(tables.donation)), ({ amount }) => amount),
            SLASH: -sum(slashings, ({ fromVault }) => fromVault),
          };
          expect(Object.fromEntries(parts.map(({ source, amount }) => [source, amount]))).toEqual(
            amounts,
          );
          expect(rest.rewards).toBe(sum(rewards, ({ amount }) => amount));
          expect(rest.commission).toBe(sum(rewards, ({ commission }) => commission));
          expect(rest.slashes.amount).toBe(sum(slashings, ({ amount }) => amount));
          if (row.apr === null) {
            expect(compounding).toBeNull();
            continue;
          }
          expect(sum(parts, ({ apr }) => apr!) + compounding!).toBe(row.apr);
          const kinds = { MARKET: "MARKET_REWARD", EPOCH: "EPOCH_REWARD", OTHER: "OTHER_REWARD" };
          for (const { source, contribution } of parts) {
            const kind = source in kinds ? kinds[source as keyof typeof kinds] : source;
            const exact = sum(
              own.filter((change) => change.kind === kind),
              ({ assets, assetsAfter }) => (assets * 10n ** 36n) / (assetsAfter - assets),
            );
            expect(contribution).toBe(exact);
          }
          const before = upTo(row.address, row.from)!;
          const moved = own.filter(({ kind }) => !["STAKE", "UNSTAKE"].includes(kind));
          const product = moved.reduce(
            (all, { assets, assetsAfter }) =>
              all * (Number(assetsAfter) / Number(assetsAfter - assets)),
            1,
          );
          // Staking and unstaking round by less than a share each: much in a vault that was given tokens before its first
          // stake.
          const fewest = [before, ...own].reduce(
            (least, { sharesAfter }) => Math.min(least, Number(sharesAfter)),
            Number.POSITIVE_INFINITY,
          );
          const rounding = (2 * (own.length - moved.length)) / fewest + 1e-9;
          const grown = Number(row.price1) / Number(row.price0);
          expect(Math.abs(product / grown - 1)).toBeLessThan(rounding);
        }
      }
    });
  });

  describe("standings", () => {
    test("have the success rate of MarketViewer, and beside it ours where the contract's restarted", async () => {
      const addresses = provers.map(({ address }) => address);
      const standings = await standingsOf(opened.db, { addresses, at: opened.head });
      const views = view("getProverStatsComposite(address)", [
        "marketViewer",
        checkpoints.at(-1)!,
      ] as never);
      expect(views.length).toBe(provers.length);
      let restarted = 0;
      for (const { key, answer } of views) {
        const { success, contractSuccess, overdue, prover } = standings.get(key[0] as never)!;
        expect(overdue).toBe(Number(answer.overdueCount));
        expect(contractSuccess.bps ?? 0).toBe(Number(answer.successRateBps));
        expect(contractSuccess.numerator).toBe(Number(answer.fulfilled));
        const isWhole =
          prover.fulfilled === Number(answer.fulfilled) &&
          prover.missed === Number(answer.refunded);
        if (isWhole) expect(success).toEqual(contractSuccess);
        else restarted++;
        const requests = opened.rows(tables.request).filter(({ winner }) => winner === key[0]);
        const is = (status: string) => requests.filter((row) => row.status === status).length;
        const late = requests.filter(
          ({ status, deadline }) => status === "PENDING" && deadline < BigInt(opened.head),
        ).length;
        const due = is("FULFILLED") + is("REFUNDED") + is("SLASHED") + late;
        expect(success).toMatchObject({ numerator: is("FULFILLED"), denominator: due });
      }
      if (name === "month") expect(restarted).toBe(0);
      else expect(restarted).toBeGreaterThan(0);
    });

    test("have the commission rates and own stake that the controller tells", async () => {
      const addresses = provers.map(({ address }) => address);
      const standings = await standingsOf(opened.db, { addresses, at: opened.head });
      const { market, epochRewardsContract } = opened.rows(tables.network)[0]!;
      let compared = 0;
      for (const { key, answer } of view("getCommissionRate(address,address)")) {
        const found = standings.get(key[0] as never);
        if (found === undefined || found.prover.state === "RETIRED") continue;
        if (key[1] === market) expect(found.marketCommissionBps).toBe(Number(answer));
        else if (key[1] === epochRewardsContract)
          expect(found.epochCommissionBps).toBe(Number(answer));
        else continue;
        compared++;
      }
      expect(compared).toBeGreaterThan(20);
      const stakes = view("getUserStakeWithProver(address,address)", [
        "stakingViewer",
        checkpoints.at(-1)!,
      ] as never).filter(({ key }) => key[0] === key[1]);
      expect(stakes.length).toBeGreaterThan(10);
      for (const { key, answer } of stakes)
        expect(standings.get(key[0] as never)?.ownStake).toBe(BigInt(answer.currentValue));
    });
  });
});

describe("the arithmetic of returns", () => {
  const span = { createdAt: 0, from: 0, to: 7 * DAY, price0: ONE, price1: ONE, hadNoShares: false };

  test("tells no return of a vault younger than 7 days, without shares, or worth nothing at the start, in this order", () => {
    expect(noReturn(span)).toBeNull();
    expect(noReturn({ ...span, to: 7 * DAY - 1, hadNoShares: true, price0: 0n })).toBe("TOO_YOUNG");
    expect(noReturn({ ...span, hadNoShares: true, price0: 0n })).toBe("NO_SHARES");
    expect(noReturn({ ...span, price0: 0n })).toBe("NO_PRICE");
  });

  test("floors, also below zero", () => {
    const year = { from: 0, to: Number(YEAR) };
    expect(aprOf({ ...span, ...year, price0: 3n, price1: 4n })).toBe(333333333333333333n);
    expect(aprOf({ ...span, ...year, price0: 3n, price1: 2n })).toBe(-333333333333333334n);
    expect(annualised(-1n, year)).toBe(-1n);
  });

  test("compounds a return to a year, down to a total loss, and gives up beyond 10^12", () => {
    const half = { ...span, from: 0, to: Number(YEAR) / 2 };
    expect(apyOf({ ...half, price1: (ONE * 11n) / 10n })).toBe("0.21");
    expect(apyOf(half)).toBe("0");
    expect(apyOf({ ...half, price1: 0n })).toBe("-1");
    expect(apyOf({ ...span, price1: 2n * ONE })).toBeNull();
  });
});
