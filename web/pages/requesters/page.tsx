import type { RequestersPageQuery } from "../../data/generated/types.ts";
import * as column from "../../parts/columns.tsx";
import { demandColumns, Ranking } from "../../parts/demand.tsx";
import type { Column } from "../../parts/table.tsx";
import { RequestersPage as Operation } from "./requesters.gen.ts";

type Row = RequestersPageQuery["requesterStandings"]["items"][number];

const columns: readonly Column<Row>[] = [
  column.requester("Requester", ({ requester }) => requester),
  ...demandColumns<Row>("RequesterRecord"),
  column.count("Open", "RequesterRecord.open", ({ open }) => open, { isLesser: true }),
];

/** Everybody who asked for proofs in a span of time. */
export const RequestersPage = () => (
  <Ranking
    route="/requesters"
    operation={Operation}
    partOf={({ requesterStandings }) => requesterStandings}
    title="Requesters"
    heading="Who asks for proofs"
    columns={columns}
    keyOf={({ requester }) => requester}
  />
);
