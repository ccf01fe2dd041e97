import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { settleDeepFork } from "../../rpc/finality/settle.ts";
import { DEEP_FORK } from "../../rpc/finality/watch.ts";
import { readSettings } from "../../settings.ts";
import { ask } from "../support/postgres.ts";
import { until } from "../support/scripts.ts";
import type { Case } from "./cases.ts";
import { END, HEAD, type World } from "./world.ts";

/** Blocks behind the head that are not final. */
const FINALITY = 30;

const deepFork = async (world: World, { isRunning }: { isRunning: boolean }) => {
  const { replay } = world;
  replay.fork({ at: 120, blocks: HEAD - 120, variant: "late" });
  const ponder = await world.index();
  // What was taken for final moves on upon the branch.
  for (let head = HEAD + 5; head <= HEAD + 62; head += 3) {
    replay.setHead(head);
    await sleep(150);
  }
  await world.reach(ponder);
  // The last final block, which is of the branch, has been noted.
  const noted = () =>
    ask(
      world.databaseUrl,
      `select from provernet_chain.final_block join provernet._ponder_checkpoint
         on number = substr(finalized_checkpoint, 27, 16)::int where number > ${HEAD}`,
    ).catch(() => []);
  await until(async () => (await noted()).length > 0);
  if (!isRunning) await ponder.stop();
  world.note("forks deeper than finality");
  replay.unfork(END - replay.head());
  expect(replay.head()).toBe(END);
  if (isRunning) {
    expect(await ponder.exited).toBe(DEEP_FORK);
    expect(world.output()).toContain(
      "The chain was reorganised deeper than what was taken for final",
    );
    await ponder.stop();
  }
  const said: string[] = [];
  const settings = readSettings(world.environment([replay.url]));
  await settleDeepFork(settings, (message) => said.push(message));
  expect(said.join()).toContain("They are removed and built anew");
  await world.finish(await world.index());
  await settleDeepFork(settings, (message) => said.push(message));
  expect(said).toHaveLength(1);
};

/** Reorganisations at the worst moments. */
export const forkCases: readonly Case[] = [
  {
    name: "a reorganisation of all that is not final while history is handed to Ponder",
    isShort: true,
    async run(world) {
      const run = await world.start();
      // The rows are about to be committed, and Ponder to have its first look at them.
      await until(() => run.child.exitCode !== null || run.text().includes("Indexed blocks"));
      world.note("reorganisations during the handover");
      world.replay.fork({ depth: FINALITY - 1, variant: "late" });
      await world.reach(run);
      world.replay.unfork(END - world.replay.head());
      await world.reach(run);
      run.child.kill("SIGINT");
      await run.ended;
    },
  },
  {
    name: "a restart while a reorganisation is pending",
    async run(world, random) {
      const first = await world.index();
      world.replay.setHead(HEAD + 20);
      await world.reach(first);
      world.note("restarts while a reorganisation is pending");
      first.process.kill("SIGKILL");
      await first.exited;
      await first.stop();
      world.replay.fork({ depth: 1 + Math.floor(random() * 18), variant: "late" });
      const second = await world.index(undefined, { until: "health" });
      await sleep(random() * 1_500);
      second.process.kill("SIGKILL");
      await second.exited;
      await second.stop();
      world.replay.unfork(END - world.replay.head());
      await world.finish(await world.index());
    },
  },
  {
    name: "a fork deeper than finality while it runs",
    isShort: true,
    run: (world) => deepFork(world, { isRunning: true }),
  },
  {
    name: "a fork deeper than finality while it is stopped",
    run: (world) => deepFork(world, { isRunning: false }),
  },
];
