import { withoutSecrets } from "../settings/reader.ts";

/** How much an endpoint may be asked. */
export type Limits = {
  /** Posts under way at once, at most. */
  parallel: number;
  /** Calls a second to begin with; doubled at most `growth` times while nothing is refused. */
  rate: number;
  growth: number;
  /** Calls in one post, at most. */
  batch: number;
  /** The longest pause after failures that do not set it aside; default 30 s. */
  longestBackoffMs?: number;
};

/** A node, and how much it can be asked now. Times are milliseconds of the caller's clock. */
export type Endpoint = {
  readonly url: string;
  /** The address as it may be printed. */
  readonly name: string;
  /** Calls that may be sent in one post now; 0 for none. */
  room: (now: number) => number;
  /** When there may be room again; Infinity when a post must end first, or the endpoint is dropped. */
  readyAt: (now: number) => number;
  /** Notes a post of this many calls. Its result is reported to one of the following. */
  begin: (calls: number, now: number) => Post;
  succeeded: (post: Post, now: number) => void;
  /** Half of everything from now on, and a pause: as long as it asked for, or longer each time. */
  throttled: (post: Post, now: number, retryAfterMs: number | null) => void;
  /** A pause, longer each time; after five failures in a row true: it is set aside for a minute or more. */
  failed: (post: Post, now: number, hasOthers: boolean) => boolean;
  /** Smaller posts from now on; false when they cannot be smaller. */
  tooLarge: (post: Post, now: number) => boolean;
  /** Left alone for a minute, longer each time. */
  setAside: (now: number) => void;
  isAside: (now: number) => boolean;
  /** Never asked again. */
  drop: () => void;
  dropped: () => boolean;
  figures: () => { parallel: number; rate: number; batch: number };
};

export type Post = { calls: number; begun: number };

const FIRST_PARALLEL = 2;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const FAILURES_TO_SET_ASIDE = 5;
const SET_ASIDE_MS = 60_000;
const LONGEST_SET_ASIDE_MS = 600_000;

/** Whether an address is of this machine. */
export const isLocal = (url: string): boolean =>
  /^(http|ws)s?:\/\/([^/@]*@)?(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(url);

/** What an address may be asked: what is on this machine anything, a public node little at first. */
export function limitsOf(url: string, budgets: number): Limits {
  return isLocal(url)
    ? { parallel: 4, rate: 20_000, growth: 1, batch: 100 }
    : { parallel: Math.min(16, 2 * budgets), rate: 20 * budgets, growth: 8, batch: 25 };
}

/** An endpoint within its limits. It starts carefully and takes more while all goes well. */
export function createEndpoint(url: string, limits: Limits, random: () => number): Endpoint {
  let { rate, batch } = limits;
  const { longestBackoffMs = LONGEST_BACKOFF_MS } = limits;
  let parallel = Math.min(FIRST_PARALLEL, limits.parallel);
  /** A batch that was too large once is too large for good. */
  let mostInBatch = batch;
  let under = 0;
  let successes = 0;
  let cuts = 0;
  let failures = 0;
  let timesSetAside = 0;
  let pausedUntil = 0;
  let asideUntil = 0;
  /** Posts begun before this are part of a trouble already dealt with. */
  let cutAt = -1;
  let isDropped = false;
  /** Calls that may be made: they come back with time, up to a second's worth. */
  let tokens = rate;
  let filledAt: number | null = null;

  const fill = (now: number) => {
    tokens = Math.min(Math.max(rate, batch), tokens + ((now - (filledAt ?? now)) / 1000) * rate);
    filledAt = now;
  };
  const backoff = (times: number) => {
    const longest = Math.min(longestBackoffMs, FIRST_BACKOFF_MS * 2 ** times);
    // Somewhere in the upper half, so that clients do not come back all at once.
    return longest * (0.5 + random() / 2);
  };
  const pause = (until: number) => {
    pausedUntil = Math.max(pausedUntil, until);
  };
  const setAside = (now: number) => {
    asideUntil = now + Math.min(LONGEST_SET_ASIDE_MS, SET_ASIDE_MS * 2 ** timesSetAside);
    pause(asideUntil);
    timesSetAside++;
  };
  const end = ({ begun }: Post, now: number): boolean => {
    under--;
    const isNews = begun > cutAt;
    if (isNews) cutAt = now;
    return isNews;
  };

  return {
    url,
    name: withoutSecrets(url),
    room(now) {
      if (isDropped || now < pausedUntil || under >= parallel) return 0;
      fill(now);
      return Math.min(batch, Math.floor(tokens));
    },
    readyAt(now) {
      if (isDropped || under >= parallel) return Number.POSITIVE_INFINITY;
      fill(now);
      const refilled = tokens >= 1 ? now : now + ((1 - tokens) / rate) * 1000;
      return Math.max(pausedUntil, Math.ceil(refilled));
    },
    begin(calls, now) {
      fill(now);
      tokens -= calls;
      under++;
      return { calls, begun: now };
    },
    succeeded(_post, _now) {
      under--;
      failures = 0;
      cuts = 0;
      rate = Math.min(limits.rate * limits.growth, rate * 1.02);
      batch = Math.min(mostInBatch, Math.ceil(batch * 1.1));
      successes++;
      if (successes < parallel) return;
      successes = 0;
      parallel = Math.min(limits.parallel, parallel + 1);
    },
    throttled(post, now, retryAfterMs) {
      if (end(post, now)) {
        parallel = Math.max(1, Math.floor(parallel / 2));
        rate = Math.max(1, rate / 2);
        batch = Math.max(1, Math.floor(batch / 2));
        tokens = 0;
        successes = 0;
        cuts++;
      }
      pause(now + (retryAfterMs ?? backoff(cuts)));
    },
    failed(post, now, hasOthers) {
      if (!end(post, now)) return false;
      successes = 0;
      failures++;
      // If one call in a few goes wrong, a large post never gets through.
      batch = Math.max(1, Math.floor(batch / 2));
      pause(now + backoff(failures));
      if (failures < FAILURES_TO_SET_ASIDE || !hasOthers) return false;
      failures = 0;
      setAside(now);
      return true;
    },
    tooLarge({ calls }) {
      under--;
      if (calls === 1) return false;
      mostInBatch = Math.floor(calls / 2);
      batch = Math.min(batch, mostInBatch);
      return true;
    },
    setAside,
    isAside: (now) => now < asideUntil,
    drop() {
      isDropped = true;
    },
    dropped: () => isDropped,
    figures: () => ({ parallel, rate, batch }),
  };
}
