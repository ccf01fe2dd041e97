import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ProgramsPageQuery } from "../../data/generated/types.ts";
import { useList } from "../../data/list.ts";
import { shortId } from "../../data/names.ts";
import * as column from "../../parts/columns.tsx";
import { Section, Title } from "../../parts/layout.tsx";
import { LongTable } from "../../parts/long-table.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { Failure, Skeleton } from "../../parts/states.tsx";
import type { Column } from "../../parts/table.tsx";
import { Brev, Count, Seconds } from "../../parts/values.tsx";
import { ProgramsPage as Operation } from "./programs.gen.ts";
import { parsePrograms } from "./search.ts";

type Row = ProgramsPageQuery["programs"]["items"][number];

const mean = (total: string, count: number) => (count === 0 ? null : BigInt(total) / BigInt(count));

const columns: readonly Column<Row>[] = [
  {
    head: "Program",
    cell: ({ vk }) => (
      <Link to="/programs/$vk" params={{ vk }} title={vk}>
        <code>{shortId(vk)}</code>
      </Link>
    ),
    csv: [{ head: "program", cell: ({ vk }) => vk }],
  },
  column.count("Requests", "program.requests", ({ requests }) => requests),
  column.count("Proven", "program.fulfilled", ({ fulfilled }) => fulfilled),
  column.count("Missed", "program.missed", ({ missed }) => missed),
  column.count("Refunded", "program.refunded", ({ refunded }) => refunded, { isLesser: true }),
  column.amount("Fees", "program.fees", ({ fees }) => fees, { sort: "fees" }),
  {
    head: "Mean price, BREV",
    isNumber: true,
    isLesser: true,
    cell: ({ fees, fulfilled }) => <Brev wei={mean(fees, fulfilled)} reason="no proof" />,
  },
  {
    head: "Mean proving time",
    isNumber: true,
    isLesser: true,
    cell: ({ provingSeconds, fulfilled }) => (
      <Seconds of={mean(provingSeconds, fulfilled)?.toString()} reason="no proof" />
    ),
  },
  column.time("Last request", "program.lastRequestAt", ({ lastRequestAt }) => lastRequestAt, {
    sort: "lastRequestAt",
    isLesser: true,
  }),
  {
    head: "Last days with requests",
    isLesser: true,
    cell: ({ days }) => (
      <Sparkline values={(days?.items ?? []).map(({ requests }) => requests).toReversed()} />
    ),
  },
];

/** Every program a proof was asked for. */
export function ProgramsPage() {
  const { sort = "fees" } = useSearch({ from: "/programs" });
  const navigate = useNavigate({ from: "/programs" });
  const list = useList(Operation, { orderBy: sort, limit: 50 }, ({ programs }) => programs);
  return (
    <>
      <Title>Programs</Title>
      <Section
        title="What is proven"
        note="A program is known by the hash of its verifying key."
        beside={
          <span>
            <Count of={list.totalCount} /> programs
          </span>
        }
      >
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.rows === undefined ? (
          list.isPending && <Skeleton rows={12} />
        ) : (
          <LongTable
            caption="Programs"
            columns={columns}
            rows={list.rows}
            keyOf={({ vk }) => vk}
            empty="No proof was asked for yet."
            sorting={{
              by: sort,
              choose: (sort) => void navigate({ search: parsePrograms({ sort }) }),
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
