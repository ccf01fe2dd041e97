import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import * as tables from "../../ponder.schema.ts";
import { startPostgres } from "../support/postgres.ts";
import { getSql } from "../support/ponder-internals.ts";
import { openRecording } from "../api/support.ts";
import { serve } from "../api/server.ts";
import { fill } from "../support/database.ts";
test("pg", async () => {
  const server: any = await startPostgres();
  const url = await server.createDatabase("market"); try {
  const client = new pg.Client({ connectionString: url }); await client.connect();
  const { enums, tables: creates, views, indexes } = getSql(tables as any);
  const ours = creates.sql.filter((s) => !s.includes('"_reorg__'));
  await client.query([...enums.sql, ...ours, ...views.sql, ...indexes.sql].join(";\n"));
  const o: any = await openRecording("month");
  const schemaTables = Object.values(tables).filter((t: any) => { try { return Array.isArray(o.rows(t)); } catch { return false; } });
  const db: any = drizzle(client, { schema: tables as any, casing: "snake_case" });
  await fill({ db, tables: schemaTables as any, rows: o.rows });
  const a = serve({ db, head: o.head }), b = serve(o);
  for (const file of readdirSync("queries").filter((f) => /^(08|10|11|15|17|19|20|21|24)/.test(f))) {
    const text = readFileSync(`queries/${file}`, "utf8"); const variables = JSON.parse(/^# variables: (.*)$/m.exec(text)![1]!);
    const t = performance.now();
    const x: any = await a.ask(text, variables);
    console.log(file, Math.round(performance.now() - t), "ms", x.errors ? JSON.stringify(x.errors).slice(0, 400) : "ok", a.logged.map((l: any) => String(l.error?.message ?? l.error).slice(0,600)));
    const y: any = await b.ask(text, variables);
    if (x.data?.meta) { delete x.data.meta; delete y.data.meta; }
    expect(x).toEqual(y);
  }
  await client.end(); } finally { await server.stop(); }
}, 200000);
