import { isAddress } from "../../data/names.ts";
import { parseWindow, type Window } from "../../data/range.ts";

export type CompareSearch = Readonly<{
  a?: string | undefined;
  b?: string | undefined;
  days?: Window | undefined;
}>;

export function parseCompare(search: Record<string, unknown>): CompareSearch {
  const address = (value: unknown) => {
    const text = typeof value === "string" ? value.toLowerCase() : "";
    return isAddress(text) ? text : undefined;
  };
  const [a, b] = [address(search.a), address(search.b)];
  return { ...(a && { a }), ...(b && { b }), ...parseWindow(search) };
}
