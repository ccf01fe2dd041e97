import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { askOver } from "../../verify/sources/graphql.ts";
import { createIndexer } from "../support/indexer.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import { startPostgres } from "../support/postgres.ts";
import { loadRecording } from "../support/recording.ts";
import {
  expectSameTables,
  type Tables,
  tablesOfGraphql,
  tablesOfIndexer,
  tablesOfPostgres,
} from "../support/tables.ts";

/** Events around which a fork hurts: stake is moved, paid, taken back; periods begin. */
const AWKWARD = [
  "Market:BidRevealed",
  "Market:ProverSlashed",
  "Market:StatsReset",
  "Staking:ProverSlashed",
  "Staking:UnstakeCompleted",
  "Staking:ProverRetired",
  "VaultFactory:VaultCreated",
  "Market:ProofSubmitted",
  "Market:Refunded",
  "Market:BiddingPhaseDurationUpdated",
];
const name = "quirks";

type Database = { env: Record<string, string>; read: (url: string) => Promise<Tables> };

/** Blocks to fork around, in order and at least 31 apart: one of each awkward kind in turn, up to `count`. */
async function awkwardBlocks(count: number, from: number): Promise<number[]> {
  const blocks = new Map<string, number[]>(AWKWARD.map((event) => [event, []]));
  const indexer = await createIndexer();
  await indexer.replay(loadRecording(name), {
    onEvent: ({ name: event, event: { block } }) => blocks.get(event)?.push(Number(block.number)),
  });
  const chosen: number[] = [];
  let after = from;
  for (let turn = 0; chosen.length < count && turn < 10 * count; turn++) {
    const next = blocks.get(AWKWARD[turn % AWKWARD.length]!)!.find((block) => block >= after);
    if (next === undefined || next > 2460) continue;
    chosen.push(next);
    after = next + 31;
  }
  return chosen;
}

describe("after a reorganisation every table is as if it had never been", () => {
  let replay: Replay;
  let ponder: Ponder | undefined;
  let stopDatabase = async () => {};

  beforeAll(async () => {
    const directory = fileURLToPath(new URL(`../../recordings/${name}`, import.meta.url));
    replay = await startReplay({ recording: await readRecording(directory), head: 150 });
  });
  afterAll(async () => {
    await ponder?.stop();
    await replay?.stop();
    await stopDatabase();
  });

  const reach = async (block: number) => {
    const ask = askOver(`${ponder!.url}/graphql`);
    for (let tries = 0; ; tries++) {
      const { meta } = (await ask("{ meta { block } }")) as any;
      if (meta.block === block) return;
      if (tries > 1_200) throw new Error(`at ${meta.block}, not ${block}:\n${ponder!.output()}`);
      await sleep(50);
    }
  };

  /** Follows a branch at each place, is taken back, and compares with the rows of the chain that won. */
  async function forkAndCompare({ env, read }: Database, depths: number[]) {
    replay.setHead(150);
    ponder = await startPonder({
      env: {
        NETWORK: "recording",
        RECORDING: name,
        RPC_URL: replay.url,
        POLLING_INTERVAL_MS: "100",
        ...env,
      },
    });
    const places = await awkwardBlocks(depths.length, 200);
    expect(places.length).toBe(depths.length);
    const straight = await createIndexer();
    let compared = 0;
    for (const [index, place] of places.entries()) {
      const depth = depths[index]!;
      // The awkward block lies in the middle of what is taken back.
      const head = place + Math.floor(depth / 2);
      replay.setHead(head);
      await reach(head);
      replay.fork({ depth, variant: index % 2 === 0 ? "late" : "empty" });
      await reach(replay.advance(1));
      const end = replay.unfork(1);
      await reach(end);
      await straight.replay(loadRecording(name), { until: end });
      compared += expectSameTables(await read(ponder.url), tablesOfIndexer(straight));
    }
    await ponder.stop();
    ponder = undefined;
    return compared;
  }

  test("on PostgreSQL, at depths 1 to 29", async () => {
    const postgres = await startPostgres();
    stopDatabase = postgres.stop;
    const url = await postgres.createDatabase("reorg");
    const depths = Array.from({ length: 29 }, (_, index) => index + 1);
    const compared = await forkAndCompare(
      { env: { DATABASE_URL: url }, read: () => tablesOfPostgres(url, "provernet") },
      depths,
    );
    expect(compared).toBeGreaterThan(29 * 1_000);
  });

  test("on PGlite, at some of these depths", async () => {
    const compared = await forkAndCompare(
      {
        env: { PGLITE_DIRECTORY: "memory://" },
        read: (url) => tablesOfGraphql(askOver(`${url}/graphql`)),
      },
      [1, 2, 7, 16, 29],
    );
    expect(compared).toBeGreaterThan(5 * 1_000);
  });
});
