/** What `npm run verify` found on this machine: a file with a line for each run, the oldest first. */
import { readFile } from "node:fs/promises";
import type { Db } from "../db.ts";

/** Where the runs are kept, under the working directory. */
export const VERIFICATIONS = ".ponder/verifications.ndjson";

/** Later runs shown at most. */
const SHOWN = 20;

/** One run of `npm run verify`: a comparison of the index with the contracts' views. */
export type Verification = {
  /** Block compared. */
  block: number;
  /** [unix s] Time of that block. */
  timestamp: number;
  /** [unix s] When it was compared. */
  comparedAt: number;
  /** EVERYTHING, or PART: a sample, or some provers. */
  scope: "EVERYTHING" | "PART";
  /** INCONCLUSIVE when the node refused calls, or nothing was compared. */
  outcome: "EQUAL" | "DIFFERENT" | "INCONCLUSIVE";
  /** Answers compared; of these equal, different, and different only by donations to vaults since the last sample. */
  compared: number;
  equal: number;
  different: number;
  unsampled: number;
  /** Calls that the node could not answer. */
  refused: number;
  /** Views of which answers differed, e.g. `brevisMarket.getBidders`. */
  differentViews: string[];
};

const numbers = [
  ...(["block", "timestamp", "comparedAt", "compared"] as const),
  ...(["equal", "different", "unsampled", "refused"] as const),
] as const satisfies (keyof Verification)[];

/** The last run that compared everything and could tell whether it is equal; null when there was none. */
export async function lastVerification(
  _db: Db | null,
  { file = VERIFICATIONS }: { file?: string } = {},
): Promise<Verification | null> {
  return (await readRuns(file)).findLast(isWhole) ?? null;
}

/** Runs after that one, the newest first: parts, and those that could not tell. All runs when there was none; not more than twenty. */
export async function laterVerifications(
  _db: Db | null,
  { file = VERIFICATIONS }: { file?: string } = {},
): Promise<Verification[]> {
  const runs = await readRuns(file);
  return runs
    .slice(runs.findLastIndex(isWhole) + 1)
    .reverse()
    .slice(0, SHOWN);
}

const isWhole = ({ scope, outcome }: Verification) =>
  scope === "EVERYTHING" && outcome !== "INCONCLUSIVE";

/** The runs in a file; a line that is none is left out. */
async function readRuns(file: string): Promise<Verification[]> {
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
