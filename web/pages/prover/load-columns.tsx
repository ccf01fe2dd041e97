import type { ProverLoadQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import type { Column } from "../../parts/table.tsx";

type Miss = ProverLoadQuery["misses"]["items"][number];

export const missColumns: readonly Column<Miss>[] = [
  column.request(({ requestId }) => requestId),
  column.time("Deadline", "Miss.deadline", ({ deadline }) => deadline),
  column.seconds(
    "Time it had",
    "Miss.secondsLeftWhenWon",
    ({ secondsLeftWhenWon }) => secondsLeftWhenWon,
  ),
  column.count("Others open", "Miss.otherAssignments", ({ otherAssignments }) => otherAssignments),
  { head: "Now", term: "Miss.status", cell: ({ status }) => words(status) },
];

type Slash = ProverLoadQuery["slashes"]["items"][number];

export const slashColumns: readonly Column<Slash>[] = [
  column.time("Time", "slashing.timestamp", ({ slashing }) => slashing.timestamp),
  column.request(({ slashing }) => slashing.requestId),
  column.amount("Taken", "slashing.amount", ({ slashing }) => slashing.amount),
  column.amount("Not taken", "Slash.shortfall", ({ shortfall }) => shortfall, {
    reason: "not asked by the market",
  }),
  column.transaction(({ slashing }) => slashing.transaction),
];
