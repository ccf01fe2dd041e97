/** What is said of a comparison, and what is kept of it. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { VERIFICATIONS, type Verification } from "../../src/api/topics/verifications.ts";
import type { Verdict } from "../../verify/chain.ts";
import { type judge, total } from "../../verify/judge.ts";
import type { Index } from "../../verify/sources/snapshot.ts";

/** Differences shown in full. */
const SHOWN = 10;

/** Prints what was compared, by view, and the differences. */
export function print(verdict: Verdict): void {
  const { tallies, mismatches, refusal } = verdict;
  console.table(Object.fromEntries(tallies.map(({ view, ...counts }) => [view, counts])));
  for (const { call, path, expected, actual } of mismatches.slice(0, SHOWN)) {
    console.log(`\n${call.contract}.${call.function.name} ${path || "(whole answer)"}`);
    console.log(`  call   ${call.to} ${call.data}`);
    console.log(`  chain  ${shown(expected)}\n  index  ${shown(actual)}`);
  }
  if (mismatches.length > SHOWN) console.log(`\n… and ${mismatches.length - SHOWN} more.`);
  const refused = total(verdict, "refused");
  if (refusal !== null)
    console.log(`\nThe node refused ${refused} calls, the first for this reason: ${refusal}`);
  const kept = total(verdict, "unanswerable");
  if (kept > 0) console.log(`\n${kept} calls ask what is not kept (docs/limits.md).`);
}

const shown = (value: unknown) =>
  JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? String(item) : item));

/** Leaves the outcome where the API finds it: `{ lastVerification { … } laterVerifications { … } }`. */
export function remember(
  { block, timestamp }: Pick<Index, "block" | "timestamp">,
  verdict: Verdict,
  { outcome, scope }: Pick<ReturnType<typeof judge>, "outcome"> & Pick<Verification, "scope">,
): void {
  const run: Verification = {
    block,
    timestamp,
    comparedAt: Math.floor(Date.now() / 1000),
    scope,
    outcome,
    compared: total(verdict, "compared"),
    equal: total(verdict, "equal"),
    different: total(verdict, "different"),
    unsampled: total(verdict, "unsampled"),
    refused: total(verdict, "refused"),
    differentViews: verdict.tallies.flatMap(({ view, different }) => (different > 0 ? [view] : [])),
  };
  mkdirSync(dirname(VERIFICATIONS), { recursive: true });
  appendFileSync(VERIFICATIONS, `${JSON.stringify(run)}\n`);
}
