import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Serves `ponder:schema` as Ponder does: every table by name, and all of them as the default. */
const ponderSchema = {
  name: "ponder-schema",
  resolveId: (id: string) => (id === "ponder:schema" ? "\0ponder-schema" : undefined),
  load(id: string) {
    if (id !== "\0ponder-schema") return undefined;
    const file = JSON.stringify(here("ponder.schema.ts"));
    return `export * from ${file};\nimport * as all from ${file};\nexport default all;`;
  },
};

/** A list is added to what is set up for all: the database is there first. */
const withExplorer = [here("web/tools/global-setup.ts")];

export default defineConfig({
  plugins: [ponderSchema],
  resolve: {
    alias: [
      { find: "ponder:registry", replacement: here("test/support/registry.ts") },
      // Ponder runs unbundled (below), so Node hands it this file of graphql: ours must be the same.
      { find: /^graphql$/, replacement: here("node_modules/graphql/index.js") },
    ],
  },
  test: {
    server: { deps: { external: [/\/node_modules\//] } },
    globalSetup: here("test/support/global-postgres.ts"),
    // What is waited for comes at once, but on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    minWorkers: 1,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "web/{data,pages,parts,pictures,tools}/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/faults/**", "web/**/*.browser.test.ts"],
          // On a machine that others kept busy, what takes seconds took more than two minutes.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["web/**/*.browser.test.ts"],
          globalSetup: withExplorer,
          // On a busy machine a browser may lose a click: there, what fails is tried once more.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          // Not a test: only when it is asked for by name.
          name: "screenshots",
          include: process.argv.includes("screenshots") ? ["web/tools/screenshots.ts"] : [],
          globalSetup: withExplorer,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["test/faults/**/*.test.ts"],
          // How often each case is run; FAULTS=100 npm run test:faults
          env: { FAULTS: process.env.FAULTS ?? "3" },
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
          poolOptions: { forks: { singleFork: true } },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts", "test/faults/**/*.test.ts"],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          // One after another: each starts an indexer of its own.
          poolOptions: { forks: { singleFork: true } },
        },
      },
    ],
  },
});
