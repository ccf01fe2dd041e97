/** Turns at what keeps the event loop busy: everybody else is answered in between. */
import { createPlaces, createPlacesPerClient } from "./places.ts";
import { tryAgain } from "./pools.ts";

/** [ms] Work that keeps the loop no longer than this, together, is followed by no pause: that of most questions. */
const SHORT = 2;
/** The size of what waits for its turn behind all others. */
export const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Waits until a client may work. Its turn is over when it next waits for anything; if it was long, or the last of many short
 * ones, the next begins only after as much time again, which is for everybody else. Of those who wait, who has the smaller
 * `size` comes first, but no client waits for two turns at a time, and what came meanwhile counts: many small ones let a
 * larger one pass.
 * @throws GraphQLError with code TRY_AGAIN after `waitMs`, and the signal's reason when it is aborted
 */
export type TakeTurn = (
  asker: Readonly<{ client: string; signal: AbortSignal }>,
  size: number,
) => Promise<void>;

export function createTurns(waitMs: number): TakeTurn {
  const wait = { waitMs, tooLong: tryAgain };
  const line = createPlaces(1, wait);
  const own = createPlacesPerClient(1, wait);
  // How far the line has come.
  let reached = 0;
  // How long there was work since the last pause.
  let worked = 0;
  return async ({ client, signal }, size) => {
    const leaveOwn = await own(client, signal);
    const place = reached + size;
    const leave = await line.enter(signal, place).finally(leaveOwn);
    if (size < LAST) reached = place;
    const began = performance.now();
    // After all promises that the work resolves.
    process.nextTick(() => {
      worked += performance.now() - began;
      if (worked <= SHORT) return leave();
      setTimeout(leave, worked);
      worked = 0;
    });
  };
}
