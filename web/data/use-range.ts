import { useMemo } from "react";
import { head, isEmpty } from "./head.ts";
import { type RangeSearch, rangeAt } from "./range.ts";
import { useStore } from "./store.ts";

/** The span of time of a page's address, by the chain's clock; `isKnown` once the head is, or that there is none. */
export function useRange({ days, from, to }: RangeSearch) {
  const known = useStore(head);
  const hour = Math.floor((known?.timestamp ?? 0) / 3_600) * 3_600;
  const beginsAt = known?.beginsAt ?? null;
  const isNone = useStore(isEmpty);
  const isKnown = known !== null || isNone;
  return useMemo(
    () => ({ ...rangeAt({ days, from, to }, hour, beginsAt), isKnown }),
    [days, from, to, hour, beginsAt, isKnown],
  );
}
