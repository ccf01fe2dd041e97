import type { Rows } from "./chain.ts";

/** How much was done so far. */
type Done = {
  blocks: number;
  blocksOf: number;
  rows: { blocks: number; transactions: number; logs: number };
  seconds: number;
};

/** Tells how far a long task is. */
export type Progress = {
  /** A range of this many blocks was done. */
  advance: (blocks: number, rows: Rows) => void;
  done: () => Done;
  /** Leaves the line on the screen. */
  end: () => void;
};

const count = (number: number): string => number.toLocaleString("en-US");

/** Seconds in words: "48 s", "2 min 5 s", "3 h 20 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far it is, how fast, and how long it will take at that pace. */
export function progressLine({ blocks, blocksOf, rows, seconds }: Done): string {
  const percent = blocksOf === 0 ? 100 : Math.floor((blocks / blocksOf) * 100);
  const perSecond = seconds > 0 ? blocks / seconds : 0;
  const left = perSecond > 0 ? `, ${duration((blocksOf - blocks) / perSecond)} left` : "";
  return `${percent} % of ${count(blocksOf)} blocks, ${count(rows.logs)} logs, ${count(Math.round(perSecond))} blocks/s${left}`;
}

/** What was done, in one sentence. */
export function summary(
  { blocks, rows, seconds }: Done,
  asked: { calls: number; posts: number; bytes: number } | null,
): string {
  const rpc =
    asked === null
      ? ""
      : `, ${count(asked.calls)} RPC calls in ${count(asked.posts)} requests, ${(asked.bytes / 1e6).toFixed(1)} MB`;
  return `${count(blocks)} blocks prefetched: ${count(rows.blocks)} blocks with ${count(rows.transactions)} transactions and ${count(rows.logs)} logs${rpc}, ${seconds.toFixed(1)} s.`;
}

/** On a terminal one line that is written over; elsewhere a line now and then. */
export function createProgress(given: {
  blocksOf: number;
  isTerminal: boolean;
  /** Milliseconds. */
  now: () => number;
  write: (text: string) => void;
}): Progress {
  const { blocksOf, isTerminal, now, write } = given;
  const begun = now();
  const every = isTerminal ? 200 : 10_000;
  const rows = { blocks: 0, transactions: 0, logs: 0 };
  let blocks = 0;
  let shown = begun;
  const done = (): Done => ({ blocks, blocksOf, rows, seconds: (now() - begun) / 1000 });
  const show = () => {
    shown = now();
    write(isTerminal ? `\r\x1b[K${progressLine(done())}` : `${progressLine(done())}\n`);
  };
  return {
    done,
    advance(more, { blocks: withBlocks, transactions, logs }) {
      blocks += more;
      rows.blocks += withBlocks.length;
      rows.transactions += transactions.length;
      rows.logs += logs.length;
      if (now() - shown >= every) show();
    },
    end() {
      if (!isTerminal) return;
      show();
      write("\n");
    },
  };
}
