import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { noSettings } from "../../settings/environment.ts";
import { createUrl } from "../support/database.ts";

const pathOf = (script: string) =>
  fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Starts a script as from a shell, with no settings but the given ones. */
function start(args: readonly string[], settings: Record<string, string> = {}) {
  const { npm_lifecycle_event: _, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    env: { ...env, ...noSettings, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  closers.push(() => child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, text: () => text };
}

async function listenSomewhere(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe("starting the indexer", () => {
  test.each([[[]], [["serve"]]])("with %j explains how it is used", async (args) => {
    const { ended, text } = start([pathOf("run.ts"), ...args]);
    expect(await ended).toBe(1);
    expect(text()).toContain("npm run dev");
    expect(text()).not.toContain("    at ");
  });

  test("with wrong settings lists them and does not start", async () => {
    const { ended, text } = start([pathOf("run.ts"), "start"], { PORT: "eighty" });
    expect(await ended).toBe(1);
    expect(text()).toMatch(
      /^The settings are wrong \(3 problems\).*RPC_URL.*START_BLOCK.*PORT is "eighty"/s,
    );
    expect(text()).not.toContain("    at ");
  });

  test.each([
    ["run.ts", "start"],
    ["demo.ts", ""],
  ])("%s %s names a port that is in use, and another", async (script, command) => {
    const port = await listenSomewhere();
    const settings = { NETWORK: "recording", PORT: String(port) };
    const { ended, text } = start([pathOf(script), command], settings);
    expect(await ended).toBe(1);
    expect(text()).toContain(`Port ${port} is in use`);
    expect(text()).toContain(`PORT=${port + 1}`);
  });
});

// /proc tells who is whose child; elsewhere nobody does so simply.
describe.runIf(process.platform === "linux")("ending the indexer", () => {
  const childrenOf = (parent: number | undefined): number[] =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => statusOf(pid).parent === parent);

  function statusOf(pid: number): { parent?: number } {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      // A zombie runs no more.
      if (/^State:\s+Z/m.test(status)) return {};
      return { parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) };
    } catch {
      return {};
    }
  }

  const isRunning = (pid: number) => statusOf(pid).parent !== undefined;

  async function startOnRecording() {
    const run = start([pathOf("run.ts"), "start"], {
      NETWORK: "recording",
      RECORDING: "quirks",
      DATABASE_URL: await createUrl(),
      PORT: String(await freePort()),
    });
    await Promise.race([
      until(() => run.text().includes("Connected to database")),
      run.ended.then((code) => Promise.reject(new Error(`exit code ${code}: ${run.text()}`))),
    ]);
    const children = childrenOf(run.child.pid);
    expect(children).toHaveLength(1);
    closers.push(() => kill(run.child, children));
    return { ...run, ponder: children[0]! };
  }

  function kill(parent: ChildProcess, children: readonly number[]) {
    parent.kill("SIGKILL");
    for (const pid of children) if (isRunning(pid)) process.kill(pid, "SIGKILL");
  }

  test("SIGTERM reaches Ponder as SIGINT, the only signal at which it unlocks its schema", {
    timeout: 90_000,
  }, async () => {
    const { child, ended, text, ponder } = await startOnRecording();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(text()).toContain("Received SIGINT");
    expect(isRunning(ponder)).toBe(false);
  });

  test("Ponder ends when the script that started it is killed", { timeout: 90_000 }, async () => {
    const { child, ponder } = await startOnRecording();
    child.kill("SIGKILL");
    await until(() => !isRunning(ponder));
  });
});
