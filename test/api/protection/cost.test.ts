import { getIntrospectionQuery, parse } from "graphql";
import { describe, expect, test } from "vitest";
import type { Db } from "../../../src/api/db.ts";
import { costOf } from "../../../src/api/protection/cost.ts";
import { parseWithin } from "../../../src/api/protection/limits.ts";
import { createRowEstimates, reachOf } from "../../../src/api/protection/scans.ts";
import { isHeavierThan } from "../../../src/api/protection/weigh.ts";
import { readApiSettings } from "../../../src/api/settings.ts";
import { createRandom } from "../../mutations/rows.ts";
import { schema } from "../server.ts";

const settings = readApiSettings({});
const ROWS = 1_000_000;
const cost = (text: string, variables: Record<string, unknown> = {}, rows = ROWS) =>
  costOf({ schema, document: parse(text), variables, rowsOf: () => rows }).points;

describe("what a question reads besides its rows costs by the size of the table:", () => {
  const page = (args: string) => cost(`{ requests(limit: 1, ${args}) { items { id } } }`);
  const TABLE = ROWS / 200;
  const NARROWED = TABLE / 100;
  test.each([
    ["a part of a text", 'where: { imgUrl_contains: "x" }', TABLE],
    ["its beginning, of an indexed column too", 'where: { requester_starts_with: "0x" }', TABLE],
    ["a column without an index", 'where: { imgUrl: "x" }', TABLE],
    ["an order without an index", 'orderBy: "imgUrl"', TABLE],
    ["an indexed condition or none", 'where: { OR: [{ requester: "0x1f" }, {}] }', TABLE],
    ["what is not so", 'where: { requester_not: "0x1f" }', TABLE],
    ["null, which may be most rows", "where: { winner: null }", TABLE],
    ["a key beside a text", 'where: { imgUrl_contains: "x", requester: "0x1f" }', NARROWED],
    ["one of a few statuses", "where: { status: PENDING }", NARROWED],
    ["either of two keys", 'where: { OR: [{ requester: "0x1f" }, { vk: "0x1f" }] }', NARROWED],
    ["a text under AND", 'where: { AND: [{ vk: "0x1f" }, { imgUrl_contains: "x" }] }', NARROWED],
    ["an indexed order", 'orderBy: "createdId"', 0],
    ["nothing", "offset: 0", 0],
  ])("%s", (_, args, expected) => {
    expect(page(args)).toBe(2 + expected);
  });

  // A hundred texts cost what one costs, and took ten seconds of 20,000 rows.
  const texts = (count: number) =>
    Array.from({ length: count }, (_, n) => `{ imgUrl_contains: "${n}" }`).join(" ");
  test.each([
    ["a few texts", `OR: [${texts(4)}]`, TABLE],
    ["many texts", `OR: [{ AND: [${texts(50)}] }, ${texts(49)}]`, 25 * TABLE],
    ["texts in any case", 'imgUrl_contains_nocase: "x", inputUrl_ends_with_nocase: "y"', 2 * TABLE],
    ["a long text in any case", `imgUrl_starts_with_nocase: "${"x".repeat(101)}"`, 3 * TABLE],
    ["many texts beside a key", `requester: "0x1f", OR: [${texts(20)}]`, 5 * NARROWED],
  ])("%s", (_, where, expected) => {
    expect(page(`where: { ${where} }`)).toBe(2 + expected);
  });

  test("a count", () => {
    expect(cost("{ requests(limit: 0) { totalCount } }")).toBe(1 + 10 + TABLE);
    expect(cost('{ requests(limit: 0, where: { vk: "0x1f" }) { totalCount } }')).toBe(
      1 + NARROWED + 10 + NARROWED,
    );
    expect(cost('{ prover(address: "0x1f") { stakes(limit: 0) { totalCount } } }')).toBe(
      2 + 10 + NARROWED,
    );
  });

  test("in variables and their defaults too", () => {
    const text = (fallback: string) =>
      `query ($where: requestFilter${fallback}) { requests(limit: 1, where: $where) { items { id } } }`;
    expect(cost(text(""), { where: { imgUrl_contains: "x" } })).toBe(2 + TABLE);
    expect(cost(text(' = { imgUrl: "x" }'))).toBe(2 + TABLE);
  });

  test("where a page belongs to a row, only that row's part is read", () => {
    const text =
      '{ prover(address: "0x1f") { stakes(limit: 1, orderBy: "costBasis") { items { staker } } } }';
    expect(cost(text)).toBe(2 + 1 + NARROWED);
  });

  // 49 of these cost 98 points, and took all connections for 50 s.
  test("so that the question that blocked everybody is refused", () => {
    const one = (n: number) =>
      `a${n}: activities(where: { transaction_contains: "${n}" }, limit: 1) { items { id } }`;
    const text = `{ ${Array.from({ length: 49 }, (_, n) => one(n)).join(" ")} }`;
    expect(cost(text, {}, 157_000)).toBeGreaterThan(settings.maxCost);
    expect(cost(`{ ${one(1)} }`, {}, 157_000)).toBeLessThan(settings.heavyCost);
  });

  test("and every column of every filter is judged", () => {
    for (const name of ["request", "bid", "activity"])
      for (const { name: condition } of Object.values(
        (
          schema.getType(`${name}Filter`) as never as {
            getFields(): Record<string, { name: string }>;
          }
        ).getFields(),
      )) {
        if (condition === "AND" || condition === "OR") continue;
        const { reach } = reachOf(name, {
          where: { [condition]: "0x1f" },
          orderBy: null,
          ofParent: false,
        });
        expect(reach, condition).not.toBe("nothing");
      }
  });
});

// A text sought in 50,000 rows cost 253 points, was not heavy, and took the places of all that is quick.
test("what reads much of a table is heavy, however little of it is asked for", () => {
  const readsMuch = (text: string, rows = 50_000) =>
    costOf({ schema, document: parse(text), rowsOf: () => rows }).readsMuch;
  const much = [
    '{ requests(limit: 1, where: { imgUrl_contains: "x" }) { items { id } } }',
    '{ requests(limit: 1, orderBy: "imgUrl") { items { id } } }',
    "{ requests(limit: 0) { totalCount } }",
    "{ requests(limit: 0) { ...counted } } fragment counted on requestPage { totalCount }",
    "{ auctionQuality { groups { auctions } } }",
  ];
  const little = [
    "{ requests(limit: 1000) { items { id } } }",
    '{ requests(where: { requester: "0x1f" }) { items { id } totalCount } }',
    '{ request(id: "0x1f") { bids { items { fee } totalCount } } }',
  ];
  expect(much.filter((text) => !readsMuch(text))).toEqual([]);
  expect(little.filter((text) => readsMuch(text))).toEqual([]);
  // The same of a small table is not.
  expect(much.slice(0, 4).filter((text) => readsMuch(text, 1_000))).toEqual([]);
});

// The first questions after a start were priced as if all tables were empty.
test("how large tables are is known before the first question, and sought again until it is", async () => {
  let clock = 0;
  let asked = 0;
  let answer: object[] | null = null;
  const db = {
    async execute() {
      asked++;
      if (answer === null) throw new Error("The database is away.");
      return { rows: answer };
    },
  } as unknown as Db;
  const rowsOf = createRowEstimates(db, () => clock);
  const after = async (ms: number) => {
    clock += ms;
    rowsOf("request");
    await new Promise(setImmediate);
    return [rowsOf("request"), asked];
  };
  expect(await after(0)).toEqual([undefined, 1]);
  expect(await after(999)).toEqual([undefined, 1]);
  answer = [{ name: "request", rows: 5 }];
  expect(await after(1)).toEqual([5, 2]);
  expect(await after(59_999)).toEqual([5, 2]);
  answer = null;
  expect(await after(1)).toEqual([5, 3]);
  expect(await after(59_999)).toEqual([5, 3]);
});

describe("a question about the schema", () => {
  test("costs by what it is told", () => {
    const types = Object.values(schema.getTypeMap());
    expect(cost("{ __schema { types { name } } }")).toBe(Math.ceil(types.length / 20));
    const fields = Object.keys(schema.getQueryType()!.getFields()).length;
    const text = '{ __type(name: "Query") { fields { name type { name } } } }';
    expect(cost(text)).toBe(Math.ceil((1 + 2 * fields) / 20));
    expect(cost('{ __type(name: "none") { name } }')).toBe(1);
  });

  // 50 of them gave 101 MB for nothing.
  test("is allowed once, as editors ask it, and not fifty times", () => {
    const one = cost(getIntrospectionQuery());
    expect(one).toBeGreaterThan(500);
    expect(one).toBeLessThan(settings.maxCost);
    expect(one * 50).toBeGreaterThan(settings.maxCost);
  });

  test("that goes in circles is counted, and in time", () => {
    const inner = "fields { type { fields { type { fields { name type { name } } } } } }";
    const text = `{ ${Array.from({ length: 50 }, (_, n) => `a${n}: __schema { types { ${inner} } }`).join(" ")} }`;
    expect(cost(text)).toBeGreaterThan(settings.maxCost);
  });
});

describe("before it is validated, a document is refused", () => {
  const codeOf = (text: string) => {
    try {
      parseWithin(text, settings);
    } catch (error) {
      return (error as { extensions: { code: string } }).extensions.code;
    }
    return null;
  };
  const many = (text: string, times: number) => Array(times).fill(text).join(" ");

  test.each([
    ["with more fields than allowed", `{ meta { ${many("chainId", 501)} } }`],
    // 1,970 of them took half a second of validation, for 2 points.
    ["with one field again and again", `{ meta { ${many("chainId", 150)} } }`],
    ["with it in many places that are one", `{ ${many("meta { chainId ready }", 150)} }`],
    [
      "with it in fragments",
      `{ ...F } fragment F on Query { ${many("... { meta { chainId } }", 150)} }`,
    ],
    [
      "with it in a fragment nobody uses",
      `{ meta { chainId } } fragment F on IndexMeta { ${many("chainId", 150)} }`,
    ],
    [
      "with fragments that name each other, and no field",
      `{ ...F0 } ${Array.from({ length: 30 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(" ")} fragment F30 on Query { ...F29 }`,
    ],
  ])("%s", (_, text) => {
    expect(codeOf(text)).toBe("TOO_MANY_FIELDS");
  });

  test("but not one that asks for a field in several places, as fragments of a page do", () => {
    expect(codeOf(`{ ${many("meta { chainId }", 50)} }`)).toBeNull();
    expect(codeOf(getIntrospectionQuery())).toBeNull();
  });
});

test("the weight of an answer is that of its names and texts, and what stands around them", () => {
  const chance = createRandom(3);
  const some = (depth: number): unknown => {
    const kind = Math.floor(chance() * (depth === 0 ? 4 : 7));
    if (kind === 0) return null;
    if (kind === 1) return chance() * 1000;
    if (kind < 4) return "x".repeat(Math.floor(chance() * 40));
    const parts = Array.from({ length: Math.floor(chance() * 5) }, () => some(depth - 1));
    if (kind === 4) return parts;
    const named = parts.map((part, index) => ["n".repeat(index), part]);
    return Object.assign(kind === 5 ? {} : Object.create(null), Object.fromEntries(named));
  };
  const weightOf = (value: unknown): number => {
    if (typeof value === "string") return 4 + value.length;
    if (typeof value !== "object" || value === null) return 4;
    let weight = 4;
    for (const name in value) {
      if (!Array.isArray(value)) weight += name.length + 4;
      weight += weightOf((value as Record<string, unknown>)[name]);
    }
    return weight;
  };
  for (let round = 0; round < 500; round++) {
    const answer = some(5);
    const weight = weightOf(answer);
    expect([weight - 1, weight].map((limit) => isHeavierThan(answer, limit))).toEqual([
      true,
      false,
    ]);
  }
});

test("an answer is weighed as far as is needed", () => {
  expect(isHeavierThan({ a: ["x".repeat(90)] }, 100)).toBe(true);
  expect(isHeavierThan({ a: ["x".repeat(50)] }, 100)).toBe(false);
  expect(isHeavierThan(null, 100)).toBe(false);
  let read = 0;
  const rows = Array.from({ length: 1000 }, () => ({
    get text() {
      read += 1;
      return "x".repeat(100);
    },
  }));
  expect(isHeavierThan(rows, 1000)).toBe(true);
  expect(read).toBeLessThan(20);
});
