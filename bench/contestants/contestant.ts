import type { Usage } from "../run/processes.ts";
import type { Workload } from "../run/workload.ts";

/** Where and what a contestant indexes. */
export type Round = { workload: Workload; databaseUrl: string };

/** A contestant, ready to go. */
export type Ready = {
  /** Indexes the whole chain; the time this takes is the result. `watch` is told every process it starts. */
  run: (watch: (pid: number) => void) => Promise<void>;
  /** [s] Of the run, the part that only fetched; null when fetching is not a part of its own. */
  fetchSeconds: () => number | null;
  /**
   * Makes sure that the rows are right, and returns a digest of raw ones; null of others. @throws Error when they are not
   */
  check: () => Promise<string | null>;
  /** Ends its processes and removes its files. */
  stop: () => Promise<void>;
};

export type Contestant = {
  name: string;
  /** What it does, for the table. */
  what: string;
  /** Prepares a run; not timed. */
  prepare: (round: Round) => Promise<Ready>;
};

/** What one run took. */
export type Result = Usage & {
  seconds: number;
  fetchSeconds: number | null;
  databaseCpuSeconds: number;
  requests: number;
  calls: Record<string, number>;
  /** Of the raw rows; null when they are not raw. */
  digest: string | null;
  allMb: number;
  cacheMb: number;
};
