import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect } from "vitest";
import { ask } from "../support/postgres.ts";
import type { Case } from "./cases.ts";
import { smallDisk } from "./disk.ts";
import { openGate, type Passage } from "./gate.ts";
import type { World } from "./world.ts";

/** Indexes through a bad connection for a while, under a supervisor, and tells what was seen meanwhile. */
async function throughGate(world: World, passage: Passage, ms: number) {
  const gate = await openGate(world.databaseUrl);
  try {
    const kept = await world.keep({ DATABASE_URL: gate.url });
    await world.reach(kept);
    gate.set(passage);
    const seen = new Set<string>();
    for (const end = performance.now() + ms; performance.now() < end; await sleep(300)) {
      world.replay.advance();
      const ready = await fetch(`${kept.url}/ready`).catch(() => null);
      if (ready?.status === 503)
        seen.add(((await ready.json()) as { reasons: string[] }).reasons[0]!);
    }
    gate.set("open");
    await world.finish(kept);
    return seen;
  } finally {
    await gate.close();
  }
}

/** Takes connections until PostgreSQL has none left, and gives them back in the end. */
async function takeConnections(url: string): Promise<() => Promise<void>> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
    } catch {
      break;
    }
    taken.push(client);
  }
  return async () => void (await Promise.all(taken.map((client) => client.end())));
}

/** Processes of PostgreSQL that work for the indexer, once there are some: it may be starting, and so may PostgreSQL. */
async function indexersBackends(url: string): Promise<readonly number[]> {
  for (;;) {
    const found = await ask(
      url,
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name not like '%_api_%'",
    ).catch(() => []);
    if (found.length > 0) return found.map(({ pid }) => pid);
    await sleep(50);
  }
}

/** What befalls PostgreSQL. */
export const databaseCases: readonly Case[] = [
  {
    name: "PostgreSQL is away for a while",
    async run(world) {
      world.note("PostgreSQL away");
      const seen = await throughGate(world, "cut", 10_000);
      expect([...seen]).toContain("The database does not answer.");
    },
  },
  {
    name: "PostgreSQL does not answer for a while",
    async run(world) {
      world.note("PostgreSQL hanging");
      const seen = await throughGate(world, "held", 10_000);
      expect([...seen]).toContain("The database does not answer.");
    },
  },
  {
    name: "PostgreSQL is slow",
    async run(world) {
      world.note("PostgreSQL slow");
      await throughGate(world, { lateMs: 20 }, 15_000);
    },
  },
  {
    name: "backends of PostgreSQL are killed, and it restarts",
    async run(world, random) {
      const kept = await world.keep();
      for (let time = 0; time < 3; time++) {
        world.replay.advance(1 + Math.floor(random() * 8));
        await sleep(random() * 2_000);
        const pids = await indexersBackends(world.databaseUrl);
        world.note("kill -9 of a backend of PostgreSQL");
        process.kill(pids[Math.floor(random() * pids.length)]!, "SIGKILL");
        await world.reach(kept);
      }
      await world.finish(kept);
    },
  },
  {
    name: "PostgreSQL has no connection left, at the start and live",
    async run(world) {
      world.note("PostgreSQL out of connections", 2);
      let giveBack = await takeConnections(world.databaseUrl);
      const kept = await world.keep();
      await sleep(5_000);
      await giveBack();
      await world.reach(kept);
      giveBack = await takeConnections(world.databaseUrl);
      for (let step = 0; step < 20; step++) {
        world.replay.advance();
        await sleep(250);
      }
      await giveBack();
      await world.finish(kept);
    },
  },
  {
    name: "the disk is full for a while",
    async run(world) {
      const disk = await smallDisk(world.databaseUrl);
      if (disk === null) {
        process.stdout.write("SKIPPED: only root can make a small disk\n");
        world.note("disk full", 0);
        return world.finish(await world.index());
      }
      world.atEnd(disk.remove);
      const kept = await world.keep();
      await world.reach(kept);
      disk.fill();
      world.note("disk full");
      for (let step = 0; step < 40; step++) {
        world.replay.advance();
        await sleep(250);
      }
      expect(world.output()).toMatch(/No space left on device/);
      disk.free();
      await world.finish(kept);
    },
  },
];
