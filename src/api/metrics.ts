import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Observer } from "./answers.ts";
import type { PoolUse } from "./protection/pools.ts";
import type { Readiness } from "./readiness.ts";
import { lastVerification } from "./topics/verifications.ts";

/** [s] */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = Readonly<{ observer: Observer; text(): Promise<string> }>;

/**
 * The API's own metrics. Nothing in them is a client's to name, so that they stay few: an operation goes by its first
 * field, which the schema has.
 */
export function createMetrics(read: {
  use(): readonly PoolUse[];
  unsent(): number;
  subscriptions(): number;
  readiness(): Promise<Readiness>;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const duration = new Histogram({
    name: "provernet_api_duration_seconds",
    help: "Time it took to find an answer out, by the first field of the operation",
    labelNames: ["operation", "outcome"] as const,
    buckets: BUCKETS,
    registers,
  });
  const answers = new Counter({
    name: "provernet_api_answers_total",
    help: "Answers by where they came from: the cache, the database, or the client, which had it already (304)",
    labelNames: ["from"] as const,
    registers,
  });
  const errors = new Counter({
    name: "provernet_api_errors_total",
    help: "Answers with errors, by the code of the first error",
    labelNames: ["code"] as const,
    registers,
  });
  new Gauge({
    name: "provernet_api_pool_connections",
    help: "Connections of the API to the database, by pool and state",
    labelNames: ["pool", "state"] as const,
    registers,
    collect() {
      for (const { pool, busy, idle } of read.use()) {
        this.set({ pool, state: "busy" }, busy);
        this.set({ pool, state: "idle" }, idle);
      }
    },
  });
  new Gauge({
    name: "provernet_api_pool_waiting",
    help: "Statements that wait for a connection, by pool",
    labelNames: ["pool"] as const,
    registers,
    collect() {
      for (const { pool, waiting } of read.use()) this.set({ pool }, waiting);
    },
  });
  new Gauge({
    name: "provernet_api_unsent_bytes",
    help: "Bytes of answers that wait for clients to read them",
    registers,
    collect() {
      this.set(read.unsent());
    },
  });
  new Gauge({
    name: "provernet_api_subscriptions",
    help: "Subscriptions that are open",
    registers,
    collect() {
      this.set(read.subscriptions());
    },
  });
  new Gauge({
    name: "provernet_api_resident_memory_bytes",
    help: "Memory of the API's process",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "provernet_api_start_time_seconds",
    help: "When the API's process started, in unix seconds",
    registers,
  }).set(Math.floor(performance.timeOrigin / 1000));
  new Gauge({
    name: "provernet_head_age_seconds",
    help: "Server's clock less the time of the last indexed block; NaN while nothing is known of it",
    registers,
    async collect() {
      this.set((await read.readiness()).ageSeconds ?? Number.NaN);
    },
  });
  new Gauge({
    name: "provernet_ready",
    help: "Whether /ready says yes (1) or no (0)",
    registers,
    async collect() {
      this.set((await read.readiness()).ready ? 1 : 0);
    },
  });
  new Gauge({
    name: "provernet_verification_different",
    help: "Answers that differed from the chain's in the last whole comparison (npm run verify); NaN without one",
    registers,
    async collect() {
      this.set((await lastVerification())?.different ?? Number.NaN);
    },
  });
  new Gauge({
    name: "provernet_verification_age_seconds",
    help: "Time since that comparison; NaN without one",
    registers,
    async collect() {
      const last = await lastVerification();
      this.set(last === null ? Number.NaN : Date.now() / 1000 - last.comparedAt);
    },
  });

  return {
    text: () => registry.metrics(),
    observer: {
      gave: (from) => answers.inc({ from }),
      found({ field, codes }, seconds) {
        const [code] = codes;
        if (code !== undefined) errors.inc({ code });
        const outcome = code === undefined ? "answered" : "refused";
        duration.observe({ operation: field ?? "none", outcome }, seconds);
      },
    },
  };
}
