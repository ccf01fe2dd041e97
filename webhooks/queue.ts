/** Deliveries that wait, those under way, and those given up: in PostgreSQL, by pg-boss. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { type Db, type JobWithMetadata, PgBoss } from "pg-boss";
import { type Message, TIMEOUT_MS } from "./deliver.ts";
import { say } from "./say.ts";

/** A message on its way. */
export type Delivery = Readonly<{ subject: string; message: Message }>;

/** A delivery that was given up. */
type DeadLetter = Delivery &
  Readonly<{
    webhook: string;
    /** Times it was tried. */
    attempts: number;
    /** Why the last try failed. */
    reason: string;
  }>;

/** A delivery taken from the queue: nobody else has it. */
export type Taken = Delivery & Readonly<{ webhook: string; job: JobWithMetadata<object> }>;

export type Queue = Readonly<{
  /** Connections to the database of the queue. */
  pool: pg.Pool;
  /** Adds deliveries, in this order, in the transaction of `client`. */
  add(client: pg.ClientBase, webhook: string, deliveries: readonly Delivery[]): Promise<void>;
  /** Takes the next deliveries that are due, of different subjects; of a subject only the one that is first. */
  take(webhook: string, count: number): Promise<Taken[]>;
  /** It arrived. */
  complete(taken: Taken): Promise<void>;
  /** It did not: it is due again after a while, or given up after a day. Tells which. */
  fail(taken: Taken, reason: string): Promise<"again" | "dead">;
  /** How many wait for a webhook. */
  waiting(webhook: string): Promise<number>;
  deadLetters(limit: number): Promise<readonly (DeadLetter & { id: string; diedAt: Date })[]>;
  /** Removes dead letters and, unless they are to be dropped, queues them again. Tells how many. */
  takeDead(ids: readonly string[], then: "retry" | "drop"): Promise<number>;
  close(): Promise<void>;
}>;

/** How long is tried, and how often. */
export type Patience = Readonly<{
  /** [s] Before the second try; then about twice as long each time… */
  first: number;
  /** [s] …up to this. */
  longest: number;
  /** [s] What is older when a try fails is given up. */
  total: number;
}>;

/** A day: after 5 s, 10 s, 20 s, … 2 hours, some twenty times. */
const A_DAY: Patience = { first: 5, longest: 7_200, total: 86_400 };

/** [s] Nothing is forgotten that nobody settled. */
const FOREVER = 60 * 365 * 86_400;
/** [s] What was delivered may be looked at so long. */
const KEEP_DELIVERED = 86_400;
/** Age decides, not the number of tries. */
const MOST_TRIES = 100_000;
/** [s] Whoever has taken a delivery and says nothing for so long is gone. */
const GONE = (2 * TIMEOUT_MS) / 1_000;
/** [s] */
const SUPERVISION = 15;

const DEAD = "dead";
const queueOf = (webhook: string) => `webhook/${webhook}`;

/** Opens the queues of webhooks in a schema, and creates what is missing. */
export async function openQueue({
  connectionString,
  schema,
  webhooks,
  patience = A_DAY,
}: {
  connectionString: string;
  schema: string;
  webhooks: readonly string[];
  patience?: Patience;
}): Promise<Queue> {
  const application = { application_name: schema };
  const pool = new pg.Pool({ connectionString, ...application, max: 4 });
  const report = (error: Error) => say(`Queue: ${error.message}`);
  pool.on("error", report);
  const boss = new PgBoss({
    ...{ connectionString, schema, max: 4, schedule: false },
    ...application,
    superviseIntervalSeconds: SUPERVISION,
    monitorIntervalSeconds: SUPERVISION,
    registerInstance: false,
  });
  boss.on("error", report);
  await boss.start();
  await boss.createQueue(DEAD, { retentionSeconds: FOREVER });
  const options = {
    retryLimit: MOST_TRIES,
    retryDelay: patience.first,
    retryBackoff: true,
    retryDelayMax: patience.longest,
    expireInSeconds: GONE,
    retentionSeconds: FOREVER,
    deleteAfterSeconds: KEEP_DELIVERED,
  };
  for (const webhook of webhooks) {
    // One at a time of each key, in the order of creation, and none before one that is tried again.
    await boss.createQueue(queueOf(webhook), { ...options, policy: "key_strict_fifo" });
    await boss.updateQueue(queueOf(webhook), options);
  }

  const transact = async <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((failed) => {
        broken = failed;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };

  const add: Queue["add"] = async (client, webhook, deliveries) => {
    // Those of one transaction are as old as each other: then the queue goes by their ids.
    const ids = deliveries.map(() => randomUUID() as string).sort();
    const jobs = deliveries.map((delivery, index) => ({
      id: ids[index]!,
      data: delivery,
      singletonKey: delivery.subject,
    }));
    if (jobs.length > 0) await boss.insert(queueOf(webhook), jobs, { db: through(client) });
  };

  return {
    pool,
    add,
    async take(webhook, count) {
      const jobs = await boss.fetch<Delivery>(queueOf(webhook), {
        batchSize: count,
        includeMetadata: true,
      });
      return jobs.map((job) => ({ ...job.data, webhook, job }));
    },
    async complete({ webhook, job }) {
      await boss.complete(queueOf(webhook), job.id);
    },
    async fail({ webhook, job, subject, message }, reason) {
      const age = (Date.now() - job.createdOn.getTime()) / 1_000;
      if (age < patience.total) {
        await boss.fail(queueOf(webhook), job.id, { reason });
        return "again";
      }
      await transact(async (client) => {
        const db = through(client);
        const attempts = job.retryCount + 1;
        const letter: DeadLetter = { webhook, subject, message, attempts, reason };
        await boss.complete(queueOf(webhook), job.id, { reason }, { db });
        await boss.insert(DEAD, [{ data: letter }], { db });
      });
      return "dead";
    },
    async waiting(webhook) {
      const { rows } = await pool.query(
        `select count(*)::int as count from "${schema}".job where name = $1 and state < 'completed'`,
        [queueOf(webhook)],
      );
      return rows[0].count;
    },
    async deadLetters(limit) {
      const jobs = await boss.findJobs<DeadLetter>(DEAD, { limit });
      return jobs.map(({ id, data, createdOn }) => ({ ...data, id, diedAt: createdOn }));
    },
    takeDead: (ids, then) =>
      transact(async (client) => {
        const db = through(client);
        // One after another: a second one finds none left.
        await client.query("select pg_advisory_xact_lock(hashtext($1))", [`${schema}.${DEAD}`]);
        let taken = 0;
        for (const id of ids) {
          const [job] = await boss.findJobs<DeadLetter>(DEAD, { id, db });
          if (job === undefined) continue;
          await boss.deleteJob(DEAD, id, { db });
          const { webhook, subject, message } = job.data;
          if (then === "retry") await add(client, webhook, [{ subject, message }]);
          taken++;
        }
        return taken;
      }),
    async close() {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
}

/** pg-boss within a transaction of ours. */
const through = (client: pg.ClientBase): Db => ({
  executeSql: (text, values) => client.query(text, values as unknown[]),
});
