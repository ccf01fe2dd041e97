import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lastNumber, readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { askOver, readFromGraphql } from "../../verify/sources/graphql.ts";
import { metricsTold, metricsUsed } from "../deploy/support.ts";
import { createUrl } from "../support/database.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import { compareRecording } from "../verify/support.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
/** Blocks that come while it runs: more than Ponder waits for before it calls one final. */
const LIVE = 90;

describe.each([{ name: "month" }, { name: "quirks" }])(
  "$name, its last blocks live",
  ({ name }) => {
    let replay: Replay;
    let ponder: Ponder;

    beforeAll(async () => {
      const recording = await readRecording(join(project, "recordings", name));
      const last = lastNumber(recording);
      replay = await startReplay({ recording, head: last - LIVE });
      ponder = await startPonder({
        env: {
          NETWORK: "recording",
          RECORDING: name,
          RPC_URL: replay.url,
          POLLING_INTERVAL_MS: "100",
          DATABASE_URL: await createUrl(),
        },
      });
      for (let done = 0; done < LIVE; done += 9) {
        replay.advance(9);
        await sleep(150);
      }
      const ask = askOver(`${ponder.url}/graphql`);
      for (let at = 0; at < last; await sleep(100)) {
        const answer: Record<string, { block: { number: number } }> = await ask(
          "{ meta { block { number } } }",
        ).catch(() => ({}));
        at = answer.meta?.block.number ?? 0;
      }
    }, 600_000);
    afterAll(async () => {
      await ponder?.stop();
      await replay?.stop();
    });

    test("answers over GraphQL rebuild every view of the contracts at the head", async () => {
      const { rows } = await readFromGraphql(askOver(`${ponder.url}/graphql`));
      const result = await compareRecording(name, {
        rowsAt: async () => rows,
        at: (label) => label === "head",
      });
      expect(result.mismatches.slice(0, 10)).toEqual([]);
      expect(result.recorded).toBeGreaterThan(8_000);
    });

    test("it is ready, healthy, and says how far it is", async () => {
      // A busy machine's database does not always answer in time.
      for (const path of ["/health", "/ready", "/status", "/metrics"])
        await expect.poll(async () => (await fetch(ponder.url + path)).status).toBe(200);
      const page = await fetch(`${ponder.url}/graphql`, { headers: { accept: "text/html" } });
      expect(await page.text()).toContain("GraphiQL");
    });

    test("it tells the metrics that alerts and the dashboard speak of", async () => {
      const told = metricsTold(await (await fetch(`${ponder.url}/metrics`)).text());
      const used = metricsUsed().filter((metric) => !metric.startsWith("node_"));
      expect(used.length).toBeGreaterThan(10);
      expect(used.filter((metric) => !told.includes(metric))).toEqual([]);
    });

    test.runIf(name === "quirks")("hostile text comes back readable", async () => {
      const ask = askOver(`${ponder.url}/graphql`);
      const answer = (await ask(
        "{ requests(limit: 1000) { items { imgUrl inputUrl nonce } } }",
      )) as unknown as {
        requests: { items: { imgUrl: string; inputUrl: string; nonce: string }[] };
      };
      const { items } = answer.requests;
      expect(items.some(({ imgUrl, inputUrl }) => /[\u2400\ufffd]/.test(imgUrl + inputUrl))).toBe(
        true,
      );
      expect(items.every(({ imgUrl, inputUrl }) => !(imgUrl + inputUrl).includes("\0"))).toBe(true);
      expect(items.some(({ nonce }) => BigInt(nonce) > 2n ** 63n)).toBe(true);
    });

    test.runIf(name === "month")("the examples of docs/api.md run", () => {
      const text = readFileSync(join(project, "docs/api.md"), "utf8");
      const examples = (language: string) =>
        [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
          ([, example]) => example!,
        );
      const env = { ...process.env, API: ponder.url };
      const directory = mkdtempSync(join(tmpdir(), "provernet-docs-"));
      try {
        const run = (file: string, language: string, command: string) =>
          examples(language).map((example) => {
            writeFileSync(join(directory, file), example);
            return execFileSync(command, [join(directory, file)], { env, encoding: "utf8" }).trim();
          });
        const has = (command: string) => spawnSync(command, ["--version"]).status === 0;
        if (has("curl")) {
          const [page, head, again, file] = run("a.sh", "bash", "bash");
          expect(JSON.parse(page!).data.requests.items).toHaveLength(2);
          expect(head).toMatch(
            /^data: {"data":{"head":{"block":{"number":\d+,"hash":"0x[0-9a-f]{64}"}}}}$/,
          );
          expect(again).toBe("304");
          expect(file).toMatch(/^id,price,priceBrev,winnerProver_name\r\n(0x[^\n]+\n){2}0x[^\n]+$/);
        }
        expect(run("a.mts", "ts", process.execPath)).toEqual(["true", "true", "true"]);
        if (has("python3"))
          expect(Number(run("a.py", "python", "python3")[0])).toBeGreaterThan(5_000);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  },
);
