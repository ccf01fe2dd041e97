/** Question 25: who meets a prover in auctions, and how they compare. */
import { type SQL, sql } from "drizzle-orm";
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
import { idsWithin, rowsOf } from "../reads/history.ts";
import { networkOf } from "../reads/network.ts";
import { withProvers } from "../reads/prover-rows.ts";
import { bpsSql } from "../rules/figures-sql.ts";
import { ascending } from "../rules/numbers.ts";
import { percentilesSql, readNumbers } from "../rules/percentiles.ts";
import { isClosedSql } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";
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

/** Which auctions: those that the prover first bid on in [from, to) [unix s], of one program or of all (null), with the clock at `at`. */
export type RivalScope = {
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
  const count = (filter: SQL) => sql`(count(*) filter (where ${filter}))::int`;
  const total = (value: SQL, filter: SQL) =>
    sql`coalesce(sum(${value}) filter (where ${filter}), 0)`;
  const duel = sql`own_fee is not null and fee is not null`;
  const rows = await rowsOf<Record<string, unknown>>(
    db,
    sql`with mine as (
        select ${request.id}, ${request.vk}, ${request.maxFee}, ${request.winner}, ${bid.fee} as own_fee,
          ${isClosedSql(network, at)} as closed
        from ${bid} join ${request} on ${request.id} = ${bid.requestId}
        where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
          ${vk === null ? sql`` : sql`and ${request.vk} = ${vk}`}
      ), met as (
        select mine.*, b.prover as rival, b.fee from mine join ${bid} b on b.request_id = mine.id
        where b.prover <> ${of} ${rival === null ? sql`` : sql`and b.prover = ${rival}`}
      )
      select ${byProgram ? sql`vk` : sql`null::text as vk`}, rival, count(*)::int as meetings,
        (select count(*)::int from mine ${byProgram ? sql`where mine.vk = met.vk` : sql``}) as auctions,
        ${count(sql`closed`)} as closed, ${count(sql`closed and fee is not null`)} as revealed,
        ${percentilesSql(bpsSql(sql`fee`, sql`max_fee`))} as level,
        ${percentilesSql(bpsSql(sql`own_fee`, sql`max_fee`))} as own_level,
        ${count(duel)} as duels, ${count(sql`own_fee < fee`)} as below,
        ${count(sql`own_fee = fee`)} as same, ${count(sql`own_fee > fee`)} as above,
        ${total(sql`own_fee`, duel)} as own_bids, ${total(sql`fee`, duel)} as rival_bids,
        ${count(sql`${duel} and closed and winner = ${of}`)} as won,
        ${count(sql`${duel} and closed and winner = rival`)} as lost,
        ${count(sql`${duel} and closed and winner not in (${of}, rival)`)} as others
      from met group by ${byProgram ? sql`vk, rival` : sql`rival`}
      union all
      select null, null, 0, count(*)::int, 0, 0, null, null, 0, 0, 0, 0, 0, 0, 0, 0, 0 from mine`,
  );
  const rivals = rows.filter(({ rival }) => rival !== null).map(toRival);
  const auctions = Number(rows.find(({ rival }) => rival === null)?.auctions ?? 0);
  return { auctions, rivals: rivals.sort(compareRivals) };
}

/** The order of the list: most meetings first, then by address and program. */
const compareRivals = (a: RivalKey, b: RivalKey): number =>
  b.meetings.numerator - a.meetings.numerator ||
  ascending(a.rival, b.rival) ||
  ascending(a.vk ?? "", b.vk ?? "");

function toRival(row: Record<string, unknown>): Met {
  const number = (name: string) => Number(row[name]);
  const array = (name: string) => readNumbers(row[name] as string[]);
  return {
    vk: row.vk as Hex | null,
    rival: row.rival as Address,
    meetings: ratio(number("meetings"), number("auctions")),
    revealRate: ratio(number("revealed"), number("closed")),
    priceLevel: array("level"),
    ownPriceLevel: array("own_level"),
    duels: number("duels"),
    below: number("below"),
    same: number("same"),
    above: number("above"),
    ownBids: BigInt(row.own_bids as string),
    rivalBids: BigInt(row.rival_bids as string),
    won: number("won"),
    lost: number("lost"),
    wonByOthers: number("others"),
    headToHead: ratio(number("won"), number("won") + number("lost")),
  };
}

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
          from: "[unix s] First bid from then on. Default: 30 days before `to`.",
          to: "[unix s] First bid before then. Default and latest: the second after the indexed head.",
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
