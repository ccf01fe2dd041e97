import { isAddress } from "../../data/names.ts";
import { whole } from "../../data/range.ts";

export const windows = [7, 30, 90] as const;

export type CompareSearch = Readonly<{
  a?: string | undefined;
  b?: string | undefined;
  days?: number | undefined;
}>;

export function parseCompare(search: Record<string, unknown>): CompareSearch {
  const days = whole(search.days);
  const address = (value: unknown) => {
    const text = typeof value === "string" ? value.toLowerCase() : "";
    return isAddress(text) ? text : undefined;
  };
  const [a, b] = [address(search.a), address(search.b)];
  return {
    ...(a && { a }),
    ...(b && { b }),
    ...(windows.some((known) => known === days) && { days }),
  };
}
