/** What a comparison is worth. */
import type { Verdict } from "./chain.ts";

/** How a comparison ended: nothing differs; something does; or not enough was compared to tell. */
export type Outcome = "EQUAL" | "DIFFERENT" | "INCONCLUSIVE";

/** An outcome, and the sentence that says it. */
export type Ended = { outcome: Outcome; sentence: string };

/** Exit codes of `npm run verify`. */
export const exitCodes = { EQUAL: 0, DIFFERENT: 1, INCONCLUSIVE: 2 } as const satisfies Record<
  Outcome,
  number
>;

type Count = Exclude<keyof Verdict["tallies"][number], "view">;

/** The sum over all views. */
export const total = ({ tallies }: Pick<Verdict, "tallies">, of: Count): number =>
  tallies.reduce((sum, tally) => sum + tally[of], 0);

/** One difference is enough; equal is only what was compared whole. */
export function judge(verdict: Verdict): Ended {
  const [compared, different, unsampled, refused] = (
    ["compared", "different", "unsampled", "refused"] as const
  ).map((of) => total(verdict, of)) as [number, number, number, number];
  if (different > 0)
    return { outcome: "DIFFERENT", sentence: `Different: ${different} of ${compared} answers.` };
  if (refused > 0)
    return {
      outcome: "INCONCLUSIVE",
      sentence: `Not conclusive: the node refused ${refused} of ${compared + refused} calls.`,
    };
  if (compared === 0)
    return { outcome: "INCONCLUSIVE", sentence: "Not conclusive: nothing was compared." };
  const donated =
    unsampled === 0
      ? ""
      : ` ${unsampled} of them but for donations to vaults since the last sample, which the next one finds.`;
  return { outcome: "EQUAL", sentence: `Equal: all ${compared} answers.${donated}` };
}
