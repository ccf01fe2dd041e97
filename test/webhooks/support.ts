import { gt, sql } from "drizzle-orm";
import pg from "pg";
import { type Hex, keccak256, stringToHex } from "viem";
import { activity, eventBlock, network, request } from "../../ponder.schema.ts";
import type { Webhook } from "../../webhooks/config.ts";
import { tell } from "../../webhooks/follow.ts";
import { openQueue, type Patience } from "../../webhooks/queue.ts";
import { openIndex } from "../../webhooks/read-index.ts";
import { createTables } from "../../webhooks/store.ts";
import { createRandom } from "../mutations/rows.ts";
import { createDatabase } from "../support/database.ts";
import { addressOf, wordOf } from "../support/people.ts";

export type Event = typeof activity.$inferInsert;
type Block = { number: number; hash: Hex; timestamp: number; events: Event[] };
type Request = typeof request.$inferInsert;

export const SCHEMA = "provernet_webhooks";
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
/** Blocks after which one is final. */
const FINALITY = 30;
const START = 1_760_000_000;
const KINDS = ["BID", "REVEALED", "FULFILLED"] as const;
/** Requests that events are about. */
export const SUBJECTS = ["a1", "b2", "c3"].map(wordOf);

const NO_REQUESTS = { requester: null, requestId: null, vk: null, winner: null, prover: null };
export const anyRequest = NO_REQUESTS;
export const anyEvent = {
  ...{ account: null, prover: null, requester: null, requestId: null, vk: null },
  kinds: null,
};

/** A webhook that is told every event. */
export const webhookOf = (given: Partial<Webhook> = {}): Webhook => ({
  ...{ name: "all", url: "http://127.0.0.1:9/", secrets: [SECRET], finality: "LATEST" },
  ...{ events: [anyEvent], phases: [], timeLeft: [] },
  ...given,
});

/** What a delivery says. */
export type Told = {
  id: string;
  subject: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
};

/** An index whose blocks a test makes and takes back, and what webhooks are told of it. */
export async function createWorld({ patience }: { patience?: Patience } = {}) {
  const database = await createDatabase();
  const { db, url } = database;
  await db.execute(sql`
    create table _ponder_checkpoint (chain_name text primary key, chain_id int8, latest_checkpoint text, finalized_checkpoint text);
    create table _ponder_meta (key text primary key, value jsonb);
    insert into _ponder_meta values ('app', '{"is_ready": 1}');
    insert into _ponder_checkpoint values ('provernet', 31337, null, null)`);
  const index = openIndex(url, "public");
  const opened: Awaited<ReturnType<typeof openQueue>>[] = [];
  const open = async (webhooks: readonly string[] = ["all"]) => {
    const given = { connectionString: url, schema: SCHEMA, webhooks };
    const queue = await openQueue(patience ? { ...given, patience } : given);
    opened.push(queue);
    await createTables(queue.pool, SCHEMA);
    return queue;
  };
  let chain: Block[] = [];
  const height = () => chain.at(-1)?.number ?? 0;
  const timeOf = (number: number) => START + 2 * number;

  /** As Ponder writes it, at the end of a block's transaction. */
  const checkpoint = async (at = height()) => {
    const of = (number: number) =>
      number <= 0 ? null : `${timeOf(number)}${"0".repeat(16)}${String(number).padStart(16, "0")}`;
    await db.execute(
      sql`update _ponder_checkpoint set latest_checkpoint = ${of(at)}, finalized_checkpoint = ${of(at - FINALITY)}`,
    );
  };
  const write = async ({ number, hash, timestamp, events }: Block) => {
    if (events.length === 0) return;
    await db.insert(eventBlock).values({ number, hash, timestamp });
    await db.insert(activity).values(events);
  };
  return {
    ...{ db, url, index, open, height, timeOf },
    chain: () => chain,
    /** The chain grows by a block, with some events or none. */
    async mine(random: () => number, most = 3) {
      const number = height() + 1;
      const hash = keccak256(stringToHex(`${number} ${random()}`));
      const timestamp = timeOf(number);
      const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
      const events = Array.from({ length: Math.floor(random() * (most + 1)) }, (_, log): Event => {
        const transaction = keccak256(stringToHex(`${hash} ${log}`));
        const id = BigInt(number) * 1_000_000n + BigInt(log);
        const about = { kind: pick(KINDS), sender: addressOf("5"), requestId: pick(SUBJECTS) };
        return { id, block: number, timestamp, transaction, ...about };
      });
      const block = { number, hash, timestamp, events };
      chain.push(block);
      await write(block);
      await checkpoint();
    },
    /** The last blocks are taken back. */
    async takeBack(depth: number) {
      chain = chain.slice(0, -depth);
      await db.delete(activity).where(gt(activity.block, height()));
      await db.delete(eventBlock).where(gt(eventBlock.number, height()));
      await checkpoint();
    },
    /** The tables are empty, and are filled anew up to a block. */
    async rebuild(until: number) {
      await db.delete(activity);
      await db.delete(eventBlock);
      for (const block of chain.slice(0, until)) await write(block);
      await checkpoint(until);
    },
    setReady: (isReady: boolean) =>
      db.execute(
        sql`update _ponder_meta set value = ${JSON.stringify({ is_ready: isReady ? 1 : 0 })}::jsonb`,
      ),
    async addParameters(biddingPhaseDuration: bigint, revealPhaseDuration: bigint) {
      const is = addressOf("c0");
      await db.insert(network).values({
        ...{ id: 0, chainId: 31337, market: is, staking: is, token: is },
        ...{ allTransfers: true, keepsInputs: true, biddingPhaseDuration, revealPhaseDuration },
      });
    },
    async addRequest(given: Partial<Request> & Pick<Request, "id" | "createdBlock" | "deadline">) {
      await db.insert(request).values({
        ...{ requester: addressOf("4e"), nonce: 0n, vk: wordOf("77"), version: 1n, inputSize: 0 },
        ...{ publicValuesDigest: wordOf("d1"), imgUrl: "", inputUrl: "", maxFee: 5n, minStake: 1n },
        ...{ createdAt: timeOf(given.createdBlock), createdTransaction: wordOf("7c") },
        createdId: BigInt(given.createdBlock) * 1_000_000n,
        ...given,
      });
    },
    async close() {
      for (const queue of opened) await queue.close();
      await index.close();
      await database.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
type Queue = Awaited<ReturnType<World["open"]>>;

/** Follows the chain to its end, as the worker does; with `fail`, what was queued is undone again and again. */
export async function follow(world: World, queue: Queue, webhook: Webhook, fail?: () => boolean) {
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  try {
    for (let more = true; more; ) {
      await client.query("begin");
      const parts = { client, queue, schema: SCHEMA };
      const outcome = await world.index.read((db) => tell(db, webhook, parts));
      const isUndone = fail?.() ?? false;
      await client.query(isUndone ? "rollback" : "commit");
      more = isUndone || outcome === "more";
    }
  } finally {
    await client.end();
  }
}

/** Everything that waits for a webhook, as it is delivered. */
export async function drain(queue: Queue, webhook = "all"): Promise<Told[]> {
  const told: Told[] = [];
  for (;;) {
    const taken = await queue.take(webhook, 50);
    if (taken.length === 0) return told;
    for (const one of taken) {
      told.push({ id: one.message.id, subject: one.subject, ...JSON.parse(one.message.body) });
      await queue.complete(one);
    }
  }
}

/**
 * What a receiver believes of the chain: events that it was told and that were not taken back, by subject, in the order
 * told.
 */
export function believe(told: readonly Told[]) {
  const known = new Map<string, Told>();
  for (const one of told) {
    if (!one.type.endsWith(".removed")) known.set(one.id, one);
    else if (!known.delete(String(one.data.removes)))
      throw new Error(`what is removed was never told: ${one.data.removes}`);
  }
  return Map.groupBy(known.values(), ({ subject }) => subject);
}

export const random = createRandom;
