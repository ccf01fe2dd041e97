import type { NetworkPageQuery } from "../../data/generated/types.ts";
import { Phase, words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { Section } from "../../parts/layout.tsx";
import { Address, RequestLink } from "../../parts/links.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Countdown } from "../../parts/values.tsx";

type Request = NetworkPageQuery["requests"]["items"][number];

const endingColumns: readonly Column<Request>[] = [
  { head: "Phase", term: "RequestClock.phase", cell: ({ clock }) => <Phase of={clock.phase} /> },
  column.request(({ id }) => id),
  {
    head: "Ends in",
    term: "RequestClock.endsAt",
    isNumber: true,
    cell: ({ clock }) => <Countdown to={clock.endsAt} />,
  },
  {
    head: "Then",
    term: "RequestClock.nextPhase",
    isLesser: true,
    cell: ({ clock }) => clock.nextPhase && words(clock.nextPhase),
  },
  column.amount("Max fee", "request.maxFee", ({ maxFee }) => maxFee),
  column.count("Bidders", "request.bidders", ({ bidders }) => bidders, { isLesser: true }),
  column.prover("Leading", ({ winnerProver }) => winnerProver, {
    isLesser: true,
    reason: "no bid revealed",
  }),
];

const SHOWN = 12;

/** The open requests whose phase ends first. */
export function EndingNext({ data }: { data: NetworkPageQuery }) {
  const rows = data.requests.items
    .filter(({ clock }) => clock.endsAt !== null)
    .sort((a, b) => a.clock.endsAt! - b.clock.endsAt!)
    .slice(0, SHOWN);
  return (
    <Section title="Ending next">
      <Table
        caption="Open requests by the end of their phase"
        columns={endingColumns}
        rows={rows}
        keyOf={({ id }) => id}
        empty="No open request has a phase that ends by itself."
      />
    </Section>
  );
}

type Event = NetworkPageQuery["feed"]["items"][number];

const eventColumns: readonly Column<Event>[] = [
  column.time("Time", "activity.timestamp", ({ timestamp }) => timestamp),
  { head: "What", term: "activity.kind", cell: ({ kind }) => words(kind) },
  { head: "About", cell: (event) => <About event={event} /> },
  column.amount("Amount", "activity.amount", ({ amount }) => amount, {
    reason: "this event has no amount",
  }),
];

function About({ event: { requestId, prover, account, proverAccount } }: { event: Event }) {
  if (requestId !== null) return <RequestLink id={requestId} />;
  if (prover !== null) return <Address of={prover} name={proverAccount?.name} as="prover" />;
  return <Address of={account} reason="about the network" />;
}

export function Newest({ data }: { data: NetworkPageQuery }) {
  return (
    <Section title="Newest events">
      <Table
        caption="Newest events"
        columns={eventColumns}
        rows={data.feed.items}
        keyOf={({ id }) => id}
        empty="Nothing has happened yet."
      />
    </Section>
  );
}

type Return = NetworkPageQuery["proverReturns"]["items"][number];

const returnColumns: readonly Column<Return>[] = [
  column.prover("Prover", ({ prover }) => prover),
  column.share("APR, 30 d", "ProverReturn.apr", ({ apr }) => apr, {
    reason: ({ reason }) => (reason ? words(reason) : undefined),
  }),
  column.ratio("Success, ever", "CountRatio.bps", ({ success }) => success),
  column.amount("Stake", "prover.assets", ({ prover }) => prover.assets, { isLesser: true }),
];

export function TopReturns({ data }: { data: NetworkPageQuery }) {
  return (
    <Section
      title="Highest returns"
      note="What a share of the vault gained in 30 days, as a yearly rate; past returns promise nothing."
    >
      <Table
        caption="Provers by return"
        columns={returnColumns}
        rows={data.proverReturns.items}
        keyOf={({ prover }) => prover.address}
        empty="No active prover yet."
      />
    </Section>
  );
}
