/** Requesters' records against plain loops over the rows. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Scope } from "../../../src/api/reads/auctions.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { requesterRecord, requesterRecords } from "../../../src/api/topics/requester-record.ts";
import { type Opened, openRecording } from "../support.ts";

const DAY = 86_400;

describe.each(["month", "quirks"] as const)("on %s", (name) => {
  let recorded: Opened;
  beforeAll(async () => {
    recorded = await openRecording(name);
  });
  afterAll(() => recorded.close());

  const scopes = (): Scope[] => {
    const at = recorded.head;
    const { vk } = recorded.rows(tables.request)[0]!;
    return [
      { vk: null, from: 0, to: at + 1, at },
      { vk: null, from: at - 20 * DAY, to: at - 2 * DAY, at },
      { vk, from: 0, to: at + 1, at },
    ];
  };
  const requestsOf = ({ vk, from, to }: Scope) =>
    recorded
      .rows(tables.request)
      .filter(
        (row) => row.createdAt >= from && row.createdAt < to && (vk === null || row.vk === vk),
      );

  /** What a requester's record must be. */
  function expected(scope: Scope, requester: string) {
    const own = requestsOf(scope).filter((row) => row.requester === requester);
    const proven = own.filter(({ status }) => status === "FULFILLED");
    const missed = own.filter(
      (row) => row.winner !== null && row.status !== "FULFILLED" && row.deadline < scope.at,
    ).length;
    const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
    const [offered, fees] = [
      sum(proven.map((row) => row.maxFee)),
      sum(proven.map((row) => row.price!)),
    ];
    return {
      requests: own.length,
      open: own.filter(({ status }) => status === "PENDING").length,
      fulfilled: proven.length,
      refunded: own.filter(({ status }) => status === "REFUNDED" || status === "SLASHED").length,
      missed,
      maxFees: sum(own.map((row) => row.maxFee)),
      fees,
      success: { numerator: proven.length, denominator: proven.length + missed },
      saving: { numerator: offered - fees, denominator: offered },
      price: percentilesOf(proven.map((row) => row.price!)),
      secondsToProof: percentilesOf(proven.map((row) => row.fulfilledAt! - row.createdAt)),
      provingSeconds: percentilesOf(proven.map((row) => row.provingSeconds!)),
    };
  }

  test("each requester's record is what its requests add up to", async () => {
    for (const scope of scopes())
      for (const requester of new Set(requestsOf(scope).map((row) => row.requester)))
        expect(await requesterRecord(recorded.db, scope, requester)).toMatchObject(
          expected(scope, requester),
        );
  });

  test("who made no request has no record", async () => {
    const nobody = `0x${"00".repeat(19)}01` as const;
    expect(await requesterRecord(recorded.db, scopes()[0]!, nobody)).toBeNull();
  });

  test.each([
    ["FEES", "fees"],
    ["MAX_FEES", "maxFees"],
    ["REQUESTS", "requests"],
    ["FULFILLED", "fulfilled"],
    ["MISSED", "missed"],
  ] as const)("the ranking by %s has everybody once, page by page", async (orderBy, field) => {
    for (const scope of scopes()) {
      const all = [...new Set(requestsOf(scope).map((row) => row.requester))]
        .map((requester) => ({ requester, ...expected(scope, requester) }))
        .sort((a, b) =>
          a[field] === b[field]
            ? a.requester < b.requester
              ? 1
              : -1
            : a[field] < b[field]
              ? 1
              : -1,
        );
      const seen: string[] = [];
      let after: { ranked: bigint; requester: `0x${string}` } | null = null;
      do {
        const page = await requesterRecords(recorded.db, scope, { orderBy, first: 3, after });
        expect(page.totalCount).toBe(all.length);
        const rows = page.rows.slice(0, 3);
        for (const row of rows) expect(row).toMatchObject(expected(scope, row.requester));
        seen.push(...rows.map(({ requester }) => requester));
        after = page.rows.length > 3 ? page.placeOf(rows.at(-1)!) : null;
      } while (after !== null);
      expect(seen).toEqual(all.map(({ requester }) => requester));
    }
  });
});
