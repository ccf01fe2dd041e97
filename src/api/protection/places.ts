/** Places that are taken and left again; who finds none waits in line. */
export type Places = Readonly<{
  /**
   * Takes a place, waiting for one if need be, and gives the function that leaves it. Of those who wait, who costs the
   * fewest points comes first: what is dear never delays what is cheap by more than those that have a place already.
   * @throws what `tooLong` gives when the wait takes too long, and the signal's reason when it is aborted
   */
  enter(signal?: AbortSignal, points?: number): Promise<() => void>;
  taken(): number;
  waiting(): number;
}>;

type Wait = { waitMs?: number | null; tooLong?: () => Error };

/**
 * `waitMs` [ms] is how long somebody waits at most; null: as long as their signal lets them. `mostPoints`: who costs more
 * than a place's share of them has one beside others only while all together cost no more.
 */
export function createPlaces(
  size: number,
  {
    waitMs = null,
    tooLong = () => new Error("No place was free in time."),
    mostPoints = Number.POSITIVE_INFINITY,
  }: Wait & { mostPoints?: number } = {},
): Places {
  let taken = 0;
  let pointsTaken = 0;
  const isRoomFor = (points: number) =>
    taken < size &&
    (taken === 0 || points <= mostPoints / size || pointsTaken + points <= mostPoints);
  // In the order in which they came, each with its points.
  const line = new Map<() => void, number>();
  const cheapest = () => {
    let found: (() => void) | undefined;
    for (const [come, points] of line)
      if (found === undefined || points < line.get(found)!) found = come;
    return found;
  };

  const take = (points: number) => {
    taken += 1;
    pointsTaken += points;
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      taken -= 1;
      pointsTaken -= points;
      for (let next = cheapest(); next && isRoomFor(line.get(next)!); next = cheapest()) next();
    };
  };

  return {
    taken: () => taken,
    waiting: () => line.size,
    async enter(signal, points = 0) {
      signal?.throwIfAborted();
      if (isRoomFor(points)) return take(points);
      return new Promise((resolve, reject) => {
        const stop = () => {
          line.delete(come);
          clearTimeout(timer);
          signal?.removeEventListener("abort", abort);
        };
        const come = () => {
          stop();
          resolve(take(points));
        };
        const abort = () => {
          stop();
          reject(signal!.reason);
        };
        const timer =
          waitMs === null
            ? undefined
            : setTimeout(() => {
                stop();
                reject(tooLong());
              }, waitMs);
        line.set(come, points);
        signal?.addEventListener("abort", abort);
      });
    },
  };
}

type Leave = () => void;

/** Takes places one after the other and gives the function that leaves them all. If one is refused, the others are left. */
export async function enterAll(...entrances: readonly (() => Promise<Leave>)[]): Promise<Leave> {
  const taken: Leave[] = [];
  const leave = () => {
    for (const each of taken.splice(0)) each();
  };
  try {
    for (const enter of entrances) taken.push(await enter());
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}

/** Places of which each client has so many of its own; a client is forgotten when it holds none and waits for none. */
export function createPlacesPerClient(
  size: number,
  wait: Wait = {},
): (client: string, signal?: AbortSignal) => Promise<() => void> {
  const byClient = new Map<string, Places>();
  return async (client, signal) => {
    const places = byClient.get(client) ?? createPlaces(size, wait);
    byClient.set(client, places);
    const forget = () => {
      if (places.taken() === 0 && places.waiting() === 0) byClient.delete(client);
    };
    try {
      const leave = await places.enter(signal);
      return () => {
        leave();
        forget();
      };
    } catch (error) {
      forget();
      throw error;
    }
  };
}
