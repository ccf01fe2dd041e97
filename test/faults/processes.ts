import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { ask } from "../support/postgres.ts";
import { until } from "../support/scripts.ts";
import type { Case } from "./cases.ts";
import { END, HEAD, type World } from "./world.ts";

/** What an indexer is doing when it is killed, in the order in which it comes to it. */
const PHASES = ["fetching", "backfill", "handover", "live"] as const;
type Phase = (typeof PHASES)[number];

/** How often one run is killed in each phase: after a handover there is no backfill any more. */
const KILLS: Record<Phase, number> = { fetching: 2, backfill: 6, handover: 4, live: 8 };

/** Some blocks come, or are replaced by others of a branch, or by those there were before. */
function moveOn({ note, replay }: World, random: () => number) {
  const blocks = Math.min(Math.floor(random() * 4), END - replay.head());
  if (replay.forked()) replay.unfork(blocks);
  else if (random() < 0.3) {
    replay.fork({ depth: 1 + Math.floor(random() * 8), variant: "late" });
    note("reorganisations beside them");
  } else replay.advance(blocks);
}

/** Ends `npm start` with a signal at random moments of every phase, and starts it again each time. */
async function killed(
  world: World,
  { signal, kills, random }: { signal: NodeJS.Signals; kills: Phase[]; random: () => number },
) {
  for (const phase of kills) {
    const run = await world.start();
    const isReady = async () => (await fetch(`${run.url}/ready`).catch(() => null))?.ok === true;
    const began = async () => {
      if (phase === "fetching") return true;
      if (phase === "handover") return run.text().includes("Created HTTP server");
      if (phase === "live") return isReady();
      const backfills = await ask(
        world.databaseUrl,
        "select from pg_stat_activity where application_name = 'provernet backfill' and datname = current_database()",
      );
      return backfills.length > 0;
    };
    let isOver = false;
    run.ended.finally(() => {
      isOver = true;
    });
    // Once there was a whole backfill there is no other.
    await until(async () => isOver || (await began()) || (await isReady()));
    expect(isOver, run.text().slice(-3_000)).toBe(false);
    await sleep(random() * (phase === "backfill" ? 300 : 2_000));
    if (phase === "live")
      for (let step = Math.floor(random() * 6); step > 0; step--) {
        moveOn(world, random);
        await sleep(random() * 300);
      }
    world.note(`${signal} to the indexer, ${(await isReady()) ? "live" : phase}`);
    run.child.kill(signal);
    await run.ended;
    await world.forget();
  }
  const run = await world.start();
  if (world.replay.forked()) world.replay.unfork(0);
  world.replay.setHead(END);
  await world.reach(run);
  run.child.kill("SIGINT");
  await run.ended;
}

const everyPhase = PHASES.flatMap((phase) => Array.from({ length: KILLS[phase] }, () => phase));

/** What befalls the indexer's own processes. */
export const processCases: readonly Case[] = [
  {
    name: "kill -9 at random moments",
    run: (world, random) => killed(world, { signal: "SIGKILL", kills: everyPhase, random }),
  },
  {
    name: "SIGTERM at random moments",
    run: (world, random) => killed(world, { signal: "SIGTERM", kills: [...PHASES], random }),
  },
  {
    name: "SIGINT at random moments",
    run: (world, random) => killed(world, { signal: "SIGINT", kills: [...PHASES], random }),
  },
  {
    name: "a second indexer on the same schema",
    async run(world) {
      const first = await world.index();
      world.note("second indexers");
      const second = await world.index(undefined, { until: "spawned" });
      world.replay.setHead(END);
      await world.reach(first);
      // While the first one works.
      expect(await second.exited).not.toBe(0);
      expect(second.output()).toContain("is locked by a different Ponder app");
      await second.stop();
      await first.stop();
    },
  },
  {
    name: "an indexer that was frozen comes back when another has taken its place",
    async run(world, random) {
      const first = await world.index();
      world.replay.setHead(HEAD + 10);
      await world.reach(first);
      first.process.kill("SIGSTOP");
      world.note("indexers frozen and replaced");
      await ask(
        world.databaseUrl,
        "update provernet._ponder_meta set value = jsonb_set(value, '{heartbeat_at}', '0')",
      );
      const second = await world.index();
      world.replay.setHead(HEAD + 20);
      await world.reach(second);
      first.process.kill("SIGCONT");
      for (let step = 0; step < 30; step++) {
        moveOn(world, random);
        await sleep(150);
      }
      if (world.replay.forked()) world.replay.unfork(0);
      expect(await first.exited).not.toBe(0);
      expect(first.output()).toContain("Another indexer has taken over this schema");
      await world.finish(second);
    },
  },
  {
    name: "the clock jumps by hours and days, back and forth",
    async run(world) {
      const clock = new URL("jumping-clock.ts", import.meta.url);
      const ponder = await world.index(undefined, { env: { NODE_OPTIONS: `--import ${clock}` } });
      while (world.replay.head() < END) {
        world.replay.advance();
        await sleep(150);
      }
      await world.finish(ponder);
      const jumps = ponder.output().match(/The clock jumps/g)?.length ?? 0;
      expect(jumps).toBeGreaterThan(2);
      world.note("jumps of the clock", jumps);
    },
  },
];
