import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
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
  command?: "start" | "dev" | "serve";
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

/** Runs Ponder as a process on 127.0.0.1, and waits until it is ready. Whoever starts it stops it. */
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
  const args = [
    command,
    ...["--root", directory, "--hostname", "127.0.0.1", "--port", String(port), "--schema", schema],
    ...(command === "dev" ? ["--disable-ui"] : []),
    ...flags,
  ];
  const child = spawn(join(bin, "ponder"), args, {
    cwd: directory,
    env: {
      PONDER_TELEMETRY_DISABLED: "true",
      HOME: directory,
      PATH: `${bin}:${process.env.PATH}`,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  let isRunning = true;
  /** The exit code; null when a signal ended it. */
  const exited = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      isRunning = false;
      resolve(code);
    };
    child.on("close", end);
    child.on("error", (error) => {
      output += error;
      end(null);
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
  const isUp = (path: string) =>
    fetch(url + path, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
  /** Waits until `/ready` or `/health` says yes; throws with the last output if Ponder ends first. */
  const waitFor = async (what: "ready" | "health") => {
    const deadline = performance.now() + timeout;
    while (!(await isUp(`/${what}`))) {
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
