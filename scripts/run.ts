import { ensurePrefetched } from "../prefetch/ensure.ts";
import { readRecording } from "../replay/recording.ts";
import { type Replay, startReplay } from "../replay/server.ts";
import { settleDeepFork } from "../rpc/finality/settle.ts";
import { DEEP_FORK } from "../rpc/finality/watch.ts";
import { requireChain } from "../rpc/nodes.ts";
import { readSettings, type Settings } from "../settings.ts";
import { fail, Refusal, readEnvironment, requireFreePort } from "./environment.ts";
import { buildExplorer } from "./explorer.ts";
import { GRACE_MS, onStopSignal, startPonder } from "./ponder-process.ts";

const USAGE = `Runs the indexer and its API with the settings of the environment and .env.local.

  npm run dev      for development: reloads when the code changes
  npm start        for production: goes on where it stopped

What follows -- goes to Ponder, for example: npm start -- --views-schema provernet_live`;

await main(process.argv.slice(2)).catch(fail);

async function main([command, ...args]: string[]): Promise<void> {
  if (command !== "dev" && command !== "start") throw new Refusal(USAGE);

  const env = readEnvironment();
  const settings = readSettings(env, { rpcUrl: env.NETWORK?.trim() === "recording" });
  for (const warning of settings.warnings) console.error(`Warning: ${warning}`);
  await requireFreePort(settings.port, settings.listenHost);

  console.error(`Explorer: ${await buildExplorer()}`);
  const replay = await serveRecording(settings);
  // The chain we serve ourselves leaves nothing out.
  const chain = replay === null ? {} : { RPC_URL: replay.url, LOG_CHECKS: "off" };
  const nodes = replay === null ? settings : { ...settings, rpcUrls: [replay.url] };
  const run = { command, settings, env: chain, output: "inherit", args } as const;
  let code: number;
  do code = await indexOnce(nodes, run);
  while (code === DEEP_FORK);
  await replay?.stop();
  process.exit(code);
}

/** Makes sure that the nodes and the database are of the chain meant, and indexes it. Returns the exit code. */
async function indexOnce(nodes: Settings, run: Parameters<typeof startPonder>[0]): Promise<number> {
  await requireChain(nodes, console.error);
  await settleDeepFork(nodes, console.error);
  if (run.command === "start" && (await ensurePrefetched(run.settings, run.env)) === "stopped")
    return 130;
  const ponder = startPonder(run);
  let isStopping = false;
  onStopSignal(() => {
    isStopping = true;
    ponder.stop(GRACE_MS);
  });
  const code = await ponder.exited;
  return isStopping && code === DEEP_FORK ? 0 : code;
}

/** The recorded chain as a node whose head stands at the recording's end; null when a real chain is indexed. */
async function serveRecording({ recording }: Settings): Promise<Replay | null> {
  if (recording === null) return null;
  // Times stay as recorded: shifted ones would differ from those of the blocks kept from an earlier run.
  const replay = await startReplay({ recording: await readRecording(recording) });
  console.error(`Serving the recorded chain ${recording} at ${replay.url}`);
  return replay;
}
