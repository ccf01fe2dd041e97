import type { SlashablePageQuery } from "../../data/generated/types.ts";
import { useList } from "../../data/list.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { Section } from "../../parts/layout.tsx";
import { Listed } from "../../parts/listed.tsx";
import type { Column } from "../../parts/table.tsx";
import { Countdown } from "../../parts/values.tsx";
import { SlashablePage } from "./requests.gen.ts";

type Miss = SlashablePageQuery["slashableMisses"]["items"][number];

const columns: readonly Column<Miss>[] = [
  column.request(({ request }) => request.id),
  column.prover("Prover", ({ prover }) => prover),
  {
    head: "Ends in",
    term: "SlashableMiss.until",
    isNumber: true,
    cell: ({ until }) => <Countdown to={until} />,
  },
  column.amount("Asked", "SlashableMiss.asked", ({ asked }) => asked),
  column.amount("Expected", "SlashableMiss.expected", ({ expected }) => expected),
  column.time("Deadline", "request.deadline", ({ request }) => request.deadline, {
    isLesser: true,
  }),
  {
    head: "Obstacles",
    term: "SlashableMiss.obstacles",
    isLesser: true,
    cell: ({ obstacles }) => (obstacles.length === 0 ? "none" : obstacles.map(words).join(", ")),
  },
];

/** Missed deadlines whose winner can still be slashed. */
export function Slashable() {
  const list = useList(SlashablePage, {}, ({ slashableMisses }) => slashableMisses);
  return (
    <Section
      title="Slashable"
      note="A winner that missed its deadline can be slashed for a while after it."
    >
      <Listed
        list={list}
        rows={list.rows}
        caption="Slashable misses"
        columns={columns}
        keyOf={({ request }) => request.id}
        empty="No winner can be slashed now."
      />
    </Section>
  );
}
