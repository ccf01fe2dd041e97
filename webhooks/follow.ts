/** From the chain to the queue: what a webhook has to receive since it was last served. */
import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type pg from "pg";
import { eventBlock } from "../ponder.schema.ts";
import type { Head } from "../src/api/context.ts";
import type { Db } from "../src/api/db.ts";
import { readProgress } from "../src/api/ponder-tables.ts";
import { lastAgreed, locatorsAt, readLocator } from "../src/api/reads/locator.ts";
import type { Webhook } from "./config.ts";
import { type Item, itemsOf } from "./items.ts";
import type { Delivery, Queue } from "./queue.ts";
import { say } from "./say.ts";
import { openStore, type Position } from "./store.ts";

/** Before there is a final block. */
const NOTHING: Head = { block: -1, timestamp: 0 };

/** Whether a webhook is up to date, there is more to send at once, or the index is behind what was sent. */
type Outcome = "done" | "more" | "behind";

/**
 * Queues what a webhook was not told yet, and what is to be taken back, in the transaction of `client`; its position moves
 * with it. A webhook that is new begins at the present.
 */
export async function tell(
  db: Db,
  webhook: Webhook,
  { client, queue, schema }: { client: pg.ClientBase; queue: Pick<Queue, "add">; schema: string },
): Promise<Outcome> {
  const { name, finality } = webhook;
  const { head, finalized, ready, chainId } = await readProgress(db);
  const end = finality === "FINAL" ? finalized : head;
  // While the index is being rebuilt, blocks at its end are still unknown to it.
  if (!ready || end === null) return "behind";
  const store = openStore(schema, chainId);
  const positionAt = async (told: Head, atLeast: Head): Promise<Position> => ({
    told,
    seen: await seenAt(db, told, finalized ?? NOTHING),
    final: latest(atLeast, earliest(told, finalized ?? NOTHING)),
  });
  const position = await store.position(client, name);
  if (position === null) {
    await store.setPosition(client, name, await positionAt(end, NOTHING));
    say(`${name}: begins after block ${end.block}`);
    return "done";
  }
  if (end.block < position.told.block) return "behind";
  const after = await resume(db, name, position);
  const { items, until } = await itemsOf(db, webhook, { after, until: end });
  const sent = (await store.sentAfter(client, name, after)).filter((item) => !isAfter(item, until));
  const isNow = new Set(items.map(({ key }) => key));
  const isSent = new Set(sent.map(({ key }) => key));
  const gone = sent.filter(({ key }) => !isNow.has(key)).reverse();
  const fresh = items
    .filter(({ key }) => !isSent.has(key))
    .map((item) => ({ ...item, messageId: `msg_${randomUUID()}` }));
  const next = await positionAt(until, position.final);

  await queue.add(client, name, [
    ...gone.map((item) =>
      deliveryOf(item, `msg_${randomUUID()}`, {
        type: `${item.type}.removed`,
        more: { chainId, removes: item.messageId },
      }),
    ),
    ...fresh.map((item) =>
      deliveryOf(item, item.messageId, { type: item.type, more: { chainId } }),
    ),
  ]);
  const keys = gone.map(({ key }) => key);
  await store.removeSent(client, name, keys);
  for (const item of fresh)
    if (isAfter(item, next.final)) await store.addSent(client, name, item, item.messageId);
  await store.setPosition(client, name, next);
  await store.forgetSent(client, name, next.final);
  if (gone.length > 0) say(`${name}: ${gone.length} taken back by a reorganisation`);
  return until.block < end.block ? "more" : "done";
}

/** What the last blocks with events were, up to a place. */
async function seenAt(db: Db, { block }: Head, finalized: Head): Promise<string> {
  const locators = await locatorsAt(db, { blocks: [block], finalized: finalized.block });
  return locators.get(block) ?? "";
}

/**
 * The place after which the chain is to be read: where it was left, or the last that it has in common with what was seen.
 */
async function resume(db: Db, name: string, { told, seen, final }: Position): Promise<Head> {
  const blocks = readLocator(seen, "seen");
  const agreed = await lastAgreed(db, blocks);
  // Behind the last block with events another branch may have some, however short it is.
  if (agreed === null)
    return { block: Math.max(blocks[0]?.number ?? -1, final.block), timestamp: told.timestamp };
  if (agreed < (blocks.at(-1)?.number ?? 0))
    say(
      `${name}: even final blocks have changed. Nothing up to block ${final.block} is sent again.`,
    );
  if (agreed <= final.block) return final;
  const [row] = await db.select().from(eventBlock).where(eq(eventBlock.number, agreed));
  return { block: agreed, timestamp: row!.timestamp };
}

const isAfter = ({ block, at }: Pick<Item, "block" | "at">, place: Head): boolean =>
  block === null ? at > place.timestamp : block > place.block;

const earliest = (a: Head, b: Head): Head => (a.block < b.block ? a : b);
const latest = (a: Head, b: Head): Head => (a.block > b.block ? a : b);

function deliveryOf(
  { subject, at, data }: Item,
  id: string,
  { type, more }: { type: string; more: object },
): Delivery {
  const timestamp = new Date(at * 1_000).toISOString();
  return {
    subject,
    message: { id, body: JSON.stringify({ type, timestamp, data: { ...more, ...data } }) },
  };
}
