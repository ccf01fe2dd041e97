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
  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        this.set(await value());
      },
    });
  gauge(
    "provernet_api_unsent_bytes",
    "Bytes of answers that wait for clients to read them",
    read.unsent,
  );
  gauge("provernet_api_subscriptions", "Subscriptions that are open", read.subscriptions);
  gauge(
    "provernet_api_resident_memory_bytes",
    "Memory of the API's process",
    process.memoryUsage.rss,
  );
  gauge("provernet_api_start_time_seconds", "When the API's process started, in unix seconds", () =>
    Math.floor(performance.timeOrigin / 1000),
  );
  gauge(
    "provernet_head_age_seconds",
    "Server's clock less the time of the last indexed block; NaN while nothing is known of it",
    async () => (await read.readiness()).ageSeconds ?? Number.NaN,
  );
  gauge("provernet_ready", "Whether /ready says yes (1) or no (0)", async () =>
    Number((await read.readiness()).ready),
  );
  gauge(
    "provernet_verification_different",
    "Answers that differed from the chain's in the last whole comparison (npm run verify); NaN without one",
    async () => (await lastVerification())?.different ?? Number.NaN,
  );
  gauge(
    "provernet_verification_age_seconds",
    "Time since that comparison; NaN without one",
    async () => Date.now() / 1000 - ((await lastVerification())?.comparedAt ?? Number.NaN),
  );

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
