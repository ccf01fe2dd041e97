import { type ChildProcess, execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createUrl } from "../support/database.ts";
import { childOf, isRunning, pathOf, startScript, until } from "../support/scripts.ts";
import { freePort } from "../support/server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function start(...given: Parameters<typeof startScript>) {
  const started = startScript(...given);
  closers.push(() => started.child.kill("SIGKILL"));
  return started;
}

async function listenSomewhere(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

// `Unknown file extension ".ts"` was all that a start on Node 20 said.
test("a Node.js that reads no TypeScript is told how to get the one that comes along", async () => {
  const file = pathOf("require-node.js");
  const { ended, text } = start(["--no-experimental-strip-types", file]);
  expect(await ended).toBe(1);
  expect(text()).toContain("npm rebuild node");
  expect(await start([file]).ended).toBe(0);
});

describe("starting the API alone", () => {
  test("without a database says that it needs one", async () => {
    const { ended, text } = start([pathOf("api.ts")]);
    expect(await ended).toBe(1);
    expect(text()).toMatch(/^The settings are wrong \(1 problem\).*DATABASE_URL is missing/s);
  });

  test("its replicas answer and say that nothing is indexed, before any indexer has run", async () => {
    const DATABASE_URL = await createUrl();
    const ports = [await freePort(), await freePort()];
    for (const port of ports)
      start([pathOf("api.ts")], { DATABASE_URL, PORT: String(port), LISTEN_HOST: "127.0.0.1" });
    for (const port of ports) {
      const ask = async (path: string) => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`);
        return [response.status, await response.json()];
      };
      await until(() =>
        fetch(`http://127.0.0.1:${port}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      // A busy machine's database does not always answer in time.
      await expect
        .poll(() => ask("/ready"))
        .toMatchObject([503, { reasons: ["Nothing is indexed yet."] }]);
      const query = encodeURIComponent("{ requests(limit: 1) { items { id } } }");
      await expect
        .poll(() => ask(`/graphql?query=${query}`))
        .toMatchObject([200, { errors: [{ extensions: { code: "NOT_INDEXED_YET" } }] }]);
    }
  });
});

// Questions that a balancer had sent to an API that ended at once were lost.
test("an API that is asked to end says first that it is not ready, and goes on answering", async () => {
  const port = await freePort();
  const { child, ended } = start([pathOf("api.ts")], {
    ...{ DATABASE_URL: await createUrl(), PORT: String(port), LISTEN_HOST: "127.0.0.1" },
    API_DRAIN_SECONDS: "10",
  });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const reasons = async () =>
    ((await (await ask("/ready")).json()) as { reasons: string[] }).reasons;
  await until(() =>
    ask("/health").then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  await expect.poll(reasons).toEqual(["Nothing is indexed yet."]);
  // As from a terminal, which tells the child as well, and from somebody impatient.
  process.kill(childOf(child.pid, "src/api/main.ts")!, "SIGINT");
  for (let time = 0; time < 2; time++) child.kill("SIGINT");
  await until(async () => (await reasons()).includes("The server is about to end."));
  const answer = await ask(`/graphql?query=${encodeURIComponent("{ __typename }")}`);
  expect(await answer.json()).toEqual({ data: { __typename: "Query" } });
  expect(answer.headers.get("connection")).toBe("close");
  expect(child.exitCode).toBeNull();
  expect(await ended).toBe(0);
  await expect(ask("/health")).rejects.toThrow();
});

// Of a database `provernet`, "An indexer works on provernet_1" was told as "…_1".
test("the database's name is told, as schemas have it in theirs", async () => {
  const DATABASE_URL = await createUrl();
  const name = new URL(DATABASE_URL).pathname.slice(1);
  const settings = { NETWORK: "recording", DATABASE_URL, VIEWS_SCHEMA: "live" };
  const { ended, text } = start([pathOf("views.ts"), "prune", `${name}_1`], settings);
  expect(await ended).toBe(1);
  expect(text()).toContain(`The schema ${name}_1 holds no index.`);
});

describe("starting the indexer", () => {
  test("with a wrong setting of the API names it and does not start", async () => {
    const settings = { NETWORK: "recording", API_HEAP_MB: "lots" };
    const { ended, text } = start([pathOf("run.ts"), "start"], settings);
    expect(await ended).toBe(1);
    expect(text()).toContain('API_HEAP_MB is "lots", which is not a whole number');
  });

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

  test("with an address that is not this machine's says so", async () => {
    const settings = { NETWORK: "recording", LISTEN_HOST: "192.0.2.1" };
    const { ended, text } = start([pathOf("run.ts"), "start"], settings);
    expect(await ended).toBe(1);
    expect(text()).toMatch(/^LISTEN_HOST is "192\.0\.2\.1", which .*\n {2}Example: LISTEN_HOST=/);
  });

  test.each([["run.ts start"], ["demo.ts"]])(
    "%s names a port that is in use, and another",
    async (line) => {
      const [script, ...args] = line.split(" ");
      const port = await listenSomewhere();
      const settings = { NETWORK: "recording", PORT: String(port) };
      const { ended, text } = start([pathOf(script!), ...args], settings);
      expect(await ended).toBe(1);
      expect(text()).toContain(`Port ${port} is in use`);
      expect(text()).toContain(`PORT=${port + 1}`);
    },
  );
});

// /proc tells who is whose child; elsewhere nobody does so simply.
describe.runIf(process.platform === "linux")("ending the indexer", () => {
  async function startOnRecording(args: readonly string[] = [pathOf("run.ts"), "start"]) {
    const run = start(args, {
      NETWORK: "recording",
      RECORDING: "quirks",
      DATABASE_URL: await createUrl(),
      PORT: String(await freePort()),
    });
    await Promise.race([
      until(() => run.text().includes("Connected to database")),
      run.ended.then((code) => Promise.reject(new Error(`exit code ${code}: ${run.text()}`))),
    ]);
    // npm has one child, which has them.
    const parent = childOf(run.child.pid, "run.ts") ?? run.child.pid;
    const ponder = childOf(parent, "ponder.js")!;
    const api = childOf(parent, "src/api/main.ts")!;
    closers.push(() => kill(run.child, [ponder, api]));
    return { ...run, ponder, api };
  }

  function kill(parent: ChildProcess, children: readonly number[]) {
    parent.kill("SIGKILL");
    for (const pid of children) if (isRunning(pid)) process.kill(pid, "SIGKILL");
  }

  test("SIGTERM reaches Ponder as SIGINT, the only signal at which it unlocks its schema", async () => {
    const { child, ended, text, ponder, api } = await startOnRecording();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(text()).toContain("Received SIGINT");
    expect([isRunning(ponder), isRunning(api)]).toEqual([false, false]);
  });

  test("Ponder and the API end when the script that started them is killed", async () => {
    const { child, ponder, api } = await startOnRecording();
    child.kill("SIGKILL");
    await until(() => !isRunning(ponder) && !isRunning(api));
  });

  // SIGINT was passed over for half a minute, SIGHUP left the indexer alone with its lock.
  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
    "they end at %s to npm alone",
    async (signal) => {
      const npm = realpathSync(execFileSync("sh", ["-c", "command -v npm"]).toString().trim());
      const { child, ponder, api } = await startOnRecording([npm, "start"]);
      child.kill(signal);
      await until(() => !isRunning(ponder) && !isRunning(api));
    },
  );
});
