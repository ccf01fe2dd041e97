import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ProgramsPageQuery } from "../../data/generated/types.ts";
import { useList } from "../../data/list.ts";
import { windowOf } from "../../data/range.ts";
import * as column from "../../parts/columns.tsx";
import { demandColumns, Ranking } from "../../parts/demand.tsx";
import { Listed } from "../../parts/listed.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import type { Column } from "../../parts/table.tsx";
import { ProgramsPage as Operation } from "./programs.gen.ts";

type Row = ProgramsPageQuery["programStandings"]["items"][number];

const columns: readonly Column<Row>[] = [
  column.program(({ program }) => program.vk),
  ...demandColumns<Row>("ProgramStanding"),
  column.time("Last request", "program.lastRequestAt", ({ program }) => program.lastRequestAt, {
    isLesser: true,
  }),
  {
    head: "Last days with requests",
    isLesser: true,
    cell: ({ program: { days } }) => (
      <Sparkline values={(days?.items ?? []).map(({ requests }) => requests).toReversed()} />
    ),
  },
];

/** Every program a proof was asked for in a span of time. */
export function ProgramsPage() {
  const search = useSearch({ from: "/programs" });
  const navigate = useNavigate({ from: "/programs" });
  const { days = 30, sort = "FEES", order = "desc" } = search;
  const list = useList(
    Operation,
    { orderBy: sort, orderDirection: order, ...windowOf(days), limit: 50 },
    ({ programStandings }) => programStandings,
  );
  return (
    <Ranking
      title="Programs"
      heading="What is proven"
      note="A program is known by the hash of its verifying key."
      total={list.totalCount}
      search={search}
      choose={(change) =>
        void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })
      }
    >
      {(sorting) => (
        <Listed
          list={list}
          rows={list.rows}
          caption="Programs"
          columns={columns}
          keyOf={({ program }) => program.vk}
          empty="No proof was asked for in this span of time. Choose a longer one."
          sorting={sorting}
        />
      )}
    </Ranking>
  );
}
