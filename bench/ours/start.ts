/** What `npm start` does, on a node that somebody else started; run in a copy of the project. */
import { startApi } from "../../scripts/api-process.ts";
import { startIndexer } from "../../scripts/indexer.ts";
import { onStopSignal } from "../../scripts/ponder-process.ts";
import { findFreePort } from "../../settings/environment.ts";
import { readSettings } from "../../settings.ts";

const settings = readSettings(process.env);
const port = await findFreePort();
const api = startApi({ env: {}, indexerPort: port });
const stopping = new AbortController();
onStopSignal(() => stopping.abort());
const ponder = await startIndexer(
  { command: "start", settings, port, env: {}, output: "inherit" },
  stopping.signal,
);
const code = (await ponder?.exited) ?? 130;
await api.stop();
process.exit(code);
