import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Refusal } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";

/** The version whose cache and tables are known here. */
const KNOWN_VERSION = "0.17.7";

const directory = join(projectRoot, "node_modules", "ponder");

/** The version of the installed Ponder. */
const installedPonder = (): string =>
  (JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { version: string })
    .version;

/** Whether Ponder is the version whose inside is known. */
export const isKnownPonder = (): boolean => installedPonder() === KNOWN_VERSION;

/**
 * Makes sure that Ponder is the version whose cache is known: another one may keep it in another form.
 * @throws Refusal when it is another one
 */
export function requireKnownPonder(version: string = installedPonder()): void {
  if (version === KNOWN_VERSION) return;
  throw new Refusal(
    `The installed Ponder is ${version}, and prefetching knows the cache of ${KNOWN_VERSION} only. Ponder fetches the chain itself: leave prefetching out (PREFETCH=off), or install ponder@${KNOWN_VERSION}.`,
  );
}

/** Loads a module of Ponder's build that the package does not export. What is expected of it is up to the caller. */
export async function loadPonder<Module>(path: string): Promise<Module> {
  requireKnownPonder();
  return (await import(pathToFileURL(join(directory, "dist", "esm", path)).href)) as Module;
}

type Log = (entry: { msg: string; error?: Error }) => void;
type Shutdown = { kill: () => Promise<void> };

/** What Ponder's functions expect to be handed on: options, metrics, a logger. */
export type Common = {
  options: {
    databaseMaxQueryParameters: number;
    schemaFile: string;
    indexingDir: string;
    apiDir: string;
  };
  logger: object;
  metrics: object;
  shutdown: Shutdown;
};

/**
 * Ponder's surroundings for a run that logs nothing: errors are returned or thrown.
 * @param command `codegen` holds no lock on the tables; `start` releases its lock when `shutdown` is killed
 */
export async function createCommon(command: "codegen" | "start" = "codegen"): Promise<Common> {
  const [{ buildOptions }, { MetricsService }, { createShutdown }] = await Promise.all([
    loadPonder<{ buildOptions: (given: { cliOptions: object }) => Common["options"] }>(
      "internal/options.js",
    ),
    loadPonder<{ MetricsService: new () => object }>("internal/metrics.js"),
    loadPonder<{ createShutdown: () => Shutdown }>("internal/shutdown.js"),
  ]);
  const cliOptions = {
    command,
    root: projectRoot,
    config: "ponder.config.ts",
    version: KNOWN_VERSION,
  };
  const shutdown = createShutdown();
  const silent: Log = () => {};
  const logger: Record<string, unknown> = {
    error: silent,
    warn: silent,
    info: silent,
    debug: silent,
    trace: silent,
    child: () => logger,
    flush: async () => {},
  };
  return {
    options: buildOptions({ cliOptions }),
    logger,
    metrics: new MetricsService(),
    shutdown,
  };
}
