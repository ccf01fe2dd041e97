import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient } from "graphql-sse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { activity } from "../../ponder.schema.ts";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { askOver } from "../../verify/sources/graphql.ts";
import { createUrl } from "../support/database.ts";
import { createFollower } from "../support/follower.ts";
import { createIndexer } from "../support/indexer.ts";
import { BEGINNING, createListener } from "../support/listener.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import { loadRecording } from "../support/recording.ts";
import { selectionOf } from "../support/selection.ts";
import { expectSameTables, tablesOfIndexer, tablesOfPostgres } from "../support/tables.ts";

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

/** Of the 29 depths, so many unless all are asked for. */
const DEPTHS = 10;

/** The last place: room must be left for the branch and for the chain that wins. */
const LAST = 2_460;
/** Further apart than the deepest fork. */
const APART = 31;

/** Blocks to fork around, in order: of the kinds that come soon, the one least used so far. */
async function awkwardBlocks(count: number, from: number): Promise<number[]> {
  const blocks = new Map<string, number[]>(AWKWARD.map((event) => [event, []]));
  const indexer = await createIndexer();
  await indexer.replay(loadRecording(name), {
    until: LAST,
    onEvent: ({ name: event, event: { block } }) => blocks.get(event)?.push(Number(block.number)),
  });
  const used = new Map<string, number>();
  const chosen: number[] = [];
  for (let after = from; chosen.length < count; after = chosen.at(-1)! + APART) {
    const next = AWKWARD.flatMap((event) => {
      const block = blocks.get(event)!.find((candidate) => candidate >= after);
      return block === undefined ? [] : [{ event, block, used: used.get(event) ?? 0 }];
    });
    const soonest = Math.min(...next.map(({ block }) => block));
    const [best] = next
      .filter(({ block }) => block <= soonest + APART)
      .sort((a, b) => a.used - b.used || a.block - b.block);
    if (!best) throw new Error(`only ${chosen.length} places to fork at`);
    used.set(best.event, best.used + 1);
    chosen.push(best.block);
  }
  return chosen;
}

describe("after a reorganisation every table is as if it had never been", () => {
  let replay: Replay;
  let ponder: Ponder | undefined;

  beforeAll(async () => {
    const directory = fileURLToPath(new URL(`../../recordings/${name}`, import.meta.url));
    replay = await startReplay({ recording: await readRecording(directory), head: 150 });
  });
  afterAll(async () => {
    await ponder?.stop();
    await replay?.stop();
  });

  const reach = async (block: number) => {
    const ask = askOver(`${ponder!.url}/graphql`);
    for (let tries = 0; ; tries++) {
      const answer: Record<string, { block: { number: number } }> = await ask(
        "{ meta { block { number } } }",
      ).catch(() => ({}));
      const at = answer.meta?.block.number;
      if (at === block) return;
      if (tries > 4_000) throw new Error(`at ${at}, not ${block}:\n${ponder!.output()}`);
      await sleep(50);
    }
  };

  const hashAt = (number: number) => loadRecording(name).block(number).hash;

  /** Follows a branch at each place, is taken back, and compares with the rows of the chain that won. */
  async function forkAndCompare(url: string, depths: number[]) {
    replay.setHead(150);
    ponder = await startPonder({
      env: {
        NETWORK: "recording",
        RECORDING: name,
        RPC_URL: replay.url,
        // Every block is told, none is found by polling.
        ...{ WS_URL: replay.wsUrl, POLLING_INTERVAL_MS: "3600000" },
        DATABASE_URL: url,
      },
    });
    const places = await awkwardBlocks(depths.length, 200);
    const straight = await createIndexer();
    const ask = askOver(`${ponder.url}/graphql`);
    const follower = createFollower(ask);
    const events = createClient({ url: `${ponder.url}/graphql` });
    const listener = createListener({}, BEGINNING);
    listener.on(events);
    const metaNow = async () =>
      (
        (await ask("{ meta { epoch block { hash parentHash } } }")) as unknown as {
          meta: { epoch: string; block: { hash: string | null; parentHash: string | null } };
        }
      ).meta;
    const epochs = new Set<string>();
    let compared = 0;
    for (const [index, place] of places.entries()) {
      const depth = depths[index]!;
      // The awkward block lies in the middle of what is taken back.
      const head = place + Math.floor(depth / 2);
      replay.setHead(head);
      await reach(head);
      await follower.catchUp();
      replay.fork({ depth, variant: index % 2 === 0 ? "late" : "empty" });
      await reach(replay.advance(1));
      await follower.read();
      const end = replay.unfork(1);
      await reach(end);
      await straight.replay(loadRecording(name), { until: end });
      const { epoch, block } = await metaNow();
      epochs.add(epoch);
      expect(block).toEqual({ hash: hashAt(end), parentHash: hashAt(end - 1) });
      await follower.catchUp();
      expect(follower.applied().map(({ id }) => id)).toEqual(
        straight
          .rows(activity)
          .map(({ id }) => String(id))
          .sort((a, b) => Number(a) - Number(b)),
      );
      await expect
        .poll(() => listener.applied().map(({ id }) => id))
        .toEqual(follower.applied().map(({ id }) => id));
      compared += expectSameTables(
        await tablesOfPostgres(url, "provernet"),
        tablesOfIndexer(straight),
      );
    }
    expect(listener.gone.length).toBeGreaterThan(0);
    listener.off();
    events.dispose();
    expect(epochs.size).toBe(depths.length);
    expect(follower.seen.reorganised).toBeGreaterThan(depths.length / 2);
    await ponder.stop();
    ponder = undefined;
    return compared;
  }

  test("at depths 1 to 29", async () => {
    const all = Array.from({ length: 29 }, (_, index) => index + 1);
    const depths = selectionOf(all, DEPTHS);
    const compared = await forkAndCompare(await createUrl(), [...depths]);
    expect(compared).toBeGreaterThan(depths.length * 1_000);
  });
});
