import type { ProverBidsQuery } from "../../data/generated/types.ts";
import { bpsOf } from "../../data/numbers.ts";
import { Meter } from "../../parts/bars.tsx";
import { Phase } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Bps } from "../../parts/values.tsx";

type Record = NonNullable<ProverBidsQuery["proverRecord"]>;
type ProgramRow = NonNullable<Record["programs"]>["items"][number];

export const programColumns: readonly Column<ProgramRow>[] = [
  column.program(({ vk }) => vk),
  column.count("Bids", "ProverProgramPerformance.bids", ({ bids }) => bids),
  column.ratio("Win rate", "CountRatio.bps", ({ winRate }) => winRate, {
    reason: "no auction is over",
  }),
  column.count("Proven", "ProverProgramPerformance.proven", ({ proven }) => proven),
  column.count("Missed", "ProverProgramPerformance.missed", ({ missed }) => missed),
  column.amount("Surplus", "ProverProgramPerformance.surplus", ({ surplus }) => surplus, {
    isLesser: true,
  }),
  column.seconds(
    "Proving time, median",
    "NumberPercentiles.p50",
    ({ provingSeconds }) => provingSeconds.p50,
    { isLesser: true, reason: "no proof" },
  ),
];

type Rival = ProverBidsQuery["proverRivals"]["items"][number];

export const rivalColumns: readonly Column<Rival>[] = [
  column.prover("Rival", ({ prover }) => prover),
  column.count("Met", "CountRatio.numerator", ({ meetings }) => meetings.numerator),
  column.count("Won", "Rival.won", ({ won }) => won),
  column.count("Lost", "Rival.lost", ({ lost }) => lost),
  column.count("Won by others", "Rival.wonByOthers", ({ wonByOthers }) => wonByOthers, {
    isLesser: true,
  }),
  column.ratio("Head to head", "CountRatio.bps", ({ headToHead }) => headToHead, {
    reason: "neither won",
  }),
  column.bps(
    "Its bid / max fee, median",
    "NumberPercentiles.p50",
    ({ priceLevel }) => priceLevel.p50,
    { isLesser: true, reason: "never revealed" },
  ),
];

type Bid = ProverBidsQuery["bids"]["items"][number];

export const bidColumns = (address: string): readonly Column<Bid>[] => [
  column.request(({ requestId }) => requestId),
  column.time("Bid", "bid.firstBidAt", ({ firstBidAt }) => firstBidAt),
  { head: "Phase", cell: ({ request }) => request && <Phase of={request.clock.phase} /> },
  column.amount("Amount", "bid.fee", ({ fee }) => fee, { reason: "not revealed" }),
  {
    head: "Share of max fee",
    isNumber: true,
    cell: ({ fee, request }) => (
      <Bps of={fee && request ? bpsOf(fee, request.maxFee) : null} reason="not revealed" />
    ),
  },
  column.amount("Price", "request.price", ({ request }) => request?.price, {
    isLesser: true,
    reason: "not settled by a proof",
  }),
  { head: "Won", cell: ({ request }) => (request?.winner === address ? "yes" : "no") },
];

type Level = Record["priceLevels"][number];

const levelOf = ({ from, to }: Level) => `${from / 100}–${to / 100} %`;

export const levelColumns: readonly Column<Level>[] = [
  column.text("Bid / max fee", "PriceLevelBin.from", levelOf),
  column.count("Revealed", "PriceLevelBin.revealed", ({ revealed }) => revealed),
  column.count("Won", "PriceLevelBin.won", ({ won }) => won),
  column.ratio("Win rate", "CountRatio.bps", ({ winRate }) => winRate, {
    reason: "no bid at this level",
  }),
  {
    head: "Of the bids revealed",
    isLesser: true,
    cell: ({ winRate }) => <Meter bps={winRate.bps} />,
  },
];
