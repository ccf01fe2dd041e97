import { usePage } from "../../data/client.ts";
import type { ProverSpellsPageQuery } from "../../data/generated/types.ts";
import { State } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { Section } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { ProverSpellsPage } from "./provers.gen.ts";

type Spell = ProverSpellsPageQuery["proverSpells"]["items"][number];

const columns: readonly Column<Spell>[] = [
  column.prover("Prover", ({ prover }) => prover),
  {
    head: "State",
    term: "ProverSpells.state",
    cell: ({ state }) => <State of={state} />,
    csv: [{ head: "state", cell: ({ state }) => state }],
  },
  column.time("Since", "ProverSpells.since", ({ since }) => since),
  {
    head: "Bid in the last 7 days",
    term: "ProverSpells.activeByBids",
    isLesser: true,
    cell: ({ activeByBids }) => (activeByBids ? "yes" : "no"),
  },
  column.seconds("Active", "ProverSpells.activeSeconds", ({ activeSeconds }) => activeSeconds),
  column.seconds(
    "Deactivated",
    "ProverSpells.deactivatedSeconds",
    ({ deactivatedSeconds }) => deactivatedSeconds,
  ),
  column.seconds("Jailed", "ProverSpells.jailedSeconds", ({ jailedSeconds }) => jailedSeconds),
  column.seconds("Retired", "ProverSpells.retiredSeconds", ({ retiredSeconds }) => retiredSeconds, {
    isLesser: true,
  }),
  column.time("Joined", "ProverSpells.joinedAt", ({ joinedAt }) => joinedAt, { isLesser: true }),
  column.count("Changes", "ProverSpells.changes", ({ changes }) => changes, { isLesser: true }),
];

/** How long each prover was in each state. */
export function Spells() {
  const page = usePage(ProverSpellsPage, {});
  return (
    <Loaded page={page} rows={14}>
      {({ proverSpells }) => (
        <Section title="Time in each state">
          <Table
            caption="Provers by state"
            columns={columns}
            rows={proverSpells.items}
            keyOf={({ prover }) => prover.address}
            empty="No prover has joined yet."
            total={proverSpells.totalCount}
          />
        </Section>
      )}
    </Loaded>
  );
}
