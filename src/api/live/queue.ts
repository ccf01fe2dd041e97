/** What waits for one client: a bounded list that is read by waiting for it. */
import type { GraphQLError } from "graphql";
import type { Cut } from "../declare/fields.ts";

export type Queue<Value> = Readonly<{
  push(value: Value): void;
  /** Ends it with a reason, which is read next: what waits is dropped, and had again by who goes on from its cursor. */
  cut(reason: GraphQLError): void;
  values: AsyncIterableIterator<Value | Cut>;
}>;

/** A list of at most so many values; one more ends it with the reason. `onEnd` is called once, however it ends. */
export function createQueue<Value>({
  most,
  tooMany,
  onEnd,
}: {
  most: number;
  tooMany(): GraphQLError;
  onEnd(): void;
}): Queue<Value> {
  let waiting: (Value | Cut)[] = [];
  let isOver = false;
  let wake: (() => void) | undefined;

  const end = () => {
    if (isOver) return;
    isOver = true;
    onEnd();
    wake?.();
  };
  const cut = (reason: GraphQLError) => {
    if (isOver) return;
    waiting = [{ cut: reason }];
    end();
  };
  const values: AsyncIterableIterator<Value | Cut> = {
    async next() {
      while (waiting.length === 0 && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const [value] = waiting.splice(0, 1);
      return value === undefined ? { done: true, value } : { done: false, value };
    },
    async return(value) {
      waiting = [];
      end();
      return { done: true, value };
    },
    [Symbol.asyncIterator]: () => values,
  };
  return {
    push(value) {
      if (isOver) return;
      if (waiting.length >= most) return cut(tooMany());
      waiting.push(value);
      wake?.();
    },
    cut,
    values,
  };
}

export const isCut = (value: unknown): value is Cut =>
  typeof value === "object" && value !== null && "cut" in value;

/** Each value of one thing after the other made into another; ends with it, at once when it is told to. */
export function mapEach<From, To>(
  source: AsyncIterableIterator<From>,
  map: (value: From) => Promise<To>,
  onEnd: () => void,
): AsyncGenerator<To> {
  const generator = {
    async next() {
      const { done, value } = await source.next();
      if (!done) return { done: false as const, value: await map(value) };
      onEnd();
      return { done: true as const, value: undefined };
    },
    async return(value: unknown) {
      onEnd();
      await source.return?.(value);
      return { done: true as const, value };
    },
    async throw(error: unknown) {
      onEnd();
      await source.return?.();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
  };
  return generator as unknown as AsyncGenerator<To>;
}
