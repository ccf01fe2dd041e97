import type { IntegrityPageQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Sentence } from "../../parts/tip.tsx";
import styles from "./integrity.module.css";

type Invariant = IntegrityPageQuery["invariants"][number];

export const invariantColumns: readonly Column<Invariant>[] = [
  column.text("What must hold", "Invariant.meaning", ({ meaning }) => meaning, {
    show: ({ meaning }) => (
      <span className={styles.meaning}>
        <Sentence text={meaning} />
      </span>
    ),
  }),
  column.text("Holds", "Invariant.holds", ({ holds }) => (holds ? "✓ holds" : "✕ broken"), {
    show: ({ holds }) => (
      <span data-holds={holds} className={styles.holds}>
        {holds ? "✓ holds" : "✕ broken"}
      </span>
    ),
  }),
  column.count("Left", "Invariant.left", ({ left }) => left),
  column.count("Right", "Invariant.right", ({ right }) => right),
  column.count("Rows that differ", "Invariant.exceptions", ({ exceptions }) => exceptions),
  column.count("Sent by mistake", "Invariant.stray", ({ stray }) => stray, {
    isLesser: true,
    reason: "nothing may be left over",
  }),
];

type Comparison = IntegrityPageQuery["laterVerifications"][number];

export const comparisonColumns: readonly Column<Comparison>[] = [
  column.time("Compared", "Verification.comparedAt", ({ comparedAt }) => comparedAt),
  column.count("At block", "Verification.block", ({ block }) => block),
  column.text("What", "Verification.scope", ({ scope }) => scope, {
    show: ({ scope }) => words(scope),
  }),
  column.text("Outcome", "Verification.outcome", ({ outcome }) => outcome, {
    show: ({ outcome }) => (
      <span data-holds={outcome !== "DIFFERENT"} className={styles.holds}>
        {words(outcome)}
      </span>
    ),
  }),
  column.count("Answers", "Verification.compared", ({ compared }) => compared),
  column.count("Equal", "Verification.equal", ({ equal }) => equal, { isLesser: true }),
  column.count("Different", "Verification.different", ({ different }) => different),
  column.count("Not sampled yet", "Verification.unsampled", ({ unsampled }) => unsampled, {
    isLesser: true,
  }),
  column.count("Refused", "Verification.refused", ({ refused }) => refused, { isLesser: true }),
  column.text(
    "Views that differ",
    "Verification.differentViews",
    ({ differentViews }) => differentViews.join(", ") || "none",
    { isLesser: true },
  ),
];

type Statistic = NonNullable<IntegrityPageQuery["contractStatistics"]>["figures"][number];

export const statisticColumns: readonly Column<Statistic>[] = [
  column.text("Figure", "StatisticPair.name", ({ name }) => name),
  column.count("The contract shows", "StatisticPair.contract", ({ contract }) => contract),
  column.count("Counted plainly", "StatisticPair.index", ({ index }) => index),
  column.text("Same", "StatisticPair.index", ({ contract, index }) =>
    contract === index ? "✓ same" : "✕ not the same",
  ),
];
