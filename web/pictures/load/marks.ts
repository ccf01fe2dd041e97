import { shortId } from "../../data/names.ts";
import { exactBrev, formatBps, grouped } from "../../data/numbers.ts";
import { utc } from "../../data/times.ts";
import { words } from "../../parts/chip.tsx";
import type { Mark } from "../picture.tsx";
import type { Load, LoadBucket, LoadLayout } from "./load.ts";

const brev = (wei: bigint) => `${exactBrev(wei)} BREV`;

const isIn =
  ({ start, end }: LoadBucket) =>
  ({ at }: Readonly<{ at: number }>) =>
    at >= start && at < end;

/** Every bucket and every request won, in order of time. */
export function marksOf(
  load: Load,
  layout: LoadLayout,
  open: (requestId: string) => void,
): readonly Mark[] {
  const { x, useTop, wonTop } = layout;
  const buckets = load.buckets.map((bucket) => ({
    x: x((bucket.start + bucket.end) / 2),
    y: useTop,
    lines: [
      utc(bucket.start),
      `mean assigned ${brev(bucket.meanAssigned)}`,
      `peak assigned ${brev(bucket.peakAssigned)}, ${grouped(bucket.peakCount)} at once`,
      `vault ${brev(bucket.assets)}`,
      `overcommit ${formatBps(bucket.overcommitBps)}, so ${brev(bucket.counted)} counted`,
      `use ${bucket.utilizationBps === null ? "– (the vault was empty)" : formatBps(bucket.utilizationBps)}`,
      ...load.slashes.filter(isIn(bucket)).map(({ amount }) => `▼ slashed ${brev(amount)}`),
      ...load.changes.filter(isIn(bucket)).map(({ text }) => `▲ ${text}`),
    ],
  }));
  const won = load.won.map(({ requestId, from, to, outcome, minStake }) => ({
    x: x(from),
    y: wonTop + 40,
    lines: [
      `${words(outcome)} ${shortId(requestId)}`,
      `minimum stake ${brev(minStake)}`,
      `won ${utc(from)}`,
      to === null ? "open" : `ended ${utc(to)}`,
    ],
    open: () => open(requestId),
  }));
  return [...buckets, ...won].sort((a, b) => a.x - b.x);
}
