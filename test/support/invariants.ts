/** What must hold among the rows after every block, whatever happened on chain. */
import * as schema from "../../ponder.schema.ts";
import { bucketRules } from "./invariants/buckets.ts";
import { marketRules } from "./invariants/market.ts";
import type { Rows, Rule } from "./invariants/rules.ts";
import { stakingRules } from "./invariants/staking.ts";

const rules: Record<string, Rule> = { ...marketRules, ...stakingRules, ...bucketRules };

/** The names of all rules, each a sentence. */
export const ruleNames: readonly string[] = Object.keys(rules);

/** What is broken, a sentence each with the offending row; empty when everything holds. */
export function findViolations(rows: Rows): string[] {
  const network = rows(schema.network)[0];
  if (network === undefined) return ["the network has a row"];
  return Object.entries(rules).flatMap(([rule, check]) =>
    check(rows, network).map((what) => `${rule}: ${what}`),
  );
}
