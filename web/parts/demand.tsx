import type { ReactNode } from "react";
import { type DemandSearch, demandOrders } from "../data/demand.ts";
import { Change } from "./change.tsx";
import { Span } from "./choice.tsx";
import * as column from "./columns.tsx";
import { Section, Title } from "./layout.tsx";
import { sortingOf } from "./sorting.ts";
import type { Column, Sorting } from "./table.tsx";
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
    head: "Fees against before",
    term: `${type}.before`,
    isNumber: true,
    isLesser: true,
    cell: ({ fees, before }) => (
      <Change now={fees} before={before?.fees} than="the window before" />
    ),
    csv: [{ head: "fees of the window before, wei", cell: ({ before }) => before?.fees ?? null }],
  },
  column.amount("Price, p50", "AmountPercentiles.p50", ({ price }) => price.p50, {
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
    "Time to proof, p50",
    "NumberPercentiles.p50",
    ({ secondsToProof }) => secondsToProof.p50,
    { sort: "SECONDS_TO_PROOF", isLesser: true, reason: "no proof" },
  ),
];

/** The heading of a ranking with its span of time, and its order for the table beneath. */
export function Ranking({
  title,
  heading,
  note,
  total,
  search,
  choose,
  children,
}: {
  title: string;
  heading: string;
  note?: string;
  total: number | null;
  search: DemandSearch;
  choose(change: DemandSearch): void;
  children(sorting: Sorting): ReactNode;
}) {
  return (
    <>
      <Title beside={<Span days={search.days ?? 30} choose={(days) => choose({ days })} />}>
        {title}
      </Title>
      <Section
        title={heading}
        note={note}
        beside={
          <span>
            <Count of={total} reason="on its way" /> with a request in this time
          </span>
        }
      >
        {children(sortingOf(demandOrders, search, "FEES", choose))}
      </Section>
    </>
  );
}
