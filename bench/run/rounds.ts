/** Runs contestants in turns, and draws the figures together. */
import type { Contestant, Result } from "../contestants/contestant.ts";
import { type Database, sizesOf } from "./database.ts";
import { startMeter } from "./processes.ts";
import type { Workload } from "./workload.ts";

/** What the rounds of a contestant took, or why it did not finish one. */
export type Outcome = { contestant: Contestant; results: Result[]; failure: string | null };

/** One run of a contestant, in a database of its own that is dropped afterwards unless it is asked to be kept. */
export async function runOnce(
  contestant: Contestant,
  {
    workload,
    database,
    inspect,
  }: {
    workload: Workload;
    database: Database;
    /** Looks at the database before it is dropped. */
    inspect?: (databaseUrl: string) => Promise<void>;
  },
): Promise<Result> {
  const name = `bench_${Date.now()}`;
  const databaseUrl = await database.create(name);
  const ready = await contestant.prepare({ workload, databaseUrl });
  try {
    await workload.order({ reset: true });
    const meter = startMeter();
    const databaseCpu = database.cpuSeconds();
    const begun = performance.now();
    await ready.run(meter.watch);
    const seconds = (performance.now() - begun) / 1000;
    const usage = meter.stop();
    const databaseCpuSeconds = database.cpuSeconds() - databaseCpu;
    const figures = await workload.calls();
    const digest = await ready.check();
    const sizes = await sizesOf(databaseUrl);
    await inspect?.(databaseUrl);
    return {
      ...usage,
      ...sizes,
      digest,
      seconds,
      fetchSeconds: ready.fetchSeconds(),
      databaseCpuSeconds,
      requests: figures?.requests ?? Number.NaN,
      calls: figures?.calls ?? {},
    };
  } finally {
    await ready.stop();
    await database.drop(name);
  }
}

/**
 * Every contestant once a round, each round beginning with another, so that none always runs on a warm or a tired machine.
 */
export async function runRounds(
  contestants: readonly Contestant[],
  {
    rounds,
    workload,
    database,
    say,
  }: { rounds: number; workload: Workload; database: Database; say: (text: string) => void },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = contestants.map((contestant) => ({
    contestant,
    results: [],
    failure: null,
  }));
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < outcomes.length; turn++) {
      const outcome = outcomes[(round + turn) % outcomes.length]!;
      if (outcome.failure !== null) continue;
      const { name } = outcome.contestant;
      try {
        const result = await runOnce(outcome.contestant, { workload, database });
        outcome.results.push(result);
        say(`round ${round + 1}, ${name}: ${result.seconds.toFixed(2)} s`);
      } catch (error) {
        outcome.failure = error instanceof Error ? error.message : String(error);
        say(`round ${round + 1}, ${name}: failed: ${outcome.failure}`);
      }
    }
  return outcomes;
}
