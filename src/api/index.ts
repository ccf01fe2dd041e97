import { fileURLToPath } from "node:url";
import { db } from "ponder:api";
import { readExplorer } from "./explorer.ts";
import { readQueries } from "./graphiql.ts";
import { createBase } from "./graphql/base.ts";
import { modules } from "./graphql/modules.ts";
import { buildSchema } from "./graphql/schema.ts";
import { limitStatements, logError, readProgress, readVersion } from "./ponder-internal.ts";
import { createApi } from "./server.ts";
import { readApiSettings } from "./settings.ts";

const settings = readApiSettings(process.env);
limitStatements(db, settings.statementTimeoutMs);

export default createApi({
  db,
  built: buildSchema({ base: createBase(), modules }),
  progress: () => readProgress(db),
  version: () => readVersion(db),
  settings,
  log: logError,
  queries: readQueries(fileURLToPath(new URL("../../queries", import.meta.url))),
  explorer: readExplorer(fileURLToPath(new URL("../../web/dist", import.meta.url))),
});
