import { execFileSync, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort } from "../support/server.ts";
import { metricsTold, metricsUsed } from "./support.ts";

const rules = fileURLToPath(new URL("../../deploy/prometheus/alerts.yml", import.meta.url));
const config = fileURLToPath(new URL("../../deploy/prometheus/prometheus.yml", import.meta.url));
const has = (command: string) => spawnSync(command, ["--version"]).status === 0;

// Debian's package `prometheus`.
test.skipIf(!has("promtool"))(
  "promtool accepts the rules and the configuration (skipped without promtool)",
  () => {
    expect(execFileSync("promtool", ["check", "rules", rules], { encoding: "utf8" })).toContain(
      "SUCCESS",
    );
    expect(execFileSync("promtool", ["check", "config", config], { encoding: "utf8" })).toContain(
      "SUCCESS",
    );
  },
);

// Those of the indexer and the API are compared with what these tell in test/e2e/app.test.ts.
test.skipIf(!has("prometheus-node-exporter"))(
  "what is said of the machine is what Prometheus' node exporter tells (skipped without it)",
  async () => {
    const port = await freePort();
    const exporter = spawn("prometheus-node-exporter", [`--web.listen-address=127.0.0.1:${port}`]);
    try {
      let text = "";
      while (text === "")
        text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
          (response) => response.text(),
          () => "",
        );
      const used = metricsUsed().filter((name) => name.startsWith("node_"));
      expect(used.length).toBeGreaterThan(3);
      expect(used.filter((name) => !metricsTold(text).includes(name))).toEqual([]);
    } finally {
      exporter.kill();
    }
  },
);
