import fc from "fast-check";
import { expect, test } from "vitest";
import { dayOf, dayStart, hourOf, hourStart } from "../../src/domain/time.ts";

test.each([
  [0, 0, 0],
  [3_599, 0, 0],
  [3_600, 1, 0],
  [86_399, 23, 0],
  [86_400, 24, 1],
  [1_760_000_000, 488_888, 20_370],
  [2 ** 31 - 1, 596_523, 24_855],
])("%i s is in hour %i and day %i", (timestamp, hour, day) => {
  expect([hourOf(timestamp), dayOf(timestamp)]).toEqual([hour, day]);
});

test("hour 488,888 starts at 1,759,996,800 and day 20,370 at 1,759,968,000", () => {
  expect([hourStart(488_888), dayStart(20_370)]).toEqual([1_759_996_800, 1_759_968_000]);
});

test("a time lies in the bucket that it is put into", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (timestamp) => {
      const [hour, day] = [hourOf(timestamp), dayOf(timestamp)];
      expect(hourStart(hour) <= timestamp && timestamp < hourStart(hour + 1)).toBe(true);
      expect(dayStart(day) <= timestamp && timestamp < dayStart(day + 1)).toBe(true);
    }),
  );
});
