import { usePage } from "../../data/client.ts";
import type { RequestCountQuery } from "../../data/generated/types.ts";
import { fileOf } from "../../data/links.ts";
import { useList } from "../../data/list.ts";
import { counted } from "../../data/numbers.ts";
import { Section } from "../../parts/layout.tsx";
import { Listed } from "../../parts/listed.tsx";
import { News } from "../../parts/news.tsx";
import { Counted } from "../../parts/values.tsx";
import { marketPanels } from "../../pictures/series/lines.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { requestColumns } from "./columns.tsx";
import { Filters } from "./filters.tsx";
import { RequestsPage as Operation, RequestCount } from "./requests.gen.ts";
import { orderOf, type RequestsSearch, whereOf } from "./search.ts";

/** The requests that fit the conditions, and what became of those of each day. */
export function All({
  search,
  choose,
}: {
  search: RequestsSearch;
  choose(change: RequestsSearch): void;
}) {
  const where = whereOf(search);
  const { orderBy, orderDirection } = orderOf(search);
  const list = useList(
    Operation,
    { where, orderBy, orderDirection, limit: 50 },
    ({ requests }) => requests,
  );
  const { requester, vk, winner } = search;
  const byDay = search.view !== "open";
  const asked = { where, requester, vk, winner, byDay };
  const count = usePage(RequestCount, asked, { enabled: list.isSuccess });
  const fresh = (count.data?.requests.totalCount ?? 0) - (list.totalCount ?? 0);
  return (
    <>
      <Filters search={search} choose={choose} />
      {byDay && <ByDay points={count.data?.marketSeries?.points ?? []} choose={choose} />}
      <Section
        title={search.view === "open" ? "Open requests" : "All requests"}
        beside={
          <p>
            <Counted of={list.totalCount ?? 0} one="request" />
          </p>
        }
      >
        <News
          count={count.data && list.totalCount !== null && !list.isPlaceholderData ? fresh : 0}
          show={() => void list.refetch()}
        />
        <Listed
          list={list}
          rows={list.rows}
          caption="Requests"
          columns={requestColumns}
          keyOf={({ id }) => id}
          file={fileOf("requests", { where, orderBy, orderDirection })}
          empty="No request fits. Take a condition away."
          {...(search.view === "open" && {
            sorting: {
              by: orderBy,
              isAscending: orderDirection === "asc",
              choose: (sort: string) => choose({ sort: sort as RequestsSearch["sort"] }),
            },
          })}
        />
      </Section>
    </>
  );
}

/** What became of the requests of each day; drawn empty until it is known, so that nothing moves. */
function ByDay({
  points,
  choose,
}: {
  points: NonNullable<RequestCountQuery["marketSeries"]>["points"];
  choose(change: RequestsSearch): void;
}) {
  return (
    <Section
      title="By day"
      note="Drag over days, or press Enter on one, to see the requests made in them."
    >
      <SeriesPicture
        buckets={points}
        panels={marketPanels(points).slice(0, 1)}
        label={`Requests settled in ${counted(points.length, "day")}.`}
        onBrush={(from, to) => choose({ from, to, settled: undefined })}
      />
    </Section>
  );
}
