/** What the questions are about: keys that are in the database. */
import { SCHEMA } from "../contestants/ponder.ts";
import { query } from "../run/database.ts";

/** Keys to ask for, and how much there is of what. */
export type Keys = {
  requests: string[];
  requesters: string[];
  programs: string[];
  provers: string[];
  stakers: string[];
  /** [unix s] Time of the last indexed block. */
  now: number;
  /** The request in the middle: its `created_id`, its time, and how many are newer. It is the last of its second. */
  middle: { id: string; time: number; newer: number };
  rows: { requests: number; bids: number; activities: number; megabytes: number };
};

const MOST = 500;

/** Draws keys from a database, the same for the same database. */
export async function drawKeys(url: string): Promise<Keys> {
  const texts = async (text: string) =>
    (await query<{ key: string }>(url, text)).map(({ key }) => key);
  const one = async (text: string) => (await texts(text))[0]!;
  const from = (table: string) => `FROM "${SCHEMA}".${table}`;
  const some = (column: string, table: string, where = "true") =>
    texts(
      `SELECT DISTINCT ON (md5(${column})) ${column} AS key ${from(table)} WHERE ${where} ORDER BY md5(${column}) LIMIT ${MOST}`,
    );
  const count = async (table: string) =>
    Number(await one(`SELECT count(*)::text AS key ${from(table)}`));
  const requests = await count("request");
  const time = await one(
    `SELECT created_at::text AS key ${from("request")} ORDER BY created_id OFFSET ${Math.floor(requests / 2)} LIMIT 1`,
  );
  const middle = await one(
    `SELECT max(created_id)::text AS key ${from("request")} WHERE created_at = ${time}`,
  );
  const newer = await one(
    `SELECT count(*)::text AS key ${from("request")} WHERE created_id > ${middle}`,
  );
  return {
    requests: await some("id", "request"),
    requesters: await some("address", "requester", "requests > 0"),
    programs: await some("vk", "program"),
    provers: await some("address", "prover", "fulfilled > 0"),
    stakers: await some("staker", "stake"),
    now: Number(
      await one(
        `SELECT substr(latest_checkpoint, 1, 10) AS key ${from("_ponder_checkpoint")} LIMIT 1`,
      ),
    ),
    middle: { id: middle, time: Number(time), newer: Number(newer) },
    rows: {
      requests,
      bids: await count("bid"),
      activities: await count("activity"),
      megabytes: Number(
        await one("SELECT (pg_database_size(current_database()) / 1000000)::text AS key"),
      ),
    },
  };
}
