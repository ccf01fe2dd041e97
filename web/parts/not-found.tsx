import { lazyRouteComponent } from "@tanstack/react-router";

/** What a page shows of something that is not there; fetched when it is wanted. */
export const NotFound = lazyRouteComponent(() => import("./missing.tsx"), "NotThere");
