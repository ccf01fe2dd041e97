/**
 * Asks a server as fast as it answers, over a number of connections that stay open: each asks its next question when it has
 * the answer to the last. In a process of its own, so that asking takes nothing from answering. Order and result over IPC.
 */
import type { Ask } from "./ask.ts";
import { openConnection, postOf } from "./http.ts";

/** What is to be asked. A question is the requests of a list, one after the other. */
export type Order = {
  url: string;
  questions: Ask[][];
  connections: number;
  seconds: number;
  mostQuestions: number;
};
/** Latencies are those of questions, in milliseconds. */
export type Load = { count: number; seconds: number; latencies: number[]; failure: string | null };

const LATENCIES_KEPT = 500_000;

process.once("message", async (order: Order) => {
  process.send!(await run(order), () => process.disconnect());
});

async function run({ url, questions, connections, seconds, mostQuestions }: Order): Promise<Load> {
  const requests = questions.map((asks) =>
    asks.map(({ path, body }) => postOf(new URL(url + path), JSON.stringify(body))),
  );
  const latencies: number[] = [];
  let next = 0;
  let failure: string | null = null;
  const begun = performance.now();
  const end = begun + 1000 * seconds;
  const loop = async () => {
    const connection = openConnection(new URL(url));
    while (failure === null && next < mostQuestions && performance.now() < end) {
      const asks = requests[next++ % requests.length]!;
      const asked = performance.now();
      for (const request of asks) {
        const { status, body } = await connection.ask(request);
        if (status !== 200 || !body.startsWith("{") || body.includes('"errors":['))
          failure ??= `HTTP ${status}: ${body.slice(0, 500)}`;
      }
      if (latencies.length < LATENCIES_KEPT) latencies.push(performance.now() - asked);
    }
    connection.close();
  };
  await Promise.all(
    Array.from({ length: connections }, () =>
      loop().catch((error) => {
        failure ??= String(error);
      }),
    ),
  );
  const took = (performance.now() - begun) / 1000;
  return { count: latencies.length, seconds: took, latencies, failure };
}
