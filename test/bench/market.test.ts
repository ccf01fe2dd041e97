import { expect, test } from "vitest";
import { defaultMarket } from "../../bench/market.ts";
import { handledEvents } from "../../bench/ponder-raw/src/events.ts";
import { createHeaderDirectory } from "../../bench/rpc/recording.ts";
import * as schema from "../../ponder.schema.ts";
import { createIndexer } from "../support/indexer.ts";
import { findViolations } from "../support/invariants.ts";
import { handlers } from "../support/registry.ts";
import { asRecording, collect, FIRST_BLOCK } from "./chain.ts";

const market = { ...defaultMarket, events: 5_000 };

const textOf = (seed: number) => JSON.stringify(collect({ ...market, seed, events: 1_000 }).blocks);

test("the same seed makes the same chain, another seed another", () => {
  const text = textOf(3);
  expect(textOf(3)).toBe(text);
  expect(textOf(4)).not.toBe(text);
});

test("blocks hold as many events as asked for, on average", () => {
  for (const eventsPerBlock of [5, 100]) {
    const { blocks, summary } = collect({ ...market, events: 20_000, eventsPerBlock });
    const spanned = blocks.at(-1)!.number - FIRST_BLOCK;
    expect(summary.events / spanned / eventsPerBlock).toBeGreaterThan(0.8);
    expect(summary.events / spanned / eventsPerBlock).toBeLessThan(1.2);
  }
});

test("a request has about six bids and five reveals", () => {
  const { summary } = collect({ ...market, events: 20_000 });
  expect(summary.bids / summary.requests).toBeCloseTo(6, 0);
  expect(summary.reveals / summary.requests).toBeCloseTo(5, 0);
});

test("the handlers accept every event and come to what the market came to", async () => {
  const header = createHeaderDirectory();
  try {
    const chain = collect(market);
    const indexer = await createIndexer();
    let seen = 0;
    await indexer.replay(asRecording(market, chain, header.directory), {
      from: FIRST_BLOCK,
      onEvent: ({ name }) => {
        if (!name.endsWith(":block")) seen++;
      },
    });
    expect(findViolations(indexer.rows)).toEqual([]);
    const [network] = indexer.rows(schema.network);
    const { summary } = chain;
    expect(seen).toBe(summary.events);
    expect(network).toMatchObject({
      requests: summary.requests,
      bids: summary.bids,
      reveals: summary.reveals,
      fulfilled: summary.fulfilled,
      refunded: summary.refunded,
      slashed: summary.slashed,
      openRequests: summary.openRequests,
      provers: summary.provers,
      escrow: summary.escrow,
      assets: summary.assets,
      unstaking: summary.unstaking,
      pendingCommission: summary.pendingCommission,
      treasuryPool: summary.treasuryPool,
      protocolFeeBalance: summary.protocolFeeBalance,
      protocolFeesWithdrawn: summary.protocolFeesWithdrawn,
    });
  } finally {
    header.remove();
  }
});

test("the raw contestants index exactly the events that the indexer handles", async () => {
  await createIndexer();
  const handled = [...handlers.keys()].filter((name) => /:[A-Z]/.test(name)).sort();
  const named = Object.entries(handledEvents).flatMap(([contract, events]) =>
    events.map((event) => `${contract}:${event}`),
  );
  expect(named.sort()).toEqual(handled);
});
