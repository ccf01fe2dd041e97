import { useNavigate, useSearch } from "@tanstack/react-router";
import type { RequestersPageQuery } from "../../data/generated/types.ts";
import { useList } from "../../data/list.ts";
import { windowOf } from "../../data/range.ts";
import * as column from "../../parts/columns.tsx";
import { demandColumns, Ranking } from "../../parts/demand.tsx";
import { Listed } from "../../parts/listed.tsx";
import type { Column } from "../../parts/table.tsx";
import { RequestersPage as Operation } from "./requesters.gen.ts";

type Row = RequestersPageQuery["requesterStandings"]["items"][number];

const columns: readonly Column<Row>[] = [
  column.requester("Requester", ({ requester }) => requester),
  ...demandColumns<Row>("RequesterRecord"),
  column.count("Open", "RequesterRecord.open", ({ open }) => open, { isLesser: true }),
];

/** Everybody who asked for proofs in a span of time. */
export function RequestersPage() {
  const search = useSearch({ from: "/requesters" });
  const navigate = useNavigate({ from: "/requesters" });
  const { days = 30, sort = "FEES", order = "desc" } = search;
  const list = useList(
    Operation,
    { orderBy: sort, orderDirection: order, ...windowOf(days), limit: 50 },
    ({ requesterStandings }) => requesterStandings,
  );
  return (
    <Ranking
      title="Requesters"
      heading="Who asks for proofs"
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
          caption="Requesters"
          columns={columns}
          keyOf={({ requester }) => requester}
          empty="Nobody asked for a proof in this span of time. Choose a longer one."
          sorting={sorting}
        />
      )}
    </Ranking>
  );
}
