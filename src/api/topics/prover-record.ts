/** Question 7: a prover's record over a window, in sum, by day and by program. */
import type { Address, Hex } from "viem";
import { bid, request } from "../../../ponder.schema.ts";
import { dayOf, dayStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { addressArg, boundedArg, required, windowArgs } from "../declare/arguments.ts";
import { bytes, int, list, one, question } from "../declare/fields.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { idsWithin } from "../reads/history.ts";
import { networkOf } from "../reads/network.ts";
import { type Prover, proverOf } from "../reads/prover-rows.ts";
import { ascending } from "../rules/numbers.ts";
import type { Topic } from "../topic.ts";
import { PriceLevelBin, priceLevels } from "./price-levels.ts";
import { ProverPerformance, performance, performancesOf } from "./prover-performance.ts";

const ProverDayPerformance = object("ProverDayPerformance", "What a prover did in a UTC day.", {
  start: int("[unix s] First second."),
  end: int("[unix s] End, exclusive."),
  ...performance,
});

const ProverProgramPerformance = object(
  "ProverProgramPerformance",
  "What a prover did for a program.",
  {
    vk: bytes("Verifying key of the program."),
    ...performance,
  },
);

const ProverProgramPage = pages(ProverProgramPerformance, {
  name: "ProverProgramPage",
  text: "Programs of a prover.",
  // Bids are a count: the column is of the same kind.
  key: { bids: bid.commits, vk: request.vk },
  place: ({ bids, vk }) => ({ bids, vk }),
  more: { totalCount: int("Programs in the whole list.") },
});

const ProverRecord = object("ProverRecord", "A prover's record over a window.", {
  prover: one(stored("prover"), "The prover, with its totals of all its time."),
  from: int("[unix s] First second of the window."),
  to: int("[unix s] End of the window, exclusive."),
  total: one(ProverPerformance, "The whole window."),
  days: list(
    ProverDayPerformance,
    "By UTC day, without gaps, oldest first; the first and the last are cut to the window.",
    { rows: 30 },
  ),
  priceLevels: question(listOf(PriceLevelBin), {
    text: "Win rate by price level: by own bid, as last revealed, over the max fee, lowest first, without a gap. Of the requests of `total.winRate`, those with a max fee of 0 left out.",
    args: {
      bins: boundedArg<number>("How many bins of the same width, 1 to 100. Default 10.", {
        max: 100,
        otherwise: 10,
      }),
    },
    cost: { base: 50 },
    ask: ({ bins }, { db }, { parent: { prover, ...window } }: Asked<Recorded>) =>
      priceLevels(db, { prover: prover.address, ...window }, bins),
  }),
  programs: pagedList(ProverProgramPage, {
    text: "By program it bid on, proved or missed; most bids first.",
    ask: (page, _context, { parent }: Asked<Programs>) => ({
      rows: rowsFrom(parent.programs, page, comparePrograms),
      totalCount: parent.programs.length,
    }),
  }),
});

type Programs = { programs: readonly ValueOf<typeof ProverProgramPerformance>[] };
/** What the fields of a record are asked of: a prover and a window. */
type Recorded = { prover: Prover; from: number; to: number; at: number };
type ProverRecord = ValueOf<typeof ProverRecord> & Programs & Recorded;

type ProgramKey = { bids: number; vk: Hex };

/** Most bids first. */
const comparePrograms = (a: ProgramKey, b: ProgramKey): number =>
  b.bids - a.bids || ascending(a.vk, b.vk);

/** A prover's record in [from, to) [unix s], with the clock at `at`. Null for an address that never was a prover. */
export async function proverRecord(
  db: Db,
  { prover: of, from, to, at }: { prover: Address; from: number; to: number; at: number },
): Promise<ProverRecord | null> {
  const [row, network, within] = await Promise.all([
    proverOf(db, of),
    networkOf(db),
    idsWithin(db, from, to),
  ]);
  if (row === null || network === null) return null;
  const { total, ofDay, ofProgram, vks } = await performancesOf(db, of, { network, within, at });
  const [firstDay, endDay] = [dayOf(from), to > from ? dayOf(to - 1) + 1 : dayOf(from)];
  return {
    prover: row,
    from,
    to,
    at,
    total,
    days: Array.from({ length: endDay - firstDay }, (_, index) => {
      const day = firstDay + index;
      return {
        start: Math.max(from, dayStart(day)),
        end: Math.min(to, dayStart(day + 1)),
        ...ofDay(day),
      };
    }),
    programs: vks.map((vk) => ({ vk, ...ofProgram(vk) })).sort(comparePrograms),
  };
}

export const proverRecordTopic: Topic = {
  queries: {
    proverRecord: question(orNull(ProverRecord), {
      text: "A prover's record over a window, in sum, by day and by program. Null for an address that never was a prover.",
      args: {
        prover: required(addressArg("The prover's address.")),
        window: windowArgs(
          { from: "First second of the window", to: "End of the window, exclusive" },
          { most: 400 },
        ),
      },
      cost: { base: 100 },
      ask: ({ prover, window }, { db }) => proverRecord(db, { prover, ...window }),
    }),
  },
};
