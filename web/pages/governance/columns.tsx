import type { GovernancePageQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { RequestLink } from "../../parts/links.tsx";
import { ParameterValue, RoleName, RuleName } from "../../parts/parameter.tsx";
import type { Column } from "../../parts/table.tsx";

type Parameter = NonNullable<GovernancePageQuery["asOf"]>["parameters"][number];

export const parameterColumns: readonly Column<Parameter>[] = [
  column.text("Rule", "PastParameter.name", ({ name }) => name),
  column.text("Contract", "PastParameter.contract", ({ contract }) => contract, {
    show: ({ contract }) => words(contract),
  }),
  column.text("Value", "PastParameter.value", ({ value }) => value, {
    show: ({ unit, value }) => <ParameterValue unit={unit} value={value} />,
  }),
  column.time("Since", "PastParameter.since", ({ since }) => since),
  column.text("What it decides", "PastParameter.meaning", ({ meaning }) => meaning ?? "", {
    isLesser: true,
  }),
];

type Change = NonNullable<GovernancePageQuery["parameterHistory"]>["items"][number];

export const changeColumns: readonly Column<Change>[] = [
  column.time("Time", "parameterChange.timestamp", ({ change }) => change.timestamp),
  column.text("Rule", "parameterChange.name", ({ change }) => change.name, {
    show: ({ change }) => <RuleName of={change.name} />,
  }),
  column.text("From", "parameterChange.oldValue", ({ change }) => change.oldValue ?? "", {
    show: ({ change }) => <ParameterValue unit={change.unit} value={change.oldValue} />,
  }),
  column.text("To", "parameterChange.newValue", ({ change }) => change.newValue, {
    show: ({ change }) => <ParameterValue unit={change.unit} value={change.newValue} />,
  }),
  column.address("By", ({ change }) => change.account, { reason: "no event said", isLesser: true }),
  column.count(
    "Open requests then",
    "ParameterMove.openRequests",
    ({ openRequests }) => openRequests,
    { isLesser: true },
  ),
  column.transaction(({ change }) => change.transaction),
];

type Moved = NonNullable<Change["moved"]>["items"][number] & Readonly<{ key: string }>;

export const movedColumns: readonly Column<Moved>[] = [
  {
    head: "Request",
    cell: ({ request }) => <RequestLink id={request.id} />,
    csv: [{ head: "request", cell: ({ request }) => request.id }],
  },
  column.time(
    "Bidding end, before",
    "MovedRequest.oldBiddingEnd",
    ({ oldBiddingEnd }) => oldBiddingEnd,
  ),
  column.time(
    "Bidding end, after",
    "MovedRequest.newBiddingEnd",
    ({ newBiddingEnd }) => newBiddingEnd,
  ),
  column.time(
    "Reveal end, before",
    "MovedRequest.oldRevealEnd",
    ({ oldRevealEnd }) => oldRevealEnd,
    {
      isLesser: true,
    },
  ),
  column.time(
    "Reveal end, after",
    "MovedRequest.newRevealEnd",
    ({ newRevealEnd }) => newRevealEnd,
    {
      isLesser: true,
    },
  ),
];

export const contractColumns: readonly Column<GovernancePageQuery["contracts"]["items"][number]>[] =
  [
    column.text("Contract", "contract.name", ({ name }) => name, {
      show: ({ name }) => words(name),
    }),
    column.address("Address", ({ address }) => address),
    column.address("Owner", ({ owner }) => owner, { reason: "none" }),
    column.text("Paused", "contract.paused", ({ paused }) => (paused ? "paused" : "no")),
  ];

export const verifierColumns: readonly Column<GovernancePageQuery["verifiers"]["items"][number]>[] =
  [
    column.count("Version", "verifier.version", ({ version }) => version),
    column.address("Address", ({ address }) => address, { reason: "taken away" }),
    column.count("Proofs", "verifier.proofs", ({ proofs }) => proofs),
    column.time("Since", "verifier.since", ({ since }) => since),
  ];

export const roleColumns = (
  contracts: GovernancePageQuery["contracts"]["items"],
): readonly Column<GovernancePageQuery["roleMembers"]["items"][number]>[] => [
  column.address("Account", ({ account }) => account),
  column.address("Contract", ({ contract }) => ({
    address: contract,
    name: words(contracts.find(({ address }) => address === contract)?.name ?? ""),
  })),
  column.text("Role", "roleMember.roleName", ({ role, roleName }) => roleName ?? role, {
    show: ({ role, roleName }) => <RoleName hash={role} name={roleName} />,
  }),
  column.time("Since", "roleMember.since", ({ since }) => since),
];

export const treasuryColumns: readonly Column<
  GovernancePageQuery["treasuryMovements"]["items"][number]
>[] = [
  column.time("Time", "treasuryMovement.timestamp", ({ timestamp }) => timestamp),
  column.text("What", "treasuryMovement.kind", ({ kind }) => kind, {
    show: ({ kind }) => words(kind),
  }),
  column.amount("Amount", "treasuryMovement.amount", ({ amount }) => amount),
  column.amount("Pool after", "treasuryMovement.poolAfter", ({ poolAfter }) => poolAfter, {
    isLesser: true,
  }),
  column.prover("Prover", column.named, { reason: "about no prover" }),
  column.address("To", ({ to }) => to, { reason: "nobody", isLesser: true }),
  column.transaction(({ transaction }) => transaction),
];
