import { useNavigate, useSearch } from "@tanstack/react-router";
import type { RequestersPageQuery } from "../../data/generated/types.ts";
import { useList } from "../../data/list.ts";
import * as column from "../../parts/columns.tsx";
import { Section, Title } from "../../parts/layout.tsx";
import { LongTable } from "../../parts/long-table.tsx";
import { Failure, Skeleton } from "../../parts/states.tsx";
import type { Column } from "../../parts/table.tsx";
import { Count } from "../../parts/values.tsx";
import { RequestersPage as Operation } from "./requesters.gen.ts";
import { parseRequesters, type RequestersSearch } from "./search.ts";

type Row = RequestersPageQuery["requesters"]["items"][number];

const columns: readonly Column<Row>[] = [
  column.requester("Requester", ({ address }) => address),
  column.count("Requests", "requester.requests", ({ requests }) => requests),
  column.count("Open", "requester.openRequests", ({ openRequests }) => openRequests),
  column.amount("Held", "requester.escrow", ({ escrow }) => escrow),
  column.amount("Paid", "requester.fees", ({ fees }) => fees, { sort: "fees" }),
  column.count("Proven", "requester.fulfilled", ({ fulfilled }) => fulfilled, {
    isLesser: true,
  }),
  column.count("Refunded", "requester.refunded", ({ refunded }) => refunded, {
    isLesser: true,
  }),
  column.count("Missed", "requester.missed", ({ missed }) => missed, {
    isLesser: true,
  }),
  column.time("Last request", "requester.lastRequestAt", ({ lastRequestAt }) => lastRequestAt, {
    sort: "lastRequestAt",
    isLesser: true,
  }),
];

/** Everybody who asks for proofs. */
export function RequestersPage() {
  const { sort = "fees" } = useSearch({ from: "/requesters" });
  const navigate = useNavigate({ from: "/requesters" });
  const list = useList(Operation, { orderBy: sort, limit: 50 }, ({ requesters }) => requesters);
  return (
    <>
      <Title>Requesters</Title>
      <Section
        title="Who asks for proofs"
        beside={
          <span>
            <Count of={list.totalCount} /> requesters
          </span>
        }
      >
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.rows === undefined ? (
          list.isPending && <Skeleton rows={12} />
        ) : (
          <LongTable
            caption="Requesters"
            columns={columns}
            rows={list.rows}
            keyOf={({ address }) => address}
            empty="Nobody has asked for a proof yet."
            sorting={{
              by: sort,
              choose: (sort) =>
                void navigate({ search: parseRequesters({ sort }) as RequestersSearch }),
            }}
            total={list.totalCount}
            isMore={list.hasNextPage && !list.isFetching}
            more={() => void list.fetchNextPage()}
          />
        )}
      </Section>
    </>
  );
}
