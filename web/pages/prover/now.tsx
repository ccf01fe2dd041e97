import { useNavigate } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ProverNowQuery } from "../../data/generated/types.ts";
import { useNow } from "../../data/head.ts";
import { AskYourself } from "../../parts/ask-yourself.tsx";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { Section } from "../../parts/layout.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { Brev, Countdown } from "../../parts/values.tsx";
import { DutiesPicture } from "../../pictures/duties/duties.tsx";
import { WithHead } from "./head.tsx";
import { ProverNow as Operation } from "./now.gen.ts";
import type { TabProps } from "./page.tsx";

type Duty = NonNullable<ProverNowQuery["proverDuties"]>["items"][number];

const dutyColumns: readonly Column<Duty>[] = [
  {
    head: "What",
    term: "ProverDuty.kind",
    cell: ({ kind, isDue }) => `${words(kind)}${isDue ? " now" : ""}`,
  },
  column.request(({ request }) => request.id),
  {
    head: "Closes in",
    term: "ProverDuty.closesAt",
    isNumber: true,
    cell: ({ closesAt }) => <Countdown to={closesAt} />,
  },
  column.time("Opens", "ProverDuty.opensAt", ({ opensAt }) => opensAt, { isLesser: true }),
  column.amount("Max fee", "request.maxFee", ({ request }) => request.maxFee),
  {
    head: "Price now, BREV",
    term: "request.secondFee",
    isNumber: true,
    isLesser: true,
    cell: ({ request }) => (
      <Brev wei={request.secondFee ?? request.winnerFee} reason="no bid revealed" />
    ),
  },
  {
    head: "Obstacles",
    term: "ProverDuty.obstacles",
    cell: ({ obstacles }) => (obstacles.length === 0 ? "none" : obstacles.map(words).join(", ")),
  },
];

type Biddable = ProverNowQuery["biddableRequests"]["items"][number];

const biddableColumns: readonly Column<Biddable>[] = [
  column.request(({ request }) => request.id),
  {
    head: "Bidding ends in",
    term: "BiddableRequest.biddingEndsAt",
    isNumber: true,
    cell: ({ biddingEndsAt }) => <Countdown to={biddingEndsAt} />,
  },
  column.seconds(
    "Time to prove",
    "BiddableRequest.provingSeconds",
    ({ provingSeconds }) => provingSeconds,
  ),
  column.amount("Max fee", "request.maxFee", ({ request }) => request.maxFee),
  column.amount("Minimum stake", "request.minStake", ({ request }) => request.minStake, {
    isLesser: true,
  }),
  column.count("Bidders", "request.bidders", ({ request }) => request.bidders, { isLesser: true }),
  column.program(({ request }) => request.vk, { isLesser: true }),
  {
    head: "Has bid",
    term: "BiddableRequest.bid",
    cell: ({ bid }) => (bid === null ? "no" : "yes"),
  },
];

/** The duties on an axis of the time asked about. */
function Drawn({ duties }: { duties: NonNullable<ProverNowQuery["proverDuties"]> }) {
  const now = useNow();
  const navigate = useNavigate();
  return (
    <DutiesPicture
      duties={duties.items.map(({ request, ...duty }) => ({ ...duty, requestId: request.id }))}
      from={duties.at}
      to={duties.until}
      now={Math.max(now, duties.at)}
      open={(id) => void navigate({ to: "/requests/$id", params: { id } })}
    />
  );
}

/** What must be done, and what may be bid on. */
export function NowTab({ address, bar }: TabProps) {
  const page = usePage(Operation, { address });
  return (
    <WithHead page={page} address={address} bar={bar}>
      {({ proverDuties: duties, biddableRequests: biddable }) => (
        <>
          <Section
            title="To do in the next 24 hours"
            note={
              duties?.stakingPaused
                ? "Staking is paused: no proof and no reveal is accepted."
                : undefined
            }
            beside={<AskYourself operation={Operation} variables={{ address }} />}
          >
            {duties && duties.items.length > 0 && <Drawn duties={duties} />}
            <Table
              caption="Duties"
              columns={dutyColumns}
              rows={duties?.items ?? []}
              keyOf={({ kind, request }) => `${kind} ${request.id}`}
              empty="Nothing is due, and nothing will be in the next 24 hours."
            />
          </Section>
          <Section title="Open to bids">
            <Table
              caption="Requests open to bids"
              columns={biddableColumns}
              rows={biddable.items}
              keyOf={({ request }) => request.id}
              empty={
                biddable.obstacle === null
                  ? "No request is open to bids now."
                  : `None: ${words(biddable.obstacle)}.`
              }
            />
          </Section>
        </>
      )}
    </WithHead>
  );
}
