import type { RequesterPageQuery } from "../../data/generated/types.ts";
import { Phase, words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Countdown } from "../../parts/values.tsx";

type Open = RequesterPageQuery["openRequests"]["items"][number];

export const openColumns: readonly Column<Open>[] = [
  column.request(({ request }) => request.id),
  {
    head: "Phase",
    term: "OpenRequest.phase",
    cell: ({ phase }) => <Phase of={phase} />,
    csv: [{ head: "phase", cell: ({ phase }) => phase }],
  },
  {
    head: "Ends in",
    term: "RequestClock.endsAt",
    isNumber: true,
    cell: ({ request }) => <Countdown to={request.clock.endsAt} />,
  },
  column.amount("Max fee", "request.maxFee", ({ request }) => request.maxFee),
  column.amount(
    "Price now",
    "OpenRequest.price",
    ({ phase, price }) => (phase === "REFUNDABLE" ? null : price),
    { reason: ({ price }) => (price === null ? "no bid revealed" : "it can only be refunded") },
  ),
  column.count("Bidders", "request.bidders", ({ request }) => request.bidders, { isLesser: true }),
  column.prover("Winner", ({ winner }) => winner, { isLesser: true, reason: "no bid revealed" }),
  column.seconds(
    "Its median time",
    "ProverSpeed.medianSeconds",
    ({ speed }) => speed?.medianSeconds,
    { isLesser: true, reason: "no earlier proof" },
  ),
  {
    head: "Trouble",
    term: "OpenRequest.trouble",
    cell: ({ trouble }) => (trouble.length === 0 ? "none" : trouble.map(words).join(", ")),
  },
];

type Slashable = RequesterPageQuery["slashableMisses"]["items"][number];

export const slashColumns: readonly Column<Slashable>[] = [
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
  {
    head: "Obstacles",
    term: "SlashableMiss.obstacles",
    isLesser: true,
    cell: ({ obstacles }) => (obstacles.length === 0 ? "none" : obstacles.map(words).join(", ")),
  },
];
