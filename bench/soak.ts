/** Clients ask the mix of the example queries while blocks come as Base's: does anything fail, fall behind or grow? */
import { setTimeout as sleep } from "node:timers/promises";
import { commandOf } from "../scripts/processes.ts";
import { readExamples } from "./api/examples.ts";
import { drawKeys } from "./api/keys.ts";
import { load } from "./api/measure.ts";
import { copyOurs, startOurs } from "./contestants/ours.ts";
import type { Ponder } from "./contestants/ponder.ts";
import { defaultMarket } from "./market.ts";
import type { Database } from "./run/database.ts";
import { median, percentile, show, slope, table } from "./run/figures.ts";
import { memoryMbOf } from "./run/processes.ts";
import { startMarket, type Workload } from "./run/workload.ts";

export type Soak = {
  /** How long it lasts, and in how many equal parts it is told. */
  minutes: number;
  parts: number;
  clients: number;
  /** Events of the history before. */
  events: number;
};
/** What was seen: the table in Markdown, and what failed. */
type Soaked = { body: string; failures: readonly string[] };

/** As Base: a block in two seconds, and a node that is asked every second. */
const BLOCK_MS = 2_000;
const NODE_POLLING_MS = 1_000;
const EVENTS_PER_BLOCK = 10;
/** [ms] A client's pause before its next question: readers, not a flood. */
const PAUSE_MS = 50;
const LOOK_MS = 100;
const MEMORY_MS = 5_000;
/** Each example is asked about so many subjects. */
const SUBJECTS = 50;
const KINDS = ["indexer", "API", "PostgreSQL"] as const;

type Sample = { at: number } & Record<(typeof KINDS)[number], number>;
type Lag = { at: number; ms: number };

/** @throws Error when the last block is not indexed in the end */
export async function measureSoak(
  { minutes, parts, clients, events }: Soak,
  { database, say }: { database: Database; say: (text: string) => void },
): Promise<Soaked> {
  const blocks = Math.ceil((minutes * 60_000) / BLOCK_MS);
  const workload = await startMarket({
    ...defaultMarket,
    eventsPerBlock: EVENTS_PER_BLOCK,
    events: events + EVENTS_PER_BLOCK * blocks,
  });
  const last = workload.lastBlock;
  await workload.order({ head: last - blocks });
  const name = `bench_soak_${Date.now()}`;
  const databaseUrl = await database.create(name);
  const copy = await copyOurs();
  const ponder = await startOurs(
    copy,
    { workload, databaseUrl },
    { POLLING_INTERVAL_MS: String(NODE_POLLING_MS), API_BUDGET_PER_MINUTE: "0" },
  );
  try {
    await ponder.ready();
    await ponder.reached(last - blocks);
    const keys = await drawKeys(databaseUrl);
    say(`${keys.rows.activities} events are indexed; ${blocks} blocks come`);
    const questions = Array.from({ length: SUBJECTS }, (_, index) =>
      readExamples().map(({ ask }) => [ask(keys, index)]),
    ).flat();
    const over = new AbortController();
    const watching = Promise.all([
      moveOn(workload, { ponder, from: last - blocks, blocks }),
      sampleMemory({ ponder, database, over: over.signal }),
    ]);
    const windows: { ended: number; load: Awaited<ReturnType<typeof load>> }[] = [];
    for (let part = 0; part < parts; part++) {
      const found = await load({
        ...{ url: ponder.url, questions, connections: clients, pauseMs: PAUSE_MS },
        ...{ seconds: (minutes * 60) / parts, mostQuestions: 1e9, mostFailures: 1e9 },
      });
      windows.push({ ended: performance.now(), load: found });
      say(`${part + 1} of ${parts}: ${found.count} answers, ${found.failures.length} failed`);
    }
    await ponder.reached(last);
    over.abort();
    const [lags, samples] = await watching;
    const failures = windows.flatMap((window) => window.load.failures);
    const rows = windows.map(({ ended, load: { count, seconds, latencies, failures } }, index) => {
      const isWithin = ({ at }: { at: number }) => at <= ended && at > ended - 1000 * seconds;
      const late = lags.filter(isWithin).map(({ ms }) => ms);
      const memory = samples.filter(isWithin);
      return [
        `${show((index * minutes) / parts)}–${show(((index + 1) * minutes) / parts)}`,
        ...[count / seconds, percentile(latencies, 0.5), percentile(latencies, 0.99)].map((each) =>
          show(each),
        ),
        String(failures.length),
        ...[percentile(late, 0.5), percentile(late, 0.99)].map((each) => show(each)),
        ...KINDS.map((kind) => show(Math.round(median(memory.map((sample) => sample[kind]))))),
      ];
    });
    const settled = samples.slice(Math.floor(samples.length / 2));
    const growth = KINDS.map((kind) => {
      const perMs = slope(settled.map((sample) => [sample.at, sample[kind]]));
      return `${kind} ${show(perMs * 3_600_000)}`;
    });
    const head = [
      ...["minutes", "questions/s", "p50 ms", "p99 ms", "failed", "lag p50 ms", "lag p99 ms"],
      ...KINDS.map((kind) => `${kind} MB`),
    ];
    return {
      failures,
      body: `${clients} clients ask the ${readExamples().length} queries of \`queries/\` in turn, ${PAUSE_MS} ms after each answer, while a block of about ${EVENTS_PER_BLOCK} events comes every ${BLOCK_MS / 1000} s upon ${show(keys.rows.activities)} events; lag is from the moment the node has a block until \`/status\` tells it, the node being asked every ${NODE_POLLING_MS / 1000} s. Memory is the median of the time, what processes share being divided among them. In the second half it grew, in MB an hour: ${growth.join(", ")}.\n\n${table(head, rows)}`,
    };
  } finally {
    await ponder.stop();
    await copy.remove();
    await database.drop(name);
    await workload.stop();
  }
}

/** Lets block after block come, and tells how long after each its rows could be read. */
async function moveOn(
  workload: Workload,
  { ponder, from, blocks }: { ponder: Ponder; from: number; blocks: number },
): Promise<Lag[]> {
  const shown: number[] = [];
  const lags: Lag[] = [];
  const follow = async () => {
    while (lags.length < blocks) {
      const indexed = await ponder.block();
      const at = performance.now();
      for (let place = lags.length; place < Math.min(indexed - from, shown.length); place++)
        lags.push({ at, ms: at - shown[place]! });
      await sleep(LOOK_MS);
    }
  };
  const following = follow();
  const begun = performance.now();
  for (let block = 1; block <= blocks; block++) {
    await workload.order({ head: from + block });
    shown.push(performance.now());
    await sleep(Math.max(0, begun + block * BLOCK_MS - performance.now()));
  }
  await following;
  return lags;
}

async function sampleMemory(given: {
  ponder: Ponder;
  database: Database;
  over: AbortSignal;
}): Promise<Sample[]> {
  const { ponder, database, over } = given;
  const samples: Sample[] = [];
  const isApi = (pid: number) => commandOf(pid).includes("src/api/main.ts");
  while (!over.aborted) {
    samples.push({
      at: performance.now(),
      indexer: memoryMbOf(ponder.pid, (pid) => !isApi(pid)),
      API: memoryMbOf(ponder.pid, isApi),
      PostgreSQL: database.memoryMb(),
    });
    await sleep(MEMORY_MS, undefined, { signal: over }).catch(() => {});
  }
  return samples;
}
