import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { noSettings } from "../../settings/environment.ts";
import { createUrl } from "../support/database.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import { ask } from "../support/postgres.ts";
import { believe, SECRET, type Told } from "../webhooks/support.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const name = "quirks";
/** Where the chain forks, and how deep: around auctions and settlements. */
const FORKS = [
  { head: 340, depth: 3 },
  { head: 390, depth: 29 },
  { head: 440, depth: 12 },
];
const patient = { timeout: 240_000, interval: 250 };

let replay: Replay;
let url: string;
let ponder: Ponder | undefined;
let worker: ChildProcess | undefined;
let receiver: Server;
const directory = mkdtempSync(join(tmpdir(), "provernet-webhooks-"));
/** What came and was let through, by the path of the webhook. */
const came: Record<string, Told[]> = { "/latest": [], "/final": [] };
/** Ids that were refused the first time. */
const refused = new Set<string>();

/**
 * A receiver that verifies; that refuses each seventh delivery once, as receivers do; and that knows doubles by their id.
 */
async function listen(): Promise<number> {
  let count = 0;
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const id = String(request.headers["webhook-id"]);
    const message = new Webhook(SECRET).verify(body, request.headers as never) as Told;
    if (count++ % 7 === 3 && !refused.has(id) && refused.size < 12) {
      refused.add(id);
      return response.writeHead(503).end("busy");
    }
    const all = came[request.url!]!;
    const { requestId, prover, account } = message.data;
    const subject = String(requestId ?? prover ?? account ?? "protocol");
    if (!all.some((one) => one.id === id)) all.push({ ...message, id, subject });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  return (receiver.address() as AddressInfo).port;
}

beforeAll(async () => {
  const recording = await readRecording(join(root, "recordings", name));
  replay = await startReplay({ recording, head: 300 });
  url = await createUrl();
  const port = await listen();
  const webhook = (path: string, finality: string) =>
    `  - { name: ${path}, url: "http://127.0.0.1:${port}/${path}", secret: "${SECRET}", finality: ${finality}, events: [{}], phases: [{}] }\n`;
  const text = `webhooks:\n${webhook("latest", "LATEST")}${webhook("final", "FINAL")}`;
  writeFileSync(join(directory, "webhooks.yaml"), text);
});
afterAll(async () => {
  worker?.kill("SIGKILL");
  await ponder?.stop();
  await replay?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  rmSync(directory, { recursive: true });
});

const chain = () => ({ NETWORK: "recording", RECORDING: name, DATABASE_URL: url });
const startIndexer = async (schema: string) => {
  const env = { ...chain(), RPC_URL: replay.url, WS_URL: replay.wsUrl };
  ponder = await startPonder({ env, schema });
};

function startWorker(schema: string) {
  const { npm_lifecycle_event: _, ...env } = process.env;
  worker = spawn(process.execPath, [join(root, "webhooks", "main.ts")], {
    env: {
      ...{ ...env, ...noSettings, ...chain(), DATABASE_SCHEMA: schema },
      WEBHOOKS_FILE: join(directory, "webhooks.yaml"),
      WEBHOOKS_PRIVATE_HOSTS: "127.0.0.1",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  worker.stderr!.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

const stopWorker = (signal: NodeJS.Signals) =>
  new Promise<number | null>((resolve) => {
    worker!.once("close", resolve);
    worker!.kill(signal);
  });

const positions = () =>
  ask(url, "select webhook, block::int from provernet_webhooks.position order by webhook desc");
const finalBlock = async (schema: string): Promise<number> =>
  (
    await ask(
      url,
      `select substr(finalized_checkpoint, 27, 16)::int as block from ${schema}._ponder_checkpoint`,
    )
  )[0]!.block;

/** Waits until the webhooks are told up to a block, and everything has been delivered. Tells the last final block. */
async function settle(schema: string, head: number): Promise<number> {
  const isTold = async () => {
    const [latest, final] = await positions();
    return latest!.block === head && final!.block === (await finalBlock(schema));
  };
  await expect.poll(isTold, patient).toBe(true);
  const waiting = `select count(*)::int as count from provernet_webhooks.job where name like 'webhook/%' and state < 'completed'`;
  await expect.poll(async () => (await ask(url, waiting))[0]!.count, patient).toBe(0);
  return finalBlock(schema);
}

/** Events of the index in some blocks, by subject, in the order of the chain. */
async function rowsIn(schema: string, from: number, to: number) {
  const rows = await ask(
    url,
    `select a.id::text, b.hash, coalesce(request_id, prover, account, 'protocol') as subject
     from ${schema}.activity a join ${schema}.event_block b on b.number = a.block
     where a.block > ${from} and a.block <= ${to} order by a.id`,
  );
  return bySubject(rows.map(({ subject, id, hash }) => [subject, `${id} ${hash}`]));
}
const believed = (path: string) =>
  bySubject(
    [...believe(came[path]!)].flatMap(([subject, all]) =>
      all
        .filter(({ type }) => type === "event")
        .map(({ data }): [string, string] => [subject, `${data.id} ${data.blockHash}`]),
    ),
  );
const bySubject = (pairs: [string, string][]) =>
  Object.fromEntries(
    [...Map.groupBy(pairs, ([subject]) => subject)]
      .map(([subject, all]): [string, string[]] => [subject, all.map(([, what]) => what)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const typesOf = (path: string) => new Set(came[path]!.map(({ type }) => type));

test("receivers have the events of the chain that won, each once and in order, through forks, refusals, a killed worker and a re-index", async () => {
  await startIndexer("provernet");
  let said = startWorker("provernet");
  await expect.poll(said, patient).toContain("latest: begins after block 300");
  await expect.poll(said, patient).toMatch(/final: begins after block \d+\n/);
  const began = Number(/final: begins after block (\d+)/.exec(said())![1]);
  let end = 0;
  for (const [index, { head, depth }] of FORKS.entries()) {
    replay.setHead(head);
    await expect.poll(positions, patient).toMatchObject([{ block: head }, {}]);
    if (index === 1) {
      await stopWorker("SIGKILL");
      said = startWorker("provernet");
    }
    replay.fork({ depth, variant: index % 2 === 0 ? "late" : "empty" });
    const branch = replay.advance(1);
    await expect.poll(positions, patient).toMatchObject([{ block: branch }, {}]);
    end = replay.unfork(1);
    await expect.poll(positions, patient).toMatchObject([{ block: end }, {}]);
  }
  const final = await settle("provernet", end);
  expect(said()).toContain("taken back by a reorganisation");
  expect(refused.size).toBeGreaterThan(3);
  expect(final).toBeGreaterThan(began + 50);
  expect(believed("/latest")).toEqual(await rowsIn("provernet", 300, end));
  expect(believed("/final")).toEqual(await rowsIn("provernet", began, final));
  expect(typesOf("/latest")).toContain("event.removed");
  expect(typesOf("/latest")).toContain("phase");
  expect(typesOf("/final")).toEqual(new Set(["event", "phase"]));

  // A new version of the index, in a schema of its own.
  expect(await stopWorker("SIGINT")).toBe(0);
  await ponder!.stop();
  const before = came["/latest"]!.length;
  await startIndexer("provernet_2");
  said = startWorker("provernet_2");
  replay.setHead(end + 40);
  const last = await settle("provernet_2", end + 40);
  expect(came["/latest"]!.length).toBeGreaterThan(before);
  expect(believed("/latest")).toEqual(await rowsIn("provernet_2", 300, end + 40));
  expect(believed("/final")).toEqual(await rowsIn("provernet_2", began, last));
  for (const { type } of came["/latest"]!.slice(before)) expect(type).not.toMatch(/removed/);
});
