import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { statement } from "../../src/api/statements.ts";
import { type Recorded, recordedDatabase, serve } from "./server.ts";

describe("a statement", () => {
  const database = () => ({}) as Db;
  /** A kind of statement that notes the names it is prepared under. */
  const kind = (isPlannedOnce = true) => {
    const names: string[] = [];
    const build = (_db: Db, input: unknown) => ({
      toSQL: () => ({ sql: `select ${JSON.stringify(input)}` }),
      prepare: (name: string) => {
        names.push(name);
        return { input };
      },
    });
    return { names, read: statement("kind", build, () => isPlannedOnce) };
  };

  test("is built once for each input and database", () => {
    const [one, other] = [database(), database()];
    const { read, names } = kind();
    const made = read(one, { columns: ["a"] });
    expect(read(one, { columns: ["a"] })).toBe(made);
    expect(names.length).toBe(1);
    read(one, { columns: ["b"] });
    read(other, { columns: ["a"] });
    expect(names.length).toBe(3);
  });

  test("has the name of its text: connections keep names for longer than this code lasts", () => {
    const { read, names } = kind();
    read(database(), "a");
    read(database(), "a");
    read(database(), "b");
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
    // PostgreSQL cuts longer names off.
    expect(names[0]!.length).toBeLessThan(64);
  });

  test("has no name when it is planned for its values, or when there are too many names", () => {
    const db = database();
    const planned = kind(false);
    planned.read(db, "a");
    expect(planned.names).toEqual([""]);
    const { read, names } = kind();
    for (let number = 0; number < 700; number++) read(db, number);
    expect(names.at(400)).not.toBe("");
    expect(names.at(-1)).toBe("");
  });

  test("makes room for new ones: those long not asked for are forgotten, and built again", () => {
    const db = database();
    const { read, names } = kind();
    for (let number = 0; number < 3_000; number++) read(db, number);
    read(db, 2_999);
    expect(names.length).toBe(3_000);
    read(db, 0);
    expect(names.length).toBe(3_001);
  });
});

describe("what is asked for", () => {
  let recorded: Recorded;
  type Row = { id: string; status: string; winner: string | null };
  let rows: Row[];
  beforeAll(async () => {
    recorded = await recordedDatabase("quirks");
    const { data } = serve(recorded);
    rows = (await data("{ requests(limit: 1000) { items { id status winner } } }")).requests.items;
  });
  afterAll(() => recorded.close());

  test("is one statement in whatever order its fields are named, and they are answered in that order", async () => {
    const { post } = serve(recorded);
    const textOf = async (fields: string) => {
      recorded.statements.length = 0;
      const response = await post({ query: `{ requests(limit: 1) { items { ${fields} } } }` });
      return { text: await response.text(), statement: recorded.statements[0] };
    };
    const one = await textOf("id status program { vk } maxFee");
    const other = await textOf("maxFee program { vk } status id");
    expect(other.statement).toBe(one.statement);
    const keys = (text: string) =>
      [...text.matchAll(/"(id|status|program|maxFee)"/g)].map(([, key]) => key);
    expect(keys(one.text)).toEqual(["id", "status", "program", "maxFee"]);
    expect(keys(other.text)).toEqual(["maxFee", "program", "status", "id"]);
  });

  test("is known to be one statement when it is columns of the rows of one field", async () => {
    const { data } = serve(recorded);
    const isOne = async (question: string) => {
      recorded.once.length = 0;
      await data(question);
      return recorded.once.length === 1;
    };
    const { id } = rows[0]!;
    for (const question of [
      `{ request(id: "${id}") { id status } }`,
      "{ requests(limit: 3) { items { ...on request { id } } pageInfo { endCursor } } }",
      "{ a: provers { __typename items { name } } }",
    ])
      expect({ question, is: await isOne(question) }).toEqual({ question, is: true });
    for (const question of [
      `{ request(id: "${id}") { id program { vk } } }`,
      "{ requests(limit: 3) { items { bids { items { fee } } } } }",
      "{ requests(limit: 3) { items { id } totalCount } }",
      "{ requests(limit: 3) { items { id } } provers { items { name } } }",
      "{ requests(limit: 3) { items { id } } requests(limit: 3) { items { status } } }",
      "{ ...more } fragment more on Query { requests(limit: 3) { items { id } } }",
      "{ network { requests } }",
    ])
      expect({ question, is: await isOne(question) }).toEqual({ question, is: false });
  });

  test("in filters that differ in values alone does not mix, asked at once", async () => {
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

  test("in filters that differ in more than values are different statements, whatever was asked before", async () => {
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
