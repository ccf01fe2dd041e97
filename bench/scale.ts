/** Whether an event costs the same in a long chain as in a short one. */
import { ponderContestant } from "./contestants/ponder.ts";
import { defaultMarket, type MarketOptions } from "./market.ts";
import type { Database } from "./run/database.ts";
import { median, show, table } from "./run/figures.ts";
import { runRounds } from "./run/rounds.ts";
import { startMarket } from "./run/workload.ts";

type Size = {
  events: number;
  seconds: number;
  index: number;
  cpu: number;
  rss: number;
  mb: number;
};

/** Measures the indexer, prefetched, at several sizes of the same market; returns the table in Markdown. */
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
    const [outcome] = await runRounds([ponderContestant("ours", { prefetched: true })], {
      rounds,
      workload,
      database,
      say,
    });
    await workload.stop();
    const { results, failure } = outcome!;
    if (failure !== null) throw new Error(failure);
    const of = (pick: (result: (typeof results)[number]) => number) => median(results.map(pick));
    measured.push({
      events: workload.events,
      seconds: of(({ seconds }) => seconds),
      index: of(({ seconds, fetchSeconds }) => seconds - (fetchSeconds ?? 0)),
      cpu: of(({ cpuSeconds }) => cpuSeconds),
      rss: of(({ peakRssMb }) => peakRssMb),
      mb: of(({ allMb, cacheMb }) => allMb - cacheMb),
    });
  }
  return [
    `The indexer with all derived tables, prefetched; market of seed ${market.seed}, ${market.eventsPerBlock} events a block, ${rounds} rounds, medians. "One more event" is the difference to the row above over the difference in events: what starting takes is not in it.`,
    table(
      [
        "events",
        "seconds",
        "of it indexing",
        "events/s",
        "µs of indexing for one more event",
        "µs of CPU for one more event",
        "peak memory, MB",
        "tables, MB",
        "bytes an event",
      ],
      measured.map((size, index) => {
        const before = measured[index - 1] ?? { events: 0, index: 0, cpu: 0 };
        const more = (pick: (of: Pick<Size, "index" | "cpu">) => number) =>
          index === 0
            ? Number.NaN
            : (1e6 * (pick(size) - pick(before))) / (size.events - before.events);
        return [
          show(size.events),
          show(size.seconds),
          show(size.index),
          show(size.events / size.seconds),
          show(more((of) => of.index)),
          show(more((of) => of.cpu)),
          show(size.rss),
          show(size.mb),
          show((1e6 * size.mb) / size.events),
        ];
      }),
    ),
  ].join("\n\n");
}
