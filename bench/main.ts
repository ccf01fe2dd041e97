/** `npm run bench`: see README.md. */
import { parseArgs } from "node:util";
import { measureIndexing, ownContestants } from "./indexing.ts";
import { defaultMarket, type MarketOptions } from "./market.ts";
import { startDatabase } from "./run/database.ts";
import { describeMachine, report } from "./run/report.ts";
import { startMarket, startRecording } from "./run/workload.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string" },
    "events-per-block": { type: "string" },
    seed: { type: "string" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    recordings: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const say = (text: string) => console.error(text);
const options: MarketOptions = {
  ...defaultMarket,
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  ...(values.events === undefined ? {} : { events: Number(values.events) }),
  ...(values["events-per-block"] === undefined
    ? {}
    : { eventsPerBlock: Number(values["events-per-block"]) }),
};
const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`.trim();
const database = await startDatabase();
const machine = describeMachine(database.version);
const contestants = ownContestants.filter(
  ({ name }) => values.only === undefined || values.only.some((part) => name.includes(part)),
);
const workloads = values.recordings
  ? ["month", "quirks"].map((name) => () => startRecording(name))
  : [() => startMarket(options)];
for (const startWorkload of workloads) {
  const workload = await startWorkload();
  const body = await measureIndexing(contestants, {
    rounds: Number(values.rounds),
    workload,
    database,
    say,
  });
  report({ title: `Indexing: ${workload.name}`, command, machine, body }, values.write);
  await workload.stop();
}
await database.stop();
process.exit(0);
