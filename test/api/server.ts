import type pg from "pg";
import type { Db } from "../../src/api/db.ts";
import { currentOperation } from "../../src/api/protection/operation.ts";
import { buildSchema } from "../../src/api/schema.ts";
import { createApi, type Parts } from "../../src/api/server.ts";
import { type ApiSettings, readApiSettings } from "../../src/api/settings.ts";
import { watch } from "../../src/api/statements.ts";
import { topics } from "../../src/api/topics.ts";
import { openRecording, type RecordingName } from "./support.ts";

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape its question asked for.
export type Shape = any;
export type Answer = {
  data?: Record<string, Shape> | null;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, Shape> }[];
};

// A statement that is found again is the one that would be built for what is asked now.
watch.found = (kept, rebuilt) => {
  if (kept !== rebuilt()) throw new Error(`A statement was taken for another: ${kept}`);
};

export const schema = buildSchema(topics);

/** Operations that said that their next statement is the only one, and have made it. */
const over = new WeakSet<object>();
const readsOnce = (): boolean => {
  const operation = currentOperation();
  if (!operation?.readsOnce) return false;
  if (over.has(operation)) throw new Error("An operation read again that was to read once.");
  over.add(operation);
  return true;
};

/** A recording's rows in a database, counting the statements it is asked. */
export const recordedDatabase = async (name: RecordingName) => {
  const opened = await openRecording(name);
  const statements: string[] = [];
  /** Those that were to be the only ones of their operations. */
  const once: string[] = [];
  const { $client } = opened.db as unknown as { $client: pg.Pool };
  const query = $client.query.bind($client) as (...args: unknown[]) => unknown;
  $client.query = ((asked: string | { text: string }, ...rest: unknown[]) => {
    const text = typeof asked === "string" ? asked : asked.text;
    statements.push(text);
    if (readsOnce()) once.push(text);
    return query(asked, ...rest);
  }) as typeof $client.query;
  return { ...opened, statements, once };
};

export type Recorded = Awaited<ReturnType<typeof recordedDatabase>>;

/** No test fails because the machine is busy, or another asked before. */
export const PATIENT = { timeoutMs: 60_000, waitMs: 60_000, budgetPerMinute: 0, cacheMegabytes: 0 };

/** The API over a database, with a function that asks it. */
export const serve = (
  { db, head }: { db: Db; head: number },
  settings: Partial<ApiSettings> = {},
  version: () => Promise<string> = async () => "1",
  parts: Partial<Parts> = {},
) => {
  const logged: { message: string; error: unknown }[] = [];
  const app = createApi({
    db,
    schema,
    progress: async () => ({
      chain: "provernet",
      chainId: 31337,
      head: { block: 5575, timestamp: head },
      finalized: { block: 5545, timestamp: head - 360 },
      ready: true,
    }),
    version,
    settings: { ...readApiSettings({}), ...PATIENT, ...settings },
    log: (message, error) => logged.push({ message, error }),
    ...parts,
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    app.request("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const ask = async (query: string, variables: object = {}): Promise<Answer> =>
    (await (await post({ query, variables })).json()) as Answer;
  /** Asks, and fails unless there is an answer without errors. */
  const data = async (query: string, variables: object = {}): Promise<Record<string, Shape>> => {
    const answer = await ask(query, variables);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data!;
  };
  /** Asks for something wrong, and gives the one error. */
  const refused = async (query: string, variables: object = {}) => {
    const { errors = [] } = await ask(query, variables);
    if (errors.length !== 1) throw new Error(`${errors.length} errors: ${JSON.stringify(errors)}`);
    return errors[0]!;
  };
  return { app, post, ask, data, refused, logged };
};
