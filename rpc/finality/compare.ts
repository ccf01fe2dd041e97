import { setTimeout as sleep } from "node:timers/promises";
import { type Hex, numberToHex } from "viem";
import { checkBlock } from "../../prefetch/checks.ts";
import type { Pool } from "../../prefetch/pool.ts";
import type { Mark } from "./marks.ts";

/** Whether the chain still has a block. "unknown": the nodes do not have it, or do not agree. */
export type Verdict = "same" | "other" | "unknown";

/** A deep fork is believed when it is seen so often, of different nodes where there are several. */
const TIMES = 3;

type Asked = { hash: Hex | null; url: string };

async function hashAt(pool: Pick<Pool, "ask">, number: number, other?: string): Promise<Asked> {
  const call = { method: "eth_getBlockByNumber", params: [numberToHex(number), false] };
  return pool.ask(
    call,
    (answer, { url }) => ({ hash: answer === null ? null : checkBlock(answer, number).hash, url }),
    other,
  );
}

/** Compares a block with the chain; a difference is looked at again after `waitMs`. */
export async function compare(
  pool: Pick<Pool, "ask">,
  { number, hash }: Mark,
  waitMs = 1_000,
): Promise<Verdict> {
  let found: Asked | undefined;
  for (let times = 1; times <= TIMES; times++) {
    const asked = await hashAt(pool, number, found?.url);
    if (asked.hash === hash) return "same";
    if (asked.hash === null || (found !== undefined && found.hash !== asked.hash)) return "unknown";
    found = asked;
    if (times < TIMES) await sleep(waitMs);
  }
  return "other";
}

/**
 * The newest block of a list that the chain still has, when the newest of all is no longer part of it: at most twice
 * as far back as need be, 0 when there is none. Null when nothing is wrong, or the nodes do not say.
 */
export async function lastCommon(
  pool: Pick<Pool, "ask">,
  at: (place: number) => Promise<Mark | null>,
): Promise<number | null> {
  const newest = await at(0);
  if (newest === null || (await compare(pool, newest)) !== "other") return null;
  for (let place = 1; ; place *= 2) {
    const mark = await at(place);
    if (mark === null) return 0;
    const { hash } = await hashAt(pool, mark.number);
    if (hash === mark.hash) return mark.number;
  }
}
