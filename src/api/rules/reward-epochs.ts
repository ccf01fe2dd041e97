/** The schedule of reward epochs. Mirrors `EpochManager`. Times in unix seconds, amounts in wei. */
import type { Bucket } from "./buckets.ts";
import { toSeconds } from "./phases.ts";

/** An entry of the schedule: holds from `fromEpoch` until the next entry. */
export type EpochConfig = {
  fromEpoch: bigint;
  fromTime: bigint;
  epochLength: bigint;
  maxEpochReward: bigint;
};

/**
 * When an epoch is (`endAt` exclusive), and the most that may be set for it; null before the first. Mirrors
 * `getEpochInfoByEpochNumber`. `schedule` is in the order of the epochs.
 */
export function epochInfo(schedule: readonly EpochConfig[], epoch: bigint) {
  const config = schedule.findLast(({ fromEpoch }) => fromEpoch <= epoch);
  if (config === undefined) return null;
  const { fromEpoch, fromTime, epochLength, maxEpochReward } = config;
  const startAt = fromTime + (epoch - fromEpoch) * epochLength;
  return { epoch, startAt, endAt: startAt + epochLength, maxEpochReward };
}

/** The number of the epoch at a time; null before the first. Mirrors `getEpochInfoByTimestamp`. */
export function epochAt(schedule: readonly EpochConfig[], time: bigint): bigint | null {
  const config = schedule.findLast(({ fromTime }) => fromTime <= time);
  if (config === undefined) return null;
  const { fromEpoch, fromTime, epochLength } = config;
  return epochLength === 0n ? fromEpoch : fromEpoch + (time - fromTime) / epochLength;
}

/**
 * The epochs that a span [from, to) touches, in order and without a gap: where an entry of the schedule begins,
 * the epoch before ends. At most `limit + 1`, so that a caller sees that there are too many.
 */
export function epochBuckets(
  schedule: readonly EpochConfig[],
  { from, to }: { from: number; to: number },
  limit: number,
): (Bucket & { number: number })[] {
  const buckets: (Bucket & { number: number })[] = [];
  for (const [index, config] of schedule.entries()) {
    const until = schedule[index + 1]?.fromTime ?? BigInt(to);
    const first = epochAt([config], BigInt(Math.max(from, Number(config.fromTime)))) ?? 0n;
    for (let epoch = first; buckets.length <= limit; epoch++) {
      const { startAt, endAt } = epochInfo([config], epoch)!;
      if (startAt >= until || startAt >= BigInt(to) || endAt === startAt) break;
      const next = schedule[index + 1]?.fromTime;
      const end = toSeconds(next !== undefined && next < endAt ? next : endAt);
      if (end > from) buckets.push({ start: toSeconds(startAt), end, number: Number(epoch) });
    }
  }
  return buckets;
}
