/** What `npm run verify` found on this machine: a file with a line for each run, the oldest first. */
import { readFile } from "node:fs/promises";
import type { Context } from "../context.ts";
import { int, list, one, question } from "../declare/fields.ts";
import { enumeration, listOf, object, orNull, Text, type ValueOf } from "../declare/types.ts";
import type { Topic } from "../topic.ts";

/** Where the runs are kept, under the working directory. */
export const VERIFICATIONS = ".ponder/verifications.ndjson";

/** Later runs shown at most. */
const SHOWN = 20;

const VerificationScope = enumeration("VerificationScope", "What a comparison asked.", {
  EVERYTHING: "Every request, staker, requester, submitter and prover.",
  PART: "A sample of them, or some provers.",
});

const VerificationOutcome = enumeration("VerificationOutcome", "How a comparison ended.", {
  EQUAL: "Every answer compared is equal, and the node refused none.",
  DIFFERENT: "An answer differs.",
  INCONCLUSIVE: "The node refused calls, or nothing was compared.",
});

const Verification = object(
  "Verification",
  "A comparison of the index with the contracts' views: a run of `npm run verify`.",
  {
    block: int("Block compared."),
    timestamp: int("[unix s] Time of that block."),
    comparedAt: int("[unix s] When it was compared."),
    scope: one(VerificationScope, "What was asked."),
    outcome: one(VerificationOutcome, "How it ended."),
    compared: int("Answers of views compared."),
    equal: int("Of these, equal."),
    different: int("Of these, different."),
    unsampled: int(
      "Of these, different by nothing but donations to vaults since their balances were last sampled: the next sample finds them.",
    ),
    refused: int("Calls that the node could not answer."),
    differentViews: list(
      Text,
      "Views of which answers differed, by contract and name, e.g. `brevisMarket.getBidders`.",
    ),
  },
);

export type Verification = ValueOf<typeof Verification>;

const numbers = [
  ...(["block", "timestamp", "comparedAt", "compared"] as const),
  ...(["equal", "different", "unsampled", "refused"] as const),
] as const satisfies (keyof Verification)[];

/** Where the runs are read from. */
type Source = { file?: string };

/** The last run that compared everything and could tell whether it is equal; null when there was none. */
export const lastVerification = async ({ file }: Source = {}): Promise<Verification | null> =>
  (await readRuns(file)).findLast(isWhole) ?? null;

/** The runs after that one, or all if there was none; the newest first, twenty at most. */
export async function laterVerifications({ file }: Source = {}): Promise<Verification[]> {
  const runs = await readRuns(file);
  return newestOf(runs.slice(runs.findLastIndex(isWhole) + 1));
}

/** Runs before that one, the newest first; none when there was none. Not more than twenty. */
export async function earlierVerifications({ file }: Source = {}): Promise<Verification[]> {
  const runs = await readRuns(file);
  return newestOf(runs.slice(0, Math.max(0, runs.findLastIndex(isWhole))));
}

const newestOf = (runs: readonly Verification[]) => runs.toReversed().slice(0, SHOWN);

const isWhole = ({ scope, outcome }: Verification) =>
  scope === "EVERYTHING" && outcome !== "INCONCLUSIVE";

/** The runs in a file; a line that is none is left out. */
async function readRuns(file = VERIFICATIONS): Promise<Verification[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    const run = parse(line);
    return run === null ? [] : [run];
  });
}

function parse(line: string): Verification | null {
  try {
    const found = JSON.parse(line) as Verification | null;
    if (found === null || !numbers.every((name) => Number.isSafeInteger(found[name]))) return null;
    const { scope, outcome, differentViews } = found;
    if (!["EVERYTHING", "PART"].includes(scope)) return null;
    if (!["EQUAL", "DIFFERENT", "INCONCLUSIVE"].includes(outcome)) return null;
    if (!Array.isArray(differentViews)) return null;
    const counts = Object.fromEntries(numbers.map((name) => [name, found[name]]));
    return {
      ...(counts as Pick<Verification, (typeof numbers)[number]>),
      scope,
      outcome,
      differentViews,
    };
  } catch {
    return null;
  }
}

/** The file may change without a new block. */
const uncached =
  <Answer>(read: () => Answer) =>
  (_none: object, { doNotCache }: Context) => {
    doNotCache();
    return read();
  };

export const verificationTopic: Topic = {
  queries: {
    lastVerification: question(orNull(Verification), {
      text: "The last comparison of this index with the contracts' views (`npm run verify`) on this machine that asked everything and could tell: EQUAL or DIFFERENT. Null when there was none.",
      ask: uncached(lastVerification),
    }),
    earlierVerifications: question(listOf(Verification), {
      text: "The comparisons before the last one, the newest first, twenty at most, each with the views that differed.",
      cost: { rows: SHOWN },
      ask: uncached(earlierVerifications),
    }),
    laterVerifications: question(listOf(Verification), {
      text: "The comparisons after that one, the newest first, twenty at most: parts, and those that could not tell. All when there was none.",
      cost: { rows: SHOWN },
      ask: uncached(laterVerifications),
    }),
  },
};
