import { fileURLToPath } from "node:url";
import { db } from "ponder:api";
import { readQueries } from "./graphiql.ts";
import { limitStatements, logError, readProgress, readVersion } from "./ponder-internal.ts";
import { buildSchema } from "./schema.ts";
import { createApi } from "./server.ts";
import { readApiSettings } from "./settings.ts";
import { topics } from "./topics.ts";

const settings = readApiSettings(process.env);
limitStatements(db, settings.statementTimeoutMs);

export default createApi({
  db,
  built: buildSchema(topics),
  progress: () => readProgress(db),
  version: () => readVersion(db),
  settings,
  log: logError,
  queries: readQueries(fileURLToPath(new URL("../../queries", import.meta.url))),
});
