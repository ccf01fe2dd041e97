/** One PostgreSQL server: started on its folder, waited for, stopped. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { Refusal } from "../settings/environment.ts";
import { type Binaries, copyOut, findBinaries } from "./binaries.ts";
import { ensureData, programEnv } from "./data.ts";
import {
  dataOf,
  disownPostmaster,
  isPostmaster,
  logOf,
  NAME,
  readPostmaster,
  urlOf,
} from "./files.ts";
import { commandAs, type RunAs, whoRuns } from "./user.ts";

/** `fast` loses its data when the machine goes down, and is for what is not kept. */
export type Durability = "durable" | "fast";

export type Server = Readonly<{
  url: string;
  /** Settles when it has ended, however. */
  ended: Promise<void>;
  /** Waits for its clients to leave, and ends it. */
  stop: () => Promise<void>;
}>;

const FAST = [
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "wal_level=minimal",
  "max_wal_senders=0",
];
/** How often it is started again when something left by the last one is still in its way. */
const TRIES = 5;
/** Ponder gives itself five seconds to unlock its schema, and is killed after eight. */
const CLIENTS_MS = 9_000;
const STOP_MS = 60_000;

/**
 * Starts PostgreSQL on a folder that this process looks after.
 * @throws Refusal when it does not start, with the last it said
 */
export async function startServer(directory: string, durability: Durability): Promise<Server> {
  const found = findBinaries();
  const runAs = whoRuns(directory, found.postgres);
  const binaries = runAs?.maySearch ? copyOut(found) : found;
  await endLeftover(directory);
  ensureData(directory, binaries, runAs);
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const child = launch({ directory, binaries, runAs, durability, port });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    if (await answers(urlOf(directory, port, "postgres"), child)) {
      await createDatabase(directory, port);
      return {
        url: urlOf(directory, port),
        ended,
        stop: () => stop(child, ended, directory, port),
      };
    }
    const said = readFileSync(logOf(directory), "utf8").trim();
    // The port was taken meanwhile, or processes of a killed server are about to end.
    const passes = /Address already in use|shared memory block .* in use/.test(said);
    if (!passes || tries === TRIES)
      throw new Refusal(`PostgreSQL does not start on ${directory}:\n${said.slice(-2_000)}`);
    await wait(500 * tries);
  }
}

/** Ends a server whose supervisor was killed, and sees to it that a dead one's lock file is recognised as such. */
async function endLeftover(directory: string): Promise<void> {
  const left = readPostmaster(directory);
  if (left === null) return;
  if (!isPostmaster(left.pid, directory)) return disownPostmaster(directory);
  process.kill(left.pid, "SIGINT");
  for (let waited = 0; isPostmaster(left.pid, directory); waited += 50) {
    if (waited === STOP_MS) process.kill(left.pid, "SIGQUIT");
    await wait(50);
  }
}

function launch(given: {
  directory: string;
  binaries: Binaries;
  runAs: RunAs;
  durability: Durability;
  port: number;
}): ChildProcess {
  const { directory, binaries, runAs, durability, port } = given;
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    `cluster_name=${NAME}`,
    "log_checkpoints=off",
    ...(durability === "fast" ? FAST : []),
  ];
  const log = openSync(logOf(directory), "w", 0o600);
  const { file, args, options } = commandAs(runAs, binaries.postgres, [
    ...["-D", dataOf(directory), "-p", String(port)],
    ...settings.flatMap((setting) => ["-c", setting]),
  ]);
  const child = spawn(file, args, {
    ...options,
    stdio: ["ignore", log, log],
    env: programEnv,
    cwd: "/",
  });
  closeSync(log);
  // Not started at all: it counts as ended, and the log says nothing.
  child.once("error", () => child.emit("close"));
  return child;
}

/** Waits until it lets clients in, after a crash once it has put its data right; false when it ends before. */
async function answers(url: string, child: ChildProcess): Promise<boolean> {
  let isEnded = false;
  child.once("close", () => {
    isEnded = true;
  });
  while (!isEnded) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await wait(30);
    }
  }
  return false;
}

async function createDatabase(directory: string, port: number): Promise<void> {
  await ask(urlOf(directory, port, "postgres"), async (client) => {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [NAME]);
    if (rowCount === 0) await client.query(`create database ${NAME}`);
  });
}

async function stop(child: ChildProcess, ended: Promise<void>, directory: string, port: number) {
  const url = urlOf(directory, port, "postgres");
  for (let waited = 0; waited < CLIENTS_MS && (await hasClients(url)); waited += 100)
    await wait(100);
  child.kill("SIGINT");
  const patience = setTimeout(() => child.kill("SIGQUIT"), STOP_MS);
  await ended;
  clearTimeout(patience);
}

const hasClients = (url: string): Promise<boolean> =>
  ask(url, async (client) => {
    const { rows } = await client.query(
      "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows.length > 0;
    // It does not answer: nobody is to be waited for.
  }).catch(() => false);

async function ask<T>(url: string, question: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await question(client);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
