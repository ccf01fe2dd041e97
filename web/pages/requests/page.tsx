import { lazyRouteComponent, useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { words } from "../../parts/chip.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Title } from "../../parts/layout.tsx";
import { Skeleton } from "../../parts/states.tsx";
import { type RequestsSearch, views } from "./search.ts";

/** Each is fetched when it is opened. */
const All = lazyRouteComponent(() => import("./all.tsx"), "All");
const Refundable = lazyRouteComponent(() => import("./refundable.tsx"), "Refundable");
const Slashable = lazyRouteComponent(() => import("./slashable.tsx"), "Slashable");

export function RequestsPage() {
  const search = useSearch({ from: "/requests" });
  const navigate = useNavigate({ from: "/requests" });
  const view = search.view ?? "all";
  const choose = (change: RequestsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false });
  return (
    <>
      <Title
        beside={
          <Choice
            label="Which requests"
            values={views}
            chosen={view}
            nameOf={(value) => words(value)}
            choose={(view) => void navigate({ search: { view } })}
          />
        }
      >
        Requests
      </Title>
      <Suspense fallback={<Skeleton rows={12} />}>
        {view === "refundable" ? (
          <Refundable />
        ) : view === "slashable" ? (
          <Slashable />
        ) : (
          <All search={search} choose={choose} />
        )}
      </Suspense>
    </>
  );
}
