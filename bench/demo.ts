/** How long `npm run demo` takes until it is ready, as in a clone in which `npm ci` has just ended. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { findFreePort } from "../settings/environment.ts";
import { show, spread, table } from "./run/figures.ts";
import { cpuSecondsOf, start } from "./run/processes.ts";
import { copyProject } from "./run/project.ts";

/** What the demo says, in this order, and what is done when it does. */
const STEPS = {
  "Explorer: ": "the explorer is built",
  "PostgreSQL runs": "PostgreSQL is made and runs",
  "Indexed blocks": "history is indexed, up to the last final block",
  "Ready: ": "ready: the last 30 blocks are indexed by Ponder, and the API answers",
};
const TIMEOUT_MS = 120_000;

/** Starts the demo as often as there are rounds; returns the table in Markdown. */
export async function measureDemo(
  rounds: number,
  { say }: { say: (text: string) => void },
): Promise<string> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = await startOnce();
    say(`round ${round + 1}: ready after ${show(run.at.at(-1)! / 1000)} s`);
    runs.push(run);
  }
  const rows = Object.values(STEPS).map((step, index) => {
    const at = runs.map(({ at }) => at[index]! / 1000);
    const own = runs.map(({ at }) => (at[index]! - (at[index - 1] ?? 0)) / 1000);
    return [step, spread(at), spread(own)];
  });
  const cpu = spread(runs.map(({ cpuSeconds }) => cpuSeconds));
  return [
    `Seconds since the command began, over ${rounds} rounds: medians, with the least and the greatest in brackets. Until it is ready, it and all its processes take ${cpu} s of processor time.`,
    table(["step", "done after", "since the step before"], rows),
  ].join("\n\n");
}

/** When each step was done [ms], and the processor time of them all. */
type Run = { at: number[]; cpuSeconds: number };

async function startOnce(): Promise<Run> {
  const copy = await copyProject("ours");
  await rm(join(copy.root, "web", "dist"), { recursive: true, force: true });
  const began = performance.now();
  const demo = start([join(copy.root, "scripts", "demo.ts")], {
    cwd: copy.root,
    env: { PORT: String(await findFreePort()) },
  });
  try {
    const at: number[] = [];
    for (const said of Object.keys(STEPS)) at.push((await heard(demo, said)) - began);
    return { at, cpuSeconds: cpuSecondsOf(demo.pid) };
  } finally {
    await demo.stop();
    await copy.remove();
  }
}

/** Waits until a program says something; returns when. @throws Error with its output when it ends before, or says nothing */
function heard(program: ReturnType<typeof start>, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const listen = () => {
      if (program.output().includes(text)) resolve(performance.now());
    };
    const fail = () => reject(new Error(`it did not say "${text}":\n${program.output()}`));
    for (const stream of [program.child.stdout!, program.child.stderr!]) stream.on("data", listen);
    program.exited.then(fail);
    setTimeout(fail, TIMEOUT_MS).unref();
    listen();
  });
}
