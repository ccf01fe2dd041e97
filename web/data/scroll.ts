import { useElementScrollRestoration, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Goes back to where a page was left once it is that long again: its rows come after its frame. Its reader's hand ends it. */
export function useScrollBack(): void {
  const key = useRouterState({
    select: ({ resolvedLocation }) => resolvedLocation?.state.__TSR_key,
  });
  const left = useElementScrollRestoration({ getElement: () => window })?.scrollY ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place in the history, wherever it is left later
  useEffect(() => {
    const reach = () => {
      if (window.scrollY < left - 1) window.scrollTo(0, left);
      if (window.scrollY >= left - 1) end();
    };
    const growth = new ResizeObserver(reach);
    const ending = new AbortController();
    const end = () => {
      growth.disconnect();
      ending.abort();
    };
    for (const act of ACTS) window.addEventListener(act, end, { signal: ending.signal });
    growth.observe(document.documentElement);
    return end;
  }, [key]);
}
