import { readFile } from "node:fs/promises";

const FIELDS = ["block", "timestamp", "comparedAt", "compared", "equal", "different"] as const;

/** The outcome of the last `npm run verify` here: block compared and its time, when, how many answers of the chain's views were compared, equal, different. */
export type LastVerification = Record<(typeof FIELDS)[number], number>;

/** What `npm run verify` left in a file; null when it has not been run here, or the file is not one of its. */
export async function lastVerification(
  file = ".ponder/last-verification.json",
): Promise<LastVerification | null> {
  try {
    const found: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof found !== "object" || found === null) return null;
    const entries = found as Record<string, unknown>;
    if (!FIELDS.every((field) => Number.isSafeInteger(entries[field]))) return null;
    return Object.fromEntries(
      FIELDS.map((field) => [field, entries[field]]),
    ) as unknown as LastVerification;
  } catch {
    return null;
  }
}
