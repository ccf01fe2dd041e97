/** For tests in a browser: two recorded chains behind the API with the explorer, and the browser itself. */
import { serve } from "@hono/node-server";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { buildExplorer } from "../../scripts/explorer.ts";
import { readExplorer } from "../../src/api/explorer.ts";
import { readQueries } from "../../src/api/graphiql.ts";
import { createApi } from "../../src/api/server.ts";
import { readApiSettings } from "../../src/api/settings.ts";
import { schema } from "../../test/api/server.ts";
import { openRecording, type RecordingName } from "../../test/api/support.ts";
import { findBrowser, LAUNCH } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the recorded chains are served and the browser listens; null without a browser. */
    explorer: { month: string; quirks: string; browser: string } | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { provide } = project;
  const executablePath = findBrowser();
  if (executablePath === null) {
    process.stderr.write(
      "SKIPPED: no Chromium here (Debian: apt-get install chromium, or CHROMIUM=…)\n",
    );
    provide("explorer", null);
    return async () => {};
  }
  await buildExplorer();
  const { postgresUrl } = project.getProvidedContext();
  const month = await serveRecording("month", postgresUrl);
  const quirks = await serveRecording("quirks", postgresUrl);
  const browser = await chromium.launchServer({ executablePath, ...LAUNCH });
  provide("explorer", { month: month.url, quirks: quirks.url, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await Promise.all([month.close(), quirks.close()]);
  };
}

async function serveRecording(name: RecordingName, postgresUrl: string) {
  const { db, head, recording, close } = await openRecording(name, { server: postgresUrl });
  const app = createApi({
    db,
    schema,
    progress: async () => ({
      chain: "provernet",
      chainId: 31337,
      head: { block: recording.head, timestamp: head },
      finalized: { block: recording.head, timestamp: head },
      ready: true,
    }),
    version: async () => "1",
    // No page waits too long because the machine is busy.
    settings: { ...readApiSettings({}), timeoutMs: 60_000, waitMs: 60_000, budgetPerMinute: 0 },
    log: (message, error) => process.stderr.write(`${message} ${error}\n`),
    queries: readQueries(new URL("../../queries", import.meta.url).pathname),
    explorer: readExplorer(new URL("../dist", import.meta.url).pathname),
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      await close();
    },
  };
}
