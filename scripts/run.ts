import { type OpenDatabase, openDatabase } from "../postgres/open.ts";
import { readRecording } from "../replay/recording.ts";
import { type Replay, startReplay } from "../replay/server.ts";
import { settleDeepFork } from "../rpc/finality/settle.ts";
import { DEEP_FORK } from "../rpc/finality/watch.ts";
import { awaitChain } from "../rpc/nodes.ts";
import { misused, readCommandLine } from "../settings/commandLine.ts";
import {
  fail,
  findFreePort,
  Refusal,
  readEnvironment,
  requireFreePort,
} from "../settings/environment.ts";
import type { Env } from "../settings/reader.ts";
import { readSettings, type Settings } from "../settings.ts";
import { readApiSettings } from "../src/api/settings.ts";
import { publishWhenReady } from "../views/publish.ts";
import { startApi } from "./api-process.ts";
import { buildExplorer } from "./explorer.ts";
import { startIndexer } from "./indexer.ts";
import { GRACE_MS, onStopSignal } from "./ponder-process.ts";

const USAGE = `Runs the indexer and its API with the settings of the environment and .env.local.

  npm run dev      for development: reloads when the code changes
  npm start        for production: goes on where it stopped
  npm run api      the API alone, beside an indexer that runs elsewhere

  -- --log-format json      each line of the indexer's log as JSON`;

/** A process ended by Ctrl-C. */
const STOPPED = 130;
/** Ponder's, when the database or every node was away for longer than it waits. */
const TRY_AGAIN = 75;
const AGAIN = `The database or the nodes were away for too long. Nothing is lost: started again, it goes on where it stopped.
Let a supervisor do that: docker-compose.yml has one, and deploy/provernet-indexer.service is one for systemd.`;

await main(process.argv.slice(2)).catch(fail);

async function main([command, ...args]: string[]): Promise<void> {
  const found = readEnvironment();
  // Ponder's views are dropped with each version, with what is built upon them and what was granted.
  if (found.DATABASE_VIEWS_SCHEMA || args.some((arg) => arg.startsWith("--views-schema")))
    throw new Refusal(
      "Ponder's --views-schema and DATABASE_VIEWS_SCHEMA are not used here: its views do not survive a new version when others are built upon them. Set VIEWS_SCHEMA, for example VIEWS_SCHEMA=provernet_live",
    );
  if (command !== "dev" && command !== "start") throw misused(USAGE, "It is either dev or start");
  readOptions(args);
  const settings = readSettings(found, { rpcUrl: found.NETWORK?.trim() === "recording" });
  // Said before anything is begun; the API reads its settings itself.
  readApiSettings(found);
  for (const warning of settings.warnings) console.error(`Warning: ${warning}`);
  await requireFreePort(settings.port, settings.listenHost);

  console.error(`Explorer: ${await buildExplorer()}`);
  const stopping = new AbortController();
  onStopSignal(() => stopping.abort());
  const replay = await serveRecording(settings);
  const database = await openDatabase(settings.database);
  const env = {
    DATABASE_URL: database.url,
    // The chain we serve ourselves leaves nothing out.
    ...(replay !== null && { RPC_URL: replay.url, LOG_CHECKS: "off" }),
  };
  const port = await findFreePort();
  const api = startApi({ env, indexerPort: port, reloads: command === "dev" });
  stopping.signal.addEventListener("abort", api.stop);
  let code: number;
  do code = await index({ command, args, env, port, database, stop: stopping.signal });
  while (code === DEEP_FORK && !stopping.signal.aborted);
  await api.stop();
  await database.close();
  await replay?.stop();
  process.exit(code);
}

/** Ponder's only option that no setting stands for; it is passed on. @throws Refusal when there is another */
function readOptions(args: string[]): void {
  const { values } = readCommandLine(USAGE, {
    args,
    options: { "log-format": { type: "string" } },
  });
  const format = values["log-format"];
  if (format !== undefined && format !== "json" && format !== "pretty")
    throw misused(USAGE, `--log-format is "${format}", which is neither json nor pretty`);
}

/**
 * Makes sure that the nodes and the database are of the chain meant, fetches and indexes until `stop`, and tells the exit
 * code.
 */
async function index(given: {
  command: "dev" | "start";
  args: readonly string[];
  /** Variables over those of this process. */
  env: Env;
  /** Where Ponder's own server listens. */
  port: number;
  database: OpenDatabase;
  stop: AbortSignal;
}): Promise<number> {
  const { command, args, env, port, database, stop } = given;
  const settings = readSettings({ ...readEnvironment(), ...env });
  await awaitChain(settings, console.error, stop);
  if (stop.aborted) return STOPPED;
  await settleDeepFork(settings, console.error);
  const ponder = await startIndexer(
    { command, settings, port, env, output: "inherit", args },
    stop,
  );
  if (ponder === null) return STOPPED;
  const ended = new AbortController();
  ponder.exited.finally(() => ended.abort());
  if (command === "start" && settings.database.kind === "postgres")
    void publishWhenReady(
      {
        connectionString: settings.database.connectionString,
        schema: settings.databaseSchema,
        viewsSchema: settings.viewsSchema,
        say: console.error,
      },
      AbortSignal.any([stop, ended.signal]),
    );
  const isDatabaseGone = await Promise.race([
    ponder.exited.then(() => false),
    database.ended.then(() => true),
  ]);
  if (isDatabaseGone) {
    console.error(
      "PostgreSQL ended unexpectedly. Its last messages are in postgres.log in its folder.",
    );
    ponder.stop(GRACE_MS);
  }
  const own = await ponder.exited;
  const code = isDatabaseGone ? TRY_AGAIN : own;
  if (code === TRY_AGAIN) console.error(AGAIN);
  return code;
}

/** The recorded chain as a node whose head stands at the recording's end; null when a real chain is indexed. */
async function serveRecording({ recording }: Settings): Promise<Replay | null> {
  if (recording === null) return null;
  // Times stay as recorded: shifted ones would differ from those of the blocks kept from an earlier run.
  const replay = await startReplay({ recording: await readRecording(recording) });
  console.error(`Serving the recorded chain ${recording} at ${replay.url}`);
  return replay;
}
