import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readKeeper, readPostmaster, runningUrl } from "../../postgres/files.ts";
import { type OwnPostgres, startOwnPostgres } from "../../postgres/own.ts";
import { ask } from "../support/postgres.ts";

let directory: string;
let own: OwnPostgres | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "provernet-own-"));
});
afterEach(async () => {
  await own?.stop();
  own = undefined;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const start = async () => {
  own = await startOwnPostgres(directory, "durable");
  return own.url;
};
const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A zombie runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

test("is durable, listens on this machine alone, and asks for a password nobody else can read", async () => {
  const url = await start();
  const [settings] = await ask(
    url,
    `select current_setting('fsync') as fsync, current_setting('listen_addresses') as listens,
       current_setting('unix_socket_directories') as sockets`,
  );
  expect(settings).toEqual({ fsync: "on", listens: "127.0.0.1", sockets: "" });
  const wrong = new URL(url);
  wrong.password = "provernet";
  await expect(ask(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
  expect(statSync(join(directory, "password")).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, "data")).mode & 0o777).toBe(0o700);
  expect(runningUrl(directory)).toBe(url);
});

test("keeps its data from run to run, and leaves no process", async () => {
  await ask(await start(), "create table kept as select 1 as one");
  const { pid } = readPostmaster(directory)!;
  await own!.stop();
  expect(isRunning(pid)).toBe(false);
  expect(runningUrl(directory)).toBeNull();
  expect(await ask(await start(), "select * from kept")).toEqual([{ one: 1 }]);
});

test("a second run is told who uses it", async () => {
  await start();
  await expect(startOwnPostgres(directory, "durable")).rejects.toThrow(
    `is used by another run of the indexer (process ${process.pid})`,
  );
});

test("is taken over, data whole, when its supervisor was killed", async () => {
  await ask(await start(), "create table before_kill as select 2 as two");
  const { pid } = readPostmaster(directory)!;
  process.kill(readKeeper(directory)!.pid, "SIGKILL");
  await own!.ended;
  expect(isRunning(pid)).toBe(true);
  expect(await ask(await start(), "select * from before_kill")).toEqual([{ two: 2 }]);
  expect(isRunning(pid)).toBe(false);
});

test("heals the lock file of a killed server, also when its process number is somebody else's by now", async () => {
  await ask(await start(), "create table before_crash as select 3 as three");
  process.kill(readPostmaster(directory)!.pid, "SIGKILL");
  await own!.ended;
  const file = join(directory, "data", "postmaster.pid");
  expect(existsSync(file)).toBe(true);
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(/^\d+/, () => String(process.pid)),
  );
  expect(await ask(await start(), "select * from before_crash")).toEqual([{ three: 3 }]);
});

test("ends when the process that started it is killed", async () => {
  const { spawn } = await import("node:child_process");
  const script = `import { startOwnPostgres } from ${JSON.stringify(new URL("../../postgres/own.ts", import.meta.url).href)};
    await startOwnPostgres(${JSON.stringify(directory)}, "durable"); console.log("up"); setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const { pid } = readPostmaster(directory)!;
  child.kill("SIGKILL");
  while (isRunning(pid)) await sleep(50);
  // The next run need not wait for anything.
  await start();
});

test("data of another version are left alone, and what to do is told", async () => {
  const file = join(directory, "data", "PG_VERSION");
  const version = readFileSync(file, "utf8");
  writeFileSync(file, "16\n");
  await expect(start()).rejects.toThrow(/are of PostgreSQL 16, and this indexer brings \d+.*rm -r /s);
  writeFileSync(file, version);
});
