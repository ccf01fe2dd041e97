/** Standings of provers, requesters and programs, and whose fees they were, against plain loops over the rows. */
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Scope } from "../../../src/api/reads/auctions.ts";
import { type DemandFigure, NO_DEMAND } from "../../../src/api/reads/demand.ts";
import { proverFigures } from "../../../src/api/reads/prover-figures.ts";
import type { Ranked } from "../../../src/api/reads/ranking.ts";
import { spanBefore } from "../../../src/api/rules/buckets.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { ratio } from "../../../src/api/rules/ratios.ts";
import { demandStandings, requesterRecord } from "../../../src/api/topics/demand-standings.ts";
import { feeShares } from "../../../src/api/topics/fee-flow-by.ts";
import { proverRecord } from "../../../src/api/topics/prover-record.ts";
import { type ProverOrder, rankProvers } from "../../../src/api/topics/prover-standings.ts";
import { count, DAY, sum } from "../loops.ts";
import { type Shape, serve } from "../server.ts";
import { type Opened, openRecording } from "../support.ts";

type Request = typeof tables.request.$inferSelect;

describe.each(["month", "quirks"] as const)("on %s", (name) => {
  let recorded: Opened;
  let requests: Request[];
  let api: ReturnType<typeof serve>;
  beforeAll(async () => {
    recorded = await openRecording(name);
    requests = recorded.rows(tables.request);
    api = serve(recorded);
  });
  afterAll(() => recorded.close());

  /**
   * Windows that cut days at both ends, that lie within a day, that end days, that begin between a request and its bids, and
   * all time.
   */
  const windows = () => {
    const at = recorded.head;
    const day = Math.floor(at / DAY) * DAY;
    const { createdAt } = requests.findLast(
      ({ status, bidders }) => status === "FULFILLED" && bidders > 1,
    )!;
    return [
      { from: 0, to: at + 1, at },
      { from: at - 20 * DAY - 4321, to: at - 2 * DAY + 77, at },
      { from: day - 3 * DAY, to: day, at },
      { from: at - 9 * 3600, to: at - 3600, at },
      { from: at - DAY, to: at + 1, at },
      { from: createdAt + 1, to: at + 1, at },
    ];
  };
  const within = (time: number | bigint | null, { from, to }: { from: number; to: number }) =>
    time !== null && time >= from && time < to;
  const isMiss = ({ winner, status, deadline }: Request) =>
    winner !== null && status !== "FULFILLED" && deadline < recorded.head;

  /** Every page of a list of the API. */
  async function pagesOf(field: string, args: string, row: string): Promise<Shape[]> {
    const seen: Shape[] = [];
    for (let after: string | null = null; ; ) {
      const query = `query($after: String) { ${field}(${args} limit: 4, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } items { ${row} } } }`;
      const { items, totalCount, pageInfo }: Shape = (await api.data(query, { after }))[field];
      seen.push(...items);
      after = pageInfo.endCursor;
      if (pageInfo.hasNextPage) continue;
      expect(seen.length).toBe(totalCount);
      return seen;
    }
  }

  describe("demand", () => {
    const scopes = (): Scope[] => {
      const { vk } = requests[0]!;
      return [
        ...windows().map((window) => ({ vk: null, ...window })),
        { vk, from: 0, to: recorded.head + 1, at: recorded.head },
      ];
    };
    const inScope = (scope: Scope) =>
      requests.filter(
        (row) => within(row.createdAt, scope) && (scope.vk === null || row.vk === scope.vk),
      );
    /** What the figures of these requests must be. */
    function expected(own: readonly Request[]) {
      const proven = own.filter(({ status }) => status === "FULFILLED");
      const missed = count(own, isMiss);
      const [offered, fees] = [sum(proven, (row) => row.maxFee), sum(proven, (row) => row.price!)];
      return {
        requests: own.length,
        open: count(own, ({ status }) => status === "PENDING"),
        fulfilled: proven.length,
        refunded: count(own, ({ status }) => status === "REFUNDED" || status === "SLASHED"),
        missed,
        maxFees: sum(own, (row) => row.maxFee),
        fees,
        success: ratio(proven.length, proven.length + missed),
        saving: ratio(offered - fees, offered),
        price: percentilesOf(proven.map((row) => row.price!)),
        secondsToProof: percentilesOf(proven.map((row) => row.fulfilledAt! - row.createdAt)),
        provingSeconds: percentilesOf(proven.map((row) => row.provingSeconds!)),
      };
    }

    test("each requester's record is what its requests add up to, now and in the window before", async () => {
      for (const scope of scopes())
        for (const requester of new Set(inScope(scope).map((row) => row.requester))) {
          const own = (of: Scope) => inScope(of).filter((row) => row.requester === requester);
          const earlier = spanBefore(scope);
          expect(await requesterRecord(recorded.db, scope, requester, true)).toEqual({
            requester,
            ...expected(own(scope)),
            before: earlier && expected(own({ ...scope, ...earlier })),
          });
        }
      expect(NO_DEMAND).toEqual(expected([]));
    });

    test("who made no request has no record", async () => {
      const nobody = `0x${"00".repeat(19)}01` as const;
      expect(await requesterRecord(recorded.db, scopes()[0]!, nobody)).toBeNull();
    });

    const figures: Record<
      DemandFigure,
      (of: ReturnType<typeof expected>) => number | bigint | null
    > = {
      REQUESTS: (of) => of.requests,
      FULFILLED: (of) => of.fulfilled,
      MISSED: (of) => of.missed,
      SUCCESS: (of) => of.success.bps,
      MAX_FEES: (of) => of.maxFees,
      FEES: (of) => of.fees,
      SAVING: (of) => of.saving.bps,
      PRICE: (of) => of.price.p50,
      SECONDS_TO_PROOF: (of) => of.secondsToProof.p50,
      PROVING_SECONDS: (of) => of.provingSeconds.p50,
    };

    test.each(Object.keys(figures) as DemandFigure[])(
      "the rankings by %s have everybody once, page by page, who lacks the figure last",
      async (orderBy) => {
        const figure = figures[orderBy];
        for (const by of ["requester", "vk"] as const)
          for (const [index, scope] of scopes().entries()) {
            const greatestFirst = index % 2 === 0;
            const groups = [...Map.groupBy(inScope(scope), (row) => row[by])].map(
              ([group, own]) => ({ group, figure: figure(expected(own)) }),
            );
            const all = groups.toSorted((a, b) => {
              if (a.figure === b.figure) return a.group < b.group ? -1 : 1;
              if (a.figure === null || b.figure === null) return a.figure === null ? 1 : -1;
              return a.figure < b.figure === greatestFirst ? 1 : -1;
            });
            const seen: string[] = [];
            for (let after: Ranked | null = null; ; ) {
              const page = await demandStandings(recorded.db, by, scope, {
                orderBy,
                orderDirection: greatestFirst,
                first: 4,
                after,
                names: [],
              });
              expect(page.totalCount).toBe(all.length);
              const rows = page.rows.slice(0, 4);
              seen.push(...rows.map((row) => row.name));
              if (page.rows.length <= 4) break;
              const last = rows.at(-1)!;
              after = { sort: page.sortOf(last), name: last.name };
            }
            expect(seen).toEqual(all.map(({ group }) => group));
          }
      },
    );

    test("the API's lists have the same rows, with the window before", async () => {
      const scope = scopes()[1]!;
      const args = `from: ${scope.from}, to: ${scope.to}, orderBy: REQUESTS,`;
      const row = "requests fees before { requests fees }";
      const of = (by: "requester" | "vk", key: string) => {
        const own = (of: Scope) => inScope(of).filter((row) => row[by] === key);
        const [now, then] = [own(scope), own({ ...scope, ...spanBefore(scope)! })].map(expected);
        const told = ({ requests, fees }: typeof now & object) => ({
          requests,
          fees: String(fees),
        });
        return { ...told(now!), before: told(then!) };
      };
      for (const { requester, ...found } of await pagesOf(
        "requesterStandings",
        args,
        `requester ${row}`,
      ))
        expect(found).toEqual(of("requester", requester));
      for (const { program, ...found } of await pagesOf(
        "programStandings",
        args,
        `program { vk } ${row}`,
      ))
        expect(found).toEqual(of("vk", program.vk));
    });
  });

  describe("provers", () => {
    test("have the figures of their records, and APRs as proverReturns tells them", async () => {
      let proven = 0;
      for (const window of windows()) {
        const figures = await proverFigures(recorded.db, window);
        const joined = recorded.rows(tables.prover).filter((row) => row.joinedAt < window.to);
        expect([...figures.keys()].sort()).toEqual(joined.map(({ address }) => address).sort());
        for (const [address, { apr: _, reason: __, assets, ...found }] of figures) {
          const { total } = (await proverRecord(recorded.db, { prover: address, ...window }))!;
          const { bids, revealRate, winRate, provingSeconds, missed, fees, rewards } = total;
          expect(found).toEqual({
            ...{ bids, revealRate, winRate, provingSeconds, missed, fees, rewards },
            proven: total.proven,
            success: ratio(total.proven, total.proven + missed),
            priceOfMaxFee: ratio(fees, total.maxFees),
          });
          proven += found.proven;
          const last = recorded
            .rows(tables.vaultChange)
            .findLast((row) => row.prover === address && row.timestamp < window.to);
          expect(assets).toBe(last?.assetsAfter ?? 0n);
        }
      }
      expect(proven).toBeGreaterThan(100);
      const [standings, returns] = await Promise.all([
        pagesOf("proverStandings", "days: 10, orderBy: APR,", "rank prover { address } apr reason"),
        pagesOf("proverReturns", "days: 10,", "rank prover { address } apr reason"),
      ]);
      expect(standings).toEqual(returns);
    });

    test("are ranked by each figure, from either end, each once", async () => {
      const [, window] = windows() as [unknown, ReturnType<typeof windows>[0]];
      const figures = await proverFigures(recorded.db, window);
      const orders = {
        BIDS: ["bids", (row) => row.bids],
        WIN_RATE: ["winRate { bps }", (row) => row.winRate.bps],
        PRICE_OF_MAX_FEE: ["priceOfMaxFee { bps }", (row) => row.priceOfMaxFee.bps],
        PROVING_SECONDS: ["provingSeconds { p50 }", (row) => row.provingSeconds.p50],
        PROVEN: ["proven", (row) => row.proven],
        MISSED: ["missed", (row) => row.missed],
        SUCCESS: ["success { bps }", (row) => row.success.bps],
        FEES: ["fees", (row) => BigInt(row.fees)],
        REWARDS: ["rewards", (row) => BigInt(row.rewards)],
        ASSETS: ["assets", (row) => BigInt(row.assets)],
        APR: ["apr", (row) => (row.apr === null ? null : Number(row.apr))],
      } satisfies Record<ProverOrder, [string, (row: Shape) => number | bigint | null]>;
      for (const [orderBy, [field, figure]] of Object.entries(orders))
        for (const direction of ["asc", "desc"] as const) {
          const rows = await pagesOf(
            "proverStandings",
            `from: ${window.from}, to: ${window.to}, orderBy: ${orderBy}, orderDirection: "${direction}",`,
            `rank prover { address } ${field}`,
          );
          expect(new Set(rows.map(({ prover }) => prover.address)).size).toBe(figures.size);
          const told = rows.map(figure);
          const known = told.filter((value) => value !== null);
          expect(told.slice(known.length).every((value) => value === null)).toBe(true);
          for (const [index, value] of known.entries()) {
            expect(rows[index].rank).toBe(index + 1);
            const next = known[index + 1];
            if (next !== undefined)
              expect(direction === "asc" ? value <= next : value >= next).toBe(true);
          }
          expect(rows.at(-1).rank).toBe(known.length === rows.length ? rows.length : null);
        }
    });

    test("are told beside the window before", async () => {
      const { from, to, at } = windows()[1]!;
      const earlier = await proverFigures(recorded.db, { ...spanBefore({ from, to })!, at });
      const rows = await pagesOf(
        "proverStandings",
        `from: ${from}, to: ${to},`,
        "prover { address } before { bids fees winRate { numerator } }",
      );
      for (const { prover, before } of rows) {
        const of = earlier.get(prover.address);
        expect(before).toEqual(
          of
            ? { bids: of.bids, fees: String(of.fees), winRate: { numerator: of.winRate.numerator } }
            : null,
        );
      }
      const { proverStandings } = await api.data(
        "{ proverStandings(from: 0) { readFrom to items { before { bids } } } }",
      );
      expect(proverStandings.items.every((row: Shape) => row.before === null)).toBe(true);
      expect(proverStandings.readFrom).toBe(proverStandings.to - 100 * DAY);
    });

    test("are none in a window that has not begun, and only those in a state where one is named", async () => {
      const { head, db } = recorded;
      expect((await proverFigures(db, { from: head + 9, to: head + 9, at: head })).size).toBe(0);
      const jailed = await proverFigures(db, { from: 0, to: head + 1, at: head }, ["ACTIVE"]);
      const expected = recorded.rows(tables.prover).filter(({ state }) => state === "ACTIVE");
      expect(rankProvers(jailed, "FEES", true).length).toBe(expected.length);
    });
  });

  test.each(["PROVER", "PROGRAM", "REQUESTER"] as const)(
    "fees by %s are what plain loops over the requests add up",
    async (by) => {
      const column = ({ PROVER: "winner", PROGRAM: "vk", REQUESTER: "requester" } as const)[by];
      for (const window of windows()) {
        const shares = await feeShares(recorded.db, by, window);
        const proven = requests.filter((row) => within(row.fulfilledAt, window));
        const refunded = requests.filter((row) => within(row.refundedAt, window));
        const opened =
          by === "PROVER" ? [] : requests.filter((row) => within(row.createdAt, window));
        const subjects = new Set(
          [...proven, ...refunded, ...opened].flatMap((row) => row[column] ?? []),
        );
        expect(new Set(shares.map(({ subject }) => subject))).toEqual(subjects);
        const fees = sum(proven, (row) => row.price!);
        for (const share of shares) {
          const of = (rows: readonly Request[]) =>
            rows.filter((row) => row[column] === share.subject);
          const own = of(proven);
          expect(share).toMatchObject({
            escrowed: by === "PROVER" ? null : sum(of(opened), (row) => row.maxFee),
            fulfilled: own.length,
            fees: sum(own, (row) => row.price!),
            share: ratio(
              sum(own, (row) => row.price!),
              fees,
            ),
            protocolFees: sum(own, (row) => row.protocolFee!),
            commission: sum(own, (row) => row.commission!),
            toStakers: sum(own, (row) => row.toStakers!),
            excess: sum(own, (row) => row.excess!),
            refunds: sum(of(refunded), (row) => row.refundAmount!),
          });
        }
        const order = shares.map(({ fees, subject }) => ({ fees, subject }));
        expect(order).toEqual(
          order.toSorted((a, b) =>
            a.fees === b.fees ? (a.subject < b.subject ? -1 : 1) : a.fees < b.fees ? 1 : -1,
          ),
        );
      }
      const rows = await pagesOf("feeFlowBy", `by: ${by}, from: 0,`, "subject prover { address }");
      expect(new Set(rows.map(({ subject }) => subject)).size).toBe(rows.length);
      for (const { subject, prover } of rows)
        expect(prover?.address ?? null).toBe(by === "PROVER" ? (subject as Hex) : null);
    },
  );

  test.each([
    ["proverStandings(days: 0) { totalCount }", "days"],
    ["proverStandings(days: 7, from: 5) { totalCount }", "days"],
    ["requesterStandings(from: 9, to: 9) { totalCount }", "to"],
    [`programStandings(orderDirection: "up") { totalCount }`, "orderDirection"],
    [`feeFlowBy(by: PROVER, after: "x") { totalCount }`, "after"],
  ])("%s is refused", async (query, argument) => {
    const { extensions } = await api.refused(`{ ${query} }`);
    expect(extensions).toMatchObject({ code: "BAD_USER_INPUT", argument });
  });
});
