import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { requireCommandLine } from "../settings/commandLine.ts";
import { projectRoot } from "../settings/networks.ts";
import { startLoad } from "./topology/load.ts";
import { startPgbouncer } from "./topology/pgbouncer.ts";
import { startPostgres } from "./topology/postgres.ts";
import { createPrograms, freePort, type Program, say } from "./topology/programs.ts";

const USAGE = `Runs all of it on one machine: PostgreSQL with a streaming replica and PgBouncer, the indexer, four API processes of which
two read the replica and one reads through PgBouncer, HAProxy before them, Prometheus with the alert rules; kills an API,
deploys a new version and removes the old one while questions and SQL are asked all the time; and tells how many of them
failed.

  apt-get install postgresql pgbouncer haproxy prometheus
  npm run topology`;

requireCommandLine(USAGE, {});

const VIEWS = "provernet_live";
const ANALYST = "analyst";
const ON_REPLICA = "SQL on the replica";
const folder = mkdtempSync(join(tmpdir(), "provernet-topology-"));
const programs = createPrograms(folder);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => void end(130));
try {
  await end((await run()) ? 0 : 1);
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  await end(1);
}

async function end(code: number): Promise<never> {
  await programs.stopAll();
  if (code === 0) rmSync(folder, { recursive: true, force: true });
  else say(`The logs are in ${folder}`);
  process.exit(code);
}

async function run(): Promise<boolean> {
  const { primary, replica } = await startPostgres(folder, programs);
  const pooled = await startPgbouncer(folder, programs, {
    url: primary,
    roles: ["provernet", ANALYST],
  });
  const settings = {
    NETWORK: "recording",
    RECORDING: "month",
    DATABASE_URL: primary,
    VIEWS_SCHEMA: VIEWS,
    LISTEN_HOST: "127.0.0.1",
    API_TRUST_PROXY: "on",
    API_DRAIN_SECONDS: "5",
    // All that is asked here comes from one address.
    API_BUDGET_PER_MINUTE: "0",
  };
  const startIndexer = (schema: string, port: number) =>
    programs.start(`indexer-${schema}`, process.execPath, ["scripts/run.ts", "start"], {
      ...settings,
      DATABASE_SCHEMA: schema,
      PORT: String(port),
    });
  const startApi = (name: string, schema: string, port: number, from: string) =>
    programs.start(name, process.execPath, ["scripts/api.ts"], {
      ...settings,
      DATABASE_SCHEMA: schema,
      PORT: String(port),
      API_DATABASE_URL: from,
    });
  const views = (...words: string[]) =>
    programs.run(process.execPath, ["scripts/views.ts", ...words], {
      ...settings,
      DATABASE_SCHEMA: "provernet_1",
    });

  const ports = await Promise.all(Array.from({ length: 8 }, freePort));
  const [front = 0, indexer1 = 0, indexer2 = 0, metrics = 0, ...apis] = ports;
  const [api1 = 0, api2 = 0, api3 = 0, api4 = 0] = apis;

  say("1. The first version: an indexer, an API through PgBouncer, an API on the replica");
  const first = startIndexer("provernet_1", indexer1);
  await first.says(`The views in ${VIEWS} show provernet_1`);
  let one = startApi("api-1", "provernet_1", api1, pooled.session);
  const two = startApi("api-2", "provernet_1", api2, replica);
  await Promise.all([ready(api1), ready(api2)]);

  say("2. HAProxy and Prometheus");
  const haproxy = programs.start("haproxy", "haproxy", ["-db", "-f", "deploy/haproxy.cfg"], {
    PUBLIC: `127.0.0.1:${front}`,
    ...Object.fromEntries(apis.map((port, index) => [`API_${index + 1}`, `127.0.0.1:${port}`])),
  });
  await ready(front);
  startPrometheus(metrics, { indexer: [indexer1, indexer2], api: apis });

  const password = /shown once: (\S+)/.exec(await views("grant", ANALYST))![1]!;
  const asAnalyst = (url: string) => url.replace(/\/\/[^@]*@/, `//${ANALYST}:${password}@`);
  const load = startLoad({
    graphql: `http://127.0.0.1:${front}/graphql`,
    sql: {
      "SQL on the primary": asAnalyst(primary),
      [ON_REPLICA]: asAnalyst(replica),
      "SQL through PgBouncer": asAnalyst(pooled.transaction),
    },
    replica: ON_REPLICA,
  });
  await load.goOn(3_000);

  say("3. An API is killed, and started again");
  one.kill();
  await load.goOn(3_000);
  one = startApi("api-1", "provernet_1", api1, pooled.session);
  await ready(api1);
  await load.goOn(2_000);

  say("4. The second version indexes beside the first, and takes over the views");
  const second = startIndexer("provernet_2", indexer2);
  await second.says(`The views in ${VIEWS} show provernet_2 now`);
  startApi("api-3", "provernet_2", api3, primary);
  startApi("api-4", "provernet_2", api4, replica);
  // Before the old ones end, the new ones must be known at the front.
  await Promise.all(["api3", "api4"].map((server) => haproxy.says(`Server api/${server} is UP`)));
  await load.goOn(3_000);

  say("5. The first version ends, and its index is removed");
  await Promise.all([one.stop(), two.stop()]);
  await load.goOn(3_000);
  await first.stop();
  say(`   ${(await views("prune", "provernet_1")).trim()}`);
  await load.goOn(3_000);
  const { asked, failures, askedAgain } = await load.end();

  say("6. What Prometheus sees");
  const problems = await askPrometheus(metrics, [indexer2, api3, api4]);

  for (const [kind, count] of Object.entries(asked)) say(`${kind}: ${count} asked`);
  say(`${ON_REPLICA}: ${askedAgain} asked again after a deadlock`);
  say(
    `${failures.length} failed${failures
      .slice(0, 5)
      .map((failure) => `\n  ${failure}`)
      .join("")}`,
  );
  for (const problem of problems) say(problem);
  return failures.length === 0 && problems.length === 0;
}

async function ready(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    programs.requireRunning();
    await sleep(100);
  }
}

/** With the configuration of the project, but for where everything is. */
function startPrometheus(port: number, targets: { indexer: number[]; api: number[] }): Program {
  const own = join(folder, "prometheus");
  mkdirSync(own);
  const at = (ports: number[]) =>
    `static_configs: [{ targets: [${ports.map((each) => `"127.0.0.1:${each}"`).join(", ")}] }]`;
  const config = readFileSync(join(projectRoot, "deploy/prometheus/prometheus.yml"), "utf8")
    .replace(/static_configs: .*indexer:.*/, at(targets.indexer))
    .replace(/dns_sd_configs: .*/, at(targets.api))
    .replace(/ {2}- job_name: machine[\s\S]*/, "")
    .replaceAll("15s", "1s")
    .replace("alerts.yml", join(projectRoot, "deploy/prometheus/alerts.yml"));
  writeFileSync(join(own, "prometheus.yml"), config);
  return programs.start("prometheus", "prometheus", [
    `--config.file=${own}/prometheus.yml`,
    `--storage.tsdb.path=${own}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
}

type Target = { scrapeUrl: string; health: string; lastError: string };
type Rule = { name: string; health: string; lastError?: string; state: string };

/** What is wrong: with the targets of these ports, and with the rules. */
async function askPrometheus(port: number, ports: number[]): Promise<string[]> {
  await sleep(3_000);
  const ask = async (path: string) =>
    ((await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()) as { data: never })
      .data;
  const { activeTargets } = (await ask("targets")) as { activeTargets: Target[] };
  const { groups } = (await ask("rules")) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const firing = rules.filter(({ state }) => state === "firing").map(({ name }) => name);
  say(`   ${rules.length} rules; firing: ${firing.join(", ") || "none"}`);
  return [
    ...activeTargets
      .filter(
        ({ scrapeUrl, health }) =>
          ports.some((each) => scrapeUrl.includes(`:${each}/`)) && health !== "up",
      )
      .map(({ scrapeUrl, lastError }) => `${scrapeUrl} is not scraped: ${lastError}`),
    ...rules
      .filter(({ health }) => health !== "ok")
      .map(({ name, lastError }) => `The rule ${name} is not evaluated: ${lastError}`),
  ];
}
