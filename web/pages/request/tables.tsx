import type { RequestPageQuery } from "../../data/generated/types.ts";
import { counted } from "../../data/numbers.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { Section } from "../../parts/layout.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Seconds } from "../../parts/values.tsx";
import type { Timeline } from "./auction-of.ts";

type Step = Timeline["steps"]["items"][number];

const stepColumns = (createdAt: number, bids: readonly Bid[]): readonly Column<Step>[] => [
  {
    head: "After",
    cell: ({ activity }) => <Seconds of={activity.timestamp - createdAt} />,
    csv: [
      { head: "seconds since the request", cell: (step) => step.activity.timestamp - createdAt },
    ],
  },
  column.time("Time", "activity.timestamp", ({ activity }) => activity.timestamp, {
    isLesser: true,
  }),
  {
    head: "What",
    term: "activity.kind",
    cell: ({ activity, isRepeat }) => `${words(activity.kind)}${isRepeat ? ", again" : ""}`,
    csv: [{ head: "kind", cell: ({ activity }) => activity.kind }],
  },
  column.prover(
    "Prover",
    ({ activity }) =>
      bids.filter(({ prover }) => prover === activity.prover).map(column.named)[0] ??
      activity.prover,
    { reason: "no prover" },
  ),
  column.amount("Amount", "activity.amount", ({ activity }) => activity.amount, {
    reason: "sealed",
  }),
  column.amount("Lowest so far", "RequestStep.winnerFee", ({ winnerFee }) => winnerFee, {
    isLesser: true,
    reason: "no bid revealed",
  }),
  column.amount("Second lowest", "RequestStep.secondFee", ({ secondFee }) => secondFee, {
    isLesser: true,
    reason: "fewer than two revealed",
  }),
  column.transaction(({ activity }) => activity.transaction),
];

export function Steps({ timeline }: { timeline: Timeline }) {
  return (
    <Section title="What happened">
      <Table
        caption="Steps of the request"
        columns={stepColumns(timeline.request.createdAt, timeline.request.bids?.items ?? [])}
        rows={timeline.steps.items}
        keyOf={({ activity }) => activity.id}
        empty="Nothing yet."
      />
    </Section>
  );
}

type Bid = NonNullable<Timeline["request"]["bids"]>["items"][number];

const bidColumns: readonly Column<Bid>[] = [
  column.prover("Prover", column.named),
  column.amount("Bid", "bid.fee", ({ fee }) => fee, {
    reason: "not revealed; a sealed bid stays unknown",
  }),
  column.time("Sealed", "bid.lastBidAt", ({ lastBidAt }) => lastBidAt),
  column.count("Times placed", "bid.commits", ({ commits }) => commits, { isLesser: true }),
  column.time("Revealed", "bid.lastRevealAt", ({ lastRevealAt }) => lastRevealAt, {
    isLesser: true,
    reason: "not revealed",
  }),
  column.transaction(
    ({ revealTransaction, bidTransaction }) => revealTransaction ?? bidTransaction,
  ),
];

export function Bids({ timeline }: { timeline: Timeline }) {
  const rows = [...(timeline.request.bids?.items ?? [])].sort(byFee);
  return (
    <Section title="Bids">
      <Table
        caption="Bids on the request"
        columns={bidColumns}
        rows={rows}
        keyOf={({ prover }) => prover}
        empty="Nobody has bid."
      />
    </Section>
  );
}

/** Lowest first, sealed ones last. */
function byFee(a: Bid, b: Bid): number {
  if (a.fee === null || b.fee === null)
    return a.fee === b.fee ? a.firstBidAt - b.firstBidAt : a.fee === null ? 1 : -1;
  const [x, y] = [BigInt(a.fee), BigInt(b.fee)];
  return x === y ? a.firstBidAt - b.firstBidAt : x < y ? -1 : 1;
}

type EligibleProver = NonNullable<RequestPageQuery["eligibleProvers"]>["items"][number];

const eligibleColumns: readonly Column<EligibleProver>[] = [
  column.prover("Prover", ({ prover }) => prover),
  column.amount("Headroom", "EligibleProver.headroom", ({ headroom }) => headroom),
  column.amount("Required", "EligibleProver.required", ({ required }) => required),
  { head: "Has bid", term: "EligibleProver.hasBid", cell: ({ hasBid }) => (hasBid ? "yes" : "no") },
  {
    head: "Has proven this program",
    term: "EligibleProver.hasProvenProgram",
    cell: ({ hasProvenProgram }) => (hasProvenProgram ? "yes" : "no"),
  },
];

export function Eligible({ data }: { data: RequestPageQuery }) {
  const { items = [], totalCount = 0 } = data.eligibleProvers ?? {};
  return (
    <Section
      title="Who may bid"
      note={`${counted(totalCount, "prover has", "provers have")} the stake for it${totalCount > items.length ? `; the first ${items.length} are shown` : ""}.`}
    >
      <Table
        caption="Provers that may bid"
        columns={eligibleColumns}
        rows={items}
        keyOf={({ prover }) => prover.address}
        empty="No active prover has enough free stake."
      />
    </Section>
  );
}
