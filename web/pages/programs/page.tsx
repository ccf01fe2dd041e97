import type { ProgramsPageQuery } from "../../data/generated/types.ts";
import { head } from "../../data/head.ts";
import { useStore } from "../../data/store.ts";
import * as column from "../../parts/columns.tsx";
import { demandColumns, Ranking } from "../../parts/demand.tsx";
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
    head: "By day",
    isLesser: true,
    cell: ({ program: { days } }) => <ByDay days={days?.items ?? []} />,
  },
];

/** How many days a picture in a row goes back. */
const DAYS = 30;

function ByDay({ days }: { days: NonNullable<Row["program"]["days"]>["items"] }) {
  const today = Math.floor((useStore(head)?.timestamp ?? 0) / 86_400);
  const requests = new Map(days.map(({ day, requests }) => [day, requests]));
  return (
    <Sparkline
      values={Array.from(
        { length: DAYS },
        (_, index) => requests.get(today - DAYS + 1 + index) ?? 0,
      )}
    />
  );
}

/** Every program a proof was asked for in a span of time. */
export const ProgramsPage = () => (
  <Ranking
    route="/programs"
    operation={Operation}
    partOf={({ programStandings }) => programStandings}
    title="Programs"
    heading="What is proven"
    note="A program is known by the hash of its verifying key."
    columns={columns}
    keyOf={({ program }) => program.vk}
  />
);
