import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { requireDatabase } from "../postgres/check.ts";
import { onStopSignal } from "../scripts/ponder-process.ts";
import { misused, readCommandLine } from "../settings/commandLine.ts";
import { fail, Refusal, readEnvironment } from "../settings/environment.ts";
import { readSettings } from "../settings.ts";
import { readProcessSettings } from "../src/api/settings.ts";
import { readConfig } from "./config.ts";
import { deliver } from "./deliver.ts";
import { openQueue, type Queue } from "./queue.ts";
import { openIndex } from "./read-index.ts";
import { say } from "./say.ts";
import { databaseUrlOf, readWebhookSettings } from "./settings.ts";
import { createTables } from "./store.ts";
import { work } from "./worker.ts";

const USAGE = `Tells other programs what happens on the chain: docs/webhooks.md.

  npm run webhooks                       runs, beside the indexer, until Ctrl-C
  npm run webhooks -- check              reads the settings and the file, and starts nothing
  npm run webhooks -- ping NAME          sends a webhook one signed message now, and says what became of it
  npm run webhooks -- dead               lists the deliveries that were given up, one a line
  npm run webhooks -- retry all | ID …   queues them again
  npm run webhooks -- drop all | ID …    forgets them
  npm run webhooks -- secret             prints a new secret`;

/** The database was away for too long; a supervisor starts us again. */
const TRY_AGAIN = 75;
/** Dead letters that a command looks at. */
const MOST_LISTED = 100_000;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

await main().catch(fail);

async function main(): Promise<void> {
  const { positionals } = readCommandLine(USAGE, { allowPositionals: true });
  const [command = "run", ...args] = positionals;
  if (command === "secret") return print(`whsec_${randomBytes(32).toString("base64")}`);
  const commands: Record<string, (args: readonly string[]) => Promise<void>> = {
    run,
    check: async () => {
      const { webhooks, file } = configOf();
      print(`${basename(file)}: ${webhooks.map(({ name }) => name).join(", ")}`);
    },
    ping,
    dead: () => withQueue(list),
    retry: (ids) => withQueue((queue) => settle(queue, "retry", ids)),
    drop: (ids) => withQueue((queue) => settle(queue, "drop", ids)),
  };
  const chosen = commands[command];
  if (chosen === undefined) throw misused(USAGE, `There is no command '${command}'`);
  await chosen(args);
}

function configOf() {
  const env = readEnvironment();
  const settings = readSettings(env, { rpcUrl: true, startBlocks: true });
  const { file, privateHosts, schema } = readWebhookSettings(env);
  const webhooks = readConfig(file, env);
  return { settings, env, file, privateHosts, schema, webhooks };
}

async function openAll() {
  const { settings, env, schema, webhooks, privateHosts } = configOf();
  const connectionString = databaseUrlOf(settings);
  const { databaseUrl } = readProcessSettings({ ...env, DATABASE_URL: connectionString });
  await requireDatabase(connectionString);
  const names = webhooks.map(({ name }) => name);
  const queue = await openQueue({ connectionString, schema, webhooks: names });
  await createTables(queue.pool, schema);
  const index = () => openIndex(databaseUrl, settings.databaseSchema);
  return { queue, index, schema, webhooks, reach: { privateHosts } };
}

async function run(): Promise<void> {
  const { queue, index: open, ...parts } = await openAll();
  const index = open();
  const stopping = new AbortController();
  onStopSignal(() => stopping.abort());
  for (const { name } of parts.webhooks) {
    const waiting = await queue.waiting(name);
    if (waiting > 0) say(`${name}: ${waiting} deliveries wait`);
  }
  say(`Webhooks: ${parts.webhooks.map(({ name }) => name).join(", ")}`);
  const code = await work({ ...parts, queue, index, stop: stopping.signal }).then(
    () => 0,
    (error: Error) => {
      say(`The database was away for too long (${error.message}). Nothing is lost: start again.`);
      stopping.abort();
      return TRY_AGAIN;
    },
  );
  await Promise.allSettled([queue.close(), index.close()]);
  process.exit(code);
}

async function ping([name]: readonly string[]): Promise<void> {
  const { webhooks, privateHosts } = configOf();
  const webhook = webhooks.find((one) => one.name === name);
  if (webhook === undefined)
    throw new Refusal(
      `There is no webhook ${name ?? ""}. Known are ${webhooks.map((one) => one.name).join(", ")}.`,
    );
  const now = new Date();
  const body = JSON.stringify({ type: "ping", timestamp: now.toISOString(), data: {} });
  try {
    await deliver(webhook, { id: `msg_ping_${now.getTime()}`, body }, { privateHosts });
    print("Delivered.");
  } catch (error) {
    throw new Refusal(`Not delivered: ${(error as Error).message}`);
  }
}

async function withQueue(use: (queue: Queue) => Promise<void>): Promise<void> {
  const { queue } = await openAll();
  try {
    await use(queue);
  } finally {
    await queue.close();
  }
}

async function list(queue: Queue): Promise<void> {
  const letters = await queue.deadLetters(MOST_LISTED);
  for (const { id, webhook, diedAt, subject, message, attempts, reason } of letters)
    print(
      [id, webhook, diedAt.toISOString(), message.id, subject, `${attempts} tries`, reason].join(
        "  ",
      ),
    );
  if (letters.length === 0) print("No delivery was given up.");
}

async function settle(queue: Queue, then: "retry" | "drop", given: readonly string[]) {
  if (given.length === 0) throw misused(USAGE, `Which ones to ${then} is missing`);
  const known = (await queue.deadLetters(MOST_LISTED)).map(({ id }) => id);
  const unknown = given[0] === "all" ? undefined : given.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new Refusal(
      `There is no dead letter ${unknown}. \`npm run webhooks -- dead\` lists them.`,
    );
  const count = await queue.takeDead(given[0] === "all" ? known : given, then);
  print(`${count} ${then === "retry" ? "queued again" : "dropped"}.`);
}
