/** What a client missed, and then what comes. */
import type { Cut } from "../declare/fields.ts";
import { isCut } from "./queue.ts";

/**
 * The updates of one client. While it is behind, `catchUp` reads what it missed from the database, a part at a time. What
 * was looked up before the last read was over may be older than that: it is left, and the database is read again.
 */
export function afterMissed<Heard extends Readonly<{ begun: number }>, Update>(given: {
  values: AsyncIterableIterator<Heard | Cut>;
  isBehind: boolean;
  catchUp(): Promise<{ updates: readonly Update[]; isBehind: boolean }>;
  /** What is to be told of news; null: the database must be read. `isKnown`: the news before were told from news, too. */
  take(heard: Heard, isKnown: boolean): readonly Update[] | null;
}): AsyncIterableIterator<Update | Cut> {
  const { values, catchUp, take } = given;
  let { isBehind } = given;
  const waiting: Update[] = [];
  /** When the database was read last; null once news have been told since. */
  let readAt: number | null = isBehind ? Number.POSITIVE_INFINITY : null;

  const next = async (): Promise<IteratorResult<Update | Cut, undefined>> => {
    for (;;) {
      const [update] = waiting.splice(0, 1);
      if (update !== undefined) return { done: false, value: update };
      if (isBehind) {
        const read = await catchUp();
        readAt = performance.now();
        isBehind = read.isBehind;
        waiting.push(...read.updates);
        continue;
      }
      const { done, value } = await values.next();
      if (done) return { done, value: undefined };
      if (isCut(value)) return { done: false, value };
      const isOld = readAt !== null && value.begun <= readAt;
      const updates = isOld ? null : take(value, readAt === null);
      isBehind = updates === null;
      if (updates === null) continue;
      readAt = null;
      waiting.push(...updates);
    }
  };
  const updates: AsyncIterableIterator<Update | Cut> = {
    next,
    async return() {
      await values.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => updates,
  };
  return updates;
}
