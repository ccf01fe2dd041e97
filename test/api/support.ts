import { zeroAddress } from "viem";
import { createBase } from "../../src/api/graphql/base.ts";
import { modules } from "../../src/api/graphql/modules.ts";
import { buildSchema } from "../../src/api/graphql/schema.ts";
import { createApi } from "../../src/api/server.ts";
import { type ApiSettings, readApiSettings } from "../../src/api/settings.ts";
import { createDatabase } from "../support/database.ts";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";

export type Answer = {
  data?: Record<string, any> | null;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, any> }[];
};

export const built = buildSchema({ base: createBase(), modules });

/** A database with all rows of a recording, counting the statements it is asked. */
export const recordedDatabase = async (name: "month" | "quirks") => {
  const indexer = await createIndexer();
  indexer.context.contracts.SampledToken = { address: zeroAddress };
  const recording = loadRecording(name);
  await indexer.replay(recording);
  const database = await createDatabase();
  await indexer.fill(database.db);
  const { number, timestamp } = recording.block(recording.head);
  const head = { block: Number(number), timestamp: Number(timestamp) };

  const statements: string[] = [];
  const query = database.client.query.bind(database.client);
  database.client.query = (text: string, ...rest: any[]) => {
    statements.push(text);
    return query(text, ...rest);
  };
  return { ...database, indexer, recording, head, statements };
};

export type Recorded = Awaited<ReturnType<typeof recordedDatabase>>;

/** The API over a database, with a function that asks it. */
export const serve = (
  { db, head }: Pick<Recorded, "db" | "head">,
  settings: Partial<ApiSettings> = {},
) => {
  const logged: { message: string; error: unknown }[] = [];
  const app = createApi({
    db,
    built,
    progress: async () => ({ chain: "provernet", chainId: 31337, head, ready: true }),
    settings: { ...readApiSettings({}), budgetPerMinute: 0, ...settings },
    log: (message, error) => logged.push({ message, error }),
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
  const data = async (query: string, variables: object = {}): Promise<Record<string, any>> => {
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
