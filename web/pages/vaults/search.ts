import { whole } from "../../data/range.ts";

const windows = [7, 30, 90];

export type VaultsSearch = Readonly<{ days?: number | undefined }>;

export function parseVaults(search: Record<string, unknown>): VaultsSearch {
  const days = whole(search.days);
  return days !== undefined && windows.includes(days) ? { days } : {};
}
