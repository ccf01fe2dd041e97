/** How many answers of each kind: `answered`, or the code of the refusal. */
export type CrowdResult = Record<string, number>;

/** Counts an answer. */
export function note(counts: CrowdResult, body: string): void {
  const [, code = "answered"] = /"code":"(\w+)"/.exec(body) ?? [];
  counts[code] = (counts[code] ?? 0) + 1;
}
