import { useMemo } from "react";
import { head } from "./head.ts";
import { type RangeSearch, rangeOf } from "./range.ts";
import { useStore } from "./store.ts";

/** The span of time of a page's address, by the chain's clock; `isKnown` once the head is. */
export function useRange({ days, from, to }: RangeSearch) {
  const known = useStore(head);
  const hour = Math.floor((known?.timestamp ?? 0) / 3_600) * 3_600;
  const isKnown = known !== null;
  return useMemo(
    () => ({ ...rangeOf({ days, from, to }, isKnown ? hour + 3_600 : 0), isKnown }),
    [days, from, to, hour, isKnown],
  );
}
