/** What is asked all the time while everything else happens. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { projectRoot } from "../../settings/networks.ts";

const PAUSE_MS = 10;
const QUESTIONS = ["00b-provers", "00e-network"].map((name) => ({
  query: readFileSync(join(projectRoot, "queries", `${name}.graphql`), "utf8"),
}));
const STATEMENTS = [
  "select count(*) as n from request join bid on bid.request_id = request.id",
  "select prover.name, sum(d.fees) as fees from prover_day d join prover on prover.address = d.prover group by 1",
];

/** PostgreSQL's code for a deadlock: what ran into it is to be asked again. */
const DEADLOCK = "40P01";

/**
 * Asks GraphQL through the front, and SQL of each database, one question after the other each. On a replica a reader may
 * run into the locks of a switch, and asks again.
 */
export function startLoad(given: {
  graphql: string;
  sql: Record<string, string>;
  replica: string;
}) {
  const { graphql, sql, replica } = given;
  const failures: string[] = [];
  let askedAgain = 0;
  const asked: Record<string, number> = {};
  let isOver = false;

  const repeat = async (kind: string, ask: () => Promise<void>) => {
    asked[kind] ??= 0;
    for (; !isOver; await sleep(PAUSE_MS)) {
      const began = new Date().toISOString();
      await ask().then(
        () => asked[kind]!++,
        (error) => {
          if (kind === replica && error.code === DEADLOCK) askedAgain++;
          else failures.push(`${began} ${kind}: ${error.message} ${error.cause ?? ""}`);
        },
      );
    }
  };
  const askGraphql = (question: object) => async () => {
    const response = await fetch(graphql, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(question),
    });
    const text = await response.text();
    if (!response.ok || !text.includes('"data"') || text.includes('"errors"'))
      throw new Error(`HTTP ${response.status}: ${text.slice(0, 200)}`);
  };
  const pools = Object.entries(sql).map(([kind, connectionString]) => ({
    kind,
    pool: new pg.Pool({ connectionString, max: 2 }),
  }));
  for (const { pool } of pools) pool.on("error", (error) => failures.push(error.message));
  const askSql = (pool: pg.Pool, statement: string) => async () => {
    const { rows } = await pool.query(statement);
    if (rows.length === 0) throw new Error(`no rows: ${statement}`);
  };
  const all = [
    ...[...QUESTIONS, ...QUESTIONS].map((question) =>
      repeat("GraphQL through HAProxy", askGraphql(question)),
    ),
    ...pools.flatMap(({ kind, pool }) =>
      STATEMENTS.map((statement) => repeat(kind, askSql(pool, statement))),
    ),
  ];
  return {
    /** Lets it run for this many milliseconds. */
    goOn: (ms: number) => sleep(ms),
    async end() {
      isOver = true;
      await Promise.all(all);
      await Promise.all(pools.map(({ pool }) => pool.end()));
      return { asked, failures, askedAgain };
    },
  };
}
