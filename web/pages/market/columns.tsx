import type { MarketPageQuery } from "../../data/generated/types.ts";
import { Meter } from "../../parts/bars.tsx";
import { words } from "../../parts/chip.tsx";
import * as column from "../../parts/columns.tsx";
import { Dumbbell } from "../../parts/dumbbell.tsx";
import type { Column } from "../../parts/table.tsx";
import { Missing } from "../../parts/values.tsx";

export const groupColumns: readonly Column<MarketPageQuery["auctionQuality"]["groups"][number]>[] =
  [
    column.count("Revealers", "AuctionGroup.revealers", ({ revealers }) => revealers, {
      reason: "more than the groups",
    }),
    column.count("Auctions", "AuctionGroup.auctions", ({ auctions }) => auctions),
    column.count("Proven", "AuctionGroup.fulfilled", ({ fulfilled }) => fulfilled),
    column.count("Missed", "AuctionGroup.missed", ({ missed }) => missed),
    column.ratio(
      "Price / max fee",
      "AuctionGroup.priceOfMaxFee",
      ({ priceOfMaxFee }) => priceOfMaxFee,
      { reason: "no price" },
    ),
    {
      head: "Share of max fee",
      isLesser: true,
      cell: ({ priceOfMaxFee }) => <Meter bps={priceOfMaxFee.bps} />,
    },
    column.ratio("Second above first", "AuctionGroup.spread", ({ spread }) => spread, {
      isLesser: true,
      reason: "no second",
    }),
    column.ratio(
      "Requesters saved",
      "AuctionGroup.requestersSaving",
      ({ requestersSaving }) => requestersSaving,
      { reason: "no price" },
    ),
    column.count("Ties", "AuctionGroup.ties", ({ ties }) => ties, { isLesser: true }),
  ];

/** Ten thousandths of a win, with two decimals, cut. */
const winsOf = (bps: string) =>
  `${BigInt(bps) / 10_000n}.${((BigInt(bps) % 10_000n) / 100n).toString().padStart(2, "0")}`;

type Fairness = MarketPageQuery["marketConcentration"]["fairness"][number];

/** Wins beside those of an even chance, all on the scale of the greatest. */
export const fairnessColumns = (rows: readonly Fairness[]): readonly Column<Fairness>[] => [
  column.prover("Prover", column.named),
  column.count("Revealed in", "WinFairness.auctions", ({ auctions }) => auctions),
  column.count("● Won", "WinFairness.wins", ({ wins }) => wins),
  {
    head: "◆ Even chance",
    term: "WinFairness.expectedWinsBps",
    isNumber: true,
    cell: ({ expectedWinsBps }) => winsOf(expectedWinsBps),
    csv: [{ head: "even chance", cell: ({ expectedWinsBps }) => winsOf(expectedWinsBps) }],
  },
  {
    head: "On one scale",
    isLesser: true,
    cell: ({ wins, expectedWinsBps }) => (
      <Dumbbell
        a={wins}
        b={Number(expectedWinsBps) / 1e4}
        most={Math.max(...rows.flatMap((row) => [row.wins, Number(row.expectedWinsBps) / 1e4]))}
      />
    ),
  },
  column.bps(
    "Won of it",
    "WinFairness.winsOfExpectedBps",
    ({ winsOfExpectedBps }) => winsOfExpectedBps,
    { reason: "no auction" },
  ),
];

type Misses = MarketPageQuery["missSummary"]["byProver"][number];

const counted: readonly Column<Misses>[] = [
  column.count("Misses", "MissCount.misses", ({ misses }) => misses),
  column.ratio("Of those due", "MissCount.missRate", ({ missRate }) => missRate, {
    reason: "nothing was due",
  }),
];

export const proverMissColumns: readonly Column<Misses>[] = [
  column.prover("Prover", ({ key, proverAccount }) => column.named({ prover: key, proverAccount })),
  ...counted,
];
export const programMissColumns: readonly Column<Misses>[] = [
  column.program(({ key }) => key),
  ...counted,
];

export const missColumns: readonly Column<MarketPageQuery["misses"]["items"][number]>[] = [
  column.request(({ requestId }) => requestId),
  column.prover("Prover", column.named),
  column.time("Deadline", "Miss.deadline", ({ deadline }) => deadline),
  column.seconds(
    "Time it had",
    "Miss.secondsLeftWhenWon",
    ({ secondsLeftWhenWon }) => secondsLeftWhenWon,
  ),
  column.count("Others open", "Miss.otherAssignments", ({ otherAssignments }) => otherAssignments),
  column.prover("Runner-up", ({ runnerUp }) => runnerUp, {
    isLesser: true,
    reason: "nobody else revealed",
  }),
  column.amount("Its bid", "Miss.runnerUpFee", ({ runnerUpFee }) => runnerUpFee, {
    isLesser: true,
    reason: "nobody else revealed",
  }),
  column.text("Now", "Miss.status", ({ status }) => status, {
    show: ({ status }) => (status === null ? <Missing /> : words(status)),
  }),
];
