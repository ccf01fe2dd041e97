/** Keys that are loaded together at most. */
const MOST_KEYS = 1000;

/**
 * Gathers keys that are asked for in the same turn, and loads them together.
 * `load` answers in the order of its keys; a failure fails each of them.
 */
export function createBatch<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  type Waiting = { key: Key; resolve(value: Value): void; reject(reason: unknown): void };
  let waiting: Waiting[] = [];

  const settle = async (batch: readonly Waiting[]) => {
    try {
      const values = await load(batch.map(({ key }) => key));
      for (const [index, { resolve }] of batch.entries()) resolve(values[index]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const flush = () => {
    const all = waiting;
    waiting = [];
    for (let start = 0; start < all.length; start += MOST_KEYS)
      void settle(all.slice(start, start + MOST_KEYS));
  };

  return (key) =>
    new Promise((resolve, reject) => {
      // After the promises of this turn: resolvers of siblings may be a few promises apart.
      if (waiting.length === 0) void Promise.resolve().then(() => process.nextTick(flush));
      waiting.push({ key, resolve, reject });
    });
}
