import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../settings/networks.ts";
import type { Env } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { commandOf } from "./processes.ts";

/** A running Ponder. */
export type PonderProcess = {
  /** Its standard output and error, when they were captured. */
  readonly child: ChildProcess;
  /** Its exit code, as a shell would give it, once it has ended. */
  readonly exited: Promise<number>;
  /** Asks it to end (it unlocks its schema), and kills it after `graceMs`. Asking again changes nothing. */
  stop(graceMs: number): void;
};

/** How Ponder is run. */
export type PonderOptions = {
  command: "dev" | "start";
  settings: Settings;
  /** Of 127.0.0.1, where it tells the API its metrics and the chain's head. */
  port: number;
  /** Variables over those of this process. */
  env: Env;
  output: "inherit" | "pipe";
  /** Further arguments of Ponder. */
  args?: readonly string[];
};

/**
 * Node's own arguments: events leave much behind that is soon forgotten, and with 16 MB for it, Node's default, a tenth of
 * the time is spent on moving it.
 */
export const NODE_ARGS = ["--max-semi-space-size=32"] as const;

const preload = (script: string) => ["--import", join(projectRoot, "scripts", script)];

/** What is loaded into each process of ours before anything else. */
export const PRELOADED: readonly string[] = [
  ...preload("leave-with-parent.ts"),
  ...preload("quick-imports.ts"),
];

/** What has Ponder write what it caches quickly. */
export const QUICK_CACHE: readonly string[] = preload("quick-cache.ts");

/** Ponder gives itself five seconds to shut down. */
export const GRACE_MS = 8_000;

/**
 * Starts Ponder on the project, under this Node and with the given environment over ours.
 * It ends when this process ends, even when this process is killed.
 */
export function startPonder(options: PonderOptions): PonderProcess {
  const { command, settings, port, env, output, args = [] } = options;
  const child = spawn(
    process.execPath,
    [
      ...NODE_ARGS,
      ...PRELOADED,
      ...preload("plain-errors.ts"),
      ...QUICK_CACHE,
      join(projectRoot, "node_modules", "ponder", "dist", "esm", "bin", "ponder.js"),
      command,
      ...["--root", projectRoot],
      ...["--schema", settings.databaseSchema],
      ...["--log-level", settings.logLevel],
      ...["--hostname", "127.0.0.1"],
      // `start` has no terminal UI to disable.
      ...(command === "dev" && !(output === "inherit" && process.stdout.isTTY)
        ? ["--disable-ui"]
        : []),
      ...args,
    ],
    {
      cwd: projectRoot,
      env: {
        ...process.env,
        PONDER_TELEMETRY_DISABLED: "1",
        ...env,
        // Ponder reads these itself, and an empty value as 0 or "".
        PORT: String(port),
        DATABASE_SCHEMA: settings.databaseSchema,
      },
      stdio: [output === "pipe" ? "ignore" : "inherit", output, output, "ipc"],
      // What a terminal or a supervisor sends to all at once must not reach Ponder but through us: it unlocks its
      // schema at SIGINT only. Its terminal UI, however, needs the terminal.
      detached: command === "start",
    },
  );

  let stopping = false;
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  return {
    child,
    exited,
    stop(graceMs) {
      if (stopping) return;
      stopping = true;
      // Only SIGINT makes Ponder unlock its schema; it ignores a second one, so that a terminal may have sent it too.
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      child.once("exit", () => clearTimeout(timer));
    },
  };
}

/**
 * Calls `stop` at the signals that ask a process to end: Ctrl-C, a supervisor's, a closed terminal's; and when npm, which
 * started us, is gone.
 */
export function onStopSignal(stop: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.env.npm_lifecycle_event === undefined) return;
  // npm passes SIGINT and SIGTERM on once it has started us, and dies of others without a word.
  const parent = process.ppid;
  const isGone = !/node|npm|yarn|\bbun\b/.test(commandOf(parent));
  setInterval(() => (isGone || process.ppid !== parent) && stop(), 300).unref();
}
