/** Question 29: what a piece of text may stand for. */
import { type SQL, sql } from "drizzle-orm";
import {
  account,
  activity,
  contract,
  eventBlock,
  network,
  program,
  prover,
  request,
  tokenBalance,
  vault,
} from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { type Argument, required, rowsArg, textArg } from "../declare/arguments.ts";
import { bytes, one, question, text } from "../declare/fields.ts";
import { enumeration, listOf, object, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { quote } from "../inputs.ts";
import { comma, rowsOf } from "../reads/history.ts";
import type { Topic } from "../topic.ts";

const SearchHitKind = enumeration("SearchHitKind", "What was found.", {
  PROVER: "A prover, by its address or name.",
  REQUESTER: "An account that asked for proofs.",
  STAKER: "An account that staked or was given shares.",
  SUBMITTER: "A hot key that acts or acted for a prover.",
  VAULT: "A prover's vault.",
  CONTRACT: "A contract of ProverNet, or its token.",
  ACCOUNT:
    "An account in none of these roles that an event names or that holds the token; found by its whole address only.",
  REQUEST: "A request, by its id.",
  PROGRAM: "A program, by its verifying key.",
  TRANSACTION: "A transaction with events, by its whole hash. `feed(transaction)` has its events.",
  BLOCK: "A block with events, by its number. `feed(block)` has its events.",
});

const SearchHit = object("SearchHit", "Something found.", {
  kind: one(SearchHitKind, "What was found. An address in several roles is found once in each."),
  id: bytes("Its address, request id, verifying key, transaction hash or block number."),
  label: text(
    "For people: a prover's name, a request's status and requester, where a program's binary is, a transaction's block, a block's hash. May be arbitrary text from the chain.",
  ),
});

type SearchHit = ValueOf<typeof SearchHit>;

/** The fewest hexadecimal digits that are looked up as the beginning of an id or address. */
const LEAST_DIGITS = 6;

/**
 * What a text stands for, at most `first`: what begins with it, if it is hexadecimal, read from the primary keys; then
 * provers with it in their names, whatever the case. Kinds come in the order of `SearchHitKind`.
 */
export async function search(
  db: Db,
  { text, first }: { text: string; first: number },
): Promise<SearchHit[]> {
  const parts = [...beginningWith(text, first), ...numbered(text), named(text)];
  return rowsOf<SearchHit>(
    db,
    sql`select kind, id, min(label) as label from (${sql.join(parts, sql` union all `)}) hit
      group by kind, id order by ${rank}, id limit ${first}`,
  );
}

const kinds = Object.keys(SearchHitKind.values).map((kind) => sql`${kind}::text`);
const rank = sql`array_position(array[${comma(kinds)}], kind)`;

const named = (text: string): SQL =>
  sql`select 'PROVER' as kind, address as id, name as label from ${prover}
    where strpos(lower(name), lower(${text})) > 0`;

/** Blocks have integers for numbers. */
const numbered = (text: string): SQL[] =>
  /^\d{1,10}$/.test(text) && Number(text) < 2 ** 31
    ? [
        sql`select 'BLOCK' as kind, number::text as id, hash as label from ${eventBlock}
          where number = ${Number(text)}`,
      ]
    : [];

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
  if (digits.length === 64)
    parts.push(
      sql`(select 'TRANSACTION' as kind, transaction as id, 'Block ' || block as label
        from ${activity} where transaction = ${low} limit 1)`,
    );
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

const MOST_HITS = 100;
const MOST_CHARACTERS = 100;

const soughtArg: Argument<string> = {
  ...required(
    textArg(
      "Hexadecimal digits, 6 to 64 of them, with or without 0x, a block number, or part of a prover's name, whatever the case. At most 100 characters.",
    ),
  ),
  read: (given: string, argument: string) => {
    const sought = given.trim();
    const problem = problemOf(sought);
    if (problem === null) return sought;
    throw new UserError({
      argument,
      problem: `is ${quote(given)}, ${problem}`,
      example: `${argument}: "0x1f2e3d"`,
    });
  },
};

function problemOf(text: string): string | null {
  if (text === "") return "with nothing to look for.";
  if (text.length > MOST_CHARACTERS) return `which is longer than ${MOST_CHARACTERS} characters.`;
  if (text.includes("\0")) return "with a character that no name has.";
  if (!/^0x/i.test(text)) return null;
  const digits = text.slice(2);
  if (!/^[0-9a-f]*$/i.test(digits)) return "which begins with 0x and is not hexadecimal.";
  if (digits.length < LEAST_DIGITS)
    return `which has ${digits.length} hexadecimal digits; at least ${LEAST_DIGITS} are needed.`;
  return digits.length > 64 ? "which has more than 64 hexadecimal digits." : null;
}

export const searchTopic: Topic = {
  queries: {
    search: question(listOf(SearchHit), {
      text: "What a text stands for: an address in any role, a request id, a verifying key, the beginning of one of them, the whole hash of a transaction, a block number, or part of a prover's name. Empty when nothing is found.",
      args: { text: soughtArg, limit: rowsArg("Hits at most, 1 to 100. Default 50.", MOST_HITS) },
      cost: { base: 50, rows: 20 },
      ask: ({ text, limit }, { db }) => search(db, { text, first: limit }),
    }),
  },
};
