import type { ActivityKind } from "../data/generated/types.ts";
import { words } from "./chip.tsx";
import * as column from "./columns.tsx";
import type { Column } from "./table.tsx";

/** An event of the chain, as any page asks for it. */
export type Event = Readonly<{
  id: string;
  kind: ActivityKind;
  timestamp: number;
  transaction: string;
  requestId?: string | null;
  prover?: string | null;
  proverAccount?: Readonly<{ name: string }> | null;
  amount?: string | null;
}>;

export const eventColumns: readonly Column<Event>[] = [
  column.time("Time", "activity.timestamp", ({ timestamp }) => timestamp),
  {
    head: "What",
    term: "activity.kind",
    cell: ({ kind }) => words(kind),
    csv: [{ head: "kind", cell: ({ kind }) => kind }],
  },
  column.request(({ requestId }) => requestId),
  column.amount("Amount", "activity.amount", ({ amount }) => amount, {
    reason: "this event has no amount",
  }),
  column.transaction(({ transaction }) => transaction),
];

/** The same with the prover it is about. */
export const eventColumnsWithProver: readonly Column<Event>[] = [
  ...eventColumns.slice(0, 3),
  column.prover("Prover", column.named, { reason: "about no prover" }),
  ...eventColumns.slice(3),
];
