import { State, words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Bps, Brev, Seconds } from "../../parts/values.tsx";
import { mean, type Standing, used } from "./search.ts";

/** A slashing scale of 9,450 keeps 94.50 % of what is being unstaked. */
export function columnsOf(days: number): readonly Column<Standing>[] {
  return [
    column.prover("Prover", ({ prover }) => prover),
    {
      head: "State",
      term: "ProverReturn.state",
      cell: ({ state }) => <State of={state} />,
      csv: [{ head: "state", cell: ({ state }) => state }],
    },
    column.share(`APR, ${days} d`, "ProverReturn.apr", ({ apr }) => apr, {
      sort: "apr",
      reasonOf: ({ reason }) => (reason ? words(reason) : undefined),
    }),
    column.ratio("Proven", "CountRatio.bps", ({ success }) => success, {
      sort: "success",
      reason: "nothing was due",
    }),
    column.count("Missed", "ProverReturn.missed", ({ missed }) => missed, { sort: "missed" }),
    column.amount("Stake", "prover.assets", ({ prover }) => prover.assets, { sort: "stake" }),
    {
      head: "In use",
      term: "prover.assignedStake",
      sort: "use",
      isNumber: true,
      isLesser: true,
      cell: ({ prover }) => (
        <Bps of={used(prover.assignedStake, prover.assets)?.toString()} reason="no stake" />
      ),
    },
    {
      head: "Mean fee, BREV",
      term: "prover.fees",
      sort: "price",
      isNumber: true,
      isLesser: true,
      cell: ({ prover }) => <Brev wei={mean(prover.fees, prover.fulfilled)} reason="no proof" />,
    },
    {
      head: "Mean proving time",
      term: "prover.provingSeconds",
      sort: "speed",
      isNumber: true,
      isLesser: true,
      cell: ({ prover }) => (
        <Seconds of={mean(prover.provingSeconds, prover.fulfilled)?.toString()} reason="no proof" />
      ),
    },
    column.bps(
      "Commission",
      "ProverReturn.defaultCommissionBps",
      ({ defaultCommissionBps }) => defaultCommissionBps,
      { sort: "commission", isLesser: true, reason: "not set" },
    ),
    column.ratio("Own stake", "AmountRatio.bps", ({ ownStakeShare }) => ownStakeShare, {
      isLesser: true,
      reason: "no stake",
    }),
    column.count("Stakers", "prover.stakers", ({ prover }) => prover.stakers, { isLesser: true }),
    column.bps("Slashing scale", "prover.slashingScale", ({ prover }) => prover.slashingScale, {
      isLesser: true,
    }),
  ];
}
