import { usePage } from "../../data/client.ts";
import type { ProverHistoryQuery } from "../../data/generated/types.ts";
import { State } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { eventColumns } from "../../parts/events.tsx";
import { Columns, Section } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { WithHead } from "./head.tsx";
import { ProverHistory as Operation } from "./history.gen.ts";
import type { TabProps } from "./page.tsx";

type States = NonNullable<ProverHistoryQuery["states"]>;
type Commission = NonNullable<ProverHistoryQuery["proverCommission"]>;

const stateColumns: readonly Column<NonNullable<States["stateChanges"]>["items"][number]>[] = [
  column.time("Time", "proverStateChange.timestamp", ({ timestamp }) => timestamp),
  {
    head: "From",
    cell: ({ oldState }) => (oldState === null ? "joined" : <State of={oldState} />),
    csv: [{ head: "from", cell: ({ oldState }) => oldState }],
  },
  {
    head: "To",
    cell: ({ newState }) => <State of={newState} />,
    csv: [{ head: "to", cell: ({ newState }) => newState }],
  },
  column.transaction(({ transaction }) => transaction),
];

const submitterColumns: readonly Column<NonNullable<States["submitters"]>["items"][number]>[] = [
  column.address("Submitter", ({ address }) => address),
  column.time("Registered", "submitter.registeredAt", ({ registeredAt }) => registeredAt, {
    reason: "not now",
  }),
  column.time("Last action", "submitter.lastActionAt", ({ lastActionAt }) => lastActionAt, {
    reason: "never",
  }),
  column.count("Actions", "submitter.actions", ({ actions }) => actions),
];

const rateColumns: readonly Column<NonNullable<Commission["rateHistory"]>["items"][number]>[] = [
  column.time("Time", "commissionChange.timestamp", ({ timestamp }) => timestamp),
  {
    head: "For rewards from",
    term: "commissionChange.source",
    cell: ({ source }) => (/^0x0+$/.test(source) ? "any source" : <Address of={source} />),
    csv: [{ head: "source", cell: ({ source }) => source }],
  },
  column.bps("Old", "commissionChange.oldRate", ({ oldRate }) => oldRate, {
    reason: "none before",
  }),
  column.bps("New", "commissionChange.newRate", ({ newRate }) => newRate, { reason: "taken away" }),
  {
    head: "Raised",
    cell: ({ oldRate, newRate }) =>
      oldRate !== null && newRate !== null && BigInt(newRate) > BigInt(oldRate) ? "▲ raised" : "",
  },
];

const raiseColumns: readonly Column<Commission["raises"][number]>[] = [
  column.time("Time", "commissionChange.timestamp", ({ change }) => change.timestamp),
  column.bps("Old", "CommissionRaise.oldRate", ({ oldRate }) => oldRate),
  column.bps("New", "CommissionRaise.newRate", ({ newRate }) => newRate),
  column.seconds(
    "First reward after",
    "CommissionRaise.secondsToFirst",
    ({ secondsToFirst }) => secondsToFirst,
  ),
  column.amount("Taken more", "CommissionRaise.extra", ({ extra }) => extra),
];

export function HistoryTab({ address, bar }: TabProps) {
  const page = usePage(Operation, { address });
  return (
    <WithHead page={page} address={address} bar={bar}>
      {({ states, proverCommission, feed }) => (
        <>
          <Columns>
            <Section title="States">
              <Table
                caption="Changes of state"
                columns={stateColumns}
                rows={states?.stateChanges?.items ?? []}
                keyOf={({ id }) => id}
                empty="Never changed."
              />
            </Section>
            <Section title="Submitters" note="Addresses that may act for the prover.">
              <Table
                caption="Submitters"
                columns={submitterColumns}
                rows={states?.submitters?.items ?? []}
                keyOf={({ address }) => address}
                empty="The prover acts for itself."
              />
            </Section>
          </Columns>
          <Section title="Commission rates">
            <Table
              caption="Changes of commission"
              columns={rateColumns}
              rows={proverCommission?.rateHistory?.items ?? []}
              keyOf={({ id }) => id}
              empty="Never changed."
            />
          </Section>
          <Section
            title="Raises just before a reward"
            note="A rate was raised, and a reward came soon after."
          >
            <Table
              caption="Raises before a reward"
              columns={raiseColumns}
              rows={proverCommission?.raises ?? []}
              keyOf={({ change }) => change.id}
              empty="None."
            />
          </Section>
          <Section title="Newest events">
            <Table
              caption="Events of the prover"
              columns={eventColumns}
              rows={feed.items}
              keyOf={({ id }) => id}
              empty="Nothing yet."
            />
          </Section>
        </>
      )}
    </WithHead>
  );
}
