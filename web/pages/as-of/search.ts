import { whole } from "../../data/range.ts";

/** The block, or the second, asked about; neither is now. */
export type AsOfSearch = Readonly<{ block?: number | undefined; at?: number | undefined }>;

const MOST = 2 ** 31 - 1;

export function parseAsOf(search: Record<string, unknown>): AsOfSearch {
  const block = whole(search.block);
  const at = whole(search.at);
  if (block !== undefined && block <= MOST) return { block };
  return at !== undefined && at <= MOST ? { at } : {};
}

/** What a reader typed: the number of a block, or a time in UTC. Null for anything else. */
export function momentOf(text: string): AsOfSearch | null {
  const typed = text.trim();
  if (/^\d{1,9}$/.test(typed)) return { block: Number(typed) };
  const [, day, clock = "00:00"] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/.exec(typed) ?? [];
  const time = Date.parse(`${day}T${clock}:00Z`);
  return Number.isNaN(time) ? null : { at: time / 1_000 };
}
