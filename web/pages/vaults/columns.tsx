import type { VaultsPageQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";

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
    reason: ({ reason }) => (reason ? words(reason) : undefined),
  }),
  column.share("APY", "ProverReturn.apy", ({ apy }) => apy, {
    reason: ({ reason }) => (reason ? words(reason) : undefined),
  }),
  bySource("Market", "MARKET"),
  bySource("Epochs", "EPOCH"),
  bySource("Others", "OTHER"),
  bySource("Donations", "DONATION"),
  bySource("Slashes", "SLASH"),
  column.ratio(
    "Commission taken",
    "ProverReturn.commissionShare",
    ({ commissionShare }) => commissionShare,
    { reason: "no reward" },
  ),
  column.amount("Stake", "prover.assets", ({ prover }) => prover.assets),
  column.seconds("Measured over", "ProverReturn.seconds", ({ seconds }) => seconds, {
    isLesser: true,
  }),
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

type Epoch = VaultsPageQuery["rewardEpochList"]["items"][number];
type Allocation = Epoch["allocations"][number];

export const allocationColumns: readonly Column<Allocation>[] = [
  column.count("Epoch", "rewardAllocation.epoch", ({ epoch }) => epoch),
  column.prover("Prover", column.named),
  column.amount("Set", "rewardAllocation.amount", ({ amount }) => amount),
  column.time("Paid", "rewardAllocation.distributedAt", ({ distributedAt }) => distributedAt, {
    reason: "not paid yet",
  }),
];
