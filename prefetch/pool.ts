import { parseAnswers, RpcRefusal } from "./answers.ts";
import { createEndpoint, type Endpoint, type Limits, type Post } from "./endpoint.ts";
import {
  type Failure,
  failureOfError,
  failureOfStatus,
  isAboutRange,
  isRevert,
  Malformed,
  RangeRefused,
  type RpcError,
  suggestedRange,
  Unanswered,
  wordsOf,
} from "./failures.ts";
import type { Transport } from "./transport.ts";

/** A JSON-RPC request. */
export type Call = { method: string; params: unknown[] };

/** Time and chance, so that tests need neither. */
export type Clock = {
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
};

/** Who answered: what turns out to have been wrong later is reported to `blame`. */
export type Source = { url: string; blame: (why: string) => void };

/** Takes an answer apart, and throws Malformed when it is not usable. */
export type Check<T> = (answer: unknown, from: Source) => T;

/** How an endpoint fared. */
export type EndpointFigures = { name: string; failures: number; blamed: number; isAside: boolean };

/** Several endpoints that answer as one. */
export type Pool = {
  /**
   * Asks until there is a usable answer, of another endpoint than `other` if there is one.
   * @throws RangeRefused when eth_getLogs is to ask for less, RpcRefusal when a call reverts, Unanswered when nobody
   * answers
   */
  ask: <T>(call: Call, check: Check<T>, other?: string) => Promise<T>;
  figures: () => { calls: number; posts: number; bytes: number };
  endpoints: () => EndpointFigures[];
  /** Rejects everything that is asked and will be. */
  stop: (reason: Error) => void;
};

type Item = {
  call: Call;
  check: Check<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  attempts: number;
  /** Who gave the last unusable answer. */
  avoid: Endpoint | null;
};

const MOST_ATTEMPTS = 12;
/** An error of eth_getLogs that does not say so may still be about the range: after this many, less is asked for. */
const LOG_ATTEMPTS = 2;
const GIVE_UP_MS = 180_000;
const FAILURES_TO_GIVE_UP = 8;

/** Logs of a range of blocks: an answer can be too large, and the range then be cut. */
const isRanged = ({ method, params }: Call): boolean =>
  method === "eth_getLogs" && !Object.hasOwn(params[0] as object, "blockHash");

/** A pool of endpoints, each with its own budget: one that misbehaves is left alone for a while. */
export function createPool(given: {
  endpoints: readonly { url: string; limits: Limits }[];
  transport: Transport;
  clock: Clock;
  /** Hears of what an operator should know: an endpoint set aside or dropped. */
  note: (message: string) => void;
  /** For a process that goes on for months: it never gives up, and asks again whoever refused. Default: false. */
  isLasting?: boolean;
}): Pool {
  const { transport, clock, note, isLasting = false } = given;
  const endpoints = given.endpoints.map(({ url, limits }) =>
    createEndpoint(url, limits, clock.random),
  );
  /** Logs are asked for alone: their answers are large. */
  const logs: Item[] = [];
  const others: Item[] = [];
  const figures = { calls: 0, posts: 0, bytes: 0 };
  const faults = new Map(endpoints.map((endpoint) => [endpoint, { failures: 0, blamed: 0 }]));
  let stopped: Error | null = null;
  let wakeAt = Number.POSITIVE_INFINITY;
  let lastSuccess = clock.now();
  let failuresSince = 0;

  const usable = () => endpoints.filter((endpoint) => !endpoint.dropped());
  /** Whether somebody is left to ask when an endpoint is left alone. */
  const hasOthers = (than: Endpoint) =>
    usable().some((other) => other !== than && !other.isAside(clock.now()));

  const stop = (reason: Error) => {
    stopped ??= reason;
    for (const item of [...logs.splice(0), ...others.splice(0)]) item.reject(stopped);
  };

  const giveUpIfLong = (why: string) => {
    failuresSince++;
    if (isLasting) return;
    if (usable().length === 0) return stop(new Unanswered(`No endpoint is left: ${why}`));
    if (failuresSince < FAILURES_TO_GIVE_UP || clock.now() - lastSuccess < GIVE_UP_MS) return;
    stop(new Unanswered(`No endpoint has answered for three minutes. The last said: ${why}`));
  };

  const again = (item: Item, endpoint: Endpoint, why: string, counts: boolean) => {
    if (stopped !== null) return item.reject(stopped);
    item.avoid = endpoint;
    if (counts) item.attempts++;
    if (item.attempts >= MOST_ATTEMPTS)
      return item.reject(
        new Unanswered(`${item.call.method} failed ${MOST_ATTEMPTS} times. The last time: ${why}`),
      );
    (isRanged(item.call) ? logs : others).unshift(item);
  };

  /** It is left alone where another can be asked; where none can, what it says next may still be right. */
  const blame = (endpoint: Endpoint, why: string) => {
    faults.get(endpoint)!.blamed++;
    if (endpoint.isAside(clock.now())) return;
    const isLeftAlone = hasOthers(endpoint);
    if (isLeftAlone) endpoint.setAside(clock.now());
    note(
      `${endpoint.name} gave a wrong answer (${why})${isLeftAlone ? ": it is left alone for a while." : "."}`,
    );
  };

  /** A post failed as a whole. */
  const fail = (failed: { endpoint: Endpoint; post: Post; items: Item[]; failure: Failure }) => {
    const { endpoint, post, items, failure } = failed;
    const { kind, why } = failure;
    const now = clock.now();
    faults.get(endpoint)!.failures++;
    if (kind === "throttled") endpoint.throttled(post, now, failure.retryAfterMs);
    else if (kind === "too-large") {
      const isSmaller = endpoint.tooLarge(post, now);
      for (const item of items)
        if (!isSmaller && isRanged(item.call)) item.reject(new RangeRefused(why, null));
        else again(item, endpoint, why, !isSmaller);
      return;
    } else {
      const isLeftAlone = hasOthers(endpoint);
      if (endpoint.failed(post, now, isLeftAlone))
        note(`${endpoint.name} fails again and again (${why}): it is left alone for a while.`);
      if (kind === "forbidden" && isLasting) {
        if (isLeftAlone) endpoint.setAside(now);
        note(`${endpoint.name} refuses (${why}).`);
      } else if (kind === "forbidden") {
        endpoint.drop();
        note(`${endpoint.name} refuses (${why}): it is not asked any more.`);
      }
    }
    for (const item of items) again(item, endpoint, why, kind === "failed");
    giveUpIfLong(why);
  };

  /** An error in answer to one call. Tells what it means for the endpoint; null when nothing. */
  const settleError = (item: Item, endpoint: Endpoint, error: RpcError): Failure | null => {
    const failure = failureOfError(error);
    if (failure.kind === "throttled") {
      again(item, endpoint, failure.why, false);
      return failure;
    }
    if (isRevert(error)) {
      item.reject(new RpcRefusal(error));
      return null;
    }
    const isLogs = isRanged(item.call);
    if (isLogs && (isAboutRange(error) || item.attempts + 1 >= LOG_ATTEMPTS)) {
      item.reject(new RangeRefused(failure.why, suggestedRange(error)));
      return null;
    }
    again(item, endpoint, failure.why, true);
    return failure;
  };

  /** Settles a post's calls by its answer. Tells what was wrong with it; null when nothing. */
  const settle = (items: Item[], endpoint: Endpoint, text: string): Failure | null => {
    const answers = parseAnswers(text, items.length);
    if ("error" in answers) throw answers.error;
    let trouble: Failure | null = null;
    for (const [index, item] of items.entries()) {
      const { error, result } = answers.byId.get(index)!;
      if (error !== undefined) {
        trouble = settleError(item, endpoint, error) ?? trouble;
        continue;
      }
      try {
        item.resolve(
          item.check(result, { url: endpoint.url, blame: (why) => blame(endpoint, why) }),
        );
        lastSuccess = clock.now();
        failuresSince = 0;
      } catch (reason) {
        if (!(reason instanceof Malformed)) {
          item.reject(reason as Error);
          continue;
        }
        again(item, endpoint, reason.message, true);
        trouble = { kind: "failed", why: reason.message };
      }
    }
    return trouble;
  };

  const send = async (endpoint: Endpoint, items: Item[]): Promise<void> => {
    const post = endpoint.begin(items.length, clock.now());
    figures.posts++;
    figures.calls += items.length;
    const requests = items.map(({ call }, id) => ({ jsonrpc: "2.0", id, ...call }));
    const body = JSON.stringify(requests.length === 1 ? requests[0] : requests);
    try {
      const { status, retryAfter, text } = await transport(endpoint.url, body);
      figures.bytes += text.length;
      const failure = failureOfStatus(status, retryAfter, clock.now());
      if (failure !== null) return fail({ endpoint, post, items, failure });
      const trouble = settle(items, endpoint, text);
      if (trouble !== null) return fail({ endpoint, post, items: [], failure: trouble });
      endpoint.succeeded(post, clock.now());
    } catch (reason) {
      if (reason instanceof RpcRefusal)
        return fail({ endpoint, post, items, failure: failureOfError(reason.error) });
      const [item] = items;
      const isSlow = reason instanceof Error && reason.name === "TimeoutError";
      if (isSlow && isRanged(item!.call) && item!.attempts + 1 >= LOG_ATTEMPTS) {
        item!.reject(new RangeRefused("no answer in time", null));
        return fail({ endpoint, post, items: [], failure: { kind: "failed", why: "timeout" } });
      }
      fail({ endpoint, post, items, failure: { kind: "failed", why: wordsOf(reason) } });
    }
  };

  const wakeIn = (ms: number) => {
    const at = clock.now() + ms;
    if (at >= wakeAt) return;
    wakeAt = at;
    void clock.sleep(ms).then(() => {
      if (wakeAt === at) wakeAt = Number.POSITIVE_INFINITY;
      pump();
    });
  };

  /** Blocks come first: with them a range is done, and only then are more logs asked for. */
  const next = (now: number): { endpoint: Endpoint; items: Item[] } | null => {
    const free = usable()
      .filter((endpoint) => endpoint.room(now) > 0)
      .sort((a, b) => b.room(now) - a.room(now));
    for (const endpoint of free) {
      const may = (item: Item) => item.avoid !== endpoint || usable().length === 1;
      const items = takeSome(others, endpoint.room(now), may);
      if (items.length > 0) return { endpoint, items };
      const [item] = takeSome(logs, 1, may);
      if (item !== undefined) return { endpoint, items: [item] };
    }
    // Rather one who gave an unusable answer than nobody.
    const [endpoint] = free;
    const item = endpoint && (others.shift() ?? logs.shift());
    if (endpoint !== undefined && item !== undefined) return { endpoint, items: [item] };
    return null;
  };

  const pump = (): void => {
    if (stopped !== null) return;
    for (;;) {
      const now = clock.now();
      if (logs.length + others.length === 0) return;
      const ready = next(now);
      if (ready === null) {
        const at = Math.min(...usable().map((endpoint) => endpoint.readyAt(now)));
        // Busy endpoints wake us when they are done.
        if (Number.isFinite(at)) wakeIn(Math.max(1, at - now));
        return;
      }
      void send(ready.endpoint, ready.items).finally(pump);
    }
  };

  return {
    ask: <T>(call: Call, check: Check<T>, other?: string) =>
      new Promise<T>((resolve, reject) => {
        if (stopped !== null) return reject(stopped);
        const item: Item = {
          call,
          check,
          resolve: resolve as (value: unknown) => void,
          reject,
          attempts: 0,
          avoid: endpoints.find(({ url }) => url === other) ?? null,
        };
        (isRanged(call) ? logs : others).push(item);
        // Later, so that what is asked at once is sent at once.
        queueMicrotask(pump);
      }),
    figures: () => ({ ...figures }),
    endpoints: () =>
      endpoints.map((endpoint) => ({
        name: endpoint.name,
        ...faults.get(endpoint)!,
        isAside: endpoint.dropped() || endpoint.isAside(clock.now()),
      })),
    stop,
  };
}

/** Takes the first run of items that may be taken, at most this many. */
function takeSome(queue: Item[], most: number, may: (item: Item) => boolean): Item[] {
  const first = queue.findIndex(may);
  if (first < 0) return [];
  let end = first + 1;
  while (end < queue.length && end - first < most && may(queue[end]!)) end++;
  return queue.splice(first, end - first);
}
