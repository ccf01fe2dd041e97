/** Question 7: a prover's record over a window, in sum, by day and by program. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, proof, request } from "../../../ponder.schema.ts";
import { dayOf, dayStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import {
  type ArgumentGroup,
  addressArg,
  boundedArg,
  required,
  type Span,
  windowArgs,
} from "../declare/arguments.ts";
import { big, bytes, int, list, one, question } from "../declare/fields.ts";
import { amountRatio, countRatio, numberPercentiles } from "../declare/figures.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { idsWithin } from "../reads/history.ts";
import { networkOf } from "../reads/network.ts";
import { type Prover, proverOf } from "../reads/prover-rows.ts";
import { DAY } from "../rules/buckets.ts";
import {
  amountRatioSql,
  bpsSql,
  countRatioSql,
  countSql,
  numberPercentilesSql,
  sumSql,
} from "../rules/figures-sql.ts";
import { noPercentiles } from "../rules/percentiles.ts";
import { isClosedSql, numeric } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";
import { PriceLevelBin, priceLevels } from "./price-levels.ts";

const MAX_DAYS = 400;

const BidsAgainstPrices = object(
  "BidsAgainstPrices",
  "A prover's own bids against the prices that were paid for the same requests.",
  {
    auctions: int("Requests, all proven."),
    bids: big("[wei] Σ own bid, as last revealed; the winner's as it won with."),
    prices: big("[wei] Σ price."),
    bidOfPrice: amountRatio("Σ own bid / Σ price."),
    bidOfPriceEach: numberPercentiles(
      "[bps] Own bid / price of each request, floored: at most 10000 where it won. Requests with a price of 0 are left out.",
    ),
  },
);

const performance = {
  bids: int("Requests it first bid on in this span."),
  commits: int("Bids it placed on those, bids anew included."),
  open: int("Those of `bids` whose reveal window is still open. They count in no rate."),
  revealRate: countRatio("Bids revealed at least once / bids whose reveal window has closed."),
  winRate: countRatio(
    "Requests won / requests it revealed in, of the bids whose reveal window has closed.",
  ),
  wonProven: int("Of those won: proven."),
  wonMissed: int("Of those won: the deadline passed without a proof, refunded yet or not."),
  wonPending: int("Of those won: still to be proven."),
  won: one(
    BidsAgainstPrices,
    "Own bids against the prices paid, where it won and the proof was accepted.",
  ),
  lost: one(
    BidsAgainstPrices,
    "Own bids against the prices paid, where it revealed and another prover won and proved.",
  ),
  proven: int("Proofs accepted in this span, whenever the bid was."),
  maxFees: big("[wei] Σ max fee of those proven."),
  fees: big("[wei] Σ price of those proven, protocol fee included."),
  protocolFees: big("[wei] Σ protocol fee within."),
  rewards: big("[wei] Revenue after the protocol fee: what the prover and its stakers got."),
  commission: big("[wei] Its commission within the revenue."),
  toStakers: big("[wei] Its stakers' part within the revenue."),
  surplus: big("[wei] Σ price less own bid of those proven."),
  provingSeconds: numberPercentiles(
    "[s] From the end of the reveal phase to the proof of those proven: an upper bound of the proving time, as the proof may have been held back.",
  ),
  missed: int(
    "Deadlines that passed in this span without its proof, refunded yet or not; dated by the first second after the deadline. `misses` lists them.",
  ),
  missRate: countRatio("Missed / (proven + missed) of this span."),
};

const ProverPerformance = object("ProverPerformance", "What a prover did.", performance);

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

export type BidsAgainstPrices = ValueOf<typeof BidsAgainstPrices>;
type Performance = ValueOf<typeof ProverPerformance>;
type Programs = { programs: readonly ValueOf<typeof ProverProgramPerformance>[] };
/** What the fields of a record are asked of: a prover and a window. */
type Recorded = { prover: Prover; from: number; to: number; at: number };
type ProverRecord = ValueOf<typeof ProverRecord> & Programs & Recorded;

type ProgramKey = { bids: number; vk: Hex };

type Group = { level: number; day: number | null; vk: Hex | null };

/** Own bids (`bid`) against the prices, of the bids that are meant. */
const againstPrices = (bid: SQL, isMeant: SQL) => ({
  auctions: countSql(isMeant),
  bids: sumSql(bid, isMeant),
  prices: sumSql(sql`price`, isMeant),
  bidOfPrice: amountRatioSql(sumSql(bid, isMeant), sumSql(sql`price`, isMeant)),
  bidOfPriceEach: numberPercentilesSql(bpsSql(bid, sql`price`), isMeant),
});

/** What is told of bids, and of proofs; and where there were none. */
const BIDS = {
  bids: countSql(),
  commits: sql`coalesce(sum(commits), 0)`.mapWith(Number),
  open: countSql(sql`not closed`),
  revealRate: countRatioSql(countSql(sql`revealed`), countSql(sql`closed`)),
  winRate: countRatioSql(countSql(sql`won`), countSql(sql`revealed`)),
  wonProven: countSql(sql`won and proven`),
  wonMissed: countSql(sql`won and missed`),
  wonPending: countSql(sql`won and not proven and not missed`),
  won: againstPrices(sql`winner_fee`, sql`proven and won`),
  lost: againstPrices(sql`fee`, sql`proven and revealed and not won`),
};
const PROOFS = {
  proven: countSql(),
  maxFees: sumSql(sql`max_fee`),
  fees: sumSql(sql`price`),
  protocolFees: sumSql(sql`protocol_fee`),
  rewards: sumSql(sql`reward`),
  commission: sumSql(sql`commission`),
  toStakers: sumSql(sql`to_stakers`),
  surplus: sumSql(sql`price - winner_fee`),
  provingSeconds: numberPercentilesSql(sql`proving_seconds`),
};
const NOTHING_PAID = {
  ...{ auctions: 0, bids: 0n, prices: 0n, bidOfPrice: ratio(0n, 0n) },
  bidOfPriceEach: noPercentiles,
};
const NO_BIDS = {
  ...{ bids: 0, commits: 0, open: 0, wonProven: 0, wonMissed: 0, wonPending: 0 },
  ...{ revealRate: ratio(0, 0), winRate: ratio(0, 0), won: NOTHING_PAID, lost: NOTHING_PAID },
};
const NO_PROOFS = {
  ...{ proven: 0, maxFees: 0n, fees: 0n, protocolFees: 0n, rewards: 0n, commission: 0n },
  ...{ toStakers: 0n, surplus: 0n, provingSeconds: noPercentiles },
};

/** Most bids first. */
const comparePrograms = (a: ProgramKey, b: ProgramKey): number =>
  b.bids - a.bids || (a.vk < b.vk ? -1 : a.vk > b.vk ? 1 : 0);

/** A prover's record in [from, to) [unix s], with the clock at `at`. Null for an address that never was a prover. */
export async function proverRecord(
  db: Db,
  { prover: of, from, to, at }: { prover: Address; from: number; to: number; at: number },
): Promise<ProverRecord | null> {
  const [row, network, { low, high }] = await Promise.all([
    proverOf(db, of),
    networkOf(db),
    idsWithin(db, from, to),
  ]);
  if (row === null || network === null) return null;
  const group = {
    level: sql`grouping(day, vk)`.mapWith(Number),
    day: sql<number | null>`day`,
    vk: sql<Hex | null>`vk`,
  };
  const groups = sql`grouping sets ((day), (vk), ())`;
  const bidsOf = sql`(
    select first_bid_at / 86400 as day, vk, commits, closed, fee, winner_fee, price,
      closed and reveals > 0 as revealed, closed and coalesce(winner = ${of}, false) as won,
      status = 'FULFILLED' as proven, status <> 'FULFILLED' and deadline < ${numeric(at)} as missed
    from (
      select ${bid.firstBidAt}, ${bid.commits}, ${bid.fee}, ${bid.reveals}, ${request.vk},
        ${request.status}, ${request.deadline}, ${request.winner}, ${request.winnerFee},
        ${request.price}, ${isClosedSql(network, at)} as closed
      from ${bid} join ${request} on ${request.id} = ${bid.requestId}
      where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
    ) own) own`;
  const proofsOf = sql`(
    select p.timestamp / 86400 as day, r.* from ${proof} p join ${request} r on r.id = p.request_id
    where p.prover = ${of} and p.event_id >= ${low} and p.event_id < ${high}) own`;
  const missesOf = sql`(
    select div(deadline + 1, 86400)::int as day, vk from ${request}
    where status in ('PENDING', 'REFUNDED', 'SLASHED') and winner = ${of}
      and deadline >= ${from - 1} and deadline < ${Math.min(to - 1, at)}) own`;
  const [bids, proofs, misses] = await Promise.all([
    db
      .select({ ...group, ...BIDS })
      .from(bidsOf)
      .groupBy(groups),
    db
      .select({ ...group, ...PROOFS })
      .from(proofsOf)
      .groupBy(groups),
    db
      .select({ ...group, missed: countSql() })
      .from(missesOf)
      .groupBy(groups),
  ]);
  // The level tells what a group is of: 3 all, 1 a day (it is not grouped by program), 2 a program.
  const figuresOf = <Row extends Group>(rows: readonly Row[]) =>
    new Map(rows.map(({ level, day, vk, ...figures }) => [`${level} ${day ?? vk}`, figures]));
  const [ofBids, ofProofs, ofMisses] = [figuresOf(bids), figuresOf(proofs), figuresOf(misses)];
  const performance = (name: string): Performance => {
    const proven = ofProofs.get(name) ?? NO_PROOFS;
    const missed = ofMisses.get(name)?.missed ?? 0;
    const missRate = ratio(missed, proven.proven + missed);
    return { ...(ofBids.get(name) ?? NO_BIDS), ...proven, missed, missRate };
  };
  const vks = new Set(
    [...bids, ...proofs, ...misses].flatMap(({ level, vk }) => (level === 2 ? [vk!] : [])),
  );
  const [firstDay, endDay] = [dayOf(from), to > from ? dayOf(to - 1) + 1 : dayOf(from)];
  return {
    prover: row,
    from,
    to,
    at,
    total: performance("3 null"),
    days: Array.from({ length: endDay - firstDay }, (_, index) => {
      const day = firstDay + index;
      return {
        start: Math.max(from, dayStart(day)),
        end: Math.min(to, dayStart(day + 1)),
        ...performance(`1 ${day}`),
      };
    }),
    programs: [...vks].map((vk) => ({ vk, ...performance(`2 ${vk}`) })).sort(comparePrograms),
  };
}

const span = windowArgs({
  from: "[unix s] First second of the window. Default: 30 days before `to`.",
  to: "[unix s] End of the window, exclusive. Default and latest: the second after the indexed head. At most 400 days.",
});

/** A window of at most 400 days. */
const recordArgs: ArgumentGroup<Span> = {
  ...span,
  readGroup: async (given, context) => {
    const { from, to, at } = await span.readGroup(given, context);
    if (to - from <= MAX_DAYS * DAY) return { from, to, at };
    throw new UserError({
      argument: "from",
      problem: `is ${from}, more than ${MAX_DAYS} days before to (${to}).`,
      example: `from: ${to - 30 * DAY}, to: ${to}`,
    });
  },
};

export const proverRecordTopic: Topic = {
  queries: {
    proverRecord: question(orNull(ProverRecord), {
      text: "A prover's record over a window, in sum, by day and by program. Null for an address that never was a prover.",
      args: { prover: required(addressArg("The prover's address.")), window: recordArgs },
      cost: { base: 100 },
      ask: ({ prover, window }, { db }) => proverRecord(db, { prover, ...window }),
    }),
  },
};
