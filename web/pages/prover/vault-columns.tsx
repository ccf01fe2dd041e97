import type { ProverVaultQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Brev } from "../../parts/values.tsx";

type Source = ProverVaultQuery["proverReturns"]["items"][number]["sources"][number];

export const sourceColumns: readonly Column<Source>[] = [
  {
    head: "Source",
    term: "ReturnSource.source",
    cell: ({ source }) => words(source),
    csv: [{ head: "source", cell: ({ source }) => source }],
  },
  column.share("APR", "ReturnSource.apr", ({ apr }) => apr, { reason: "too young" }),
  column.amount("Amount", "ReturnSource.amount", ({ amount }) => amount),
  column.count("Events", "ReturnSource.events", ({ events }) => events),
];

type Move = NonNullable<NonNullable<ProverVaultQuery["vaultPrices"]>["moves"]>["items"][number];

export const moveColumns: readonly Column<Move>[] = [
  column.time("Time", "vaultChange.timestamp", ({ change }) => change.timestamp),
  {
    head: "What",
    term: "vaultChange.kind",
    cell: ({ change }) => words(change.kind),
    csv: [{ head: "kind", cell: ({ change }) => change.kind }],
  },
  column.amount("Amount", "vaultChange.assets", ({ change }) => change.assets),
  {
    head: "Price change, BREV",
    term: "VaultMove.priceChange",
    isNumber: true,
    cell: ({ priceChange }) => <Brev wei={priceChange} decimals={8} term="VaultMove.priceChange" />,
  },
  column.transaction(({ change }) => change.transaction),
];

type Stake = ProverVaultQuery["stakes"]["items"][number];

export const stakerColumns: readonly Column<Stake>[] = [
  column.address("Staker", ({ staker }) => staker),
  {
    head: "Shares",
    term: "stake.shares",
    isNumber: true,
    cell: ({ shares }) => <Brev wei={shares} term="stake.shares" />,
    csv: [{ head: "share wei", cell: ({ shares }) => shares }],
  },
  column.amount("Cost", "stake.costBasis", ({ costBasis }) => costBasis),
  column.amount("Realised gain", "stake.realisedGain", ({ realisedGain }) => realisedGain, {
    isLesser: true,
  }),
  column.time("Since", "stake.firstStakedAt", ({ firstStakedAt }) => firstStakedAt, {
    isLesser: true,
  }),
];
