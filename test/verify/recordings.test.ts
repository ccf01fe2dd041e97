import { readFileSync } from "node:fs";
import type { Abi } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { abis } from "../../verify/answer.ts";
import type { limits } from "../../verify/limits.ts";
import { type Comparison, type Count, compareRecording, indexInMemory } from "./support.ts";

/** Of `limits`, those that hold always: the rest need an index that began late or samples transfers. */
const alwaysUnanswerable = [
  "proverVault.allowance",
  "token.allowance",
  "token.name",
  "token.symbol",
] satisfies (keyof typeof limits)[];

const allViews = Object.entries(abis).flatMap(([contract, abi]) =>
  (abi as Abi).flatMap((item) => (item.type === "function" ? [`${contract}.${item.name}`] : [])),
);
const sum = (counts: Record<string, Count>, of: keyof Count) =>
  Object.values(counts).reduce((total, count) => total + count[of], 0);
const viewsWith = (counts: Record<string, Count>, of: keyof Count) =>
  Object.keys(counts).filter((view) => counts[view]![of] > 0);

const recordings = [
  { name: "month", checkpoints: 10, recorded: 92_498, equal: 90_552, reverted: 8 },
  { name: "quirks", checkpoints: 19, recorded: 235_550, equal: 231_965, reverted: 150 },
];

test("the README says how much is compared", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const compared = recordings.reduce((sum, { equal, reverted }) => sum + equal + reverted, 0);
  expect(readme).toContain(
    `${allViews.length - alwaysUnanswerable.length} of the contracts' ${allViews.length} view functions`,
  );
  expect(readme).toContain(`${compared.toLocaleString("en")} recorded answers`);
});

describe.each(recordings)(
  "of the recorded chain $name, at $checkpoints checkpoints",
  ({ name, ...expected }) => {
    let comparison: Comparison;
    beforeAll(async () => {
      comparison = await compareRecording(name, { rowsAt: await indexInMemory(name) });
    }, 120_000);

    test("every answer rebuilt from the rows is the contracts' own", () => {
      const { mismatches } = comparison;
      expect({ different: mismatches.length, first: mismatches.slice(0, 10) }).toEqual({
        different: 0,
        first: [],
      });
    });

    test("every recorded call is asked, and counted once", () => {
      const { counts, recorded, notDeployed, checkpoints } = comparison;
      expect({ checkpoints, recorded }).toEqual({
        checkpoints: expected.checkpoints,
        recorded: expected.recorded,
      });
      const asked = (["equal", "reverted", "different", "unanswerable"] as const).map((of) =>
        sum(counts, of),
      );
      expect(asked.reduce((a, b) => a + b) + notDeployed).toBe(recorded);
    });

    test("where the contracts revert, so does the answer, for the same reason", () => {
      expect(sum(comparison.counts, "equal")).toBe(expected.equal);
      expect(sum(comparison.counts, "reverted")).toBe(expected.reverted);
    });

    test("only what no event tells is not answered", () => {
      expect(viewsWith(comparison.counts, "unanswerable").sort()).toEqual(alwaysUnanswerable);
    });

    test("every view of every contract is compared", () => {
      const compared = viewsWith(comparison.counts, "equal");
      const left = allViews.filter((view) => !compared.includes(view));
      expect([...new Set(left)].sort()).toEqual(alwaysUnanswerable);
    });
  },
);
