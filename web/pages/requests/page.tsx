import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { RequestCountQuery } from "../../data/generated/types.ts";
import { fileOf } from "../../data/links.ts";
import { useList } from "../../data/list.ts";
import { counted } from "../../data/numbers.ts";
import { words } from "../../parts/chip.tsx";
import { Choice } from "../../parts/choice.tsx";
import * as column from "../../parts/columns.tsx";
import { Section, Tile, Tiles, Title } from "../../parts/layout.tsx";
import { Listed } from "../../parts/listed.tsx";
import { News } from "../../parts/news.tsx";
import { Brev, Count, Counted } from "../../parts/values.tsx";
import { marketPanels } from "../../pictures/series/lines.ts";
import { SeriesPicture } from "../../pictures/series/series.tsx";
import { openColumns, requestColumns } from "./columns.tsx";
import { Filters } from "./filters.tsx";
import { type Refund, refundColumns } from "./refund-columns.tsx";
import { RequestsPage as Operation, RefundablePage, RequestCount } from "./requests.gen.ts";
import { orderOf, type RequestsSearch, views, whereOf } from "./search.ts";
import { Slashable } from "./slashable.tsx";

const refundableColumns = [
  ...refundColumns,
  column.requester("Requester", ({ request }: Refund) => request.requester, { isLesser: true }),
];

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
      {view === "refundable" ? (
        <Refundable />
      ) : view === "slashable" ? (
        <Slashable />
      ) : (
        <All search={search} choose={choose} />
      )}
    </>
  );
}

function All({ search, choose }: { search: RequestsSearch; choose(change: RequestsSearch): void }) {
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
          columns={search.view === "open" ? openColumns : requestColumns}
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
        label={`Outcomes of requests in ${counted(points.length, "day")}.`}
        onBrush={(from, to) => choose({ from, to, settled: undefined })}
      />
    </Section>
  );
}

function Refundable() {
  const list = useList(RefundablePage, {}, ({ refundableRequests }) => refundableRequests);
  const first = list.data?.pages[0]?.refundableRequests;
  return (
    <>
      <Tiles>
        <Tile label="Refundable requests" term="RefundableRequestPage.totalCount">
          <Count of={first?.totalCount} />
        </Tile>
        <Tile label="To be refunded, BREV" term="RefundableRequestPage.totalAmount">
          <Brev wei={first?.totalAmount} />
        </Tile>
      </Tiles>
      <Section
        title="Refundable"
        note="Nothing but a refund can end these. Anyone may call it; the fee goes back to the requester."
      >
        <Listed
          list={list}
          rows={list.rows}
          caption="Refundable requests"
          columns={refundableColumns}
          keyOf={({ request }) => request.id}
          file={fileOf("refundableRequests", {})}
          empty="No fee waits to be taken back."
        />
      </Section>
    </>
  );
}
