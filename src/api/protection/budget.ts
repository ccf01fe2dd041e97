import type { Client } from "./clients.ts";

/** The most clients whose spending is remembered; beyond, the one that was quiet longest is forgotten. */
const MAX_CLIENTS = 10_000;

/** What a client is told: whether it may spend, and if not, after how many seconds it may. */
export type Verdict = { allowed: true } | { allowed: false; retryAfter: number };

/** Takes points from what a client may spend. */
export type Spend = (client: Client, points: number) => Verdict;

/**
 * A bucket of points for each client: full at first, filled evenly at its budget for a minute, emptied by what is spent.
 * `now` is a clock in milliseconds. A sum that is more than a full bucket is allowed when the bucket is full, and then
 * leaves a debt.
 */
export function createBudget({
  now = () => performance.now(),
}: {
  now?: () => number;
} = {}): Spend {
  const buckets = new Map<string, { points: number; at: number }>();

  return ({ name, budgetPerMinute: perMinute }, cost) => {
    if (perMinute === 0) return { allowed: true };
    const perMillisecond = perMinute / 60_000;
    const time = now();
    const bucket = buckets.get(name);
    const points =
      bucket === undefined
        ? perMinute
        : Math.min(perMinute, bucket.points + (time - bucket.at) * perMillisecond);
    const needed = Math.min(cost, perMinute);
    // Deleted and set again, the client becomes the last in the map's order.
    buckets.delete(name);
    if (points < needed) {
      buckets.set(name, { points, at: time });
      return { allowed: false, retryAfter: Math.ceil((needed - points) / perMillisecond / 1000) };
    }
    buckets.set(name, { points: points - cost, at: time });
    if (buckets.size > MAX_CLIENTS) buckets.delete(buckets.keys().next().value!);
    return { allowed: true };
  };
}
