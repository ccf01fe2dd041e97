/**
 * Asks a server as fast as it answers, over a number of connections that stay open: each asks its next question when it has
 * the answer to the last. In a process of its own, so that asking takes nothing from answering. Order and result over IPC.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "./ask.ts";
import { type Connection, openConnection, postOf } from "./http.ts";

/** What is to be asked. A question is the requests of a list, one after the other. */
export type Order = {
  url: string;
  questions: Ask[][];
  connections: number;
  seconds: number;
  mostQuestions: number;
  /** [ms] Between an answer and the next question. */
  pauseMs: number;
  /** What fails is told, and ends all once there is more than this. */
  mostFailures: number;
};
/** Latencies are those of questions, in milliseconds. */
export type Load = { count: number; seconds: number; latencies: number[]; failures: string[] };

const LATENCIES_KEPT = 500_000;

process.once("message", async (order: Order) => {
  process.send!(await run(order), () => process.disconnect());
});

async function run(order: Order): Promise<Load> {
  const { url, questions, connections, seconds, mostQuestions, pauseMs, mostFailures } = order;
  const requests = questions.map((asks) =>
    asks.map(({ path, body }) => postOf(new URL(url + path), JSON.stringify(body))),
  );
  const latencies: number[] = [];
  const failures: string[] = [];
  let next = 0;
  const begun = performance.now();
  const end = begun + 1000 * seconds;
  const ask = async (connection: Connection, asks: readonly Buffer[]) => {
    const asked = performance.now();
    for (const request of asks) {
      const { status, body } = await connection.ask(request);
      if (status !== 200 || !body.startsWith("{") || body.includes('"errors":['))
        throw new Error(`HTTP ${status}: ${body.slice(0, 500)}`);
    }
    if (latencies.length < LATENCIES_KEPT) latencies.push(performance.now() - asked);
  };
  const loop = async () => {
    const connection = openConnection(new URL(url));
    while (failures.length <= mostFailures && next < mostQuestions && performance.now() < end) {
      await ask(connection, requests[next++ % requests.length]!).catch((error) =>
        failures.push(String(error)),
      );
      if (pauseMs > 0) await sleep(pauseMs);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  const took = (performance.now() - begun) / 1000;
  return { count: latencies.length, seconds: took, latencies, failures };
}
