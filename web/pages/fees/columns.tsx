import type { FeesPageQuery } from "../../data/generated/types.ts";
import { minute } from "../../data/times.ts";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import type { Period } from "./flow.ts";

export const periodColumns: readonly Column<Period>[] = [
  column.text("From, UTC", "FeePeriod.start", ({ start }) => minute(start)),
  column.amount("Escrowed", "FeePeriod.escrowed", ({ escrowed }) => escrowed),
  column.amount("Paid", "FeePeriod.fees", ({ fees }) => fees),
  column.amount("To stakers", "FeePeriod.toStakers", ({ toStakers }) => toStakers, {
    isLesser: true,
  }),
  column.amount("Commission", "FeePeriod.commission", ({ commission }) => commission, {
    isLesser: true,
  }),
  column.amount("Protocol fee", "FeePeriod.protocolFees", ({ protocolFees }) => protocolFees, {
    isLesser: true,
  }),
  column.amount("Returned", "FeePeriod.excess", ({ excess }) => excess),
  column.amount("Refunded", "FeePeriod.refunds", ({ refunds }) => refunds),
  column.amount("Escrow after", "FeePeriod.escrowAfter", ({ escrowAfter }) => escrowAfter, {
    isLesser: true,
  }),
];

type Subsidy = FeesPageQuery["subsidyShare"]["byProver"][number];

export const subsidyColumns: readonly Column<Subsidy>[] = [
  column.prover("Prover", column.named),
  column.amount(
    "From requesters",
    "ProverSubsidy.marketRewards",
    ({ marketRewards }) => marketRewards,
  ),
  column.amount("From epochs", "ProverSubsidy.epochRewards", ({ epochRewards }) => epochRewards),
  column.amount("From others", "ProverSubsidy.otherRewards", ({ otherRewards }) => otherRewards, {
    isLesser: true,
  }),
  column.ratio("Subsidy", "ProverSubsidy.subsidy", ({ subsidy }) => subsidy),
];

type Withdrawal = FeesPageQuery["protocolFeeWithdrawals"]["items"][number];

export const withdrawalColumns: readonly Column<Withdrawal>[] = [
  column.time("Time", "protocolFeeWithdrawal.timestamp", ({ timestamp }) => timestamp),
  column.amount("Amount", "protocolFeeWithdrawal.amount", ({ amount }) => amount),
  column.address("To", ({ to }) => to),
  column.transaction(({ transaction }) => transaction),
];
