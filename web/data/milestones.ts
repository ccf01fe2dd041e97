import type { RuleChangesFragment, SlashMarksFragment } from "./generated/types.ts";
import { exactBrev, parameterText } from "./numbers.ts";

/** A moment worth knowing on an axis of time: a parameter changed, a prover was slashed. */
export type Milestone = Readonly<{ at: number; kind: "rule" | "slash"; text: string }>;

/** The changes of rules and the slashes of an answer. */
export function milestonesOf(
  rules: RuleChangesFragment,
  slashes: SlashMarksFragment = { items: [] },
): readonly Milestone[] {
  return [
    ...(rules.parameterHistory?.items ?? []).map(
      ({ change: { name, unit, oldValue, newValue, timestamp } }) => ({
        at: timestamp,
        kind: "rule" as const,
        text: `${name} ${oldValue === null ? "–" : parameterText(unit, oldValue)} → ${parameterText(unit, newValue)}`,
      }),
    ),
    ...slashes.items.map(({ slashing }) => ({
      at: slashing.timestamp,
      kind: "slash" as const,
      text: `slashed ${exactBrev(slashing.amount)} BREV`,
    })),
  ];
}
