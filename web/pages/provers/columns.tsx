import type { ProversPageQuery } from "../../data/generated/types.ts";
import { bpsOf } from "../../data/numbers.ts";
import { Change } from "../../parts/change.tsx";
import { State, words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Bps } from "../../parts/values.tsx";

export type Standing = ProversPageQuery["proverStandings"]["items"][number];

export const columns: readonly Column<Standing>[] = [
  column.prover("Prover", ({ prover }) => prover),
  {
    head: "State",
    term: "prover.state",
    cell: ({ prover }) => <State of={prover.state} />,
    csv: [{ head: "state", cell: ({ prover }) => prover.state }],
  },
  column.share("APR", "ProverStanding.apr", ({ apr }) => apr, {
    sort: "APR",
    reason: ({ reason }) => (reason ? words(reason) : undefined),
  }),
  column.ratio("Success", "CountRatio.bps", ({ success }) => success, {
    sort: "SUCCESS",
    reason: "nothing was due",
  }),
  column.count("Proven", "ProverStanding.proven", ({ proven }) => proven, {
    sort: "PROVEN",
    isLesser: true,
  }),
  column.count("Missed", "ProverStanding.missed", ({ missed }) => missed, { sort: "MISSED" }),
  column.amount("Stake", "ProverStanding.assets", ({ assets }) => assets, { sort: "ASSETS" }),
  {
    head: "In use",
    term: "prover.assignedStake",
    isNumber: true,
    isLesser: true,
    cell: ({ prover }) => <Bps of={bpsOf(prover.assignedStake, prover.assets)} reason="no stake" />,
  },
  column.count("Bids", "ProverStanding.bids", ({ bids }) => bids, { sort: "BIDS", isLesser: true }),
  column.ratio("Win rate", "CountRatio.bps", ({ winRate }) => winRate, {
    sort: "WIN_RATE",
    isLesser: true,
    reason: "no auction is over",
  }),
  column.amount("Fees", "ProverStanding.fees", ({ fees }) => fees, {
    sort: "FEES",
    isLesser: true,
  }),
  {
    head: "Change",
    term: "ProverStanding.before",
    isNumber: true,
    isLesser: true,
    cell: ({ fees, before }) => (
      <Change now={fees} before={before?.fees} than="the window before" />
    ),
    csv: [{ head: "fees of the window before, wei", cell: ({ before }) => before?.fees ?? null }],
  },
  column.ratio("Price / max fee", "AmountRatio.bps", ({ priceOfMaxFee }) => priceOfMaxFee, {
    sort: "PRICE_OF_MAX_FEE",
    isLesser: true,
    reason: "no proof",
  }),
  column.seconds(
    "Proving time, median",
    "NumberPercentiles.p50",
    ({ provingSeconds }) => provingSeconds.p50,
    { sort: "PROVING_SECONDS", isLesser: true, reason: "no proof" },
  ),
  column.bps(
    "Commission",
    "prover.defaultCommissionRate",
    ({ prover }) => prover.defaultCommissionRate,
    { isLesser: true },
  ),
  column.count("Stakers", "prover.stakers", ({ prover }) => prover.stakers, { isLesser: true }),
  column.bps("Slashing scale", "prover.slashingScale", ({ prover }) => prover.slashingScale, {
    isLesser: true,
  }),
];
