import { join } from "node:path";
import { openDatabase } from "../postgres/open.ts";
import { fail, Refusal, readEnvironment } from "../settings/environment.ts";
import { readSettings } from "../settings.ts";
import { readOptions } from "./options.ts";
import { prefetch } from "./prefetch.ts";

const stopping = new AbortController();

await main(process.argv.slice(2)).catch((error) => {
  if (!stopping.signal.aborted) fail(error);
  say("Stopped. What was fetched is kept: run again to go on.");
  process.exit(130);
});

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()));

  const env = readEnvironment();
  const isRecording = env.NETWORK?.trim() === "recording";
  const mayLackNodes = options.from !== null || isRecording;
  const settings = readSettings(env, { rpcUrl: mayLackNodes });
  // `npm start`, which has a channel to us, told them already.
  if (process.send === undefined)
    for (const warning of settings.warnings) say(`Warning: ${warning}`);

  // ponder.config.ts reads the environment itself, and needs an address there to know which chain is meant.
  Object.assign(process.env, env);
  if (settings.rpcUrls.length === 0) process.env.RPC_URL = "http://127.0.0.1:9";

  const { recording, rpcUrls } = settings;
  const recorded =
    recording !== null && rpcUrls.length === 0 ? join(recording, "chain.ndjson.gz") : null;
  if (options.to !== null && rpcUrls.length === 0)
    throw new Refusal("--to fetches from nodes: set RPC_URL.");
  const database = options.to === null ? await openDatabase(settings.database) : null;
  try {
    await prefetch({
      settings,
      databaseUrl: database?.url ?? null,
      options: { ...options, from: options.from ?? recorded },
      stop: stopping.signal,
      say: options.quiet ? () => {} : say,
      warn: say,
      // Whoever started us may just have gone.
      onWritten: () => process.send?.("written", undefined, undefined, () => {}),
    });
  } finally {
    await database?.close();
  }
  process.exit(0);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
