import { fileURLToPath } from "node:url";
import { db, publicClients } from "ponder:api";
import { readExplorer } from "./explorer.ts";
import { readQueries } from "./graphiql.ts";
import { listenTo } from "./live/changes.ts";
import { OPERATING_PATHS } from "./operating.ts";
import {
  answerFirst,
  logError,
  onShutdown,
  readIndexerMetrics,
  readProgress,
  readSource,
  readVersion,
} from "./ponder-internal.ts";
import { openPools, type Pools } from "./protection/pools.ts";
import { createRowEstimates } from "./protection/scans.ts";
import { buildSchema } from "./schema.ts";
import { createApi } from "./server.ts";
import { readApiSettings } from "./settings.ts";
import { topics } from "./topics.ts";

const settings = readApiSettings(process.env);
const pools = openOwnPools();
const chain = Object.values(publicClients)[0];

const source = readSource(db, settings.databaseUrl);
const { app, operating, close } = createApi({
  db: pools.db,
  built: buildSchema(topics),
  progress: () => readProgress(pools.db),
  progressAtOnce: () => readProgress(pools.control),
  version: () => readVersion(pools.control),
  ...(chain && { chainHead: async () => Number(await chain.getBlockNumber({ cacheTime: 0 })) }),
  // Checked with the settings of the indexer.
  ...(process.env.END_BLOCK && { endBlock: Number(process.env.END_BLOCK) }),
  rowsOf: createRowEstimates(pools.control),
  poolUse: pools.use,
  otherMetrics: readIndexerMetrics,
  changes: listenTo(source),
  settings,
  log: logError,
  queries: readQueries(fileURLToPath(new URL("../../queries", import.meta.url))),
  explorer: readExplorer(fileURLToPath(new URL("../../web/dist", import.meta.url))),
});
answerFirst(OPERATING_PATHS, operating);
onShutdown(close);

export default app;

/** Connections of the API's own. Outside Ponder there is nothing to open them by. */
function openOwnPools(): Pools {
  const source = readSource(db, settings.databaseUrl);
  if (source === null) throw new Error("Ponder's own connections are not where they were.");
  const opened = openPools({ source, limits: settings, onError: logError });
  onShutdown(opened.close);
  return opened;
}
