import { createChoice, createStore, useStore } from "./store.ts";
import type { TimeStyle } from "./times.ts";

/** The last indexed block, as last heard of. */
export type Head = Readonly<{
  block: number;
  timestamp: number;
  ready: boolean;
  chainId: number;
  allTransfers: boolean | null;
  sampledAt: number | null;
  /** When the first event was; null before it. */
  beginsAt: number | null;
  /** When the block was first heard of, by the machine's clock, in milliseconds. */
  heardAt: number;
}>;

export const head = createStore<Head | null>(null);
/** When the API last answered at all, in milliseconds; null before its first answer. */
export const lastAnswer = createStore<number | null>(null);
export const isReachable = createStore(true);
/** Whether the API answers, but has nothing to answer with yet. */
export const isEmpty = createStore(false);
/** How far the server's clock is ahead of this machine's, in seconds. */
export const clockOffset = createStore<number | null>(null);
export const differences = createStore(0);

/** Ticks once a second while something shows it. */
const tick = createStore(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const ticking = {
  ...tick,
  subscribe(listener: () => void) {
    if (watchers++ === 0) timer = setInterval(() => tick.write(Date.now()), 1_000);
    const leave = tick.subscribe(listener);
    return () => {
      leave();
      if (--watchers === 0) clearInterval(timer);
    };
  },
};

/** The chain's time: that of the head, and what passed since. 0 before the first answer. */
export function useNow(): number {
  const now = useStore(ticking);
  const known = useStore(head);
  if (known === null) return 0;
  return known.timestamp + Math.max(0, Math.trunc((now - known.heardAt) / 1_000));
}

/** The time on the wall by the server's clock; the chain's until it is known. */
export function useWallNow(): number {
  const now = useStore(ticking);
  const offset = useStore(clockOffset);
  const chain = useNow();
  return offset === null
    ? chain
    : Math.max(Math.trunc(now / 1_000 + offset), head.read()?.timestamp ?? 0);
}

/** How old the data is, in seconds, by the server's clock; null until it told the time. */
export function useAge(): number | null {
  const now = useStore(ticking);
  const known = useStore(head);
  const offset = useStore(clockOffset);
  if (known === null || offset === null) return null;
  return Math.max(0, Math.trunc(now / 1_000 + offset - known.timestamp));
}

export const timeStyle = createChoice<TimeStyle>("time", ["relative", "utc", "local", "unix"]);
export const theme = createChoice("theme", ["system", "light", "dark"] as const);
