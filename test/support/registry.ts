type Handler = (given: { event: any; context: any }) => unknown;

/** What the handlers registered, by event name (`Market:NewBid`, `Market:setup`). */
export const handlers = new Map<string, Handler>();

/** Stands in for `ponder:registry`: remembers the handlers, so that a test can call them. */
export const ponder = {
  on(name: string, handler: Handler) {
    if (handlers.has(name)) throw new Error(`two handlers for ${name}`);
    handlers.set(name, handler);
  },
};
