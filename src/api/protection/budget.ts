/** The most clients whose spending is remembered; beyond, the one that was quiet longest is forgotten. */
const MAX_CLIENTS = 10_000;

/** What a client is told: whether it may spend, and if not, after how many seconds it may. */
export type Verdict = { allowed: true } | { allowed: false; retryAfter: number };

/**
 * A bucket of points for each client: full at first, filled evenly at `perMinute`, emptied by what is spent.
 * `now` is a clock in milliseconds. A sum that is more than a full bucket is allowed when the bucket is full, and then
 * leaves a debt.
 */
export function createBudget({
  perMinute,
  now = () => performance.now(),
}: {
  perMinute: number;
  now?: () => number;
}): (client: string, points: number) => Verdict {
  const buckets = new Map<string, { points: number; at: number }>();
  const perMillisecond = perMinute / 60_000;

  return (client, cost) => {
    const time = now();
    const bucket = buckets.get(client);
    const points =
      bucket === undefined
        ? perMinute
        : Math.min(perMinute, bucket.points + (time - bucket.at) * perMillisecond);
    const needed = Math.min(cost, perMinute);
    // Set anew, the client is the last in the map's order.
    buckets.delete(client);
    if (points < needed) {
      buckets.set(client, { points, at: time });
      return { allowed: false, retryAfter: Math.ceil((needed - points) / perMillisecond / 1000) };
    }
    buckets.set(client, { points: points - cost, at: time });
    if (buckets.size > MAX_CLIENTS) buckets.delete(buckets.keys().next().value!);
    return { allowed: true };
  };
}
