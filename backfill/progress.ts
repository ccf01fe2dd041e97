import { duration } from "../prefetch/progress.ts";

/** Tells how far a backfill is. */
export type Progress = {
  /** So many more events, and everything up to a block, are indexed. */
  advance: (block: number, events: number) => void;
  /** How long the rest will take at the pace so far; Infinity before anything is done. */
  secondsLeft: () => number;
  /** Tells the whole of it. */
  end: () => void;
};

const count = (number: number): string => number.toLocaleString("en-US");
const WIDTH = 20;

/** How far it is, how fast, and how long it will take at that pace. */
export function progressLine(given: {
  /** From 0 to 1. */
  part: number;
  block: number;
  last: number;
  events: number;
  seconds: number;
}): string {
  const { part, block, last, events, seconds } = given;
  const full = Math.floor(WIDTH * part);
  const bar = `${"█".repeat(full)}${"░".repeat(WIDTH - full)}`;
  const rate = seconds > 0 ? `, ${count(Math.round(events / seconds))} events/s` : "";
  const left = part > 0 && part < 1 ? `, ${duration((seconds / part) * (1 - part))} left` : "";
  return `${bar} ${Math.floor(part * 100)} %, block ${block} of ${last}, ${count(events)} events${rate}${left}`;
}

/** On a terminal one line that is written over; elsewhere a line now and then. */
export function createProgress(given: {
  /** First and last block. */
  blocks: readonly [number, number];
  isTerminal: boolean;
  /** Milliseconds. */
  now: () => number;
  write: (text: string) => void;
}): Progress {
  const { blocks, isTerminal, now, write } = given;
  const [first, last] = blocks;
  const begun = now();
  const every = isTerminal ? 200 : 10_000;
  let shown = begun;
  let block = first - 1;
  let events = 0;
  const seconds = () => (now() - begun) / 1000;
  const part = () => (block - first + 1) / (last - first + 1);
  const line = () => progressLine({ part: part(), block, last, events, seconds: seconds() });
  return {
    secondsLeft: () =>
      part() === 0 ? Number.POSITIVE_INFINITY : (seconds() / part()) * (1 - part()),
    advance(until, more) {
      block = until;
      events += more;
      if (now() - shown < every) return;
      shown = now();
      write(isTerminal ? `\r\x1b[K${line()}` : `${line()}\n`);
    },
    end() {
      const erased = isTerminal ? "\r\x1b[K" : "";
      write(
        `${erased}Indexed blocks ${first} to ${block}: ${count(events)} events in ${seconds().toFixed(1)} s.\n`,
      );
    },
  };
}
