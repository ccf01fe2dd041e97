import type { RequestPageQuery } from "../../data/generated/types.ts";
import { plainBrev } from "../../data/numbers.ts";
import { words } from "../../parts/chip.tsx";
import { Section } from "../../parts/layout.tsx";
import { Address, Transaction } from "../../parts/links.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Brev, Count, Time } from "../../parts/values.tsx";
import type { Timeline } from "./auction-of.ts";

type Step = Timeline["steps"]["items"][number];

const stepColumns: readonly Column<Step>[] = [
  { head: "Time", term: "activity.timestamp", cell: ({ activity }) => <Time at={activity.timestamp} term="activity.timestamp" />, csv: [{ head: "unix time", cell: ({ activity }) => activity.timestamp }] },
  { head: "What", term: "activity.kind", cell: ({ activity, isRepeat }) => `${words(activity.kind)}${isRepeat ? ", again" : ""}`, csv: [{ head: "kind", cell: ({ activity }) => activity.kind }] },
  { head: "Prover", term: "activity.prover", cell: ({ activity }) => <Address of={activity.prover} role="prover" reason="no prover" />, csv: [{ head: "prover", cell: ({ activity }) => activity.prover }] },
  { head: "BREV", term: "activity.amount", isNumber: true, cell: ({ activity }) => <Brev wei={activity.amount} term="activity.amount" reason="sealed" />, csv: [{ head: "wei", cell: ({ activity }) => activity.amount }, { head: "BREV", cell: ({ activity }) => activity.amount && plainBrev(activity.amount) }] },
  { head: "Lowest so far", term: "RequestStep.winnerFee", isNumber: true, isLesser: true, cell: ({ winnerFee }) => <Brev wei={winnerFee} term="RequestStep.winnerFee" reason="no bid revealed" />, csv: [{ head: "lowest, wei", cell: ({ winnerFee }) => winnerFee }] },
  { head: "Second lowest", term: "RequestStep.secondFee", isNumber: true, isLesser: true, cell: ({ secondFee }) => <Brev wei={secondFee} term="RequestStep.secondFee" reason="fewer than two revealed" />, csv: [{ head: "second, wei", cell: ({ secondFee }) => secondFee }] },
  { head: "Transaction", isLesser: true, cell: ({ activity }) => <Transaction hash={activity.transaction} />, csv: [{ head: "transaction", cell: ({ activity }) => activity.transaction }] },
];

export function Steps({ timeline }: { timeline: Timeline }) {
  return (
    <Section title="What happened">
      <Table caption="Steps of the request" columns={stepColumns} rows={timeline.steps.items} keyOf={({ activity }) => activity.id} empty="Nothing yet." />
    </Section>
  );
}

type Bid = NonNullable<Timeline["request"]["bids"]>["items"][number];

const bidColumns: readonly Column<Bid>[] = [
  { head: "Prover", term: "bid.prover", cell: ({ prover, proverAccount }) => <Address of={prover} name={proverAccount?.name} role="prover" />, csv: [{ head: "prover", cell: ({ prover }) => prover }] },
  { head: "Bid, BREV", term: "bid.fee", isNumber: true, cell: ({ fee }) => <Brev wei={fee} term="bid.fee" reason="not revealed; a sealed bid stays unknown" />, csv: [{ head: "wei", cell: ({ fee }) => fee }, { head: "BREV", cell: ({ fee }) => fee && plainBrev(fee) }] },
  { head: "Sealed", term: "bid.lastBidAt", cell: ({ lastBidAt }) => <Time at={lastBidAt} term="bid.lastBidAt" /> },
  { head: "Times", term: "bid.commits", isNumber: true, isLesser: true, cell: ({ commits }) => <Count of={commits} term="bid.commits" /> },
  { head: "Revealed", term: "bid.lastRevealAt", isLesser: true, cell: ({ lastRevealAt }) => <Time at={lastRevealAt} term="bid.lastRevealAt" reason="not revealed" /> },
  { head: "Transaction", isLesser: true, cell: ({ revealTransaction, bidTransaction }) => <Transaction hash={revealTransaction ?? bidTransaction} /> },
];

export function Bids({ timeline }: { timeline: Timeline }) {
  const rows = [...(timeline.request.bids?.items ?? [])].sort(byFee);
  return (
    <Section title="Bids">
      <Table caption="Bids on the request" columns={bidColumns} rows={rows} keyOf={({ prover }) => prover} empty="Nobody has bid." />
    </Section>
  );
}

/** Lowest first, sealed ones last. */
function byFee(a: Bid, b: Bid): number {
  if (a.fee === null || b.fee === null) return a.fee === b.fee ? a.firstBidAt - b.firstBidAt : a.fee === null ? 1 : -1;
  const [x, y] = [BigInt(a.fee), BigInt(b.fee)];
  return x === y ? a.firstBidAt - b.firstBidAt : x < y ? -1 : 1;
}

type EligibleProver = NonNullable<RequestPageQuery["eligibleProvers"]>["items"][number];

const eligibleColumns: readonly Column<EligibleProver>[] = [
  { head: "Prover", cell: ({ prover }) => <Address of={prover.address} name={prover.name} role="prover" /> },
  { head: "Headroom, BREV", term: "EligibleProver.headroom", isNumber: true, cell: ({ headroom }) => <Brev wei={headroom} term="EligibleProver.headroom" /> },
  { head: "Required, BREV", term: "EligibleProver.required", isNumber: true, cell: ({ required }) => <Brev wei={required} term="EligibleProver.required" /> },
  { head: "Has bid", term: "EligibleProver.hasBid", cell: ({ hasBid }) => (hasBid ? "yes" : "no") },
  { head: "Has proven this program", term: "EligibleProver.hasProvenProgram", cell: ({ hasProvenProgram }) => (hasProvenProgram ? "yes" : "no") },
];

export function Eligible({ data }: { data: RequestPageQuery }) {
  const { items = [], totalCount = 0 } = data.eligibleProvers ?? {};
  return (
    <Section title="Who may bid" note={`${totalCount} provers have the stake for it${totalCount > items.length ? `; the first ${items.length} are shown` : ""}.`}>
      <Table caption="Provers that may bid" columns={eligibleColumns} rows={items} keyOf={({ prover }) => prover.address} empty="No active prover has enough free stake." />
    </Section>
  );
}
