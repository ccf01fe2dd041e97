/** What `@ponder/client` asks: SELECTs in the address, as Ponder's own `/sql` takes them. */
import { type Context, Hono } from "hono";
import superjson from "superjson";
import type { Verdict } from "../protection/budget.ts";
import type { Client } from "../protection/clients.ts";
import { requireAllowed } from "./allow.ts";
import type { SqlAnswer, SqlQuestion } from "./ask.ts";
import { UserSqlError } from "./error.ts";

type Parts = Readonly<{
  ask(client: string, question: SqlQuestion): Promise<SqlAnswer>;
  clientOf(c: Context): Client;
  /** Takes the price of a question from what its client may spend. */
  spend(client: Client): Verdict;
  /** An error of ours as clients see it. */
  tell(error: unknown): { message: string };
}>;

/** `/sql/db` answers; `/sql/live`, which would ask again after every block, does not. */
export function createSqlRoutes({ ask, clientOf, spend, tell }: Parts): Hono {
  const app = new Hono();
  app.get("/sql/db", async (c) => {
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
    try {
      const client = clientOf(c);
      const question = readQuestion(c.req.query("sql"));
      const verdict = spend(client);
      if (!verdict.allowed) {
        c.header("retry-after", String(verdict.retryAfter));
        return c.text(
          `This client has spent its budget. Ask again in ${verdict.retryAfter} s.`,
          429,
        );
      }
      await requireAllowed(question.text);
      return c.json(await ask(client.name, question));
    } catch (error) {
      if (error instanceof UserSqlError) return c.text(error.message, 400);
      return c.text(tell(error).message, 503);
    }
  });
  app.get("/sql/live", (c) =>
    c.text("Live queries are not served: ask again after a block. docs/api.md says how.", 404),
  );
  return app;
}

/** @throws UserSqlError unless it is a statement with its values */
function readQuestion(sent: string | undefined): SqlQuestion {
  if (sent === undefined) throw new UserSqlError('The parameter "sql" is missing.');
  let question: { sql?: unknown; params?: unknown };
  try {
    question = superjson.parse(sent);
  } catch {
    throw new UserSqlError('The parameter "sql" is not what superjson writes.');
  }
  const { sql: text, params: values = [] } = question ?? {};
  if (typeof text !== "string" || !Array.isArray(values) || !values.every(isPlain))
    throw new UserSqlError('The parameter "sql" is not { sql: string, params: values }.');
  return { text, values };
}

const isPlain = (value: unknown): boolean =>
  value === null || ["string", "number", "boolean", "bigint"].includes(typeof value);
