import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openDatabase } from "../postgres/open.ts";
import { lastNumber, lastTimestamp, readRecording } from "../replay/recording.ts";
import { type Replay, startReplay } from "../replay/server.ts";
import { readCommandLine } from "../settings/commandLine.ts";
import {
  fail,
  findFreePort,
  noSettings,
  readEnvironment,
  requireFreePort,
} from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";
import { readSettings, type Settings } from "../settings.ts";
import { startApi } from "./api-process.ts";
import { startWebhooks } from "./demo-webhooks.ts";
import { buildExplorer } from "./explorer.ts";
import { startIndexer } from "./indexer.ts";
import { onStopSignal, type PonderProcess } from "./ponder-process.ts";

const USAGE = `Replays a recorded month of the market, indexes it, follows it live, and shows it in the explorer. No network is used.

  npm run demo                    PORT and LISTEN_HOST say where; Ctrl-C ends it
  npm run demo -- --webhooks      and sends what happens to a receiver that prints it`;

/** Share of the recording that is there at the start; the rest is produced live. */
const PAST = 0.95;
const BLOCK_MS = 1_000;
const PROGRESS_MS = 10_000;
/** Nothing of a demo is kept, so Ponder need not be waited for long. */
const GRACE_MS = 3_000;

const QUERY =
  '{ requests(limit: 3, orderBy: "createdId", orderDirection: "desc") { items { id status maxFee price winner } } }';

type Demo = Readonly<{
  settings: Settings;
  replay: Replay;
  last: number;
  stopping: () => boolean;
  /** What starts when the past is indexed. */
  begin: () => Promise<void>;
}>;

await main().catch(fail);

async function main(): Promise<void> {
  const { values: asked } = readCommandLine(USAGE, { options: { webhooks: { type: "boolean" } } });
  const { PORT, LISTEN_HOST } = readEnvironment();
  const choice = { NETWORK: "recording", RECORDING: "month", LOG_LEVEL: "warn", PORT, LISTEN_HOST };
  const { port } = readSettings({ ...choice }, { rpcUrl: true });
  const directory = join(projectRoot, ".ponder", "demo", String(port));
  const env = { ...noSettings, ...choice, RPC_PARALLELISM: "40" };
  const settings = readSettings(env, { rpcUrl: true });
  await requireFreePort(settings.port, settings.listenHost);

  // Two processors are there: what does not need one another is begun at once.
  const explorer = buildExplorer();
  explorer.catch(() => {});
  await rm(join(directory, "data"), { recursive: true, force: true });
  const opening = openDatabase({ kind: "own", directory }, "fast");
  opening.catch(() => {});
  const recording = await readRecording(settings.recording!);
  const last = lastNumber(recording);
  const head = Math.floor(last * PAST);
  // The last block is then published at the time it bears, and none before its time.
  const end = Math.floor(Date.now() / 1_000) + ((last - head) * BLOCK_MS) / 1_000;
  const shift = Math.floor(end - lastTimestamp(recording));
  const replay = await startReplay({ recording, head, shift });
  console.log(`A recorded month of the market, ${last} blocks, moved in time so that it ends now.`);
  console.log("Nothing leaves this machine. Ctrl-C ends the demo. Starting the indexer …");

  const stopping = new AbortController();
  onStopSignal(() => stopping.abort());
  const database = await opening;
  // The chain we serve ourselves leaves nothing out.
  const there = {
    ...env,
    ...{ RPC_URL: replay.url, WS_URL: replay.wsUrl, LOG_CHECKS: "off" },
    DATABASE_URL: database.url,
  };
  const indexerPort = await findFreePort();
  const indexer = startIndexer(
    {
      ...{ command: "start", settings: readSettings(there), port: indexerPort },
      ...{ env: there, output: "pipe" },
    },
    stopping.signal,
    GRACE_MS,
  );
  indexer.catch(() => {});
  console.log(`Explorer: ${await explorer}`);
  const api = startApi({ env: there, indexerPort });
  stopping.signal.addEventListener("abort", api.stop);
  const ponder = await indexer;
  const tail = ponder === null ? () => "" : keepTail(ponder);
  const exited = Promise.resolve(ponder?.exited).then(async (code) => {
    if (!stopping.signal.aborted) {
      console.error(`\nThe indexer ended unexpectedly (exit code ${code}). Its last messages:\n`);
      console.error(tail());
    }
    await api.stop();
    await database.close();
    return stopping.signal.aborted ? 0 : 1;
  });

  const begin = async () => {
    if (!asked.webhooks) return;
    const stopWebhooks = await startWebhooks(directory, there);
    stopping.signal.addEventListener("abort", stopWebhooks);
  };
  const demo = { settings, replay, last, stopping: () => stopping.signal.aborted, begin };
  const code = await Promise.race([exited, show(demo).then(() => exited)]);
  process.exit(code);
}

/** The last lines a captured process printed. */
function keepTail({ child }: PonderProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-8_000);
    });
  return () => text.trim().split("\n").slice(-40).join("\n");
}

/** Tells how far the index is, lets the chain go on once the past is indexed, and tells again until the chain's end. */
async function show(demo: Demo): Promise<void> {
  const { replay, last, stopping } = demo;
  const head = replay.head();
  const tell = createTeller();
  while (!stopping() && !(await isReady(demo))) {
    const block = Math.min(await indexedBlock(demo), head);
    if (block > 0) tell(block, head);
    await wait(250);
  }
  tell.end();
  if (stopping()) return;
  console.log(invitation(demo));
  await demo.begin();
  replay.play(BLOCK_MS);
  for (let block = 0; !stopping() && block < last; ) {
    await wait(PROGRESS_MS, undefined, { ref: false });
    block = await indexedBlock(demo);
    if (!stopping() && block > 0)
      console.log(`Indexed block ${block} of ${last} (${percent(block, last)})`);
  }
  if (!stopping()) console.log("The recording has ended. The API keeps answering.");
}

/** Tells how far the index is: on a terminal in one line, elsewhere in a line for each percent. */
function createTeller() {
  const isTerminal = process.stdout.isTTY === true;
  let told = "";
  const tell = (block: number, head: number) => {
    const part = percent(block, head);
    const step = isTerminal ? String(block) : part;
    const news = `Indexed up to block ${block} of ${head} (${part})`;
    if (step !== told) process.stdout.write(isTerminal ? `\r${news}` : `${news}\n`);
    told = step;
  };
  return Object.assign(tell, {
    end: () => isTerminal && told !== "" && process.stdout.write("\n"),
  });
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / whole)} %`;
}

function invitation({ settings, replay, last }: Demo): string {
  const url = addressOf(settings);
  return `
Ready: the past is indexed. Live from here: a block every second until block ${last} (${last - replay.head()} to come).

  Explorer   ${url}
  GraphiQL   ${url}/graphql
  Health     ${url}/health

  The latest requests:
  curl -s ${url}/graphql -H 'content-type: application/json' \\
    -d '${JSON.stringify({ query: QUERY })}'
`;
}

function addressOf({ listenHost, port }: Settings): string {
  return `http://${listenHost ?? "localhost"}:${port}`;
}

/** Whether the API says that the past is indexed; false too while there is no API yet. */
async function isReady({ settings }: Demo): Promise<boolean> {
  return (await ask(`${addressOf(settings)}/ready`))?.ok ?? false;
}

/** Number of the last indexed block; 0 while there is none or the API does not answer. */
async function indexedBlock({ settings }: Demo): Promise<number> {
  const response = await ask(`${addressOf(settings)}/status`);
  if (!response?.ok) return 0;
  const status = (await response.json()) as Record<string, { block: { number: number } | null }>;
  return Object.values(status)[0]?.block?.number ?? 0;
}

async function ask(url: string): Promise<Response | null> {
  // Not answering is an answer here: the server starts late and may be busy.
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
}
