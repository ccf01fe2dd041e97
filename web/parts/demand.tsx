import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Operation } from "../data/ask.ts";
import { type DemandSearch, demandOrders } from "../data/demand.ts";
import type { ProgramsPageQueryVariables } from "../data/generated/types.ts";
import { fileOf } from "../data/links.ts";
import { type Part, useList } from "../data/list.ts";
import { windowOf } from "../data/range.ts";
import { Change } from "./change.tsx";
import { Span } from "./choice.tsx";
import * as column from "./columns.tsx";
import { Section, Title } from "./layout.tsx";
import { Listed } from "./listed.tsx";
import { sortingOf } from "./sorting.ts";
import type { Column, TableProps } from "./table.tsx";
import { Count, type CountsOf } from "./values.tsx";

/** What requests came to in a window, and in the one before; of a program or of a requester. */
export type Demand = Readonly<{
  requests: number;
  fulfilled: number;
  missed: number;
  success: CountsOf;
  fees: string;
  saving: Readonly<{ bps: number | null }>;
  price: Readonly<{ p50: string | null }>;
  secondsToProof: Readonly<{ p50: number | null }>;
  before: Readonly<{ fees: string }> | null;
}>;

/** The figures of a window; `type` is what the API calls the row. */
export const demandColumns = <Row extends Demand>(
  type: "ProgramStanding" | "RequesterRecord",
): readonly Column<Row>[] => [
  column.count("Requests", `${type}.requests`, ({ requests }) => requests, { sort: "REQUESTS" }),
  column.count("Proven", `${type}.fulfilled`, ({ fulfilled }) => fulfilled, {
    sort: "FULFILLED",
    isLesser: true,
  }),
  column.count("Missed", `${type}.missed`, ({ missed }) => missed, { sort: "MISSED" }),
  column.ratio("Success", "CountRatio.bps", ({ success }) => success, {
    sort: "SUCCESS",
    isLesser: true,
    reason: "nothing was due",
  }),
  column.amount("Fees", `${type}.fees`, ({ fees }) => fees, { sort: "FEES" }),
  {
    head: "Change",
    term: `${type}.before`,
    isNumber: true,
    isLesser: true,
    cell: ({ fees, before }) => (
      <Change now={fees} before={before?.fees} than="the window before" />
    ),
    csv: [{ head: "fees of the window before, wei", cell: ({ before }) => before?.fees ?? null }],
  },
  column.amount("Median price", "AmountPercentiles.p50", ({ price }) => price.p50, {
    sort: "PRICE",
    isLesser: true,
    reason: "no proof",
  }),
  column.ratio("Saved", "AmountRatio.bps", ({ saving }) => saving, {
    sort: "SAVING",
    isLesser: true,
    reason: "no proof",
  }),
  column.seconds(
    "Median time",
    "NumberPercentiles.p50",
    ({ secondsToProof }) => secondsToProof.p50,
    { sort: "SECONDS_TO_PROOF", isLesser: true, reason: "no proof" },
  ),
];

/** Who asked for proofs in a span of time, or what was asked for, ranked by what it came to: a whole page. */
export function Ranking<Result, Row extends Demand>({
  route,
  operation,
  partOf,
  title,
  heading,
  note,
  ...table
}: Pick<TableProps<Row>, "columns" | "keyOf"> & {
  route: "/programs" | "/requesters";
  operation: Operation<Result, ProgramsPageQueryVariables>;
  partOf(result: Result): Part<Row>;
  title: string;
  heading: string;
  note?: string;
}) {
  const search: DemandSearch = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const choose = (change: DemandSearch) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...change }), resetScroll: false });
  const { days = 30, sort = "FEES", order = "desc" } = search;
  const asked = { orderBy: sort, orderDirection: order, ...windowOf(days) };
  const list = useList(operation, { ...asked, limit: 50 }, partOf);
  return (
    <>
      <Title beside={<Span days={days} choose={(days) => choose({ days })} />}>{title}</Title>
      <Section
        title={heading}
        note={note}
        beside={
          <p>
            <Count of={list.totalCount} reason="on its way" /> with a request in this time
          </p>
        }
      >
        <Listed
          {...table}
          list={list}
          rows={list.rows}
          caption={title}
          file={fileOf(route === "/programs" ? "programStandings" : "requesterStandings", asked)}
          empty="No proof was asked for in this span of time. Choose a longer one."
          sorting={sortingOf(demandOrders, search, "FEES", choose)}
        />
      </Section>
    </>
  );
}
