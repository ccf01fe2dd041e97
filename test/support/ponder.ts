import { type ChildProcessByStdio, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { INDEXER_URL } from "../../src/api/settings.ts";
import { freePort } from "./server.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const bin = join(project, "node_modules/.bin");
/** Big, and only read: linked rather than copied. */
const linked = ["node_modules", "recordings"];
const left = new Set([
  ".git",
  ".ponder",
  "bench",
  "docs",
  "generated",
  "test",
  ".env.local",
  ...linked,
]);

export type Ponder = Awaited<ReturnType<typeof startPonder>>;
export type PonderSettings = {
  /** Its whole environment, e.g. `DATABASE_URL`: nothing of the tests' own is passed on. */
  env?: Record<string, string>;
  command?: "start" | "dev";
  /** The database schema; another one for each process that shares a database. */
  schema?: string;
  /** Further command line flags. */
  flags?: string[];
  /** A directory to run in and to keep; by default a copy of the project that `stop` removes. */
  root?: string;
  /** What to wait for: all history indexed, the server up, or nothing. */
  until?: "ready" | "health" | "spawned";
  /** Milliseconds to wait at most. */
  timeout?: number;
};

/** A copy of the project to run in: Ponder writes into its root. */
export const copyProject = async () => {
  const root = await mkdtemp(join(tmpdir(), "provernet-ponder-"));
  const filter = (path: string) => join(path, "..", "/") !== project || !left.has(basename(path));
  await cp(project, root, { recursive: true, filter });
  for (const name of linked) await symlink(join(project, name), join(root, name));
  return root;
};

/**
 * Runs Ponder, and the API beside it, as processes on 127.0.0.1, and waits until they are ready. Whoever starts them stops
 * them.
 */
export const startPonder = async ({
  env = {},
  command = "start",
  schema = "provernet",
  flags = [],
  root,
  until = "ready",
  timeout = 300_000,
}: PonderSettings = {}) => {
  const directory = root ?? (await copyProject());
  const port = await freePort();
  const ownPort = await freePort();
  const own = `http://127.0.0.1:${ownPort}`;
  const place = ["--root", directory, "--hostname", "127.0.0.1", "--port", String(ownPort)];
  const args = [
    command,
    ...[...place, "--schema", schema],
    ...(command === "dev" ? ["--disable-ui"] : []),
    ...flags,
  ];
  const environment = {
    PONDER_TELEMETRY_DISABLED: "true",
    HOME: directory,
    PATH: `${bin}:${process.env.PATH}`,
    ...env,
  };
  const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
  const child = spawn(join(bin, "ponder"), args, {
    cwd: directory,
    env: {
      ...environment,
      NODE_OPTIONS: `--import=${join(directory, "scripts", "quick-cache.ts")}`,
    },
    stdio,
  });
  const api = spawn(process.execPath, [join(directory, "src", "api", "main.ts")], {
    cwd: directory,
    env: {
      ...environment,
      PORT: String(port),
      LISTEN_HOST: "127.0.0.1",
      DATABASE_SCHEMA: schema,
      [INDEXER_URL]: own,
    },
    stdio,
  });
  const apiEnded = once(api, "close");
  let output = "";
  for (const { stdout, stderr } of [child, api] as ChildProcessByStdio<null, Readable, Readable>[])
    for (const stream of [stdout, stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
  let isRunning = true;
  /** The exit code; null when a signal ended it. */
  const exited = new Promise<number | null>((resolve) => {
    const end = async (code: number | null) => {
      isRunning = false;
      api.kill("SIGKILL");
      await apiEnded;
      resolve(code);
    };
    child.on("close", end);
    child.on("error", (error) => {
      output += error;
      void end(null);
    });
  });

  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (isRunning) child.kill("SIGINT");
    const killing = setTimeout(() => child.kill("SIGKILL"), 15_000);
    const code = await exited;
    clearTimeout(killing);
    if (!root) await rm(directory, { recursive: true, force: true });
    return code;
  };
  const isUp = (address: string) =>
    fetch(address, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
  /**
   * Waits until the API's `/ready`, or Ponder's own `/health` and the API's, say yes; throws with the last output if Ponder
   * ends first.
   */
  const waitFor = async (what: "ready" | "health") => {
    const deadline = performance.now() + timeout;
    const isThere = async () =>
      (await isUp(`${url}/${what}`)) && (what === "ready" || (await isUp(`${own}/health`)));
    while (!(await isThere())) {
      const isLate = performance.now() > deadline;
      if (!isRunning || isLate)
        throw new Error(`Ponder ${isLate ? "is not ready" : "ended"}:\n${output.slice(-6_000)}`);
      await sleep(50);
    }
  };
  try {
    if (until !== "spawned") await waitFor(until);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    url,
    root: directory,
    process: child,
    exited,
    waitFor,
    /** Everything it printed so far. */
    output: () => output,
    /** Asks `/graphql`; returns `{ data, errors }` as they came. */
    async graphql(query: string, variables: object = {}): Promise<{ data: any; errors?: any[] }> {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as any;
    },
    /** Ends it (SIGINT: Ponder releases its schema then) and returns its exit code. */
    stop,
  };
};
