import { type CsvColumn, toCsv } from "../../data/csv.ts";
import type { StatementQuery } from "../../data/generated/types.ts";
import { plainBrev } from "../../data/numbers.ts";

type Change = StatementQuery["vaultChanges"]["items"][number];
type Transfer = StatementQuery["in"]["items"][number];

/** One line of the books: what moved, and which way. */
export type Entry = Readonly<{
  id: string;
  time: number;
  transaction: string;
  prover: string;
  kind: string;
  shares: bigint;
  wei: bigint;
}>;

/** All moves of a staker's stake, oldest first: stakes and unstakes, and shares that others sent or got. */
export function entriesOf(
  changes: readonly Change[],
  into: readonly Transfer[],
  out: readonly Transfer[],
): readonly Entry[] {
  const own = changes
    .filter(({ kind }) => kind === "STAKE" || kind === "UNSTAKE")
    .map((change) => ({
      ...common(change),
      kind: change.kind,
      shares: BigInt(change.shares),
      wei: BigInt(change.assets),
    }));
  const moved = (transfers: readonly Transfer[], kind: string, sign: bigint) =>
    transfers.map((transfer) => ({
      ...common(transfer),
      kind,
      shares: sign * BigInt(transfer.shares),
      wei: sign * BigInt(transfer.assets),
    }));
  return [...own, ...moved(into, "SHARES_IN", 1n), ...moved(out, "SHARES_OUT", -1n)].sort((a, b) =>
    BigInt(a.id) < BigInt(b.id) ? -1 : 1,
  );
}

const common = ({ id, timestamp, transaction, prover }: Change | Transfer) => ({
  id,
  time: timestamp,
  transaction,
  prover,
});

const columns: readonly CsvColumn<Entry>[] = [
  { head: "time (UTC)", cell: ({ time }) => new Date(time * 1_000).toISOString() },
  { head: "unix time", cell: ({ time }) => time },
  { head: "transaction", cell: ({ transaction }) => transaction },
  { head: "prover", cell: ({ prover }) => prover },
  { head: "kind", cell: ({ kind }) => kind },
  { head: "share wei", cell: ({ shares }) => shares.toString() },
  { head: "BREV", cell: ({ wei }) => plainBrev(wei) },
  { head: "wei", cell: ({ wei }) => wei.toString() },
];

export const statementOf = (entries: readonly Entry[]): string => toCsv(columns, entries);
