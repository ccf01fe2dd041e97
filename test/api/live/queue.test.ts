import { GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { createQueue, isCut, mapEach } from "../../../src/api/live/queue.ts";

const tooMany = () => new GraphQLError("too many");
const queueOf = (most: number) => {
  const ends: number[] = [];
  return { ends, ...createQueue<number>({ most, tooMany, onEnd: () => ends.push(1) }) };
};

test("values come in their order, whether they or the reader are first", async () => {
  const { push, values } = queueOf(3);
  push(1);
  push(2);
  expect([(await values.next()).value, (await values.next()).value]).toEqual([1, 2]);
  const next = values.next();
  push(3);
  expect(await next).toEqual({ done: false, value: 3 });
});

test("one too many ends it with the reason alone, and it is told once that it ended", async () => {
  const { push, values, ends } = queueOf(2);
  for (const value of [1, 2, 3, 4]) push(value);
  const { value } = await values.next();
  expect(isCut(value) && value.cut.message).toBe("too many");
  expect((await values.next()).done).toBe(true);
  expect(ends).toHaveLength(1);
});

test("who waits is let go when it ends, and what is mapped ends with it", async () => {
  const { push, values, ends } = queueOf(2);
  const left: number[] = [];
  const doubled = mapEach(
    values,
    async (value) => (isCut(value) ? 0 : 2 * value),
    () => left.push(1),
  );
  push(4);
  expect((await doubled.next()).value).toBe(8);
  const waiting = doubled.next();
  await doubled.return(undefined);
  expect((await waiting).done).toBe(true);
  expect(ends).toHaveLength(1);
  expect(left.length).toBeGreaterThan(0);
  push(5);
  expect((await values.next()).done).toBe(true);
});
