/** The generated functions, on a recorded month: each answers what the API answers, with numbers read. */
import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { graphql } from "graphql";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createClient } from "../../client/src/client.ts";
import * as queries from "../../client/src/queries.gen.ts";
import type { Query } from "../../client/src/query.ts";
import { prover } from "../../ponder.schema.ts";
import { createContext } from "../../src/api/context.ts";
import { GraphQLBigInt } from "../../src/api/declare/scalars.ts";
import { exampleQueries } from "../api/examples.ts";
import { listen } from "../api/exports/support.ts";
import { type Recorded, recordedDatabase, schema, serve } from "../api/server.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
const functions = new Map(Object.entries(queries as Record<string, unknown>)) as ReadonlyMap<
  string,
  Query<Record<string, unknown>, object>
>;

let recorded: Recorded;
let client: Client;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  recorded = await recordedDatabase("month");
  ({ url, close } = await listen(serve(recorded).app));
  client = createClient({ url });
});
afterAll(async () => {
  await close?.();
  await recorded?.close();
});

/** The function of a file of `queries/`. */
const functionOf = (text: string) => {
  const name = /^query (\w+)/m.exec(text)![1]!;
  return functions.get(name[0]!.toLowerCase() + name.slice(1))!;
};

test("every file of queries/ is a function", () => {
  expect(functions.size).toBe(exampleQueries.length);
  for (const { text } of exampleQueries) expect(functionOf(text)).toBeTypeOf("function");
});

/** The answer by GraphQL itself, which is told to leave whole numbers of any size as they are. */
const answerOf = async (source: string, variableValues: Record<string, unknown>) => {
  const { serialize } = GraphQLBigInt;
  GraphQLBigInt.serialize = ((value: unknown) => BigInt(value as bigint)) as never;
  try {
    const head = { block: 5575, timestamp: recorded.head };
    const progress = async () => ({
      chain: "provernet",
      chainId: 31337,
      head,
      finalized: { block: 5545, timestamp: recorded.head - 360 },
      ready: true,
    });
    const contextValue = createContext(recorded.db, progress, { isVolatile: false });
    const { data, errors } = await graphql({
      schema,
      source,
      variableValues,
      contextValue,
    });
    expect(errors).toBeUndefined();
    return data;
  } finally {
    GraphQLBigInt.serialize = serialize;
  }
};

/** Without prototypes, and without what the clock changes. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "lagSeconds")
      .map(([name, inner]) => [name, plain(inner)]),
  );
};

test.each(exampleQueries)(
  "$name: wei and ids are bigint, everything else as it was",
  async ({ text, variables }) => {
    const answer = await functionOf(text)(client, variables);
    expect(plain(answer)).toEqual(plain(await answerOf(text, variables)));
  },
);

test("lists come row by row, however many pages they have", async () => {
  const ids: string[] = [];
  for await (const { id, amount } of queries.feed.rows(client, {
    kinds: ["FULFILLED"],
    limit: 7,
  })) {
    ids.push(String(id));
    expect(amount).toBeTypeOf("bigint");
  }
  const { network } = await serve(recorded).data("{ network { fulfilled } }");
  expect(ids).toHaveLength(network.fulfilled);
  expect(new Set(ids).size).toBe(ids.length);
  const paged = [...functions.values()].filter((each) => "rows" in each);
  expect(paged.length).toBeGreaterThan(12);
});

test("a list can be left in the middle, and gone on with after a cursor", async () => {
  const seen: bigint[] = [];
  for await (const { id } of queries.feed.rows(client, { limit: 5, orderDirection: "asc" })) {
    seen.push(id);
    if (seen.length === 5) break;
  }
  const { feed } = await queries.feed(client, { limit: 5, orderDirection: "asc" });
  const rest = queries.feed.rows(client, {
    limit: 5,
    orderDirection: "asc",
    after: feed.pageInfo.endCursor,
  });
  const { value } = await rest.next();
  expect(value!.id).toBeGreaterThan(seen.at(-1)!);
});

test("an amount goes out as it came in", async () => {
  const { biddableRequests } = await queries.biddableRequests(client, {
    prover: recorded.rows(prover)[0]!.address,
    minMaxFee: 10n ** 30n,
  });
  expect(biddableRequests.items).toEqual([]);
});

describe("the bidder's alert", () => {
  const example = (address: string) =>
    run(process.execPath, [join(root, "client/examples/bidder-alert.ts"), url, address]);
  const has = (command: string) => spawnSync(command, ["--version"]).status === 0;

  /** Provers who have something to do, and one who has not. */
  const provers = async () => {
    const { data } = serve(recorded);
    const found = await Promise.all(
      recorded.rows(prover).map(async ({ address }) => {
        const { proverDuties, biddableRequests } = await data(
          `{ proverDuties(prover: "${address}", minutes: 60, limit: 100) { items { kind request { id } } }
             biddableRequests(prover: "${address}", limit: 100) { items { request { id maxFee } } } }`,
        );
        return { address, duties: proverDuties.items, open: biddableRequests.items };
      }),
    );
    return found;
  };

  test("tells what to prove and reveal, and what to bid on", async () => {
    const all = await provers();
    const busy = all.filter(({ duties, open }) => duties.length + open.length > 0).slice(0, 2);
    const idle = all.find(({ duties, open }) => duties.length === 0 && open.length === 0);
    expect(busy.length).toBeGreaterThan(0);
    for (const { address, duties, open } of [...busy, ...(idle ? [idle] : [])]) {
      const { stdout } = await example(address);
      const lines = stdout.trim().split("\n");
      const expected = [
        ...duties.map(
          (duty: { kind: string; request: { id: string } }) => `${duty.kind} ${duty.request.id}`,
        ),
        ...open.map(({ request }: { request: { id: string } }) => `BID ${request.id}`),
      ];
      expect(lines.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(
        expected.length === 0 ? ["Nothing to"] : expected,
      );
      const [fee] = open.map(({ request }: { request: { maxFee: string } }) =>
        BigInt(request.maxFee),
      );
      if (fee !== undefined)
        expect(stdout).toContain(
          `up to ${fee / 10n ** 18n}.${String(fee).padStart(19, "0").slice(-18, -16)} BREV`,
        );
    }
  });

  test("says in one line what is wrong", async () => {
    await expect(example("0x12")).rejects.toMatchObject({
      stderr: expect.stringMatching(/^prover is "0x12", which is not an address.*\n$/),
    });
  });

  describe.skipIf(!has("python3"))("in plain Python (skipped without python3)", () => {
    const file = join(root, "docs/bidder_alert.py");
    const python = (...args: string[]) => run("python3", [file, ...args]);
    const busyProver = async () =>
      (await provers()).find(({ duties, open }) => duties.length + open.length > 0)!.address;
    test("tells the same", async () => {
      expect(readFileSync(file, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(65);
      const address = await busyProver();
      expect((await python(url, address)).stdout).toBe((await example(address)).stdout);
      expect((await python(url, `0x${"1f".repeat(20)}`)).stdout).toBe("Nothing to do.\n");
    });

    test("says in one line what is wrong", async () => {
      const lineOf = (...args: string[]) =>
        python(...args).then(
          () => null,
          ({ stderr }: { stderr: string }) => stderr,
        );
      expect(await lineOf(url, "0x12")).toMatch(/^prover is "0x12", which is not an address.*\n$/);
      expect(await lineOf(url)).toBe("Usage: bidder_alert.py URL PROVER [--follow]\n");
      expect(await lineOf("http://127.0.0.1:9", "0x12")).toMatch(
        /^The indexer at http:\/\/127.0.0.1:9 does not answer: .*\n$/,
      );
    });

    test("with --follow waits for a server that is away", async () => {
      const address = await busyProver();
      const { app } = serve(recorded);
      let isAway = true;
      const gone = new Hono().all("/graphql", (c) =>
        isAway ? c.text("Bad Gateway", 502) : app.fetch(c.req.raw),
      );
      const { url: there, close: leave } = await listen(gone);
      const child = spawn("python3", [file, there, address, "--follow"]);
      // What it prints at once may come in pieces.
      let [told, complained] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        told += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        complained += text;
      });
      try {
        await expect.poll(() => complained).toMatch(/does not answer/);
        isAway = false;
        const { stdout } = await example(address);
        await expect.poll(() => told).toBe(stdout);
      } finally {
        child.kill();
        await leave();
      }
    });
  });
});

test("the package that is built works by itself, without a type of Node in it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "provernet-client-"));
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [
      tsc,
      "-p",
      join(root, "client/tsconfig.build.json"),
      "--outDir",
      directory,
    ]);
    writeFileSync(
      join(directory, "ask.js"),
      `import { createClient } from ${JSON.stringify(pathToFileURL(join(directory, "client.js")).href)};
       import { now } from ${JSON.stringify(pathToFileURL(join(directory, "queries.gen.js")).href)};
       const { networkOverview } = await now(createClient({ url: ${JSON.stringify(url)} }), {});
       const { escrow, openRequests } = networkOverview.now;
       console.log(typeof escrow, openRequests.total);`,
    );
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    const { stdout } = await run(process.execPath, [join(directory, "ask.js")]);
    expect(stdout).toMatch(/^bigint \d+\n$/);
    for (const file of ["client", "errors", "follow", "query", "queries.gen", "wait"]) {
      expect(readFileSync(join(directory, `${file}.js`), "utf8")).not.toMatch(
        /from "(?!\.)|require\(|\bprocess\b|\bBuffer\b/,
      );
      expect(readFileSync(join(directory, `${file}.d.ts`), "utf8")).not.toContain('types="node"');
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
