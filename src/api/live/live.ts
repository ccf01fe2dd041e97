/** Who listens for news: the index is looked at once for all of them. */
import type { GraphQLError } from "graphql";
import type { Context, Head, Progress } from "../context.ts";
import type { Db } from "../db.ts";
import type { Cut } from "../declare/fields.ts";
import { once, together } from "../once.ts";
import { noStream, refusal } from "../protection/limits.ts";
import { runOperation } from "../protection/operation.ts";
import type { Changes } from "./changes.ts";
import { type Known, knownNow, type News, newsSince } from "./news.ts";
import { type Moment, type PhaseChange, phaseChanges } from "./phase-changes.ts";
import { createQueue } from "./queue.ts";

/** Requests whose phase has changed without an event; `begun` as that of `News`. */
type PhaseNews = Readonly<{ changes: readonly PhaseChange[]; begun: number }>;

type Hears<Value> = Readonly<{
  /** What it hears at first; null: nothing. */
  first?(known: Known): Value | null;
  /** `changes`: of requests that no event is about. */
  news?(news: News & PhaseNews, push: (value: Value) => void): void;
  phases?(news: PhaseNews, push: (value: Value) => void): void;
}>;

export type Live = Readonly<{
  /** Listens from the state of the index that is given along, without a gap. */
  listen<Value>(hears: Hears<Value>): Promise<{
    known: Known;
    values: AsyncIterableIterator<Value | Cut>;
  }>;
  /** The chain's time [unix s]: the server's clock, or for an old head its time and what has passed since. */
  now(): number;
  /** Reads in one state of the index. */
  read<Result>(ask: () => Promise<Result>): Promise<Result>;
  /** How far the indexing is now. */
  progress(): Promise<Progress>;
  listeners(): number;
  /** Ends every subscription, with a last message. */
  close(): Promise<void>;
}>;

/** [s] A head that is older is not of these days: the chain is a recorded one, or stands still. */
const RECENT = 60;
const SECOND = 1_000;

type Listener = Readonly<{
  news(news: News & PhaseNews): void;
  phases: ((news: PhaseNews) => void) | null;
  cut(reason: GraphQLError): void;
}>;

export function createLive(given: {
  db: Db;
  progress(): Promise<Progress>;
  changes: Changes;
  /** What may wait for one listener. */
  mostWaiting: number;
  timeoutMs: number;
  log(message: string, error: unknown): void;
}): Live {
  const { db, progress, changes, mostWaiting, timeoutMs, log } = given;
  const listeners = new Set<Listener>();
  let known: Known | null = null;
  let heardAt = Date.now();
  let stopLooking: (() => Promise<void>) | undefined;

  const readAs = <Result>(client: string, ask: () => Promise<Result>) =>
    runOperation({ client, timeoutMs }, ask);
  const read = <Result>(ask: () => Promise<Result>) => readAs("subscriptions", ask);

  /** The chain's time [unix s] when its head is known since a time [ms]. */
  const timeOf = (head: Head | null, since: number) => {
    const wall = Math.floor(Date.now() / SECOND);
    if (head === null || Math.abs(wall - head.timestamp) <= RECENT)
      return Math.max(wall, head?.timestamp ?? wall);
    return head.timestamp + Math.floor((Date.now() - since) / SECOND);
  };
  const now = () => timeOf(known?.head ?? null, heardAt);
  const momentOf = ({ head, network }: Known, since: number): Moment | null =>
    network && { at: timeOf(head, since), durations: network };

  /** Phases that ended since the last look; after a reorganisation the time may go back, and they end again. */
  let looked: Moment | null = null;
  const phasesUntil = async (
    now: Moment | null,
    except: News["requests"],
  ): Promise<PhaseChange[]> => {
    const isHeard = [...listeners].some(({ phases }) => phases !== null);
    if (!isHeard || now === null || looked === null || now.at < looked.at) return [];
    return phaseChanges(db, { before: looked, now, except });
  };

  /** Nobody was listening, so what is known is old. Looked at once for all who come meanwhile. */
  const begin = together(async () => {
    const fresh = await read(async () => knownNow(db, await progress()));
    if (listeners.size > 0) return;
    known = fresh;
    heardAt = Date.now();
    looked = momentOf(fresh, heardAt);
  });

  const look = oneAtATime(async () => {
    if (known === null || listeners.size === 0) return;
    const before = known;
    const begun = performance.now();
    // One state of the index: what is told of a phase is never ahead of the events.
    const { since, moment, changes, ...news } = await read(async () => {
      const found: News = { ...(await newsSince(db, await progress(), before)), begun };
      const isSame = found.known.head?.timestamp === before.head?.timestamp;
      const since = isSame ? heardAt : Date.now();
      const moment = momentOf(found.known, since);
      return { ...found, since, moment, changes: await phasesUntil(moment, found.requests) };
    });
    // Everybody had left, and it was started again.
    if (known !== before) return;
    known = news.known;
    heardAt = since;
    looked = moment ?? looked;
    if (news.from !== null || news.events.length + news.finals.length + news.blocks.length > 0)
      for (const listener of listeners) listener.news({ ...news, changes });
    else if (changes.length > 0) for (const { phases } of listeners) phases?.({ changes, begun });
  }, log);

  const start = once(async () => {
    await begin();
    stopLooking = changes(look);
  });

  return {
    async listen<Value>({ first, news, phases }: Hears<Value>) {
      await start();
      if (listeners.size === 0) await begin();
      const queue = createQueue<Value>({
        most: mostWaiting,
        tooMany: tooSlow,
        onEnd: () => listeners.delete(listener),
      });
      const listener: Listener = {
        news: (heard) => news?.(heard, queue.push),
        phases: phases ? (heard) => phases(heard, queue.push) : null,
        cut: queue.cut,
      };
      listeners.add(listener);
      const begun = known!;
      const value = first?.(begun) ?? null;
      if (value !== null) queue.push(value);
      return { known: begun, values: queue.values };
    },
    now,
    progress,
    // News never wait for clients that are behind, however many there are.
    read: (ask) => readAs("subscriptions that are behind", ask),
    listeners: () => listeners.size,
    async close() {
      await stopLooking?.();
      for (const { cut } of [...listeners]) cut(stopping());
    },
  };
}

/** @throws GraphQLError where nothing can be streamed */
export function liveOf({ live }: Context): Live {
  if (live === undefined) throw noStream();
  return live;
}

/** Runs again after a run when it was asked for meanwhile; a failure is logged once, until it goes well again. */
function oneAtATime(run: () => Promise<void>, log: (message: string, error: unknown) => void) {
  let isRunning = false;
  let isWanted = false;
  let hasFailed = false;
  return () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    void (async () => {
      while (isWanted) {
        isWanted = false;
        try {
          await run();
          hasFailed = false;
        } catch (error) {
          if (!hasFailed) log("Subscriptions hear nothing at the moment", error);
          hasFailed = true;
        }
      }
      isRunning = false;
    })();
  };
}

const tooSlow = () =>
  refusal(
    "TOO_SLOW",
    "More is waiting for this client than the server keeps (API_SUBSCRIPTION_QUEUE). Subscribe again, after the last cursor.",
  );
const stopping = () =>
  refusal(
    "SERVER_STOPPING",
    "The server is stopping. Subscribe again in a moment, after the last cursor.",
  );
