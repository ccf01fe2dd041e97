import { expect, test } from "vitest";
import { createProgress, progressLine } from "../../backfill/progress.ts";

test("a line says how far it is, how fast, and how long it will take", () => {
  const at = { part: 0.25, block: 149, last: 299, events: 12_000, seconds: 3 };
  expect(progressLine(at)).toBe(
    "█████░░░░░░░░░░░░░░░ 25 %, block 149 of 299, 12,000 events, 4,000 events/s, 9 s left",
  );
  expect(progressLine({ ...at, part: 0, events: 0, seconds: 0 })).toBe(
    "░░░░░░░░░░░░░░░░░░░░ 0 %, block 149 of 299, 0 events",
  );
});

const tell = (isTerminal: boolean) => {
  let time = 0;
  let text = "";
  const progress = createProgress({
    blocks: [100, 299],
    isTerminal,
    now: () => time,
    write: (more) => {
      text += more;
    },
  });
  const left = [progress.secondsLeft()];
  for (let block = 149; block <= 299; block += 50) {
    time += 4_000;
    progress.advance(block, 1_000);
    left.push(progress.secondsLeft());
  }
  expect(left).toEqual([Number.POSITIVE_INFINITY, 12, 8, 4, 0]);
  progress.end();
  return text;
};

test("on a terminal one line is written over, and erased at the end", () => {
  const lines = tell(true).split("\r\x1b[K");
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toBe("Indexed blocks 100 to 299: 4,000 events in 16.0 s.\n");
});

test("elsewhere there is a line now and then", () => {
  expect(tell(false).split("\n")).toEqual([
    "███████████████░░░░░ 75 %, block 249 of 299, 3,000 events, 250 events/s, 4 s left",
    "Indexed blocks 100 to 299: 4,000 events in 16.0 s.",
    "",
  ]);
});
