/** What the contestants of other frameworks share: their folders, and the sources they are told. */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import { handledEvents } from "../ponder-raw/src/events.ts";
import { finish, start } from "../run/processes.ts";
import type { Contracts } from "../run/workload.ts";
import type { Round } from "./contestant.ts";

type Peer = "envio" | "subsquid" | "postgraphile";

/** Contracts to index: what is indexed of each, and which address it has; null for those that a factory makes. */
export const sources = {
  Market: { abi: brevisMarketAbi, at: "market" },
  Staking: { abi: stakingControllerAbi, at: "staking" },
  VaultFactory: { abi: vaultFactoryAbi, at: "vaultFactory" },
  Vault: { abi: proverVaultAbi, at: null },
  EpochRewards: { abi: epochRewardsAbi, at: "epochRewards" },
  Token: { abi: tokenAbi, at: "token" },
} as const satisfies Record<string, { abi: unknown; at: keyof Contracts | null }>;

const WAIT_MS = 100;

/** The folder of a peer: sources, package.json and lock file. */
export const folderOf = (peer: Peer): string => join(import.meta.dirname, "..", "peers", peer);

/** Whether a peer is installed. */
export const isInstalled = (peer: Peer): boolean =>
  existsSync(join(folderOf(peer), "node_modules"));

/**
 * Installs a peer, exactly as its lock file says, with the registry that npm is configured for. No install script is run.
 */
export async function install(peer: Peer): Promise<void> {
  if (isInstalled(peer)) return;
  await finish(
    start(["ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
      command: "npm",
      cwd: folderOf(peer),
      env: { ...(process.env as Record<string, string>) },
    }),
  );
}

/**
 * A directory with a peer's files to run in, its packages linked one by one, and the ABIs of the events that are indexed.
 */
export async function layOut(peer: Peer): Promise<string> {
  const folder = folderOf(peer);
  const root = await mkdtemp(join(tmpdir(), `provernet-bench-${peer}-`));
  const installed = join(folder, "node_modules");
  await cp(folder, root, { recursive: true, filter: (path) => !path.startsWith(installed) });
  await mkdir(join(root, "node_modules"));
  for (const name of await readdir(installed))
    await symlink(join(installed, name), join(root, "node_modules", name));
  await mkdir(join(root, "abis"));
  for (const [name, { abi }] of Object.entries(sources))
    await writeFile(join(root, "abis", `${name}.json`), JSON.stringify(eventsOf(name, abi)));
  const raw = join(import.meta.dirname, "..", "ponder-raw", "src");
  for (const file of ["events.ts", "row.ts"]) await cp(join(raw, file), join(root, "src", file));
  return root;
}

/** Envio's parser wants to be told that an event is not anonymous. */
const eventsOf = (contract: string, abi: readonly { type: string; name?: string }[]) => {
  const names: readonly string[] = handledEvents[contract as keyof typeof sources];
  return abi
    .filter(({ type, name }) => type === "event" && names.includes(name ?? ""))
    .map((event) => ({ anonymous: false, ...event }));
};

/** Waits until a table has a row for each event. @throws Error when `isOver` says that nobody writes any more */
export async function waitForRows(
  { databaseUrl, workload }: Round,
  table: string,
  isOver: () => string | null,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const count = await client.query(`SELECT count(*) AS count FROM ${table}`).then(
        ({ rows }) => Number(rows[0].count),
        () => 0,
      );
      if (count >= workload.events) return;
      const output = isOver();
      if (output !== null) throw new Error(`it ended after ${count} rows:\n${output}`);
      await sleep(WAIT_MS);
    }
  } finally {
    await client.end();
  }
}
