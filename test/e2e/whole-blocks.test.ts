import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lastNumber, readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { projectRoot } from "../../settings/networks.ts";
import { createUrl } from "../support/database.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";

/** Blocks that arrive while it is asked. */
const LIVE = 200;
const CLIENTS = 4;
const NEWEST = 'activities(orderBy: "id", orderDirection: "desc", limit: 1) { items { id block } }';
const QUESTION = `{
  before: ${NEWEST}
  invariants(names: ["MARKET_BALANCE", "ESCROW_FLOW", "MARKET_NOW"]) { name left right holds }
  meta { block { number } }
  after: ${NEWEST}
}`;

type Newest = { items: { id: string; block: number }[] };
type Answer = {
  before: Newest;
  after: Newest;
  invariants: { name: string; left: string; right: string; holds: boolean }[];
  meta: { block: { number: number } };
};

let replay: Replay;
let ponder: Ponder;
let last = 0;

beforeAll(async () => {
  const recording = await readRecording(join(projectRoot, "recordings", "quirks"));
  last = lastNumber(recording);
  replay = await startReplay({ recording, head: last - LIVE });
  ponder = await startPonder({
    env: {
      NETWORK: "recording",
      RECORDING: "quirks",
      RPC_URL: replay.url,
      POLLING_INTERVAL_MS: "100",
      DATABASE_URL: await createUrl(),
      API_BUDGET_PER_MINUTE: "0",
      // Every answer is found anew.
      API_CACHE_MB: "0",
    },
  });
}, 600_000);
afterAll(async () => {
  await ponder?.stop();
  await replay?.stop();
});

test("no answer is from within a block, while blocks arrive", async () => {
  const answers: Answer[] = [];
  let isOver = false;
  let seen = 0;
  const asking = Array.from({ length: CLIENTS }, async () => {
    while (!isOver) {
      // A busy server may close a connection that was just to be used again.
      const answer = await ponder.graphql(QUESTION).catch(() => null);
      if (answer === null) continue;
      const { data, errors } = answer;
      expect(errors).toBeUndefined();
      answers.push(data);
      seen = Math.max(seen, data.meta.block.number);
      if (data.meta.block.number >= last) isOver = true;
    }
  });
  const arriving = (async () => {
    while (!isOver) {
      // Neither far ahead of the answers nor of the indexer, however slow they are.
      if (replay.head() < Math.min(last, seen + 3, last - LIVE + answers.length)) replay.advance(1);
      await sleep(40);
    }
  })();
  await Promise.all([...asking, arriving]);

  const blocks = new Set(answers.map(({ meta }) => meta.block.number));
  expect({ answers: answers.length > 200, blocks: blocks.size > 50 }).toEqual({
    answers: true,
    blocks: true,
  });
  const blockOf = ({ items }: Newest) => items[0]?.block ?? 0;
  const wrong = answers.flatMap(({ invariants, meta, before, after }) => {
    const broken = invariants.filter(({ holds }) => !holds);
    const isAhead = blockOf(before) > meta.block.number || blockOf(after) > meta.block.number;
    const isTorn = before.items[0]?.id !== after.items[0]?.id;
    return broken.length > 0 || isAhead || isTorn ? [{ broken, meta, before, after }] : [];
  });
  process.stdout.write(
    `${answers.length} answers at ${blocks.size} blocks, ${wrong.length} wrong\n`,
  );
  expect(wrong.slice(0, 3)).toEqual([]);
});
