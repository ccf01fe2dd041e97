/** How fast each contestant indexes a chain. */
import type { Contestant } from "./contestants/contestant.ts";
import { floor } from "./contestants/floor.ts";
import { oursContestant } from "./contestants/ours.ts";
import { rawContestant } from "./contestants/ponder.ts";
import type { Database } from "./run/database.ts";
import { median, show, spread, table } from "./run/figures.ts";
import { type Outcome, runRounds } from "./run/rounds.ts";
import type { Workload } from "./run/workload.ts";

/** The contestants that need nothing but what the project has. */
export const ownContestants: readonly Contestant[] = [
  floor,
  rawContestant({ prefetched: true }),
  rawContestant({ prefetched: false }),
  oursContestant({ by: "us", from: "node" }),
  oursContestant({ by: "ponder", from: "node" }),
  oursContestant({ by: "ponder", from: "cold" }),
  oursContestant({ by: "us", from: "cache" }),
  oursContestant({ by: "ponder", from: "cache" }),
];

/** Measures and returns the tables, in Markdown. */
export async function measureIndexing(
  contestants: readonly Contestant[],
  given: { rounds: number; workload: Workload; database: Database; say: (text: string) => void },
): Promise<string> {
  const { workload, rounds } = given;
  const outcomes = await runRounds(contestants, given);
  return [
    `Workload: ${workload.name}, ${show(workload.events)} events in blocks ${workload.firstBlock} to ${workload.lastBlock}. ${rounds} rounds; medians, with the least and the greatest in brackets.`,
    tableOf(outcomes, workload.events),
    ratiosOf(outcomes),
    equalityOf(outcomes),
    callsOf(outcomes),
    ...outcomes.flatMap(({ contestant, failure }) =>
      failure === null
        ? []
        : [`${contestant.name} did not finish: ${failure.split("\n").slice(0, 2).join(" ")}`],
    ),
  ].join("\n\n");
}

const done = (outcomes: readonly Outcome[]) => outcomes.filter(({ results }) => results.length > 0);

function tableOf(outcomes: readonly Outcome[], events: number): string {
  return table(
    [
      "contestant",
      "seconds",
      "of it fetching",
      "events/s",
      "CPU s",
      "PostgreSQL CPU s",
      "peak memory, MB",
      "requests",
      "tables, MB",
      "chain cache, MB",
    ],
    done(outcomes).map(({ contestant, results }) => {
      const of = (pick: (result: (typeof results)[number]) => number, digits?: number) =>
        spread(results.map(pick), digits);
      const middle = (pick: (result: (typeof results)[number]) => number) =>
        show(median(results.map(pick)));
      return [
        `${contestant.name}: ${contestant.what}`,
        of(({ seconds }) => seconds),
        middle(({ fetchSeconds }) => fetchSeconds ?? Number.NaN),
        middle(({ seconds }) => events / seconds),
        middle(({ cpuSeconds }) => cpuSeconds),
        middle(({ databaseCpuSeconds }) => databaseCpuSeconds),
        middle(({ peakRssMb }) => peakRssMb),
        middle(({ requests }) => requests),
        middle(({ allMb, cacheMb }) => allMb - cacheMb),
        middle(({ cacheMb }) => cacheMb),
      ];
    }),
  );
}

/** Each contestant's time over each other's: the ratio holds better from machine to machine than the times. */
function ratiosOf(outcomes: readonly Outcome[]): string {
  const finished = done(outcomes);
  const secondsOf = ({ results }: Outcome) => median(results.map(({ seconds }) => seconds));
  return `Time of the row over time of the column:\n\n${table(
    ["", ...finished.map(({ contestant }) => contestant.name)],
    finished.map((row) => [
      row.contestant.name,
      ...finished.map((column) => show(secondsOf(row) / secondsOf(column))),
    ]),
  )}`;
}

/** Whether those that write raw rows wrote the same ones. */
function equalityOf(outcomes: readonly Outcome[]): string {
  const digests = outcomes.flatMap(({ results }) => results.flatMap(({ digest }) => digest ?? []));
  if (digests.length === 0) return "The derived figures are those of the market.";
  const isEqual = new Set(digests).size === 1;
  return isEqual
    ? "All who write raw rows wrote the same ones (their digests are equal); the derived figures are those of the market."
    : `**The raw rows differ**: ${[...new Set(digests)].join(", ")}.`;
}

function callsOf(outcomes: readonly Outcome[]): string {
  const lines = done(outcomes).map(({ contestant, results }) => {
    const { calls } = results.at(-1)!;
    const list = Object.entries(calls).map(([method, count]) => `${method} ${show(count)}`);
    return `- ${contestant.name}: ${list.join(", ") || "not counted"}`;
  });
  return `JSON-RPC calls of the last round:\n\n${lines.join("\n")}`;
}
