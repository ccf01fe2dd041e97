/**
 * The least an API can do: Hono, one hand-written prepared statement for each question, no schema, no checks.
 * `POST /<question>` with the variables as a JSON array. Environment: DATABASE_URL, PORT, DATABASE_SCHEMA, POOL.
 */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";
import { statements } from "./statements.ts";

const { DATABASE_URL, PORT, POOL, DATABASE_SCHEMA } = process.env;
const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: Number(POOL),
  options: `-c search_path=${DATABASE_SCHEMA}`,
});

const app = new Hono();
for (const [name, text] of Object.entries(statements))
  app.post(`/${name}`, async (context) => {
    const values = (await context.req.json()) as unknown[];
    const { rows } = await pool.query({ name, text, values });
    return context.json({ rows });
  });

serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" });
