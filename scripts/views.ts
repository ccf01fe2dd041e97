import pg from "pg";
import { requireDatabase } from "../postgres/check.ts";
import { databaseUrl } from "../postgres/files.ts";
import { misused, readCommandLine } from "../settings/commandLine.ts";
import { fail, Refusal, readEnvironment } from "../settings/environment.ts";
import { readSettings, type Settings } from "../settings.ts";
import { writeComments } from "../views/comments.ts";
import { grantReader } from "../views/grant.ts";
import { indexesIn, removeIndex } from "../views/indexes.ts";
import { shownSchema, switchViews } from "../views/switch.ts";

const USAGE = `The views of VIEWS_SCHEMA show one of the indexes in the database, for people and programs that use SQL.

  npm run views                      lists the indexes, and which one the views show
  npm run views -- switch SCHEMA     makes them show another: back to an older version, or forward
        --keep-gone                  columns that the index lacks stay, always null
  npm run views -- prune SCHEMA      removes an index that nobody uses any more
  npm run views -- grant ROLE        lets a role read the views, and nothing else; makes the role if there is none
        READER_PASSWORD=…            its password; unset, a new role gets one that is told
        --timeout SECONDS            how long a statement of its may take (60)
        --connections N              how many connections it may have (5)

\`npm start\` switches by itself, when a new version is ready.`;

/** PostgreSQL's code. */
const INSUFFICIENT_PRIVILEGE = "42501";

/** The commands, and how many names follow each. */
const commands: Record<string, number> = { list: 0, switch: 1, prune: 1, grant: 1 };

await main().catch(fail);

async function main(): Promise<void> {
  const { positionals, values } = readArguments();
  const [command = "list", ...names] = positionals;
  if (commands[command] === undefined) throw misused(USAGE, `There is no command '${command}'`);
  if (names.length !== commands[command])
    throw misused(USAGE, `'${command}' takes ${commands[command] === 0 ? "no name" : "one name"}`);
  const [name = ""] = names;
  const settings = readSettings(readEnvironment(), { rpcUrl: true, startBlocks: true });
  const client = new pg.Client({ connectionString: await urlOf(settings) });
  await client.connect();
  try {
    await run(client, { command, name, values, viewsSchema: settings.viewsSchema });
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new Refusal(
      `PostgreSQL: ${(error as Error).message}. Run this with a DATABASE_URL of the indexer's own role; to make roles, that one needs CREATEROLE.`,
    );
  } finally {
    await client.end();
  }
}

async function run(
  client: pg.Client,
  given: { command: string; name: string; values: Values; viewsSchema: string | null },
): Promise<void> {
  const { command, name, values } = given;
  if (command === "list") return list(client, given.viewsSchema);
  if (command === "prune") {
    const shown = given.viewsSchema && (await shownSchema(client, given.viewsSchema));
    await removeIndex(client, { schema: name, shown });
    return console.log(`Removed ${name}.`);
  }
  const viewsSchema = requireViews(given.viewsSchema);
  if (command === "grant") {
    const password = await grantReader(client, {
      role: name,
      viewsSchema,
      password: process.env.READER_PASSWORD || null,
      timeoutSeconds: wholeNumber("timeout", values.timeout),
      connections: wholeNumber("connections", values.connections),
    });
    console.log(`${name} may read ${viewsSchema}, and nothing else.`);
    if (password !== null) console.log(`Its password, shown once: ${password}`);
    return;
  }
  const gone = values["keep-gone"] ? "null" : "refused";
  await switchViews(client, { viewsSchema, schema: name, gone, say: console.error });
  await writeComments(client, viewsSchema);
  console.log(`The views in ${viewsSchema} show ${name}.`);
}

async function list(client: pg.Client, viewsSchema: string | null): Promise<void> {
  const shown = viewsSchema === null ? null : await shownSchema(client, viewsSchema);
  const indexes = await indexesIn(client);
  if (indexes.length === 0) console.log("There is no index in this database.");
  for (const { schema, block, isReady, isInUse } of indexes)
    console.log(
      [
        schema.padEnd(24),
        `block ${block}`.padEnd(16),
        isReady ? "ready" : "history is being indexed",
        isInUse ? "an indexer works on it" : "nobody works on it",
        ...(schema === shown ? [`shown by ${viewsSchema}`] : []),
      ].join("  "),
    );
  if (viewsSchema === null) console.log("VIEWS_SCHEMA is not set: no views.");
}

type Values = ReturnType<typeof readArguments>["values"];

function readArguments() {
  return readCommandLine(USAGE, {
    allowPositionals: true,
    options: {
      "keep-gone": { type: "boolean" },
      timeout: { type: "string", default: "60" },
      connections: { type: "string", default: "5" },
    },
  });
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new Refusal(`--${name} is "${text}", which is not a whole number of at least 1.`);
  return Number(text);
}

function requireViews(viewsSchema: string | null): string {
  if (viewsSchema !== null) return viewsSchema;
  throw new Refusal(
    "VIEWS_SCHEMA is not set: there are no views. Example: VIEWS_SCHEMA=provernet_live",
  );
}

async function urlOf({ database }: Settings): Promise<string> {
  if (database.kind === "postgres") await requireDatabase(database.connectionString);
  const url = databaseUrl(database);
  if (url !== null) return url;
  throw new Refusal(
    "No PostgreSQL of the indexer's own runs, and DATABASE_URL is not set. Start the indexer, or set it.",
  );
}
