import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runningUrl } from "../../postgres/files.ts";
import { noSettings } from "../../settings/environment.ts";
import { createIndexer } from "../support/indexer.ts";
import { copyProject } from "../support/ponder.ts";
import { ask } from "../support/postgres.ts";
import { loadRecording } from "../support/recording.ts";
import { freePort } from "../support/server.ts";
import { expectSameTables, tablesOfIndexer, tablesOfPostgres } from "../support/tables.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;
/** How it is interrupted, one after the other: by each signal, or twice by each. */
const INTERRUPTIONS = process.env.E2E === "all" ? [...SIGNALS, ...SIGNALS] : SIGNALS;
const RECORDING = "quirks";

let root: string;
let own: string;
let child: ChildProcess | undefined;
let output = "";

beforeAll(async () => {
  root = await copyProject();
  own = join(root, ".ponder", "postgres", `recording-${RECORDING}`);
});
afterAll(async () => {
  child?.kill("SIGTERM");
  while (runningUrl(own) !== null) await sleep(100);
  await rm(root, { recursive: true, force: true });
});

/** `npm start` on a recorded chain, without a database of its own, in a process group of its own as under a terminal. */
async function start() {
  const { npm_lifecycle_event: _, ...env } = process.env;
  output = "";
  const started = spawn(process.execPath, [join(root, "scripts", "run.ts"), "start"], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...env,
      ...noSettings,
      NETWORK: "recording",
      RECORDING,
      PORT: String(await freePort()),
      LISTEN_HOST: "127.0.0.1",
    },
  });
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  child = started;
  return new Promise<number | null>((resolve) => started.once("exit", resolve));
}

async function indexedBlock(): Promise<number> {
  const url = runningUrl(own);
  if (url === null) return 0;
  const rows = await ask(
    url,
    "select latest_checkpoint as at from provernet._ponder_checkpoint",
  ).catch(() => []);
  return Number((rows[0]?.at ?? "").slice(26, 42));
}

test("interrupted again and again while it fetches and indexes, it goes on, and comes to the same rows", async () => {
  const moments: string[] = [];
  for (const [index, signal] of INTERRUPTIONS.entries()) {
    const exited = start();
    // From before there is a database to the middle of the backfill.
    const moment = Math.round(((index + Math.random()) / INTERRUPTIONS.length) * 12_000);
    await Promise.race([sleep(moment), exited]);
    expect(child!.exitCode, output.slice(-3_000)).toBeNull();
    moments.push(`${signal} after ${moment} ms at block ${await indexedBlock()}`);
    // To all of the group, as Ctrl-C is; what kills is for the program alone.
    process.kill(signal === "SIGKILL" ? child!.pid! : -child!.pid!, signal);
    await exited;
    while (runningUrl(own) !== null) await sleep(50);
  }
  process.stdout.write(`Interrupted by ${moments.join(", ")}\n`);

  const recording = loadRecording(RECORDING);
  const exited = start();
  const head = (async () => {
    while ((await indexedBlock()) < recording.head) await sleep(200);
  })();
  await Promise.race([
    head,
    exited.then((code) => Promise.reject(new Error(`exit code ${code}:\n${output}`))),
  ]);
  const straight = await createIndexer();
  await straight.replay(recording);
  const tables = await tablesOfPostgres(runningUrl(own)!, "provernet");
  expect(expectSameTables(tables, tablesOfIndexer(straight))).toBeGreaterThan(10_000);
});
