import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publishWhenReady } from "../../views/publish.ts";
import { shownSchema, switchViews } from "../../views/switch.ts";
import { createUrl } from "../support/database.ts";
import { checkpointAt, createIndexIn } from "./support.ts";

const VIEWS = "live";
let url: string;
let client: pg.Client;
let said: string[];

beforeEach(async () => {
  url = await createUrl();
  client = new pg.Client({ connectionString: url });
  await client.connect();
  said = [];
});
afterEach(() => client.end());

const publish = (schema: string, viewsSchema: string | null = VIEWS) =>
  publishWhenReady(
    { connectionString: url, schema, viewsSchema, say: (text) => said.push(text) },
    new AbortController().signal,
  );
const shown = () => shownSchema(client, VIEWS);
const setMeta = (schema: string, meta: object) =>
  client.query(`update ${schema}._ponder_meta set value = value || $1`, [JSON.stringify(meta)]);

test("a new index shows itself; one that was replaced does not come back when it is started again", async () => {
  await createIndexIn(client, "one");
  await publish("one");
  await createIndexIn(client, "two");
  await publish("two");
  expect(await shown()).toBe("two");
  await publish("one");
  expect(await shown()).toBe("two");
  expect(said.at(-1)).toContain("show two, which replaced this index");
  // Unless somebody went back to it.
  await switchViews(client, { viewsSchema: VIEWS, schema: "one", say: () => {} });
  await publish("two");
  expect(await shown()).toBe("one");
  await publish("one");
  expect(said.at(-1)).toBe("The views in live show one.");
});

test("it waits until it is ready, and not behind an index that goes on", async () => {
  await createIndexIn(client, "one");
  await publish("one");
  await setMeta("one", { is_locked: 1, heartbeat_at: Date.now() + 60_000 });
  await client.query("update one._ponder_checkpoint set latest_checkpoint = $1", [checkpointAt(9)]);
  await createIndexIn(client, "two");
  await setMeta("two", { is_ready: 0 });
  const published = publish("two");
  await sleep(2_500);
  await setMeta("two", { is_ready: 1 });
  await sleep(2_500);
  expect(await shown()).toBe("one");
  await client.query("update two._ponder_checkpoint set latest_checkpoint = $1", [checkpointAt(9)]);
  await published;
  expect(await shown()).toBe("two");
});

test("what stands in its way is told, and the indexer goes on", async () => {
  await createIndexIn(client, "one");
  await publish("one");
  await client.query(`create view public.fees as select fee from ${VIEWS}.bid`);
  await createIndexIn(client, "two", "id int8");
  await publish("two");
  expect(said.at(-1)).toContain("bid.fee is gone; used by public.fees");
  expect(await shown()).toBe("one");
});

test("without views there is nothing to show", async () => {
  await createIndexIn(client, "one");
  await publish("one", null);
  expect(said).toEqual([]);
});
