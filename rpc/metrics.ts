import type { EndpointFigures, Pool } from "../prefetch/pool.ts";

/** A metric as Ponder's registry takes it. */
type Metric = { name: string; get: () => Promise<object> };
type Registry = { registerMetric: (metric: Metric) => void };

const METRICS: { name: string; help: string; of: (figures: EndpointFigures) => number }[] = [
  {
    name: "provernet_rpc_endpoint_failures_total",
    help: "Requests to a node that failed or were answered with something unusable",
    of: ({ failures }) => failures,
  },
  {
    name: "provernet_rpc_endpoint_blamed_total",
    help: "Answers of a node that turned out to be wrong: logs left out, a head far behind or ahead",
    of: ({ blamed }) => blamed,
  },
  {
    name: "provernet_rpc_endpoint_aside",
    help: "1 while a node is left alone because of that, else 0",
    of: ({ isAside }) => Number(isAside),
  },
];

/** Adds how each node fares to what Ponder shows under /metrics. */
export function publishFigures(pool: Pick<Pool, "endpoints">): void {
  const { PONDER_COMMON } = globalThis as {
    PONDER_COMMON?: { metrics: { registry: Registry } };
  };
  for (const { name, help, of } of METRICS)
    PONDER_COMMON?.metrics.registry.registerMetric({
      name,
      get: async () => ({
        name,
        help,
        type: name.endsWith("_total") ? "counter" : "gauge",
        aggregator: "sum",
        values: pool.endpoints().map((figures, index) => ({
          labels: { endpoint: `${index + 1}: ${figures.name}` },
          value: of(figures),
        })),
      }),
    });
}
