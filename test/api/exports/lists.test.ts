/** Every list as a file, on a recorded month: what the API answers, whole and in the same order. */
import { isRequiredArgument } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { activity, request } from "../../../ponder.schema.ts";
import { type Column, columnsOf } from "../../../src/api/exports/columns.ts";
import { argumentsOf, readLists } from "../../../src/api/exports/lists.ts";
import { topics } from "../../../src/api/topics.ts";
import { type Samples, sampleOf, samplesOf } from "../samples.ts";
import { type Recorded, recordedDatabase, type Shape, schema, serve } from "../server.ts";
import { readCsv, readNdjson } from "./support.ts";

const lists = readLists(schema);

let recorded: Recorded;
let samples: Samples;
let api: ReturnType<typeof serve>;
beforeAll(async () => {
  recorded = await recordedDatabase("month");
  samples = samplesOf(recorded);
  api = serve(recorded, { maxCost: 1_000_000 });
});
afterAll(() => recorded.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  api.app.request(`/export/${path}`, { headers });
const csv = async (path: string) => {
  const answer = await get(path);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(text);
  return readCsv(text);
};
const refused = async (path: string) => {
  const answer = await get(path);
  const { errors } = (await answer.json()) as { errors: { message: string; extensions: object }[] };
  return { status: answer.status, ...errors[0]! };
};

/** A value of an argument as an address has it. */
const inUrl = (literal: string): string[] => {
  if (literal.startsWith("[")) return literal.slice(1, -1).split(",").flatMap(inUrl);
  return [literal.startsWith('"') ? (JSON.parse(literal) as string) : literal];
};

const requiredOf = (name: string) => argumentsOf(lists.get(name)!).filter(isRequiredArgument);

/** The rows as the API answers them, page after page. */
async function answered(name: string, columns: readonly Column[]) {
  const list = lists.get(name)!;
  const [field, within] = list.fields;
  const given = (of: typeof field, more: string[]) => {
    const args = [
      ...of.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${sampleOf(arg, samples)}`),
      ...more,
    ];
    return args.length === 0 ? of.name : `${of.name}(${args.join(", ")})`;
  };
  const paths = columns.filter(({ kind }) => kind !== "brev").map(({ path }) => path);
  const rows = `{ ${paths.map((path) => path.join(" { ") + " }".repeat(path.length - 1)).join(" ")} }`;
  if (list.pageRows === null) {
    const data = await api.data(
      within
        ? `{ ${given(field, [])} { ${given(within, [])} ${rows} } }`
        : `{ ${given(field, [])} ${rows} }`,
    );
    return within ? data[field.name][within.name] : data[field.name];
  }
  const found: unknown[] = [];
  for (let after: string | null = null; ; ) {
    const page: string[] = [
      `limit: ${Math.min(50, list.pageRows)}`,
      ...(after === null ? [] : [`after: "${after}"`]),
    ];
    const data: Record<string, Shape> = await api.data(
      `{ ${given(field, page)} { items ${rows} pageInfo { hasNextPage endCursor } } }`,
    );
    const answer = data[field.name];
    found.push(...(answer?.items ?? []));
    if (!answer?.pageInfo.hasNextPage) return found;
    after = answer.pageInfo.endCursor;
  }
}

test("every list of rows and every question that is a list or a series can be exported", () => {
  const names = [...lists.keys()];
  expect(names).toContain("requests");
  expect(names).toContain("feed");
  expect(names).toContain("marketSeries.points");
  expect(names).toContain("missSummary.byProver");
  const paged = topics
    .flatMap(({ queries = {} }) => Object.keys(queries))
    .filter((name) => {
      const type = String(schema.getQueryType()!.getFields()[name]!.type);
      return /Page!?$/.test(type) || type.startsWith("[");
    });
  expect(paged.filter((name) => !lists.has(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(60);
});

describe("every list has the rows that the API answers", () => {
  test.each([...lists.keys()])("%s", async (name) => {
    const search = new URLSearchParams();
    for (const arg of requiredOf(name))
      for (const value of inUrl(sampleOf(arg, samples))) search.append(arg.name, value);
    const lines = await get(`${name}.ndjson?${search}`);
    const objects = readNdjson(await lines.text());
    expect(lines.status).toBe(200);
    const rows = await csv(`${name}.csv?${search}`);
    const columns = columnsOf(lists.get(name)!, null);
    const expected = (await answered(name, columns)) as Record<string, Shape>[];
    const plain = columns.filter(({ kind }) => kind !== "brev");
    const valueAt = (row: Record<string, Shape>, path: readonly string[]) =>
      path.reduce((value: Shape, step) => value?.[step] ?? null, row);
    expect(objects.map((row) => plain.map((column) => row[column.name]))).toEqual(
      expected.map((row) => plain.map(({ path }) => valueAt(row, path))),
    );
    expect(rows).toHaveLength(objects.length);
    const texts = plain.filter(({ kind }) => kind !== "text" && kind !== "list");
    expect(rows.map((row) => texts.map((column) => row[column.name]))).toEqual(
      expected.map((row) =>
        texts.map(({ path }) => {
          const value = valueAt(row, path);
          return value === null ? null : String(value);
        }),
      ),
    );
  });
});

test("an amount is there in wei and, exactly, in BREV", async () => {
  const found = await csv("requests.csv");
  const stored = recorded.rows(request);
  expect(found).toHaveLength(stored.length);
  const byId = new Map(stored.map((row) => [row.id as string, row]));
  for (const row of found) {
    const { maxFee, winnerFee } = byId.get(row.id!)!;
    expect(row.maxFee).toBe(String(maxFee));
    const [whole, fraction = ""] = row.maxFeeBrev!.split(".");
    expect(BigInt(whole! + fraction.padEnd(18, "0"))).toBe(maxFee);
    expect(row.winnerFeeBrev === null).toBe(winnerFee === null);
  }
});

test("the file's name tells the list and the block", async () => {
  const answer = await get("requests.csv?limit=1");
  expect(answer.headers.get("content-disposition")).toBe(
    'attachment; filename="provernet-requests-5575.csv"',
  );
  expect(answer.headers.get("content-type")).toContain("text/csv");
  await answer.text();
});

test("arguments are those of the API, and are read by the same readers", async () => {
  const stored = recorded.rows(request);
  const [{ requester } = { requester: "0x" }] = stored;
  const where = (of: object) => `where=${encodeURIComponent(JSON.stringify(of))}`;
  const own = await csv(
    `requests.csv?${where({ requester: requester.toUpperCase().replace("0X", "0x") })}&columns=id`,
  );
  expect(own).toHaveLength(stored.filter((row) => row.requester === requester).length);
  expect(own.length).toBeGreaterThan(1);
  const kinds = await csv("feed.csv?kinds=BID&kinds=REVEALED&columns=id,kind");
  const expected = recorded
    .rows(activity)
    .filter(({ kind }) => kind === "BID" || kind === "REVEALED");
  expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(
    expected.map(({ kind }) => kind).toSorted(),
  );

  for (const [path, query, variables] of [
    ["requests.csv?orderBy=fee", '{ requests(orderBy: "fee") { items { id } } }', {}],
    ["feed.csv?from=-1", "{ feed(from: -1) { items { id } } }", {}],
    ["proverRecord.days.csv?prover=0x12", '{ proverRecord(prover: "0x12") { days { end } } }', {}],
    [
      `requests.csv?${where({ id: "0x1" })}`,
      '{ requests(where: { id: "0x1" }) { items { id } } }',
      {},
    ],
    [
      "marketSeries.csv?unit=YEAR",
      "query ($unit: BucketUnit!) { marketSeries(unit: $unit) { points { start } } }",
      { unit: "YEAR" },
    ],
    [
      "feed.csv?from=2025-10-01",
      "query ($from: Int) { feed(from: $from) { items { id } } }",
      { from: "2025-10-01" },
    ],
    [
      "marketSeries.csv",
      "query ($unit: BucketUnit!) { marketSeries(unit: $unit) { points { start } } }",
      {},
    ],
  ] as const) {
    const { message, extensions } = await api.refused(query, variables);
    expect(await refused(path)).toEqual({ status: 400, message, extensions });
  }
});

test("what is wrong with the address is told with what is right", async () => {
  expect(await refused("requests.xlsx")).toMatchObject({
    status: 404,
    message: expect.stringContaining(".csv, .ndjson, .parquet"),
  });
  expect(await refused("reqests.csv")).toMatchObject({
    status: 404,
    message: expect.stringContaining("requests"),
  });
  expect(await refused("requests.csv?stauts=PENDING")).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^stauts is no argument of requests\. Arguments: .*where/),
  });
  expect(await refused("requests.csv?before=x")).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^before is no argument/),
  });
  expect(await refused("requests.csv?limit=0")).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^limit is "0"/),
  });
  expect(await refused("requests.csv?limit=1&limit=2")).toMatchObject({
    message: expect.stringContaining("given 2 times"),
  });
  expect(await refused("requests.csv?where={status")).toMatchObject({
    status: 400,
    message: "where is not JSON.",
  });
  expect(await refused("requests.csv?columns=id,fee")).toMatchObject({
    message: expect.stringMatching(/^columns names "fee", which is no column of requests/),
  });
  expect(await refused("requests.csv?columns=bids_items")).toMatchObject({
    extensions: { argument: "columns" },
  });
  expect(await refused("requests.csv?after=abc")).toMatchObject({
    extensions: { argument: "after" },
  });
  expect(await refused("requests.csv?cursor=yes")).toMatchObject({
    message: expect.stringContaining("true or false"),
  });
});

test("columns can be named, those of other rows too", async () => {
  const found = await csv("requests.csv?columns=id,winnerProver_name,maxFee&limit=500");
  const { requests } = await api.data(
    "{ requests(limit: 500) { items { id maxFee winnerProver { name } } } }",
  );
  expect(Object.keys(found[0]!)).toEqual(["id", "winnerProver_name", "maxFee", "maxFeeBrev"]);
  expect(found.map((row) => row.winnerProver_name ?? "")).toEqual(
    requests.items.map((row: Shape) => row.winnerProver?.name ?? ""),
  );
  expect(new Set(found.map((row) => row.winnerProver_name)).size).toBeGreaterThan(5);
});

test.each(["requests", "feed", "misses"])(
  "%s goes on after a cursor, wherever it broke off",
  async (name) => {
    const whole = await csv(`${name}.csv?cursor=true`);
    expect(whole.length).toBeGreaterThan(10);
    for (const at of [0, 3, whole.length - 2, whole.length - 1]) {
      const rest = await csv(`${name}.csv?cursor=true&after=${whole[at]!.cursor}`);
      expect(rest.map(({ cursor: _, ...row }) => row)).toEqual(
        whole.slice(at + 1).map(({ cursor: _, ...row }) => row),
      );
    }
    const few = await csv(`${name}.csv?cursor=true&limit=7`);
    expect(few.map(({ id }) => id)).toEqual(whole.slice(0, 7).map(({ id }) => id));
  },
);

test("is packed for those who take that, and HEAD reads no rows", async () => {
  const packed = await get("requests.csv", { "accept-encoding": "br, gzip" });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  const text = await new Response(packed.body!.pipeThrough(new DecompressionStream("gzip"))).text();
  expect(text).toBe(await (await get("requests.csv")).text());
  const head = await api.app.request("/export/requests.csv", { method: "HEAD" });
  expect(head.headers.get("content-disposition")).toContain("provernet-requests-5575.csv");
  expect(await head.text()).toBe("");
});

test("/export names the lists", async () => {
  const answer = (await (await api.app.request("/export")).json()) as { lists: string[] };
  expect(answer.lists).toEqual([...lists.keys()]);
});
