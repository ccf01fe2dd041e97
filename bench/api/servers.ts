/** The servers that are compared, each in a process of its own on the same database. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_ARGS } from "../../scripts/ponder-process.ts";
import { freePort } from "../../test/support/server.ts";
import type { Round } from "../contestants/contestant.ts";
import { folderOf } from "../contestants/peer.ts";
import { SCHEMA, settingsOf } from "../contestants/ponder.ts";
import { type Started, start } from "../run/processes.ts";
import { copyProject } from "../run/project.ts";
import type { Api } from "./ask.ts";

/** Who is compared. */
export type Contestant = { api: Api; name: string; env?: Record<string, string> };

/** A running server. Whoever starts it stops it. */
export type Server = Contestant & { url: string; pid: number; stop: () => Promise<void> };

/** All of them. Ours twice: finding every answer out, and as it is run, giving known answers again. */
export const contestants: readonly Contestant[] = [
  { api: "floor", name: "floor: Hono, prepared statement" },
  { api: "ours", name: "ours, uncached", env: { API_CACHE_MB: "0" } },
  { api: "ours", name: "ours, cached" },
  { api: "stock", name: "Ponder's GraphQL" },
  { api: "postgraphile", name: "PostGraphile 5" },
];

/** Connections each server may have to the database: what Ponder gives its API. */
const POOL = 28;
const LONGEST_MS = 120_000;
const WAIT_MS = 100;

/** Starts a server, under Node as the project runs it, and waits until it answers. */
export async function startServer(contestant: Contestant, round: Round): Promise<Server> {
  const { api } = contestant;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { started, remove } =
    api === "floor" || api === "postgraphile"
      ? startPlain(api, { port, databaseUrl: round.databaseUrl })
      : await startServe(contestant, { port, round });
  let isOver = false;
  started.exited.then(() => {
    isOver = true;
  });
  const stop = async () => {
    await started.stop();
    await remove();
  };
  const deadline = performance.now() + LONGEST_MS;
  while (!(await answers(url))) {
    if (!isOver && performance.now() < deadline) {
      await sleep(WAIT_MS);
      continue;
    }
    await stop();
    throw new Error(`${api} does not answer:\n${started.output()}`);
  }
  return { ...contestant, url, pid: started.pid, stop };
}

/** Anything but a refused connection is an answer. */
const answers = (url: string) =>
  fetch(`${url}/health`).then(
    async (response) => {
      await response.arrayBuffer();
      return true;
    },
    () => false,
  );

type Running = { started: Started; remove: () => Promise<void> };

function startPlain(
  api: "floor" | "postgraphile",
  { port, databaseUrl }: { port: number; databaseUrl: string },
): Running {
  const file =
    api === "floor"
      ? join(import.meta.dirname, "floor.ts")
      : join(folderOf("postgraphile"), "server.js");
  const started = start([...NODE_ARGS, file], {
    env: {
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      DATABASE_SCHEMA: SCHEMA,
      PORT: String(port),
      POOL: String(POOL),
    },
  });
  return { started, remove: async () => {} };
}

/**
 * The API alone, without indexing: ours as `npm run api` runs it, or `ponder serve` with Ponder's own GraphQL in its place.
 */
async function startServe(
  { api, env }: Contestant,
  { port, round }: { port: number; round: Round },
): Promise<Running> {
  const { root, remove } = await copyProject("ours");
  if (api === "stock")
    await cp(join(import.meta.dirname, "stock", "index.ts"), join(root, "src", "api", "index.ts"));
  const ponder = [
    join(root, "node_modules", "ponder", "dist", "esm", "bin", "ponder.js"),
    ...["serve", "--root", root, "--schema", SCHEMA],
    ...["--hostname", "127.0.0.1", "--port", String(port), "--log-level", "warn"],
  ];
  const started = start(
    api === "stock" ? [...NODE_ARGS, ...ponder] : [join(root, "src", "api", "main.ts")],
    {
      cwd: root,
      env: {
        ...settingsOf(round),
        NODE_ENV: "production",
        PONDER_TELEMETRY_DISABLED: "true",
        DATABASE_SCHEMA: SCHEMA,
        PORT: String(port),
        LISTEN_HOST: "127.0.0.1",
        LOG_LEVEL: "warn",
        // One client asks all questions: a limit by client would be measured, not the API.
        API_BUDGET_PER_MINUTE: "0",
        ...env,
      },
    },
  );
  return { started, remove };
}
