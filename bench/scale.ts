/** Whether an event costs the same in a long chain as in a short one. */
import { oursContestant } from "./contestants/ours.ts";
import { defaultMarket, type MarketOptions } from "./market.ts";
import type { Database } from "./run/database.ts";
import { median, show, table } from "./run/figures.ts";
import { runRounds } from "./run/rounds.ts";
import { startMarket } from "./run/workload.ts";

type Size = {
  events: number;
  seconds: number;
  reindex: number;
  cpu: number;
  rss: number;
  mb: number;
};

/**
 * Measures the indexer at several sizes of the same market, from the node and again from the cache; returns the table in
 * Markdown.
 */
export async function measureScale(
  sizes: readonly number[],
  {
    market = defaultMarket,
    rounds,
    database,
    say,
  }: {
    market?: MarketOptions;
    rounds: number;
    database: Database;
    say: (text: string) => void;
  },
): Promise<string> {
  const measured: Size[] = [];
  for (const events of sizes) {
    const workload = await startMarket({ ...market, events });
    say(`${workload.events} events`);
    const outcomes = await runRounds(
      [oursContestant({ by: "us", from: "node" }), oursContestant({ by: "us", from: "cache" })],
      { rounds, workload, database, say },
    );
    await workload.stop();
    for (const { failure } of outcomes) if (failure !== null) throw new Error(failure);
    const [whole, again] = outcomes.map(
      ({ results }) =>
        (pick: (result: (typeof results)[number]) => number) =>
          median(results.map(pick)),
    );
    measured.push({
      events: workload.events,
      seconds: whole!(({ seconds }) => seconds),
      reindex: again!(({ seconds }) => seconds),
      cpu: whole!(({ cpuSeconds }) => cpuSeconds),
      rss: whole!(({ peakRssMb }) => peakRssMb),
      mb: whole!(({ allMb, cacheMb }) => allMb - cacheMb),
    });
  }
  return [
    `The indexer with all derived tables, fetched and indexed as at a first start, and re-indexed from the cache; market of seed ${market.seed}, ${market.eventsPerBlock} events a block, ${rounds} rounds, medians. "One more event" is the difference to the row above over the difference in events: what starting takes is not in it.`,
    table(
      [
        "events",
        "seconds",
        "events/s",
        "µs for one more event",
        "µs of CPU for one more event",
        "re-index, seconds",
        "re-index, µs for one more event",
        "peak memory, MB",
        "tables, MB",
        "bytes an event",
      ],
      measured.map((size, index) => {
        const before = measured[index - 1] ?? { events: 0, seconds: 0, reindex: 0, cpu: 0 };
        const more = (pick: (of: Pick<Size, "seconds" | "reindex" | "cpu">) => number) =>
          index === 0
            ? Number.NaN
            : (1e6 * (pick(size) - pick(before))) / (size.events - before.events);
        return [
          show(size.events),
          show(size.seconds),
          show(size.events / size.seconds),
          show(more((of) => of.seconds)),
          show(more((of) => of.cpu)),
          show(size.reindex),
          show(more((of) => of.reindex)),
          show(size.rss),
          show(size.mb),
          show((1e6 * size.mb) / size.events),
        ];
      }),
    ),
  ].join("\n\n");
}
