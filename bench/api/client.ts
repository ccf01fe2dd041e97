/**
 * Asks a server as fast as it answers, over a number of connections that stay open: each asks its next question when it has
 * the answer to the last. In a process of its own, so that asking takes nothing from answering. Order and result over IPC.
 */
import { Agent, request } from "node:http";
import type { Ask } from "./ask.ts";

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

const LATENCIES_KEPT = 100_000;

process.once("message", async (order: Order) => {
  process.send!(await run(order), () => process.disconnect());
});

async function run({ url, questions, connections, seconds, mostQuestions }: Order): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const texts = questions.map((asks) =>
    asks.map(({ path, body }) => ({ path, text: JSON.stringify(body) })),
  );
  const latencies: number[] = [];
  let next = 0;
  let failure: string | null = null;
  const begun = performance.now();
  const end = begun + 1000 * seconds;
  const loop = async () => {
    while (failure === null && next < mostQuestions && performance.now() < end) {
      const asks = texts[next++ % texts.length]!;
      const asked = performance.now();
      for (const { path, text } of asks) {
        const answer = await post(url + path, text, agent).catch((error) => String(error));
        if (!answer.startsWith("{") || answer.includes('"errors":['))
          failure = answer.slice(0, 500);
      }
      if (latencies.length < LATENCIES_KEPT) latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  agent.destroy();
  const took = (performance.now() - begun) / 1000;
  return { count: latencies.length, seconds: took, latencies, failure };
}

function post(url: string, text: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        resolve(response.statusCode === 200 ? body : `HTTP ${response.statusCode}: ${body}`);
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
