import { AsyncLocalStorage } from "node:async_hooks";
import { GraphQLError } from "graphql";
import type { QueryConfig, QueryResult } from "pg";
import { TIME_IS_OVER } from "./mask.ts";

/** An operation while it is answered: the statements it makes find it here, whoever makes them. */
export type Operation = {
  readonly client: string;
  /** Aborted when its time is over or its client has hung up; the reason is what the client is told. */
  readonly signal: AbortSignal;
  /** Whether it reads so much that it may only use the places kept for such. */
  isHeavy: boolean;
  /** What it costs at most; 0 until it is judged. */
  points: number;
  /** Whether its next statement is its only one, which then needs no transaction to read one state of the index. */
  readsOnce: boolean;
  /** What it holds of the database; given back when it is over. */
  held: Promise<Held> | null;
};

/** A connection on which one state of the index is read. */
export type Held = Readonly<{
  query(statement: QueryConfig, values: unknown[]): Promise<QueryResult>;
  giveBack(): Promise<void>;
}>;

const storage = new AsyncLocalStorage<Operation>();

/** The operation on whose behalf this is run; undefined for the server's own statements. */
export const currentOperation = (): Operation | undefined => storage.getStore();

const timeIsOver = () =>
  new GraphQLError(TIME_IS_OVER.message, { extensions: { code: TIME_IS_OVER.code } });

const hungUp = () =>
  new GraphQLError("The client has hung up.", { extensions: { code: "HUNG_UP" } });

/** Runs what answers an operation, for `timeoutMs` at most. `onHangUp` is given what to call when the client is gone. */
export async function runOperation<Result>(
  {
    client,
    timeoutMs,
    onHangUp,
  }: { client: string; timeoutMs: number; onHangUp?: ((stop: () => void) => void) | undefined },
  answer: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timeIsOver()), timeoutMs);
  onHangUp?.(() => controller.abort(hungUp()));
  const operation: Operation = {
    client,
    signal: controller.signal,
    isHeavy: false,
    points: 0,
    readsOnce: false,
    held: null,
  };
  try {
    return await storage.run(operation, () => answer(operation));
  } finally {
    clearTimeout(timer);
    // Nobody waits for it. Who never got a connection has none to give back.
    operation.held?.then(
      (held) => held.giveBack(),
      () => {},
    );
  }
}
