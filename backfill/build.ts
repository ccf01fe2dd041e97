/**
 * What Ponder makes of the project when it starts: its sources, its tables, and the id by which it knows them again.
 * All of it by Ponder's own functions, under plain Node.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Hex } from "viem";
import type { Interval } from "../prefetch/chain.ts";
import { type Common, createCommon, loadPonder } from "../prefetch/ponder.ts";
import { runProject } from "../prefetch/project.ts";
import { type Filter, historyOf } from "../prefetch/sources.ts";
import { projectRoot } from "../settings/networks.ts";

/** Something is not as this room expects. Ponder can still do all of it on its own. */
export class Surprise extends Error {}

type Handler = (given: { event: unknown; context: unknown }) => unknown;
export type Chain = { id: number; name: string };
/** A source and the handler of one of its events. */
export type Callback = {
  type: "contract" | "block";
  name: string;
  fn: Handler;
  chain: Chain;
  filter: Filter;
  abiItem: { inputs: readonly object[] };
};
type Setup = { name: string; fn: Handler; chain: Chain; block: number | undefined };
/** A block as Ponder's functions hand it on. */
export type SyncBlock = { number: Hex; timestamp: Hex };

export type Build = Awaited<ReturnType<typeof buildProject>>;

type Config = Record<"ordering" | "contracts" | "accounts" | "blocks", unknown>;
type ConfigModule = {
  buildConfig: (given: object) => { chains: Chain[]; rpcs: object[] };
  buildIndexingFunctions: (given: object) => Promise<{
    chains: Chain[];
    rpcs: object[];
    finalizedBlocks: SyncBlock[];
    eventCallbacks: (Callback & { filter: { hasTransactionReceipt: boolean } })[][];
    setupCallbacks: Setup[][];
    contracts: Record<string, object>[];
  }>;
};
type PreModule = {
  buildPre: (given: object) => { databaseConfig: { kind: string }; ordering: string };
};
type SchemaModule = {
  buildSchema: (given: object) => { statements: { indexes: { sql: string[] } } };
};

/**
 * Builds the project for a database schema, with the environment of this process.
 * @throws Surprise when it wants what the backfill does not know
 */
export async function buildProject(databaseSchema: string) {
  const common = await createCommon("start");
  const namespace = { schema: databaseSchema, viewsSchema: undefined };
  // Ponder's tables learn from here what schema they are in, when ponder.schema.ts is run.
  Object.assign(globalThis, { PONDER_NAMESPACE_BUILD: namespace });
  const [{ buildConfig, buildIndexingFunctions }, { buildPre }, { buildSchema }] =
    await Promise.all([
      loadPonder<ConfigModule>("build/config.js"),
      loadPonder<PreModule>("build/pre.js"),
      loadPonder<SchemaModule>("build/schema.js"),
    ]);
  const { config, indexingFunctions } = await runProject();
  const schema = (await import(pathToFileURL(common.options.schemaFile).href)) as object;
  const preBuild = buildPre({ config, options: common.options, logger: common.logger });
  const { statements } = buildSchema({ schema, preBuild });
  const configBuild = buildConfig({ common, config });
  const built = await buildIndexingFunctions({ common, config, indexingFunctions, configBuild });

  const { chains, rpcs, finalizedBlocks, contracts } = built;
  const [chain] = chains;
  if (chain === undefined || chains.length > 1 || preBuild.ordering !== "multichain")
    throw new Surprise("ponder.config.ts has several chains, or an order of its own");
  const callbacks = built.eventCallbacks[0]!;
  for (const { name, filter } of callbacks)
    if (!["log", "block"].includes(filter.type) || filter.hasTransactionReceipt)
      throw new Surprise(`${name} is neither an event of a contract nor a block`);
  const history: Interval | null = historyOf(
    callbacks.map(({ filter }) => filter),
    Number(finalizedBlocks[0]!.number),
  );
  return {
    common,
    namespace,
    preBuild,
    schemaBuild: { schema: schema as Record<string, unknown>, statements },
    buildId: await buildIdOf(common, config as Config),
    chain,
    chains,
    rpcs,
    finalizedBlocks,
    indexingFunctions,
    callbacks: callbacks as Callback[],
    setups: built.setupCallbacks[0]!,
    contracts: contracts[0]!,
    /** First and last block of what is final and wanted; null when there is none. */
    history,
  };
}

/** Of Ponder's format of the id. */
const BUILD_ID_VERSION = "2";

const sha256 = (...texts: string[]): string => {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
};

/** The id that Ponder gives a project: of its configuration's values, and of the text of its tables and handlers. */
async function buildIdOf({ options }: Common, config: Config): Promise<string> {
  const { default: superjson } = await ponderDependency<{
    default: { stringify: (value: object) => string };
  }>("superjson");
  const { glob } = await ponderDependency<{
    glob: { sync: (pattern: string, options: { ignore: string[] }) => string[] };
  }>("glob");
  const { ordering, contracts, accounts, blocks } = config;
  const files = glob.sync(join(options.indexingDir, "**/*.{js,mjs,ts,mts}"), {
    ignore: [
      join(options.apiDir, "**/*.{js,mjs,ts,mts}"),
      join(options.indexingDir, "**/*.{test,spec}.{js,mjs,ts,mts}"),
    ],
  });
  return sha256(
    BUILD_ID_VERSION,
    sha256(superjson.stringify({ ordering, contracts, accounts, blocks })),
    sha256(readFileSync(options.schemaFile, "utf8")),
    sha256(...files.map((file) => readFileSync(file, "utf8"))),
  ).slice(0, 10);
}

/** A package that Ponder depends on, in the version that Ponder itself gets. */
async function ponderDependency<Module>(name: string): Promise<Module> {
  const from = createRequire(join(projectRoot, "node_modules", "ponder", "package.json"));
  return (await import(pathToFileURL(from.resolve(name)).href)) as Module;
}
