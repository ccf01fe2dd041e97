/** Question 28: what must be equal in the index, whatever happened on chain. */
import { sql } from "drizzle-orm";
import { network } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { rowsOf } from "./history.ts";
import { feedRules } from "./invariants/feed.ts";
import { governanceRules } from "./invariants/governance.ts";
import { marketRules } from "./invariants/market.ts";
import { moneyRules } from "./invariants/money.ts";
import { proverRules } from "./invariants/provers.ts";
import type { Rule } from "./invariants/rule.ts";
import { stakingRules } from "./invariants/staking.ts";
import { totalRules } from "./invariants/totals.ts";

/** Two sides that must be equal: `left` = `right` + `stray`. */
export type Invariant = {
  name: string;
  meaning: string;
  left: bigint;
  right: bigint;
  /** [wei] Held beyond what is owed: tokens that somebody sent to the contract past its functions. Null where nothing may be left over. */
  stray: bigint | null;
  /** Rows or columns in which the two sides differ; 0 when it holds. */
  exceptions: number;
  holds: boolean;
};

/** Every invariant, in the order they are told. */
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
