import { max } from "d3-array";
import { toFloat } from "../../data/numbers.ts";
import { linear, type Scale } from "../scale.ts";

/** A prover's stake and what it won, over time. Amounts in wei, times in unix seconds. */
export type Load = Readonly<{
  buckets: readonly LoadBucket[];
  won: readonly Won[];
  slashes: readonly Readonly<{ at: number; amount: bigint }>[];
  changes: readonly Readonly<{ at: number; text: string }>[];
}>;

export type LoadBucket = Readonly<{
  start: number;
  end: number;
  meanAssigned: bigint;
  peakAssigned: bigint;
  /** Vault assets at its end. */
  assets: bigint;
  /** Of the mean assigned stake, what counts against a new request: it may be less. */
  counted: bigint;
  overcommitBps: number;
  peakCount: number;
  /** Null when the vault was empty throughout. */
  utilizationBps: number | null;
}>;

export type Won = Readonly<{
  id: string;
  requestId: string;
  from: number;
  /** Null while it is open. */
  to: number | null;
  outcome: "FULFILLED" | "MISSED" | "OPEN" | "OUTBID";
  minStake: bigint;
}>;

export const LANES = 9;
export const LANE = 11;
/** The least width of a request won. */
export const LEAST = 4;
const STAKE_HEIGHT = 150;

/** Puts each assignment into the first lane that is free; those beyond the last lane are only counted. */
export function lanesOf(
  won: readonly Won[],
  end: number,
  gap: number,
): { lanes: readonly (readonly [Won, number])[]; left: readonly Won[] } {
  const free: number[] = [];
  const lanes: (readonly [Won, number])[] = [];
  const left: Won[] = [];
  for (const one of [...won].sort((a, b) => a.from - b.from)) {
    const lane = Array.from({ length: LANES }, (_, index) => index).find(
      (index) => (free[index] ?? 0) <= one.from,
    );
    if (lane === undefined) left.push(one);
    else {
      free[lane] = Math.max(one.to ?? end, one.from + gap);
      lanes.push([one, lane]);
    }
  }
  return { lanes, left };
}

/** The width that an amount taken by a slash wants beside its sign. */
const AMOUNT = 72;

/** Of moments those that are far enough before the next to have a name; the others only say it when they are pointed at. */
export const apart = (moments: readonly number[], x: Scale): ReadonlySet<number> => {
  const places = moments.toSorted((a, b) => a - b);
  return new Set(
    places.filter(
      (at, index) => index === places.length - 1 || x(places[index + 1]!) - x(at) >= AMOUNT,
    ),
  );
};

export type LoadLayout = Readonly<{
  x: Scale;
  y: Scale;
  top: number;
  left: number;
  right: number;
  stakeBottom: number;
  wonTop: number;
  useTop: number;
  bottom: number;
  most: number;
  /** Each request won with its lane, and those without one. */
  lanes: readonly (readonly [Won, number])[];
  rest: readonly Won[];
}>;

export function layOutLoad({ buckets, won }: Load, width: number): LoadLayout {
  const isSmall = width < 480;
  const left = isSmall ? 44 : 56;
  const right = width - (isSmall ? 8 : 120);
  const most =
    max(buckets, ({ assets, peakAssigned }) => Math.max(toFloat(assets), toFloat(peakAssigned))) ||
    1;
  const top = 20;
  const stakeBottom = top + STAKE_HEIGHT;
  const wonTop = stakeBottom + 16;
  const [start, end] = [buckets[0]?.start ?? 0, buckets.at(-1)?.end ?? 1];
  const { lanes, left: rest } = lanesOf(
    won,
    end,
    ((end - start) / (right - left || 1)) * (LEAST + 1),
  );
  const used = 1 + (max(lanes, ([, lane]) => lane) ?? 0);
  const useTop = wonTop + (isSmall ? 20 : Math.max(2, used) * LANE) + 10;
  return {
    lanes,
    rest,
    x: linear([start, end], [left, right]),
    y: linear([0, most * 1.06], [stakeBottom, top]),
    top,
    left,
    right,
    stakeBottom,
    wonTop,
    useTop,
    bottom: useTop + 16,
    most: most * 1.06,
  };
}
