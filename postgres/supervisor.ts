// A process of its own, in a session of its own: `node supervisor.ts DIRECTORY durable|fast`. It starts PostgreSQL,
// tells its parent the address, and ends it when the parent goes, however that goes: the channel between the two closes.
import { Refusal } from "../settings/environment.ts";
import { writeKeeper } from "./files.ts";
import { type Durability, type Server, startServer } from "./server.ts";

const [directory = "", durability = ""] = process.argv.slice(2);
const keeper = { pid: process.pid, parent: process.ppid };
let server: Server | undefined;
let isStopping = false;

process.once("disconnect", () => void stop());
// Ctrl-C goes to whoever started us and does not reach us; a shutdown of the machine reaches everybody.
for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const)
  process.on(signal, () => void stop());

try {
  writeKeeper(directory, { ...keeper, isStopping });
  server = await startServer(directory, durability as Durability);
  process.send?.({ url: server.url });
  server.ended.then(() => isStopping || process.exit(1));
  if (isStopping) await end(server);
} catch (error) {
  const text = error instanceof Refusal ? error.message : String((error as Error).stack ?? error);
  if (process.connected) process.send?.({ refusal: text }, () => process.exit(1));
  else process.exit(1);
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  writeKeeper(directory, { ...keeper, isStopping });
  // One that is just starting is ended once it runs.
  if (server !== undefined) await end(server);
}

async function end(running: Server): Promise<void> {
  await running.stop();
  process.exit(0);
}
