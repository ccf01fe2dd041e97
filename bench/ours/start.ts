/** What `npm start` does, on a node that somebody else started; run in a copy of the project. */
import { ensureBackfilled } from "../../backfill/ensure.ts";
import { startApi } from "../../scripts/api-process.ts";
import { GRACE_MS, onStopSignal, startPonder } from "../../scripts/ponder-process.ts";
import { findFreePort } from "../../settings/environment.ts";
import { readSettings } from "../../settings.ts";

const settings = readSettings(process.env);
const port = await findFreePort();
const api = startApi({ env: {}, indexerPort: port });
await ensureBackfilled(settings);
const ponder = startPonder({ command: "start", settings, port, env: {}, output: "inherit" });
onStopSignal(() => ponder.stop(GRACE_MS));
const code = await ponder.exited;
await api.stop();
process.exit(code);
