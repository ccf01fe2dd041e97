import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { calendarBuckets } from "../../../src/api/rules/buckets.ts";
import { proverSetAt, proverSetSeries } from "../../../src/api/topics/prover-set.ts";
import { proverSpells } from "../../../src/api/topics/prover-spells.ts";
import { DAY } from "../loops.ts";
import { type Opened, openRecording } from "../support.ts";

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let provers: (typeof tables.prover.$inferSelect)[];
  beforeAll(async () => {
    opened = await openRecording(name);
    provers = opened.rows(tables.prover);
  });
  afterAll(() => opened.close());

  describe("the set of provers", () => {
    const setNaively = (at: number) => {
      const states = new Map<string, string>();
      for (const row of opened
        .rows(tables.proverStateChange)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)))
        if (row.timestamp <= at) states.set(row.prover, row.newState);
      const bidders = new Set(
        opened
          .rows(tables.activity)
          .filter(
            ({ kind, timestamp }) => kind === "BID" && timestamp <= at && timestamp > at - 7 * DAY,
          )
          .map(({ prover }) => prover!),
      );
      const is = (state: string) => [...states.values()].filter((found) => found === state).length;
      const both = [...bidders].filter((prover) => states.get(prover) === "ACTIVE").length;
      return {
        registered: states.size - is("RETIRED"),
        active: is("ACTIVE"),
        deactivated: is("DEACTIVATED"),
        jailed: is("JAILED"),
        retired: is("RETIRED"),
        activeByBids: bidders.size,
        activeByBoth: both,
        activeByStateOnly: is("ACTIVE") - both,
        activeByBidsOnly: bidders.size - both,
      };
    };

    test("is at every checkpoint what StakingViewer counted, and who bid in the 7 days before", async () => {
      for (const { timestamp, views } of opened.recording.views().checkpoints) {
        const at = Number(timestamp);
        const counts = await proverSetAt(opened.db, at);
        const { totalProvers, activeProvers } = views.stakingViewer["getSystemOverview()"];
        expect(counts).toMatchObject({
          registered: Number(totalProvers),
          active: Number(activeProvers),
        });
        expect(counts).toEqual(setNaively(at));
      }
    });

    test("counts a bid up to the last second of 7 days", async () => {
      const bids = opened.rows(tables.activity).filter(({ kind }) => kind === "BID");
      const { timestamp } = bids.reduce((a, b) => (a.id < b.id ? a : b));
      for (const at of [timestamp - 1, timestamp, timestamp + 7 * DAY - 1, timestamp + 7 * DAY])
        expect(await proverSetAt(opened.db, at)).toEqual(setNaively(at));
    });

    test.each(["DAY", "WEEK", "MONTH"] as const)(
      "by %s is the set at each bucket's last second, with who came and went",
      async (unit) => {
        const buckets = calendarBuckets(
          unit,
          { from: provers[0]!.joinedAt - 2 * DAY, to: opened.head + 1 },
          1000,
        );
        const series = await proverSetSeries(opened.db, { buckets, at: opened.head });
        expect(series.length).toBe(buckets.length);
        const states = opened.rows(tables.proverStateChange);
        for (const { start, end, at, counts, ...flows } of series) {
          expect(at).toBe(Math.min(end - 1, opened.head));
          expect(counts).toEqual(setNaively(at));
          const within = states.filter(({ timestamp }) => timestamp >= start && timestamp < end);
          const to = (state: string) =>
            within.filter(({ oldState, newState }) => oldState !== null && newState === state)
              .length;
          expect(flows).toMatchObject({
            joined: provers.filter(({ joinedAt }) => joinedAt >= start && joinedAt < end).length,
            retired: provers.filter(({ retiredAt: t }) => t !== null && t >= start && t < end)
              .length,
            activated: to("ACTIVE"),
            deactivated: to("DEACTIVATED"),
            jailed: to("JAILED"),
          });
        }
      },
    );

    test("was in each state for seconds that add up", async () => {
      const [from, to] = [opened.head - 12 * DAY, opened.head + 1];
      const list = await proverSpells(opened.db, { from, to });
      expect(list.length).toBe(provers.length);
      for (const row of list) {
        const own = opened
          .rows(tables.proverStateChange)
          .filter(({ prover }) => prover === row.address);
        const cuts = [
          from,
          to,
          ...own.map(({ timestamp }) => timestamp).filter((t) => t > from),
        ].sort((a, b) => a - b);
        const seconds: Record<string, number> = {};
        for (const [index, start] of cuts.slice(0, -1).entries()) {
          const state = own
            .filter(({ timestamp }) => timestamp <= start)
            .reduce<(typeof own)[number] | null>(
              (last, next) => (last !== null && last.id > next.id ? last : next),
              null,
            )?.newState;
          if (state) seconds[state] = (seconds[state] ?? 0) + cuts[index + 1]! - start;
        }
        expect(row).toMatchObject({
          activeSeconds: seconds.ACTIVE ?? 0,
          deactivatedSeconds: seconds.DEACTIVATED ?? 0,
          jailedSeconds: seconds.JAILED ?? 0,
          retiredSeconds: seconds.RETIRED ?? 0,
          state: provers.find(({ address }) => address === row.address)!.state,
        });
        const { activeSeconds, deactivatedSeconds, jailedSeconds, retiredSeconds, joinedAt } = row;
        expect(activeSeconds + deactivatedSeconds + jailedSeconds + retiredSeconds).toBe(
          to - Math.max(from, joinedAt),
        );
      }
    });
  });
});
