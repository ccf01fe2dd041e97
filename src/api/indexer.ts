/** What the API asks of the indexer's process, over its own server (`index.ts`). */
import { lasting } from "./once.ts";

/** [ms] How long it may take. */
const PATIENCE = 2_000;
/** [ms] How long its metrics are told again: whoever asks for them, the indexer has other things to do. */
const METRICS_MAX_AGE = 1_000;

export type Indexer = Readonly<{
  /** The chain's last block. @throws Error when the indexer or its nodes do not tell */
  chainHead(): Promise<number>;
  /** Its metrics, in Prometheus' form; empty when it does not tell. */
  metrics(): Promise<string>;
}>;

export function createIndexer(url: string): Indexer {
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(url + path, { signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    if (!response.ok) throw new Error(`The indexer answers ${path} with ${response.status}.`);
    return text;
  };
  return {
    chainHead: async () => (JSON.parse(await ask("/head")) as { block: number }).block,
    metrics: lasting(METRICS_MAX_AGE, () => ask("/metrics").catch(() => "")),
  };
}
