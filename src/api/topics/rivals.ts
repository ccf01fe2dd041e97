/** Question 25: who meets a prover in auctions, and how they compare. */
import { sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  boolArg,
  byDefault,
  bytes32Arg,
  required,
  spanArgs,
} from "../declare/arguments.ts";
import { big, bytesOrNull, int, one } from "../declare/fields.ts";
import { countRatio, numberPercentiles } from "../declare/figures.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import { object, stored, type ValueOf } from "../declare/types.ts";
import { idsWithin } from "../reads/history.ts";
import { networkOf } from "../reads/network.ts";
import { withProvers } from "../reads/prover-rows.ts";
import {
  bpsSql,
  countRatioSql,
  countSql,
  numberPercentilesSql,
  sumSql,
} from "../rules/figures-sql.ts";
import { ascending } from "../rules/numbers.ts";
import { isClosedSql } from "../rules/phase-sql.ts";
import type { Topic } from "../topic.ts";

const Rival = object(
  "Rival",
  "Another prover in the auctions that both bid on: the meetings. A bid is the fee revealed last.",
  {
    prover: one(stored("prover"), "The rival."),
    vk: bytesOrNull("Verifying key of the program; null over all programs."),
    meetings: countRatio(
      "Meetings / requests that the prover asked about bid on, of that program or of all.",
    ),
    revealRate: countRatio(
      "Meetings that the rival revealed in / meetings whose reveal window has closed.",
    ),
    priceLevel: numberPercentiles(
      "[bps] The rival's price level: its revealed bids over the max fee, floored; requests with a max fee of 0 are left out.",
    ),
    ownPriceLevel: numberPercentiles("[bps] The own price level in the same meetings."),
    duels: int("Meetings that both revealed in: the duels."),
    below: int("Duels in which the own bid was lower."),
    same: int("Duels with equal bids: the earlier reveal leads."),
    above: int("Duels in which the own bid was higher."),
    ownBids: big("[wei] Σ own bid in the duels."),
    rivalBids: big("[wei] Σ bid of the rival in the duels."),
    won: int("Duels won, of those whose reveal window has closed."),
    lost: int("Duels won by the rival, of those."),
    wonByOthers: int("Duels won by a third prover, of those."),
    headToHead: countRatio("Head-to-head: won / (won + lost)."),
  },
);

const RivalPage = pages(Rival, {
  name: "RivalPage",
  text: "Rivals of a prover.",
  // Meetings are a count, and the program may be null: the columns are of the same kind.
  key: { meetings: bid.commits, rival: bid.prover, vk: request.winner },
  place: ({ meetings, prover, vk }) => ({
    meetings: meetings.numerator,
    rival: prover.address,
    vk,
  }),
  more: {
    totalCount: int("Rows in the whole list."),
    auctions: int("Requests that the prover bid on."),
  },
});

/** A rival whose row is not looked up yet. */
type Met = Omit<ValueOf<typeof Rival>, "prover"> & { rival: Address };
/** What the list is ordered by. */
type RivalKey = Pick<Met, "rival" | "vk"> & { meetings: Pick<Met["meetings"], "numerator"> };

/** Auctions that the prover first bid on in [from, to) [unix s], of one program or of all (null), with the clock at `at`. */
type RivalScope = {
  prover: Address;
  /** Only this rival; null: all. */
  rival?: Address | null;
  vk: Hex | null;
  from: number;
  to: number;
  at: number;
};

/** Most meetings first; with `byProgram` one row for each program that both bid on, else one for each rival. */
type Rivals = { auctions: number; rivals: Met[] };

/** A prover's rivals in the auctions of a scope. A bid is the fee revealed last. */
export async function rivalsOf(
  db: Db,
  { scope, byProgram }: { scope: RivalScope; byProgram: boolean },
): Promise<Rivals> {
  const { prover: of, rival = null, vk, from, to, at } = scope;
  const [network, { low, high }] = await Promise.all([networkOf(db), idsWithin(db, from, to)]);
  if (network === null) return { auctions: 0, rivals: [] };
  const mine = db.$with("mine", {}).as(sql`
    select ${request.id}, ${request.vk}, ${request.maxFee}, ${request.winner}, ${bid.fee} as own_fee,
      ${isClosedSql(network, at)} as closed
    from ${bid} join ${request} on ${request.id} = ${bid.requestId}
    where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
      ${vk === null ? sql`` : sql`and ${request.vk} = ${vk}`}`);
  const met = db.$with("met", {}).as(sql`
    select mine.*, b.prover as rival, b.fee from mine join ${bid} b on b.request_id = mine.id
    where b.prover <> ${of} ${rival === null ? sql`` : sql`and b.prover = ${rival}`}`);
  const ofProgram = byProgram ? sql`where mine.vk = met.vk` : sql``;
  const duel = sql`own_fee is not null and fee is not null`;
  const [won, lost] = [
    countSql(sql`${duel} and closed and winner = ${of}`),
    countSql(sql`${duel} and closed and winner = rival`),
  ];
  const [rivals, [auctions]] = await Promise.all([
    db
      .with(mine, met)
      .select({
        vk: byProgram ? sql<Hex | null>`vk` : sql<Hex | null>`null::text`,
        rival: sql<Address>`rival`,
        meetings: countRatioSql(sql`count(*)`, sql`(select count(*) from mine ${ofProgram})`),
        revealRate: countRatioSql(countSql(sql`closed and fee is not null`), countSql(sql`closed`)),
        priceLevel: numberPercentilesSql(bpsSql(sql`fee`, sql`max_fee`)),
        ownPriceLevel: numberPercentilesSql(bpsSql(sql`own_fee`, sql`max_fee`)),
        duels: countSql(duel),
        below: countSql(sql`own_fee < fee`),
        same: countSql(sql`own_fee = fee`),
        above: countSql(sql`own_fee > fee`),
        ownBids: sumSql(sql`own_fee`, duel),
        rivalBids: sumSql(sql`fee`, duel),
        won,
        lost,
        wonByOthers: countSql(sql`${duel} and closed and winner not in (${of}, rival)`),
        headToHead: countRatioSql(won, sql`${won} + ${lost}`),
      })
      .from(sql`met`)
      .groupBy(byProgram ? sql`vk, rival` : sql`rival`),
    db.with(mine).select({ count: countSql() }).from(sql`mine`),
  ]);
  return { auctions: auctions!.count, rivals: rivals.sort(compareRivals) };
}

/** The order of the list: most meetings first, then by address and program. */
const compareRivals = (a: RivalKey, b: RivalKey): number =>
  b.meetings.numerator - a.meetings.numerator ||
  ascending(a.rival, b.rival) ||
  ascending(a.vk ?? "", b.vk ?? "");

export const rivalTopic: Topic = {
  queries: {
    proverRivals: pagedList(RivalPage, {
      text: "Provers that bid on the same requests as this one, per program or in sum, most meetings first. Requests count by the time this prover first bid on them. Bids that were never revealed stay unknown.",
      args: {
        prover: required(addressArg("The prover's address.")),
        rival: addressArg("Only this rival: the head-to-head of two provers."),
        vk: bytes32Arg("Only requests for this program (verifying key)."),
        byProgram: required(
          byDefault(
            boolArg(
              "Whether there is a row for each program and rival; false: one for each rival.",
            ),
            true,
          ),
        ),
        span: spanArgs({
          from: "First bid from then on",
          to: "First bid before then",
        }),
      },
      cost: { base: 100 },
      ask: async ({ prover, rival, vk, byProgram, span, ...page }, { db }) => {
        const scope = { prover, rival, vk, ...span };
        const { auctions, rivals } = await rivalsOf(db, { scope, byProgram });
        const found = rowsFrom(rivals, page, (row, place) =>
          compareRivals(row, { ...place, meetings: { numerator: place.meetings } }),
        );
        const rows = await withProvers(db, found, (row) => row.rival);
        return { rows, totalCount: rivals.length, auctions };
      },
    }),
  },
};
