import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { lastVerification, laterVerifications } from "../../src/api/topics/verifications.ts";
import { createDatabase } from "../support/database.ts";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const NAME = "quirks";
const recording = loadRecording(NAME);

let filled: Awaited<ReturnType<typeof createDatabase>>;
let database: string;
let replay: Replay;
let client: pg.Client;
let folder: string;

beforeAll(async () => {
  filled = await createDatabase();
  database = filled.url;
  const indexer = await createIndexer();
  await indexer.replay(recording);
  await indexer.fill(filled.db);
  client = new pg.Client({ connectionString: database });
  await client.connect();
  // What Ponder keeps of how far it is.
  const { number, timestamp } = recording.block(recording.head);
  const checkpoint = `${String(timestamp).padStart(10, "0")}${"0".repeat(16)}${String(number).padStart(16, "0")}`;
  await client.query(`create table _ponder_checkpoint (chain_name text, chain_id int, latest_checkpoint text);
    create table _ponder_meta (key text, value jsonb);
    insert into _ponder_checkpoint values ('provernet', 1, '${checkpoint.padEnd(75, "0")}');
    insert into _ponder_meta values ('app', '{"is_ready": 1}')`);
  const directory = join(root, "recordings", NAME);
  replay = await startReplay({ recording: await readRecording(directory) });
  folder = mkdtempSync(join(tmpdir(), "verify-"));
}, 600_000);
afterAll(async () => {
  await client?.end();
  await replay?.stop();
  await filled?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Runs the command as a user does; `last` is the last line of its output. */
async function verify(args: readonly string[] = [], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [join(root, "scripts/verify.ts"), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NETWORK: "recording",
      RECORDING: NAME,
      DATABASE_URL: database,
      DATABASE_SCHEMA: "public",
      RPC_URL: replay.url,
      ...env,
    },
  });
  let [output, errors] = ["", ""];
  child.stdout!.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    errors += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output, errors, last: output.trimEnd().split("\n").at(-1) ?? "" };
}

/** The recorded chain behind a node that changes what it answers to calls. Whoever starts it stops it. */
async function startProxy(change: (answer: RpcAnswer, index: number) => RpcAnswer): Promise<Proxy> {
  let answers = 0;
  const server = createServer(async (request, response) => {
    const body = await new Response(request as never).text().catch(() => "");
    const found = await fetch(replay.url, { method: "POST", body }).then((given) => given.json());
    const changed = Array.isArray(found)
      ? found.map((answer) => change(answer, answers++))
      : change(found as RpcAnswer, answers++);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(changed));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
type RpcAnswer = { id: number; result?: unknown; error?: { code: number; data?: unknown } };
type Proxy = { url: string; stop: () => Server };

/** Runs with rows changed, and changes them back. */
async function changed<Result>(
  change: string,
  undo: string,
  run: () => Promise<Result>,
): Promise<Result> {
  await client.query(change);
  try {
    return await run();
  } finally {
    await client.query(undo);
  }
}

const file = () => join(folder, ".ponder/verifications.ndjson");
const headBlock = recording.head;

test("an index like the chain is equal: 0, and the run is kept as the last whole one", async () => {
  const { code, last, errors } = await verify();
  expect({ code, last, errors: errors.includes("Error") }).toEqual({
    code: 0,
    last: expect.stringMatching(new RegExp(`^Equal: all \\d+ answers\\. Block ${headBlock}\\.$`)),
    errors: false,
  });
  const run = await lastVerification({ file: file() });
  expect(run).toMatchObject({
    block: headBlock,
    scope: "EVERYTHING",
    outcome: "EQUAL",
    different: 0,
  });
  expect(run!.compared).toBeGreaterThan(10_000);
  expect(run!.equal).toBe(run!.compared);
});

test("a node that keeps the reasons of reverts to itself is no difference; one that refuses makes it inconclusive: 2", async () => {
  const silent = await startProxy(({ error, ...rest }) =>
    error === undefined ? rest : { ...rest, error: { ...error, data: undefined } },
  );
  const refusing = await startProxy((answer, index) =>
    index % 500 === 499 ? { id: answer.id, error: { code: -32_000 } } : answer,
  );
  const [equal, unclear] = [
    await verify([], { RPC_URL: silent.url }),
    await verify([], { RPC_URL: refusing.url }),
  ];
  silent.stop();
  refusing.stop();
  expect([equal.code, equal.last]).toEqual([0, expect.stringMatching(/^Equal: all/)]);
  expect([unclear.code, unclear.last]).toEqual([
    2,
    expect.stringMatching(/^Not conclusive: the node refused \d+ of \d+ calls\./),
  ]);
  // The runs before stand.
  expect(await lastVerification({ file: file() })).toMatchObject({ outcome: "EQUAL" });
  const later = await laterVerifications({ file: file() });
  expect(later.map(({ outcome, refused }) => [outcome, refused > 0])).toEqual([
    ["INCONCLUSIVE", true],
  ]);
});

test("a changed row is different: 1, and the run says which views", async () => {
  const one = "where id = (select min(id) from request where winner is not null)";
  const { code, last, output } = await changed(
    `update request set winner_fee = winner_fee + 1 ${one}`,
    `update request set winner_fee = winner_fee - 1 ${one}`,
    () => verify(),
  );
  expect([code, last]).toEqual([1, expect.stringMatching(/^Different: \d+ of \d+ answers\./)]);
  expect(output).toContain("brevisMarket.getBidders .winnerFee");
  const run = await lastVerification({ file: file() });
  expect(run?.differentViews).toContain("brevisMarket.getBidders");
  expect(await laterVerifications({ file: file() })).toEqual([]);
});

test("where balances are sampled, what was given since is told as that", async () => {
  const one = "where address = (select min(address) from prover where state = 'ACTIVE')";
  const { code, last, output } = await changed(
    `update network set all_transfers = false; update prover set assets = assets - 5 ${one}`,
    `update network set all_transfers = true; update prover set assets = assets + 5 ${one}`,
    () => verify(),
  );
  expect(output).toContain(
    "1 vaults were given 5 wei in all since their balances were last sampled.",
  );
  expect([code, last]).toEqual([
    0,
    expect.stringMatching(/ \d+ of them but for donations to vaults since the last sample/),
  ]);
});

test("the invariants are asked of the database, with what is stray and how many rows differ", async () => {
  const whole = await verify(["--invariants"]);
  expect([whole.code, whole.last]).toEqual([
    0,
    expect.stringMatching(/^Equal: all \d+ invariants hold\.$/),
  ]);
  expect(whole.output).toMatch(/left +│ right +│ stray +│ exceptions +│ holds/);
  const one = "where address = (select min(address) from requester)";
  const broken = await changed(
    `update requester set bids = bids + 1 ${one}`,
    `update requester set bids = bids - 1 ${one}`,
    () => verify(["--invariants"]),
  );
  expect([broken.code, broken.last]).toEqual([
    1,
    expect.stringMatching(/do not hold: REQUESTER_TOTALS\.$/),
  ]);
});

describe("what can be foreseen is one clear line, and not conclusive", () => {
  test.each<[string, string[], Record<string, string>, RegExp]>([
    [
      "another schema",
      [],
      { DATABASE_SCHEMA: "elsewhere" },
      /The schema "elsewhere" holds no index\./,
    ],
    [
      "no PostgreSQL",
      [],
      { DATABASE_URL: "postgresql://x:y@127.0.0.1:9/z" },
      /PostgreSQL cannot be read .*ECONNREFUSED/,
    ],
    [
      "no node",
      [],
      { RPC_URL: "http://127.0.0.1:9/a-key" },
      /The node at 127\.0\.0\.1:9 does not answer/,
    ],
    ["another block", ["--block", "7"], {}, /--block 7: the index keeps the state of one block/],
    [
      "no API",
      ["--invariants", "--url", "http://127.0.0.1:9"],
      {},
      /The index does not answer at http/,
    ],
    ["a wrong option", ["--blok", "7"], {}, /Unknown option '--blok'/],
  ])("%s", async (_, args, env, message) => {
    const { code, output, errors } = await verify(args, env);
    expect(output).toMatch(message);
    expect(`${output}${errors}`).not.toMatch(/\n\s+at |a-key|pg_|node_modules/);
    expect([code, output]).toEqual([2, expect.stringMatching(/(^|\n)Not conclusive: /)]);
  });

  test.each([
    [
      "behind the node",
      "latest_checkpoint = overlay(latest_checkpoint placing '0000000000000100' from 27)",
      /behind the node's \d+: it has not caught up/,
    ],
    ["empty", "latest_checkpoint = null", /Nothing is indexed yet\./],
  ])("an index that is %s", async (_, set, message) => {
    const { rows } = await client.query(
      "select latest_checkpoint as whole from _ponder_checkpoint",
    );
    const { code, last } = await changed(
      `update _ponder_checkpoint set ${set}`,
      `update _ponder_checkpoint set latest_checkpoint = '${rows[0].whole}'`,
      () => verify(["--wait", "0"]),
    );
    expect([code, last]).toEqual([2, expect.stringMatching(message)]);
  });
});

test("the file is a line for each run", () => {
  const lines = readFileSync(file(), "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).outcome)).toEqual([
    ...["EQUAL", "EQUAL", "INCONCLUSIVE", "DIFFERENT", "EQUAL"],
  ]);
});
