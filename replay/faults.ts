/**
 * How a request fails: an HTTP status, a JSON-RPC error (-32603) in an HTTP 200, or a connection closed without an
 * answer.
 */
export type FaultKind = "http-500" | "http-429" | "rpc-error" | "drop";

/** `method`: only requests of this method; default every one. `as` defaults to "http-500". */
type FaultOptions = { method?: string; as?: FaultKind };

/** Misbehaviour on order, for tests of what a client does about it. */
export type Faults = {
  /** Requests get no answer until `resume`. */
  stall: () => void;
  resume: () => void;
  /** The next `count` requests fail. */
  failNext: (count: number, options?: FaultOptions) => void;
  /** From now on a share of the requests fails (0 to 1; the same ones for the same `seed`). */
  failing: (rate: number, options?: FaultOptions & { seed?: number }) => void;
  /** Ends everything ordered here, a stall too. */
  heal: () => void;
  /** Resolved unless stalled; then when the stall ends. */
  passable: () => Promise<void>;
  /** The fault of a request of this method, null for none; counts against `failNext`. */
  next: (method: string) => FaultKind | null;
};

type Order = { method: string | undefined; as: FaultKind; strikes: () => boolean };

/** Reproducible numbers from 0 to 1 (mulberry32). */
const randomNumbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A server's faults; none to begin with. */
export const createFaults = (): Faults => {
  let gate: { opened: Promise<void>; open: () => void } | null = null;
  let orders: Order[] = [];

  const resume = (): void => {
    gate?.open();
    gate = null;
  };

  return {
    stall: () => {
      if (gate !== null) return;
      const { promise, resolve } = withResolvers();
      gate = { opened: promise, open: resolve };
    },
    resume,
    failNext: (count, { method, as = "http-500" } = {}) => {
      let left = count;
      orders.push({ method, as, strikes: () => left-- > 0 });
    },
    failing: (rate, { method, as = "http-500", seed = 1 } = {}) => {
      const random = randomNumbers(seed);
      orders.push({ method, as, strikes: () => random() < rate });
    },
    heal: () => {
      orders = [];
      resume();
    },
    passable: async () => {
      while (gate !== null) await gate.opened;
    },
    next: (method) => {
      for (const order of orders) {
        const meant = order.method === undefined || order.method === method;
        if (meant && order.strikes()) return order.as;
      }
      return null;
    },
  };
};

const withResolvers = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};
