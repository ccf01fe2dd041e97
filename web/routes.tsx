import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { paths } from "./data/paths.ts";
import { NotFound } from "./parts/not-found.tsx";
import { Shell } from "./parts/shell.tsx";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <NotFound what="page" id={location.pathname} />,
});

const request = createRoute({
  getParentRoute: () => root,
  path: paths.request,
  component: lazyRouteComponent(() => import("./pages/request/page.tsx"), "RequestPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([request]),
  scrollRestoration: true,
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
