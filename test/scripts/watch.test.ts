import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { projectRoot } from "../../settings/networks.ts";

const ofPonder = createRequire(join(projectRoot, "node_modules/ponder/dist/esm/bin/ponder.js"));
type Vite = { resolveConfig: typeof import("vite").resolveConfig };

/** What Ponder's own Vite reads when Ponder is run with an argument. */
async function watchedBy(command: string) {
  process.argv.push(command);
  const vite = (await import(pathToFileURL(ofPonder.resolve("vite")).href)) as Vite;
  const { server } = await vite.resolveConfig({ root: projectRoot }, "serve");
  return server.watch;
}

describe("what the Vite inside Ponder watches", () => {
  afterEach(() => process.argv.pop());

  test("nothing when Ponder is started: files of PostgreSQL change all the time", async () => {
    expect(await watchedBy("start")).toBeNull();
  });

  test("in development what Ponder reads, not the files of PostgreSQL", async () => {
    const watch = await watchedBy("dev");
    expect(watch?.ignored).toContain("**/.ponder/**");
    expect(watch?.ignored).not.toContain("**/src/**");
  });
});
