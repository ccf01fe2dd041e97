import type { AddressPageQuery } from "../../data/generated/types.ts";
import { State, words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { RoleName } from "../../parts/parameter.tsx";
import type { Column } from "../../parts/table.tsx";

export type Position = AddressPageQuery["stakerPortfolio"]["positions"][number];

export const positionColumns: readonly Column<Position>[] = [
  column.prover("Prover", ({ prover }) => prover),
  {
    head: "State",
    cell: ({ prover }) => <State of={prover.state} />,
    csv: [{ head: "state", cell: ({ prover }) => prover.state }],
  },
  column.amount("Value", "StakerPosition.value", ({ value }) => value),
  column.amount("Cost", "StakerPosition.costBasis", ({ costBasis }) => costBasis, {
    isLesser: true,
  }),
  column.amount("Total gain", "StakerPosition.totalGain", ({ totalGain }) => totalGain),
  column.amount("Unstaking", "StakerPosition.unstaking", ({ unstaking }) => unstaking, {
    isLesser: true,
  }),
  column.amount("Withdrawable", "StakerPosition.withdrawable", ({ withdrawable }) => withdrawable),
  column.time("Next ready", "StakerPosition.nextReadyAt", ({ nextReadyAt }) => nextReadyAt, {
    isLesser: true,
    reason: "nothing is waiting",
  }),
  column.time("Since", "stake.firstStakedAt", ({ stake }) => stake.firstStakedAt, {
    isLesser: true,
  }),
];

type Unstake = AddressPageQuery["unstakeQueue"]["items"][number];

export const unstakeColumns: readonly Column<Unstake>[] = [
  column.prover("Prover", ({ unstake }) => column.named(unstake)),
  {
    head: "State",
    term: "UnstakeEntry.state",
    cell: ({ state, isStuck }) => `${words(state)}${isStuck ? ", stuck" : ""}`,
    csv: [{ head: "state", cell: ({ state }) => state }],
  },
  column.amount("Amount", "unstake.amount", ({ unstake }) => unstake.amount),
  column.amount("After slashes", "UnstakeEntry.effective", ({ effective }) => effective),
  column.amount("Received", "unstake.received", ({ unstake }) => unstake.received, {
    isLesser: true,
    reason: "not completed",
  }),
  column.time("Asked", "unstake.requestedAt", ({ unstake }) => unstake.requestedAt),
  column.time("Ready", "UnstakeEntry.readyAt", ({ readyAt }) => readyAt, {
    isLesser: true,
    reason: "never by itself",
  }),
  column.transaction(({ unstake }) => unstake.requestedTransaction),
];

type Role = AddressPageQuery["roleMembers"]["items"][number];

export const roleColumns: readonly Column<Role>[] = [
  column.address("Contract", ({ contract }) => contract),
  column.text("Role", "roleMember.roleName", ({ role, roleName }) => roleName ?? role, {
    show: ({ role, roleName }) => <RoleName hash={role} name={roleName} />,
  }),
  {
    head: "Holds it",
    term: "roleMember.granted",
    cell: ({ granted }) => (granted ? "yes" : "no longer"),
  },
  column.time("Since", "roleMember.since", ({ since }) => since),
];
