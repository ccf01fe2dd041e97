/** Question 28: what must be equal in the index, whatever happened on chain. */
import { sql } from "drizzle-orm";
import { network } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { type Argument, listArg, textArg } from "../declare/arguments.ts";
import { big, bigOrNull, bool, int, question, text } from "../declare/fields.ts";
import { listOf, object, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { type Optional, quote } from "../inputs.ts";
import { feedRules } from "../invariants/feed.ts";
import { governanceRules } from "../invariants/governance.ts";
import { marketRules } from "../invariants/market.ts";
import { moneyRules } from "../invariants/money.ts";
import { proverRules } from "../invariants/provers.ts";
import type { Rule } from "../invariants/rule.ts";
import { stakingRules } from "../invariants/staking.ts";
import { totalRules } from "../invariants/totals.ts";
import { rowsOf } from "../reads/history.ts";
import type { Topic } from "../topic.ts";

const Invariant = object("Invariant", "Two sides that must be equal: left = right + stray.", {
  name: text("Its name."),
  meaning: text("What it says, and what the sides are."),
  left: big("Left side: wei, unless the meaning says otherwise."),
  right: big("Right side."),
  stray: bigOrNull(
    "[wei] What a contract holds beyond what it owes: tokens that somebody sent to it past its functions. No event tells them apart from what is owed; their sum is this difference. Null where nothing may be left over, and where it is broken.",
  ),
  exceptions: int("Rows or columns in which the sides differ: 0 when it holds."),
  holds: bool(
    "Whether it holds, in sum and for each row. False means that a figure is wrong: please report it.",
  ),
});

export type Invariant = ValueOf<typeof Invariant>;

/** Every invariant, in the order of the answer. */
export const rules: readonly Rule[] = [
  ...moneyRules,
  ...totalRules,
  ...marketRules,
  ...proverRules,
  ...stakingRules,
  ...governanceRules,
  ...feedRules,
];

/** Names of the invariants, in their order. */
export const invariantNames = rules.map(({ name }) => name);

type Sides = { lhs: string | null; rhs: string | null; exceptions: string | null };

/**
 * The invariants of these names; all by default. Each is one statement and sees one state of the index, also while blocks
 * come in. Empty before anything is indexed.
 */
export async function invariants(
  db: Db,
  { names = invariantNames }: { names?: readonly string[] } = {},
): Promise<Invariant[]> {
  const found: Invariant[] = [];
  for (const rule of rules) {
    if (!names.includes(rule.name)) continue;
    const exact = rule.exactOnly ? sql`where n.all_transfers` : sql``;
    const [sides] = await rowsOf<Sides>(
      db,
      sql`select s.* from ${network} n cross join lateral (${rule.sides}) s ${exact}`,
    );
    if (sides !== undefined) found.push(judge(rule, sides));
  }
  return found;
}

function judge(
  { name, meaning, allowsStray }: Rule,
  { lhs, rhs, exceptions: rows }: Sides,
): Invariant {
  const [left, right] = [BigInt(lhs ?? 0), BigInt(rhs ?? 0)];
  const isEqual = allowsStray ? left >= right : left === right;
  const stray = allowsStray && isEqual ? left - right : null;
  const exceptions = Math.max(Number(rows ?? 0), isEqual ? 0 : 1);
  return { name, meaning, left, right, stray, exceptions, holds: exceptions === 0 };
}

const namesArg: Argument<readonly string[] | null> = {
  ...listArg(textArg("Those of these names; all if left out.")),
  read: (given: Optional<readonly string[]>, argument: string) => {
    const unknown = given?.find((name) => !invariantNames.includes(name));
    if (unknown === undefined) return given ?? null;
    throw new UserError({
      argument,
      problem: `holds ${quote(unknown)}, which is no invariant. Ask for all of them to see their names.`,
      example: `${argument}: ["${invariantNames[0]}"]`,
    });
  },
};

export const invariantTopic: Topic = {
  queries: {
    invariants: question(listOf(Invariant), {
      text: "What must be equal in the index, whatever happened on chain: computed now, each from one state of the index. It reads whole tables: on a large index ask for a few by their names.",
      args: { names: namesArg },
      cost: { base: 1000, rows: 110 },
      ask: ({ names }, { db }) => invariants(db, names === null ? {} : { names }),
    }),
  },
};
