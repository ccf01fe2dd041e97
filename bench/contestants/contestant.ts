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
  /** Makes sure that the rows are right. @throws Error when they are not */
  check: () => Promise<void>;
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
  allMb: number;
  cacheMb: number;
};
