/** Compares the indexer with others, and its API with others: see README.md. */
import { resolve } from "node:path";
import { misused, requireCommandLine } from "../settings/commandLine.ts";
import { fail } from "../settings/environment.ts";
import { measureApi } from "./api.ts";
import { measureAttack } from "./attack.ts";
import { envio } from "./contestants/envio.ts";
import { install, isInstalled } from "./contestants/peer.ts";
import { subsquid } from "./contestants/subsquid.ts";
import { measureDemo } from "./demo.ts";
import { measureIndexing, ownContestants } from "./indexing.ts";
import { liveSizes, measureLive } from "./live.ts";
import { defaultMarket, type MarketOptions } from "./market.ts";
import { profileIndexing } from "./profile.ts";
import { type Database, startDatabase } from "./run/database.ts";
import { show } from "./run/figures.ts";
import { describeMachine, report } from "./run/report.ts";
import { startMarket, startRecording, type Workload } from "./run/workload.ts";
import { measureScale } from "./scale.ts";
import { measureSoak } from "./soak.ts";
import { measureSubscriptions } from "./subscriptions.ts";

const USAGE = `npm run bench -- [what] [options]

  (nothing)       how fast the contestants index a synthetic market
  --recordings    the same with the project's recorded chains
  --scale         the cost of an event at several sizes (--sizes 10000,100000,1000000)
  --profile       where the indexer's processor time goes (--keep FILE keeps the CPU profile)
  --demo          how long \`npm run demo\` takes until it is ready, step by step
  --live          from a block to its rows (--sizes 1,10,100,1000 events a block)

  --subscriptions from a block to clients that listen, and to others that ask (--idle 1000, --busy 200, --polling 200,
                  --blocks 60)

  --api           how fast the API answers (--requests N in the database, of which the indexer indexes --events N,
                  1,000,000 at most, and the rest are copies; --seconds N for each figure, --connections 1,10,50,
                  --only QUESTION; --data FOLDER keeps the database there, and the next run finds it filled)

  --soak          clients on the mix of queries/ while blocks come as Base's: what fails, lags and grows
                  (--minutes 60, --clients 8, --events 100000 of history, --parts 6 of the table)

  --attack        what a cheap question takes beside fifty clients of the dearest that are allowed
                  (--requests, --events, --seconds and --data as with --api; --only WORD of the question)

  --events N --events-per-block N --seed N    the market (20,000, 5, 1)
  --rounds N      of each contestant (3)
  --only NAME     contestants of this name, or whose name has this in it; may be repeated
  --peers         Envio, Subsquid and PostGraphile as well; installs them if need be
  --write         put the table into RESULTS.md`;

/** Options that are no number, or several with commas between them. */
const TEXTS = ["keep", "data"];
const NUMBERS = /^\d+(\.\d+)?(,\d+)*$/;

const { values } = requireCommandLine(USAGE, {
  options: {
    recordings: { type: "boolean", default: false },
    scale: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    demo: { type: "boolean", default: false },
    live: { type: "boolean", default: false },
    api: { type: "boolean", default: false },
    attack: { type: "boolean", default: false },
    soak: { type: "boolean", default: false },
    minutes: { type: "string", default: "60" },
    parts: { type: "string", default: "6" },
    clients: { type: "string", default: "8" },
    subscriptions: { type: "boolean", default: false },
    idle: { type: "string", default: "1000" },
    busy: { type: "string", default: "200" },
    polling: { type: "string", default: "200" },
    blocks: { type: "string", default: "60" },
    sizes: { type: "string" },
    requests: { type: "string", default: "50000" },
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "1,10,50" },
    keep: { type: "string" },
    data: { type: "string" },
    events: { type: "string" },
    "events-per-block": { type: "string" },
    seed: { type: "string" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    peers: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
for (const [name, value] of Object.entries(values))
  if (typeof value === "string" && !TEXTS.includes(name) && !NUMBERS.test(value))
    fail(misused(USAGE, `--${name} is "${value}", which is not a number`));
const say = (text: string) => console.error(text);
const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`.replace(/( --)?$/, "");
const rounds = Number(values.rounds);
const market: MarketOptions = {
  ...defaultMarket,
  ...given("seed", values.seed),
  ...given("events", values.events),
  ...given("eventsPerBlock", values["events-per-block"]),
};

await main();
process.exit(0);

function given(name: keyof MarketOptions, value: string | undefined): Partial<MarketOptions> {
  return value === undefined ? {} : { [name]: Number(value) };
}

async function main(): Promise<void> {
  if (values.peers) await installPeers();
  const database = await startDatabase(values.data ? resolve(values.data) : null);
  // A server that nobody stops would go on for ever; the other processes end with this one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => database.stop().finally(() => process.exit(130)));
  try {
    await measure(database);
  } finally {
    await database.stop();
  }
}

async function installPeers(): Promise<void> {
  const peers = values.api ? (["postgraphile"] as const) : (["envio", "subsquid"] as const);
  for (const peer of peers) {
    if (!isInstalled(peer)) say(`installing ${peer} …`);
    await install(peer);
  }
}

async function measure(database: Database): Promise<void> {
  const machine = describeMachine(database.version);
  const tell = (title: string, body: string) =>
    report({ title, command, machine, body }, values.write);
  const sizes = values.sizes?.split(",").map(Number);
  if (values.attack) {
    const data = {
      requests: Number(values.requests),
      mostEvents: Number(values.events ?? 1_000_000),
      keepData: values.data !== undefined,
    };
    const [only, seconds] = [values.only ?? null, Number(values.seconds)];
    return tell("API under attack", await measureAttack(data, { only, seconds, database, say }));
  }
  if (values.soak) {
    const soak = {
      ...{ minutes: Number(values.minutes), parts: Number(values.parts) },
      ...{ clients: Number(values.clients), events: Number(values.events ?? 100_000) },
    };
    const { body, failures } = await measureSoak(soak, { database, say });
    for (const failure of failures.slice(0, 5)) say(failure);
    return tell("Soak", body);
  }
  if (values.api) {
    const options = {
      requests: Number(values.requests),
      mostEvents: Number(values.events ?? 1_000_000),
      seconds: Number(values.seconds),
      connections: values.connections.split(",").map(Number),
      only: values.only ?? null,
      keepData: values.data !== undefined,
    };
    return tell("API", await measureApi(options, { database, say }));
  }
  if (values.scale) {
    const of = sizes ?? [10_000, 100_000, 1_000_000];
    return tell("Scaling", await measureScale(of, { market, rounds, database, say }));
  }
  if (values.demo) return tell("Demo", await measureDemo(rounds, { say }));
  if (values.live) {
    const of = liveSizes.filter(({ eventsPerBlock }) => sizes?.includes(eventsPerBlock) ?? true);
    return tell("Live", await measureLive(of, { database, say }));
  }
  if (values.subscriptions) {
    const listeners = {
      ...{ idle: Number(values.idle), busy: Number(values.busy) },
      ...{ polling: Number(values.polling), blocks: Number(values.blocks) },
    };
    return tell("Subscriptions", await measureSubscriptions(listeners, { database, say }));
  }
  if (values.profile) {
    const keep = values.keep ?? null;
    return withWorkload(
      () => startMarket(market),
      async (workload) => tell("Profile", await profileIndexing({ workload, database, keep })),
    );
  }
  const all = values.peers ? [...ownContestants, envio, subsquid] : ownContestants;
  const names = all.map(({ name }) => name);
  const isMeant = (name: string, asked: string) =>
    names.includes(asked) ? name === asked : name.includes(asked);
  const contestants = all.filter(
    ({ name }) => values.only?.some((asked) => isMeant(name, asked)) ?? true,
  );
  const starts = values.recordings
    ? ["month", "quirks"].map((name) => () => startRecording(name))
    : [() => startMarket(market)];
  for (const start of starts)
    await withWorkload(start, async (workload) =>
      tell(
        `Indexing: ${workload.name}, ${show(workload.events)} events`,
        await measureIndexing(contestants, { rounds, workload, database, say }),
      ),
    );
}

async function withWorkload(
  start: () => Promise<Workload>,
  use: (workload: Workload) => Promise<void>,
): Promise<void> {
  const workload = await start();
  try {
    await use(workload);
  } finally {
    await workload.stop();
  }
}
