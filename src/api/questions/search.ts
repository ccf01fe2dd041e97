/** Question 29: what a piece of text may stand for. */
import { type SQL, sql } from "drizzle-orm";
import {
  account,
  activity,
  contract,
  network,
  program,
  prover,
  request,
  tokenBalance,
  vault,
} from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { rowsOf } from "./history.ts";

/** What something found is: its role, a request or a program. An address in several roles is found once in each. */
export const hitKinds = [
  "PROVER",
  "REQUESTER",
  "STAKER",
  "SUBMITTER",
  "VAULT",
  "CONTRACT",
  "ACCOUNT",
  "REQUEST",
  "PROGRAM",
] as const;

/** Something found: `id` is its address, request id or verifying key; `label` is for people. */
export type Hit = { kind: (typeof hitKinds)[number]; id: string; label: string };

/** The fewest hexadecimal digits that are looked up as the beginning of an id or address. */
export const LEAST_DIGITS = 6;

/**
 * What a text stands for, at most `first`: what begins with it, if it is hexadecimal, read from the primary keys; then provers
 * with it in their names, whatever the case. Roles come in the order of `hitKinds`.
 */
export async function search(
  db: Db,
  { text, first }: { text: string; first: number },
): Promise<Hit[]> {
  const parts = [...beginningWith(text, first), named(text)];
  const rows = await rowsOf<Hit>(
    db,
    sql`select kind, id, min(label) as label from (${sql.join(parts, sql` union all `)}) hit
      group by kind, id order by ${rank}, id limit ${first}`,
  );
  return rows;
}

const rank = sql`array_position(array[${sql.join(
  hitKinds.map((kind) => sql`${kind}::text`),
  sql`, `,
)}], kind)`;

const named = (text: string): SQL =>
  sql`select 'PROVER' as kind, address as id, name as label from ${prover}
    where strpos(lower(name), lower(${text})) > 0`;

function beginningWith(text: string, first: number): SQL[] {
  const digits = /^(?:0x)?([0-9a-f]*)$/i.exec(text)?.[1]?.toLowerCase();
  if (digits === undefined || digits.length < LEAST_DIGITS) return [];
  const low = `0x${digits}`;
  const find = (kind: string, table: SQL, { id, label }: { id: string; label: string }) => {
    const key = sql.raw(id);
    // Nothing that is hexadecimal lies between its last beginning and a g.
    return sql`(select ${kind}::text as kind, ${key} as id, ${sql.raw(label)} as label from ${table}
      where ${key} >= ${low} and ${key} < ${`${low}g`} order by ${key} limit ${first})`;
  };
  const role = (kind: string, flag: string) =>
    find(kind, sql`(select address from ${account} where ${sql.raw(flag)}) role`, {
      id: "address",
      label: "address",
    });
  const parts = [
    find("PROVER", sql`${prover}`, {
      id: "address",
      label: "case name when '' then address else name end",
    }),
    role("REQUESTER", "is_requester"),
    role("STAKER", "is_staker"),
    role("SUBMITTER", "is_submitter"),
    find("VAULT", sql`${vault}`, { id: "address", label: "'Vault of ' || prover" }),
    find("CONTRACT", sql`${contract}`, { id: "address", label: "name::text" }),
    find("CONTRACT", sql`${network}`, { id: "token", label: "'TOKEN'" }),
    find("REQUEST", sql`${request}`, {
      id: "id",
      label: "status::text || ' request of ' || requester",
    }),
    find("PROGRAM", sql`${program}`, { id: "vk", label: "img_url" }),
  ];
  // Somebody without a role above: a governor, a receiver, a holder of the token. Known only by the whole address.
  if (digits.length === 40)
    parts.push(
      sql`select 'ACCOUNT' as kind, ${low}::text as id, ${low}::text as label
        where not exists (select from ${account} where address = ${low})
          and not exists (select from ${vault} where address = ${low})
          and not exists (select from ${contract} where address = ${low})
          and not exists (select from ${network} where token = ${low})
          and (exists (select from ${activity} where account = ${low})
            or exists (select from ${tokenBalance} where address = ${low}))`,
    );
  return parts;
}
