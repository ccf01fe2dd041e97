import { gt, sql } from "drizzle-orm";
import { type Hex, keccak256, stringToHex, zeroHash } from "viem";
import { activity, eventBlock } from "../../ponder.schema.ts";
import type { Progress } from "../../src/api/context.ts";
import type { createDatabase } from "./database.ts";

type Db = Awaited<ReturnType<typeof createDatabase>>["db"];
type Event = typeof activity.$inferInsert;
type Block = { number: number; hash: Hex; events: Event[] };

/** Blocks after which one is final, as Ponder has it for Base. */
export const FINALITY = 30;
export const KINDS = ["BID", "REVEALED", "FULFILLED"] as const;
export const CHAIN_ID = 31337;

/** A chain whose events are made up, in the tables of a database as an indexer would write them. */
export async function createEventChain(db: Db) {
  let blocks: Block[] = [];
  await db.execute(sql`create schema if not exists provernet_chain;
    create table if not exists provernet_chain.block (
      chain_id bigint not null, number bigint not null, hash text not null, parent_hash text not null,
      timestamp bigint not null, noted_at timestamptz not null, primary key (chain_id, number, hash));
    truncate provernet_chain.block`);
  await db.delete(activity);
  await db.delete(eventBlock);

  const height = () => blocks.at(-1)?.number ?? 0;
  const finalized = () => Math.max(0, height() - FINALITY);
  const headAt = (block: number) => ({ block, timestamp: 1_760_000_000 + 2 * block });
  const rowsOf = (kinds: readonly string[] = KINDS) =>
    blocks.flatMap(({ events }) => events).filter(({ kind }) => kinds.includes(kind));

  return {
    height,
    finalized,
    hash: (number = height()) => blocks[number - 1]!.hash,
    progress: async (): Promise<Progress> => ({
      ...{ chain: "provernet", chainId: CHAIN_ID, ready: true },
      head: headAt(height()),
      finalized: headAt(finalized()),
    }),
    /** The chain grows by a block, with some events or none. */
    async mine(random: () => number, more: Partial<Event> = {}) {
      const { block: number, timestamp } = headAt(height() + 1);
      const hash = keccak256(stringToHex(`${number} ${random()}`));
      const parent = blocks.at(-1)?.hash ?? zeroHash;
      const count = Math.max(0, Math.floor(random() * 5) - 1);
      const events = Array.from({ length: count }, (_, index): Event => {
        const transaction = keccak256(stringToHex(`${hash} ${index}`));
        const kind = KINDS[Math.floor(random() * KINDS.length)]!;
        const id = BigInt(number) * 1_000_000n + BigInt(index);
        return { id, block: number, timestamp, transaction, kind, sender: "0x01", ...more };
      });
      await db.execute(sql`insert into provernet_chain.block
        values (${CHAIN_ID}, ${number}, ${hash}, ${parent}, ${timestamp}, clock_timestamp())`);
      await db.transaction(async (tx) => {
        blocks.push({ number, hash, events });
        if (events.length === 0) return;
        await tx.insert(eventBlock).values({ number, hash, timestamp });
        await tx.insert(activity).values(events);
      });
    },
    /** The last blocks are taken back. */
    async takeBack(depth: number) {
      await db.transaction(async (tx) => {
        blocks = blocks.slice(0, -depth);
        await tx.delete(activity).where(gt(activity.block, height()));
        await tx.delete(eventBlock).where(gt(eventBlock.number, height()));
      });
    },
    /** The events of the chain as it is, as the API gives them. */
    events: (kinds?: readonly string[]) =>
      rowsOf(kinds).map(({ id, block, transaction }) => ({ id: String(id), block, transaction })),
  };
}

export type EventChain = Awaited<ReturnType<typeof createEventChain>>;
