import { readCommandLine } from "../settings/commandLine.ts";
import { fail, readEnvironment, requireFreePort } from "../settings/environment.ts";
import { readApiSettings, readProcessSettings } from "../src/api/settings.ts";
import { startApi } from "./api-process.ts";
import { buildExplorer } from "./explorer.ts";
import { onStopSignal } from "./ponder-process.ts";

const USAGE = `The API alone, as often and wherever it is wanted, on what an indexer writes elsewhere.

  npm run api      with the settings of the environment and .env.local; DATABASE_URL says where the index is`;

await main().catch(fail);

async function main(): Promise<void> {
  readCommandLine(USAGE, {});
  const env = readEnvironment();
  readApiSettings(env);
  const { port, listenHost } = readProcessSettings(env);
  await requireFreePort(port, listenHost);
  console.error(`Explorer: ${await buildExplorer()}`);
  const api = startApi({ env: {} });
  onStopSignal(() => api.stop().then(() => process.exit(0)));
}
