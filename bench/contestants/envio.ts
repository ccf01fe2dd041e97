/** Envio HyperIndex 3 over JSON-RPC, one row for each event. Its own service (HyperSync) serves public chains only and is not used. */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import { handledEvents } from "../ponder-raw/src/events.ts";
import { freePort } from "../../test/support/server.ts";
import { query } from "../run/database.ts";
import { finish, type Started, start } from "../run/processes.ts";
import type { Contracts } from "../run/workload.ts";
import { checkRows } from "./check.ts";
import type { Contestant, Round } from "./contestant.ts";

const folder = join(import.meta.dirname, "..", "peers", "envio");
const raw = join(import.meta.dirname, "..", "ponder-raw", "src");
const TABLE = `public."RawEvent"`;
const WAIT_MS = 50;

/** It calls pnpm to install what is installed already, and to compile what it generated: only the latter is done. */
const PNPM = `#!/bin/sh
case "$1" in
  --version) echo 10.0.0 ;;
  rescript) exec ../node_modules/.bin/rescript ;;
esac
`;

const sources = {
  Market: { abi: brevisMarketAbi, at: "market" },
  Staking: { abi: stakingControllerAbi, at: "staking" },
  VaultFactory: { abi: vaultFactoryAbi, at: "vaultFactory" },
  Vault: { abi: proverVaultAbi, at: null },
  EpochRewards: { abi: epochRewardsAbi, at: "epochRewards" },
  Token: { abi: tokenAbi, at: "token" },
} as const satisfies Record<string, { abi: unknown; at: keyof Contracts | null }>;

/** Whether it is installed: `npm run bench -- --peers` does that. */
export const isInstalled = (): boolean => existsSync(join(folder, "node_modules", "envio"));

/** Its configuration, in YAML. */
function configOf({ workload }: Round): string {
  const contracts = Object.keys(sources).flatMap((name) => [
    `  - name: ${name}`,
    `    abi_file_path: abis/${name}.json`,
    "    events:",
    ...handledEvents[name as keyof typeof sources].map((event) => `      - event: ${event}`),
  ]);
  const addresses = Object.entries(sources).flatMap(([name, { at }]) => [
    `      - name: ${name}`,
    ...(at === null ? [] : [`        address: "${workload.contracts[at]}"`]),
  ]);
  return [
    "name: bench-envio",
    "contracts:",
    ...contracts,
    "field_selection:",
    "  transaction_fields:",
    "    - hash",
    "chains:",
    `  - id: ${workload.chainId}`,
    `    start_block: ${workload.firstBlock}`,
    `    end_block: ${workload.lastBlock}`,
    "    rpc:",
    `      url: ${workload.url}`,
    "      for: sync",
    "      initial_block_interval: 5000",
    "      interval_ceiling: 5000",
    "    contracts:",
    ...addresses,
    "",
  ].join("\n");
}

async function environment({ databaseUrl }: Round): Promise<Record<string, string>> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  return {
    ENVIO_PG_HOST: hostname,
    ENVIO_PG_PORT: port,
    ENVIO_PG_USER: username,
    ENVIO_PG_PASSWORD: password,
    ENVIO_POSTGRES_PASSWORD: password,
    ENVIO_PG_DATABASE: pathname.slice(1),
    ENVIO_PG_SSL_MODE: "false",
    ENVIO_HASURA: "false",
    ENVIO_INDEXER_PORT: String(await freePort()),
    TUI_OFF: "true",
    LOG_LEVEL: "error",
    CI: "true",
  };
}

async function layOut(round: Round): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "provernet-bench-envio-"));
  await cp(folder, root, {
    recursive: true,
    filter: (path) => !path.startsWith(join(folder, "node_modules")),
  });
  await linkModules(root);
  await mkdir(join(root, "bin"));
  await writeFile(join(root, "bin", "pnpm"), PNPM, { mode: 0o755 });
  await mkdir(join(root, "abis"));
  for (const [name, { abi }] of Object.entries(sources))
    await writeFile(join(root, "abis", `${name}.json`), JSON.stringify(eventsOf(abi)));
  for (const file of ["events.ts", "row.ts"]) await cp(join(raw, file), join(root, "src", file));
  await writeFile(join(root, "config.yaml"), configOf(round));
  return root;
}

/** The code it generates is to be found as a module, beside those installed. */
async function linkModules(root: string): Promise<void> {
  const installed = join(folder, "node_modules");
  const modules = join(root, "node_modules");
  await mkdir(modules);
  for (const name of await readdir(installed))
    await symlink(join(installed, name), join(modules, name));
  await symlink(join(root, "generated"), join(modules, "generated"));
}

/** Its parser wants to be told that an event is not anonymous. */
const eventsOf = (abi: readonly { type: string }[]) =>
  abi.filter(({ type }) => type === "event").map((event) => ({ anonymous: false, ...event }));

/** Envio HyperIndex. */
export const envio: Contestant = {
  name: "envio",
  what: "Envio HyperIndex 3 over JSON-RPC, one row for each event",
  async prepare(round) {
    const root = await layOut(round);
    const cli = join(folder, "node_modules", "envio", "bin.mjs");
    const env = { ...(await environment(round)), PATH: `${join(root, "bin")}:${process.env.PATH}` };
    await finish(start([cli, "codegen"], { cwd: root, env }));
    let running: Started | null = null;
    return {
      async run(watch) {
        running = start([cli, "start", "-r"], { cwd: root, env });
        watch(running.pid);
        let isOver = false;
        running.exited.then(() => {
          isOver = true;
        });
        // It says nowhere else that it is done.
        while ((await countOf(round)) < round.workload.events) {
          if (isOver) throw new Error(`Envio ended:\n${running.output()}`);
          await sleep(WAIT_MS);
        }
      },
      fetchSeconds: () => null,
      check: () => checkRows(round, TABLE),
      async stop() {
        await running?.stop();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
};

const countOf = async ({ databaseUrl }: Round): Promise<number> => {
  const rows = await query<{ count: string }>(
    databaseUrl,
    `SELECT count(*) AS count FROM ${TABLE}`,
  ).catch(() => []);
  return Number(rows[0]?.count ?? 0);
};
