import type { VaultsPageQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Brev, Count } from "../../parts/values.tsx";

type Return = VaultsPageQuery["proverReturns"]["items"][number];

const bySource = (name: string, source: Return["sources"][number]["source"]): Column<Return> =>
  column.share(
    name,
    "ReturnSource.apr",
    ({ sources }) => sources.find((one) => one.source === source)?.apr,
    { isLesser: true, reason: "too young" },
  );

export const returnColumns: readonly Column<Return>[] = [
  column.prover("Vault of", ({ prover }) => prover),
  column.share("APR", "ProverReturn.apr", ({ apr }) => apr, {
    reasonOf: ({ reason }) => (reason ? words(reason) : undefined),
  }),
  column.share("APY", "ProverReturn.apy", ({ apy }) => apy, {
    reasonOf: ({ reason }) => (reason ? words(reason) : undefined),
  }),
  bySource("Market", "MARKET"),
  bySource("Epochs", "EPOCH"),
  bySource("Others", "OTHER"),
  bySource("Donations", "DONATION"),
  bySource("Slashes", "SLASH"),
  column.ratio(
    "Commission",
    "ProverReturn.commissionShare",
    ({ commissionShare }) => commissionShare,
    { reason: "no reward" },
  ),
  column.amount("Stake", "prover.assets", ({ prover }) => prover.assets),
  column.seconds("Measured over", "ProverReturn.seconds", ({ seconds }) => seconds, {
    isLesser: true,
  }),
];

type Calendar = VaultsPageQuery["unbondingCalendar"];
type Leaving = Readonly<{ name: string; amount: string; unstakes: number; stakers: number }>;

export function calendarOf({ ready, days, later }: Calendar): readonly Leaving[] {
  return [
    { name: "ready now", ...ready },
    ...days.map(({ start, ...rest }) => ({
      name: new Date(start * 1_000).toISOString().slice(0, 10),
      ...rest,
    })),
    { name: "later", ...later },
  ].filter(({ unstakes }) => unstakes > 0);
}

export const unbondingColumns: readonly Column<Leaving>[] = [
  { head: "Day", cell: ({ name }) => name, csv: [{ head: "day", cell: ({ name }) => name }] },
  {
    head: "BREV",
    isNumber: true,
    cell: ({ amount }) => <Brev wei={amount} />,
    csv: [{ head: "wei", cell: ({ amount }) => amount }],
  },
  {
    head: "Unstakes",
    isNumber: true,
    cell: ({ unstakes }) => <Count of={unstakes} />,
    csv: [{ head: "unstakes", cell: ({ unstakes }) => unstakes }],
  },
  {
    head: "Stakers",
    isNumber: true,
    cell: ({ stakers }) => <Count of={stakers} />,
    csv: [{ head: "stakers", cell: ({ stakers }) => stakers }],
  },
];

export const epochColumns: readonly Column<VaultsPageQuery["rewardEpochList"]["items"][number]>[] =
  [
    column.count("Epoch", "RewardEpochEntry.epoch", ({ epoch }) => epoch),
    column.time("Began", "RewardEpochEntry.startAt", ({ startAt }) => startAt),
    column.time("Ends", "RewardEpochEntry.endAt", ({ endAt }) => endAt),
    column.amount("Budget", "RewardEpochEntry.budget", ({ budget }) => budget),
    column.amount("Set", "RewardEpochEntry.set", ({ set }) => set, { reason: "not set yet" }),
    column.amount("Paid", "RewardEpochEntry.distributed", ({ distributed }) => distributed, {
      reason: "not set yet",
    }),
    column.amount("Left", "RewardEpochEntry.left", ({ left }) => left, {
      isLesser: true,
      reason: "not set yet",
    }),
    column.count("Provers", "RewardEpochEntry.provers", ({ provers }) => provers, {
      isLesser: true,
      reason: "not set yet",
    }),
    column.count("Paid provers", "RewardEpochEntry.proversPaid", ({ proversPaid }) => proversPaid, {
      isLesser: true,
      reason: "not set yet",
    }),
  ];
