/** Asks a server for a while, and tells what that took. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Database } from "../run/database.ts";
import { percentile, show } from "../run/figures.ts";
import { cpuSecondsOf } from "../run/processes.ts";
import type { Ask } from "./ask.ts";
import type { Load, Order } from "./client.ts";
import type { Server } from "./servers.ts";

/** A load, and the processor time it took, in seconds. */
export type Measured = { load: Load; serverCpu: number; databaseCpu: number };

/** Questions of one measurement at most. */
const MOST_QUESTIONS = 400_000;
const WARM_SECONDS = 3;

/** The columns that `cellsOf` fills. */
export const MEASURED_COLUMNS = [
  "questions/s",
  "median ms",
  "p99 ms",
  "server CPU, ms",
  "PostgreSQL CPU, ms",
] as const;

/** Asks questions over and over: three seconds to warm up, then for the time given. */
export async function measure(
  server: Server,
  {
    questions,
    connections,
    seconds,
    database,
  }: { questions: Ask[][]; connections: number; seconds: number; database: Database },
): Promise<Measured> {
  const order: Order = {
    url: server.url,
    questions,
    connections,
    seconds,
    mostQuestions: MOST_QUESTIONS,
    pauseMs: 0,
    mostFailures: 0,
  };
  await load({ ...order, seconds: Math.min(WARM_SECONDS, seconds) });
  const [serverBefore, databaseBefore] = [cpuSecondsOf(server.pid), database.cpuSeconds()];
  return {
    load: await load(order),
    serverCpu: cpuSecondsOf(server.pid) - serverBefore,
    databaseCpu: database.cpuSeconds() - databaseBefore,
  };
}

/** Asks as ordered, in a process of its own. */
export async function load(order: Order): Promise<Load> {
  const client = fork(join(import.meta.dirname, "client.ts"));
  const answered = once(client, "message") as Promise<[Load]>;
  client.send(order);
  const [found] = await answered;
  return found;
}

/** A measurement as cells of a table; of one that failed only why. */
export function cellsOf({ load, serverCpu, databaseCpu }: Measured): string[] {
  const {
    count,
    seconds,
    latencies,
    failures: [failure],
  } = load;
  if (failure !== undefined) return [`failed: ${failure.slice(0, 100)}`, "–", "–", "–", "–"];
  return [
    show(count / seconds),
    show(percentile(latencies, 0.5)),
    show(percentile(latencies, 0.99)),
    show((1000 * serverCpu) / count),
    show((1000 * databaseCpu) / count),
  ];
}
