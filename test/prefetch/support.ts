import type { Limits } from "../../prefetch/endpoint.ts";
import { type Call, type Clock, createPool } from "../../prefetch/pool.ts";
import type { Transport } from "../../prefetch/transport.ts";

/** A clock that stands still until everything waits for it, and then jumps to the next moment awaited. */
export const createClock = (): Clock & { sleeps: number[] } => {
  let now = 0;
  const waiting: { at: number; wake: () => void }[] = [];
  const sleeps: number[] = [];
  let isTicking = false;
  const tick = async () => {
    if (isTicking) return;
    isTicking = true;
    while (waiting.length > 0) {
      // Whoever can go on without time passing does so first.
      for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
      waiting.sort((a, b) => a.at - b.at);
      const next = waiting.shift();
      if (next === undefined) break;
      now = Math.max(now, next.at);
      next.wake();
    }
    isTicking = false;
  };
  return {
    sleeps,
    now: () => now,
    random: () => 0.5,
    sleep: (ms) =>
      new Promise((wake) => {
        sleeps.push(ms);
        waiting.push({ at: now + ms, wake });
        void tick();
      }),
  };
};

/** A request as a node sees it. */
export type Asked = { id: number } & Call;
type Reply = Awaited<ReturnType<Transport>>;

export const limits: Limits = { parallel: 4, rate: 100, growth: 1, batch: 10 };

/** HTTP 200 with a text, or with JSON. */
export const ok = (body: unknown): Reply => ({
  status: 200,
  retryAfter: null,
  text: typeof body === "string" ? body : JSON.stringify(body),
});
export const status = (code: number, retryAfter: string | null = null): Reply => ({
  status: code,
  retryAfter,
  text: "",
});
/** The answers to a post, in the form in which it was asked. */
export const answer = (asked: Asked[], to: (asked: Asked) => object): Reply => {
  const answers = asked.map((each) => ({ jsonrpc: "2.0", id: each.id, ...to(each) }));
  return ok(answers.length === 1 ? answers[0] : answers);
};
/** Answers every call with its first parameter. */
export const echo = (asked: Asked[]): Reply =>
  answer(asked, ({ params }) => ({ result: params[0] }));

/** Nodes by address, each a function that is asked, and a pool over them; `posts` is what was asked of whom. */
export const createNodes = (
  nodes: Record<string, (asked: Asked[], now: number) => Reply>,
  given: Partial<Limits> = {},
) => {
  const clock = createClock();
  const notes: string[] = [];
  const posts: { url: string; asked: Asked[]; at: number }[] = [];
  const pool = createPool({
    endpoints: Object.keys(nodes).map((url) => ({ url, limits: { ...limits, ...given } })),
    clock,
    note: (message) => notes.push(message),
    async transport(url, body) {
      const asked = [JSON.parse(body)].flat() as Asked[];
      posts.push({ url, asked, at: clock.now() });
      await clock.sleep(10);
      return nodes[url]!(asked, clock.now());
    },
  });
  const ask = (value: unknown, method = "echo") =>
    pool.ask({ method, params: [value] }, (result) => result);
  return { pool, ask, clock, notes, posts };
};

/** `count` numbers from 0. */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
