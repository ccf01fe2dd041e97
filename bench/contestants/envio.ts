/**
 * Envio HyperIndex 3 over JSON-RPC, one row for each event. Its own service (HyperSync) serves public chains only and is not
 * used.
 */
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../test/support/server.ts";
import { handledEvents } from "../ponder-raw/src/events.ts";
import { finish, type Started, start } from "../run/processes.ts";
import { checkRows } from "./check.ts";
import type { Contestant, Round } from "./contestant.ts";
import { folderOf, layOut, sources, waitForRows } from "./peer.ts";

const TABLE = `public."RawEvent"`;

/** It calls pnpm to install what is installed already, and to compile what it generated: only the latter is done. */
const PNPM = `#!/bin/sh
case "$1" in
  --version) echo 10.0.0 ;;
  rescript) exec ../node_modules/.bin/rescript ;;
esac
`;

/** Its configuration, in YAML. */
function configOf({ workload }: Round): string {
  const names = Object.keys(sources) as (keyof typeof sources)[];
  return [
    "name: bench-envio",
    "contracts:",
    ...names.flatMap((name) => [
      `  - name: ${name}`,
      `    abi_file_path: abis/${name}.json`,
      "    events:",
      ...handledEvents[name].map((event) => `      - event: ${event}`),
    ]),
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
    ...names.flatMap((name) => {
      const { at } = sources[name];
      const address = at === null ? [] : [`        address: "${workload.contracts[at]}"`];
      return [`      - name: ${name}`, ...address];
    }),
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

/** Envio HyperIndex. */
export const envio: Contestant = {
  name: "envio",
  what: "Envio HyperIndex 3 over JSON-RPC, one row for each event",
  async prepare(round) {
    const root = await layOut("envio");
    await symlink(join(root, "generated"), join(root, "node_modules", "generated"));
    await mkdir(join(root, "bin"));
    await writeFile(join(root, "bin", "pnpm"), PNPM, { mode: 0o755 });
    await writeFile(join(root, "config.yaml"), configOf(round));
    const cli = join(folderOf("envio"), "node_modules", "envio", "bin.mjs");
    const path = `${join(root, "bin")}:${process.env.PATH}`;
    const env = { ...(await environment(round)), PATH: path };
    await finish(start([cli, "codegen"], { cwd: root, env }));
    let running: Started | null = null;
    return {
      async run(watch) {
        const indexer = start([cli, "start", "-r"], { cwd: root, env });
        running = indexer;
        watch(indexer.pid);
        let output: string | null = null;
        indexer.exited.then(() => {
          output = indexer.output();
        });
        // It says nowhere else that it is done.
        await waitForRows(round, TABLE, () => output);
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
