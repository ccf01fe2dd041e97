import pg from "pg";
import { expect, test } from "vitest";
import type { Build } from "../../backfill/build.ts";
import { formOf } from "../../backfill/form.ts";
import { internals } from "../../backfill/internals.ts";
import { openTransaction } from "../../backfill/rows.ts";
import { tokenBalance } from "../../ponder.schema.ts";
import { createDatabase } from "../support/database.ts";
import { ask } from "../support/postgres.ts";
import { until } from "../support/scripts.ts";

/** Of the advisory lock at which a `COPY` stops. */
const HERE = 77;
/** What a connection that was ended says, depending on who notices first: the one who reads, or the one who writes. */
const LOST = /connection|ECONNRESET|EPIPE/i;

test("a connection lost in the midst of a COPY fails whoever waits, and leaves nothing behind", async () => {
  const { url, close } = await createDatabase();
  const form = formOf("tokenBalance", tokenBalance, await internals());
  const rows = Array.from({ length: 50_000 }, (_, index) => ({
    address: `0x${index.toString(16).padStart(40, "0")}`,
    balance: 1n,
  }));
  await ask(
    url,
    `create function wait() returns trigger language plpgsql as 'begin perform pg_advisory_lock(${HERE}); return new; end';
     create trigger wait before insert on token_balance for each row
     when (new.address = '${rows[100]!.address}') execute function wait()`,
  );
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("select pg_advisory_lock($1)", [HERE]);
  const build = { namespace: { schema: "public" } } as Build;
  const transaction = await openTransaction(url, build);
  try {
    transaction.add(form, rows);
    const behind = transaction.find(form, rows[0]!);
    const backend = "application_name = 'provernet backfill' and datname = current_database()";
    await until(async () => {
      const waiting = await ask(
        url,
        `select from pg_stat_activity where ${backend} and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await ask(url, `select pg_terminate_backend(pid) from pg_stat_activity where ${backend}`);
    await expect(behind).rejects.toThrow(LOST);
    await expect(transaction.written()).rejects.toThrow(LOST);
    await expect(transaction.commit()).rejects.toThrow();
  } finally {
    await transaction.close();
    await holder.end();
  }
  expect(await ask(url, "select from token_balance")).toEqual([]);
  await close();
});
