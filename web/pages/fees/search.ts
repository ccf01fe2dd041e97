import type { FeeSubject } from "../../data/generated/types.ts";
import { parseRange, type RangeSearch } from "../../data/range.ts";

export const subjects: readonly FeeSubject[] = ["PROVER", "PROGRAM", "REQUESTER"];

export type FeesSearch = RangeSearch & Readonly<{ by?: FeeSubject | undefined }>;

export function parseFees(search: Record<string, unknown>): FeesSearch {
  const by = subjects.find((known) => known === search.by);
  return { ...parseRange(search), ...(by && { by }) };
}
