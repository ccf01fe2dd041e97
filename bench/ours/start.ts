/** What `npm start` does, on a node that somebody else started; run in a copy of the project. */
import { ensureBackfilled } from "../../backfill/ensure.ts";
import { GRACE_MS, onStopSignal, startPonder } from "../../scripts/ponder-process.ts";
import { readSettings } from "../../settings.ts";

const settings = readSettings(process.env);
await ensureBackfilled(settings);
const ponder = startPonder({ command: "start", settings, env: {}, output: "inherit" });
onStopSignal(() => ponder.stop(GRACE_MS));
process.exit(await ponder.exited);
