/** The body of an answer, written piece by piece no faster than its client reads. */
import type { Chunk } from "./format.ts";

/** [ms] How long a client may read nothing. */
const PATIENCE = 30_000;

export type Stream = Readonly<{
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Writes once the client has taken what was written before. @throws when it is gone, stalls, or the signal is aborted */
  write(chunk: Chunk, signal: AbortSignal): Promise<void>;
  /** Waits until all of it is taken. */
  close(signal: AbortSignal): Promise<void>;
  /** Breaks the transfer off. */
  abort(reason: unknown): void;
  /** Is given what to call when the client is gone. */
  onHangUp(stop: () => void): void;
}>;

export function createStream(): Stream {
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const writer = writable.getWriter();
  return {
    body: readable,
    async write(chunk, signal) {
      signal.throwIfAborted();
      if (chunk.length === 0) return;
      const bytes = (
        typeof chunk === "string" ? Buffer.from(chunk) : chunk
      ) as Uint8Array<ArrayBuffer>;
      await within(writer.ready, signal);
      // Settles when it is read; who waits for room waits above.
      writer.write(bytes).catch(() => {});
    },
    close: (signal) => within(writer.close(), signal),
    abort(reason) {
      writer.abort(reason).catch(() => {});
    },
    onHangUp(stop) {
      writer.closed.catch(stop);
    },
  };
}

/** Waits for a client, but not for ever. */
async function within(taken: Promise<void>, signal: AbortSignal): Promise<void> {
  const stalled = new AbortController();
  const timer = setTimeout(
    () => stalled.abort(new Error("The client read nothing for too long.")),
    PATIENCE,
  );
  const ended = AbortSignal.any([signal, stalled.signal]);
  let stop = () => {};
  try {
    await Promise.race([
      taken,
      new Promise<never>((_, reject) => {
        stop = () => reject(ended.reason);
        ended.addEventListener("abort", stop);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", stop);
  }
}
