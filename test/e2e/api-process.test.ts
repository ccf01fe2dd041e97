import { afterAll, beforeAll, expect, test } from "vitest";
import { lastNumber, readRecording } from "../../replay/recording.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { createUrl } from "../support/database.ts";
import { childOf, isRunning, pathOf, startScript, until } from "../support/scripts.ts";
import { freePort } from "../support/server.ts";

const RECORDING = "quirks";
const CLIENTS = 8;
const KILLS = 4;

let run: ReturnType<typeof startScript>;
let url: string;
let ponder: number;

const apiOf = () => childOf(run.child.pid, "src/api/main.ts");

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape its question asked for.
const ask = async (query: string): Promise<any> => {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
};
const answers = () =>
  ask("{ meta { block { number } } }").then(
    ({ data }) => data?.meta !== undefined,
    () => false,
  );

// Linux alone tells who is whose child.
const onLinux = test.runIf(process.platform === "linux");

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  run = startScript([pathOf("run.ts"), "start"], {
    NETWORK: "recording",
    RECORDING,
    DATABASE_URL: await createUrl(),
    PORT: String(port),
    LISTEN_HOST: "127.0.0.1",
    // Answers may outgrow the heap.
    API_HEAP_MB: "128",
    API_MAX_ANSWER_MB: "256",
    API_MAX_COST: "1000000000",
    API_BUDGET_PER_MINUTE: "0",
    API_MAX_TOKENS: "100000",
    API_MAX_FIELDS: "10000",
    API_MAX_ALIASES: "1000",
  });
  void run.ended.then((code) => process.stdout.write(`npm start ended with ${code}\n`));
}, 60_000);
afterAll(async () => {
  run.child.kill("SIGINT");
  await run.ended;
});

onLinux("the API answers before the history is indexed, and says so", async () => {
  await until(() =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const ready = await fetch(`${url}/ready`);
  expect(ready.status).toBe(503);
  expect(((await ready.json()) as { reasons: string[] }).reasons).toHaveLength(1);
});

onLinux("the API killed under load comes back, and the indexer goes on", async () => {
  await until(() => childOf(run.child.pid, "ponder.js") !== undefined);
  ponder = childOf(run.child.pid, "ponder.js")!;
  let isOver = false;
  const load = Array.from({ length: CLIENTS }, async () => {
    while (!isOver)
      await ask("{ requests(limit: 50) { items { id bids { items { fee } } } } }").catch(() => {});
  });
  for (let kill = 0; kill < KILLS; kill++) {
    await until(answers);
    const api = apiOf()!;
    process.kill(api, "SIGKILL");
    await until(() => !isRunning(api));
  }
  await until(answers);
  isOver = true;
  await Promise.all(load);

  const last = lastNumber(await readRecording(recordingDirectory(RECORDING)));
  await until(
    async () => (await ask("{ meta { block { number } } }")).data?.meta.block.number === last,
  );
  await until(async () => (await fetch(`${url}/ready`)).ok);
  expect(isRunning(ponder)).toBe(true);
  expect(run.text().match(/The API ended \(SIGKILL\) and is started again/g)).toHaveLength(KILLS);
});

onLinux("the API out of memory comes back, and the indexer goes on", async () => {
  const whole =
    "types { name fields { name description args { name description } } inputFields { name description } }";
  const aliases = Array.from({ length: 300 }, (_, index) => `a${index}: __schema { ${whole} }`);
  const died = ask(`{ ${aliases.join(" ")} }`).then(JSON.stringify, () => "died");
  expect((await died).slice(0, 300)).toBe("died");
  await until(answers);
  expect(run.text()).toMatch(/The API ended \(SIGABRT\) and is started again/);
  expect(isRunning(ponder)).toBe(true);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/^ponder_/m);
});
