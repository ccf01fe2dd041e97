import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { prepared } from "../../src/api/prepared.ts";
import { type Recorded, recordedDatabase, serve } from "./server.ts";

describe("a statement", () => {
  const database = () => ({}) as Db;
  const builder = (sql: string) => {
    const names: string[] = [];
    const build = () => ({
      toSQL: () => ({ sql }),
      prepare: (name: string) => {
        names.push(name);
        return { sql };
      },
    });
    return { build, names };
  };
  const way = (text: string) => ({ text, isPlannedOnce: true });

  test("is built once for each way of each database", () => {
    const [one, other] = [database(), database()];
    const { build, names } = builder("select 1");
    const made = prepared(one, way("a"), build);
    expect(prepared(one, way("a"), build)).toBe(made);
    expect(names.length).toBe(1);
    prepared(one, way("b"), build);
    prepared(other, way("a"), build);
    expect(names.length).toBe(3);
  });

  test("has the name of its text: connections keep names for longer than this code lasts", () => {
    const [same, again, different] = ["select 1", "select 1", "select 2"].map((sql) => {
      const { build, names } = builder(sql);
      prepared(database(), way("a"), build);
      return names[0]!;
    });
    expect(again).toBe(same);
    expect(different).not.toBe(same);
    // PostgreSQL cuts longer names off.
    expect(same!.length).toBeLessThan(64);
  });

  test("has no name when it is planned for its values, or clients have thought of too many ways", () => {
    const db = database();
    const { build, names } = builder("select 1");
    prepared(db, { text: "a", isPlannedOnce: false }, build);
    expect(names).toEqual([""]);
    for (let number = 0; number < 1_000; number++) prepared(db, way(`way ${number}`), build);
    expect(names.at(400)).not.toBe("");
    expect(names.at(-1)).toBe("");
    prepared(db, way("way 999"), build);
    expect(names.length).toBe(1_002);
  });
});

describe("filters that differ in more than values", () => {
  let recorded: Recorded;
  type Row = { id: string; status: string; winner: string | null };
  let rows: Row[];
  beforeAll(async () => {
    recorded = await recordedDatabase("quirks");
    const { data } = serve(recorded);
    rows = (await data("{ requests(limit: 1000) { items { id status winner } } }")).requests.items;
  });
  afterAll(() => recorded.close());

  test("and those that differ in values alone do not mix, asked at once", async () => {
    const { data } = serve(recorded);
    const answers = await Promise.all(
      rows.map(({ id }) =>
        data(
          `{ request(id: "${id}") { id bids { items { requestId } } } requests(where: { id: "${id}" }) { items { id } } }`,
        ),
      ),
    );
    for (const [index, { id }] of rows.entries()) {
      const { request, requests } = answers[index]!;
      expect([request.id, requests.items]).toEqual([id, [{ id }]]);
      expect(request.bids.items.every((bid: { requestId: string }) => bid.requestId === id)).toBe(
        true,
      );
    }
  });

  test("are different statements, whatever was asked before", async () => {
    const { data } = serve(recorded);
    const { winner } = rows.find((row) => row.winner !== null)!;
    const cases: [string, (row: Row) => boolean][] = [
      ["{}", () => true],
      ["{ winner: null }", (row) => row.winner === null],
      [`{ winner: "${winner}" }`, (row) => row.winner === winner],
      ["{ winner_not: null }", (row) => row.winner !== null],
      ["{ status_in: [FULFILLED] }", ({ status }) => status === "FULFILLED"],
      ["{ status_in: [FULFILLED, REFUNDED] }", ({ status }) => /FULFILLED|REFUNDED/.test(status)],
      ["{ status_not_in: [FULFILLED] }", ({ status }) => status !== "FULFILLED"],
      [
        `{ OR: [{ winner: null }, { winner: "${winner}" }] }`,
        (row) => [null, winner].includes(row.winner),
      ],
      [
        `{ AND: [{ winner_not: null }, { status: REFUNDED }] }`,
        (row) => row.winner !== null && row.status === "REFUNDED",
      ],
    ];
    for (const [where, holds] of [...cases, ...cases.toReversed()]) {
      const { requests } = await data(
        `{ requests(where: ${where}, limit: 1000) { items { id } totalCount } }`,
      );
      const expected = rows.filter(holds).map(({ id }) => id);
      const found = requests.items.map(({ id }: Row) => id);
      expect({ where, found }).toEqual({ where, found: expected });
      expect(requests.totalCount).toBe(expected.length);
    }
  });
});
