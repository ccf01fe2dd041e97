import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { parseDemand } from "./data/demand.ts";
import { paths } from "./data/paths.ts";
import { parseRange, parseWindow } from "./data/range.ts";
import { parseAsOf } from "./pages/as-of/search.ts";
import { parseCompare } from "./pages/compare/search.ts";
import { parseFeed } from "./pages/feed/search.ts";
import { parseFees } from "./pages/fees/search.ts";
import { parseProvers } from "./pages/provers/search.ts";
import { parseRequests } from "./pages/requests/search.ts";
import { NotFound } from "./parts/not-found.tsx";
import { Shell } from "./parts/shell.tsx";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <NotFound what="page" id={location.pathname} />,
});
const under = { getParentRoute: () => root };

const network = createRoute({
  ...under,
  path: paths.network,
  validateSearch: parseRange,
  component: lazyRouteComponent(() => import("./pages/network/page.tsx"), "NetworkPage"),
});
const requests = createRoute({
  ...under,
  path: paths.requests,
  validateSearch: parseRequests,
  component: lazyRouteComponent(() => import("./pages/requests/page.tsx"), "RequestsPage"),
});
const request = createRoute({
  ...under,
  path: paths.request,
  component: lazyRouteComponent(() => import("./pages/request/page.tsx"), "RequestPage"),
});
const provers = createRoute({
  ...under,
  path: paths.provers,
  validateSearch: parseProvers,
  component: lazyRouteComponent(() => import("./pages/provers/page.tsx"), "ProversPage"),
});
const proverPage = lazyRouteComponent(() => import("./pages/prover/page.tsx"), "ProverPage");
const prover = createRoute({
  ...under,
  path: paths.prover,
  validateSearch: parseRange,
  component: proverPage,
});
const proverTab = createRoute({
  ...under,
  path: paths.proverTab,
  validateSearch: parseRange,
  component: proverPage,
});
const address = createRoute({
  ...under,
  path: paths.address,
  component: lazyRouteComponent(() => import("./pages/address/page.tsx"), "AddressPage"),
});
const requesters = createRoute({
  ...under,
  path: paths.requesters,
  validateSearch: parseDemand,
  component: lazyRouteComponent(() => import("./pages/requesters/page.tsx"), "RequestersPage"),
});
const requester = createRoute({
  ...under,
  path: paths.requester,
  validateSearch: parseRange,
  component: lazyRouteComponent(() => import("./pages/requester/page.tsx"), "RequesterPage"),
});
const programs = createRoute({
  ...under,
  path: paths.programs,
  validateSearch: parseDemand,
  component: lazyRouteComponent(() => import("./pages/programs/page.tsx"), "ProgramsPage"),
});
const program = createRoute({
  ...under,
  path: paths.program,
  validateSearch: parseRange,
  component: lazyRouteComponent(() => import("./pages/program/page.tsx"), "ProgramPage"),
});
const fees = createRoute({
  ...under,
  path: paths.fees,
  validateSearch: parseFees,
  component: lazyRouteComponent(() => import("./pages/fees/page.tsx"), "FeesPage"),
});
const feed = createRoute({
  ...under,
  path: paths.feed,
  validateSearch: parseFeed,
  component: lazyRouteComponent(() => import("./pages/feed/page.tsx"), "FeedPage"),
});
const integrity = createRoute({
  ...under,
  path: paths.integrity,
  component: lazyRouteComponent(() => import("./pages/integrity/page.tsx"), "IntegrityPage"),
});
const compare = createRoute({
  ...under,
  path: paths.compare,
  validateSearch: parseCompare,
  component: lazyRouteComponent(() => import("./pages/compare/page.tsx"), "ComparePage"),
});
const vaults = createRoute({
  ...under,
  path: paths.vaults,
  validateSearch: parseWindow,
  component: lazyRouteComponent(() => import("./pages/vaults/page.tsx"), "VaultsPage"),
});
const market = createRoute({
  ...under,
  path: paths.market,
  validateSearch: parseRange,
  component: lazyRouteComponent(() => import("./pages/market/page.tsx"), "MarketPage"),
});
const governance = createRoute({
  ...under,
  path: paths.governance,
  component: lazyRouteComponent(() => import("./pages/governance/page.tsx"), "GovernancePage"),
});
const asOf = createRoute({
  ...under,
  path: paths.asOf,
  validateSearch: parseAsOf,
  component: lazyRouteComponent(() => import("./pages/as-of/page.tsx"), "AsOfPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    network,
    requests,
    request,
    provers,
    prover,
    proverTab,
    address,
    requesters,
    requester,
    programs,
    program,
    fees,
    feed,
    integrity,
    compare,
    vaults,
    market,
    governance,
    asOf,
  ]),
  scrollRestoration: true,
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
