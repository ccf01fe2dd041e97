import type { Term } from "../../data/generated/terms.ts";
import type { AsOfPageQuery, SumsFragment } from "../../data/generated/types.ts";
import { plainBrev } from "../../data/numbers.ts";
import { State } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";
import { Defined } from "../../parts/tip.tsx";
import { Brev, Count } from "../../parts/values.tsx";

/** A sum of the network, then and now. */
type Sum = Readonly<{ name: string; term: Term; before: string; now: string; isAmount: boolean }>;

const amounts: readonly (readonly [string, keyof SumsFragment])[] = [
  ["Held for requests", "escrow"],
  ["Max fees of all requests", "maxFees"],
  ["Paid for proofs", "fees"],
  ["Protocol fees", "protocolFees"],
  ["Protocol fees held", "protocolFeeBalance"],
  ["Commission", "commission"],
  ["To stakers", "toStakers"],
  ["Returned above the price", "excess"],
  ["Refunded", "refunds"],
  ["Assigned stake", "assignedStake"],
  ["Staked", "staked"],
  ["Asked back", "unstaked"],
  ["Being unstaked", "unstaking"],
  ["Rewards", "rewards"],
  ["Epoch rewards", "epochRewards"],
  ["Donated to vaults", "donated"],
  ["Slashed for requests", "slashTaken"],
  ["Commission to claim", "pendingCommission"],
  ["Treasury pool", "treasuryPool"],
];

const counts: readonly (readonly [string, keyof SumsFragment])[] = [
  ["Requests", "requests"],
  ["Open requests", "openRequests"],
  ["Proven", "fulfilled"],
  ["Refunded requests", "refunded"],
  ["Missed and refunded", "missed"],
  ["Slashed requests", "slashed"],
  ["Bids", "bids"],
  ["Reveals", "reveals"],
];

export function sumsOf(then: SumsFragment, now: SumsFragment): readonly Sum[] {
  const rows = (names: typeof amounts, isAmount: boolean) =>
    names.map(([name, field]) => ({
      name,
      term: `PastNetwork.${field}` as Term,
      before: String(then[field]),
      now: String(now[field]),
      isAmount,
    }));
  return [...rows(counts, false), ...rows(amounts, true)];
}

const shown = (value: string | bigint, { isAmount, term }: Sum, isGiven: boolean) => {
  const of = isGiven ? { term } : {};
  return isAmount ? <Brev wei={value} {...of} /> : <Count of={String(value)} {...of} />;
};

const plain = (value: string, { isAmount }: Sum) => (isAmount ? plainBrev(value) : value);

export const sumColumns: readonly Column<Sum>[] = [
  {
    head: "Sum",
    cell: ({ name, term, isAmount }) => (
      <Defined term={term}>{isAmount ? `${name}, BREV` : name}</Defined>
    ),
    csv: [{ head: "sum", cell: ({ name }) => name }],
  },
  {
    head: "Then",
    isNumber: true,
    cell: (sum) => shown(sum.before, sum, true),
    csv: [{ head: "then", cell: (sum) => plain(sum.before, sum) }],
  },
  {
    head: "Since",
    isNumber: true,
    cell: (sum) => shown(BigInt(sum.now) - BigInt(sum.before), sum, false),
    csv: [
      {
        head: "since",
        cell: (sum) => plain((BigInt(sum.now) - BigInt(sum.before)).toString(), sum),
      },
    ],
  },
  {
    head: "Now",
    isNumber: true,
    cell: (sum) => shown(sum.now, sum, true),
    csv: [{ head: "now", cell: (sum) => plain(sum.now, sum) }],
  },
];

type Prover = NonNullable<AsOfPageQuery["then"]>["provers"]["items"][number];

export const proverColumns: readonly Column<Prover>[] = [
  column.prover("Prover", ({ address, proverAccount }) =>
    column.named({ prover: address, proverAccount }),
  ),
  column.text("State", "PastProver.state", ({ state }) => state, {
    show: ({ state }) => <State of={state} />,
  }),
  column.amount("Assets", "PastProver.assets", ({ assets }) => assets),
  column.amount("Price of a share", "PastProver.price", ({ price }) => price, { isLesser: true }),
  column.time("In this state since", "PastProver.since", ({ since }) => since, { isLesser: true }),
];
