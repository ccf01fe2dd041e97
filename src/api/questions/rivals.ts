/** Question 25: who meets a prover in auctions, and how they compare. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { type Percentiles, percentilesSql, readNumbers } from "../rules/percentiles.ts";
import { numeric, revealEndSql } from "../rules/phase-sql.ts";
import { bpsSql } from "../rules/ratio-sql.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { idsWithin, rowsOf } from "./history.ts";
import { networkOf } from "./network.ts";

/** Which auctions: those that the prover first bid on in [from, to) [unix s], of one program or of all (null), with the clock at `at`. */
export type RivalScope = {
  prover: Address;
  vk: Hex | null;
  from: number;
  to: number;
  at: number;
};

/** Another prover in the auctions that both bid on, of one program or of all. */
export type Rival = {
  /** Null over all programs. */
  vk: Hex | null;
  rival: Address;
  /** Auctions that both bid on, and all auctions that the prover bid on. */
  meetings: Ratio<number>;
  /** Meetings that the rival revealed in / meetings whose reveal window has closed. */
  revealRate: Ratio<number>;
  /** [bps of the max fee] The rival's revealed bids, and the prover's own in the same auctions. */
  priceLevel: Percentiles<number>;
  ownPriceLevel: Percentiles<number>;
  /** Meetings that both revealed in. */
  duels: number;
  /** Of the duels: the prover's bid was below, the same, above the rival's. */
  below: number;
  same: number;
  above: number;
  /** [wei] Σ of both bids in the duels. */
  ownBids: bigint;
  rivalBids: bigint;
  /** Of the duels whose reveal window has closed: won by the prover, the rival, somebody else. */
  won: number;
  lost: number;
  wonByOthers: number;
  /** Won / (won + lost). */
  headToHead: Ratio<number>;
};

export type Rivals = {
  /** Requests that the prover bid on. */
  auctions: number;
  /** Most meetings first; with `byProgram` one for each program that both bid on, else one for each rival. */
  rivals: Rival[];
};

/** A prover's rivals in the auctions of a scope. A bid is the fee revealed last. */
export async function rivalsOf(
  db: Db,
  { scope, byProgram }: { scope: RivalScope; byProgram: boolean },
): Promise<Rivals> {
  const { prover: of, vk, from, to, at } = scope;
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
          (${request.status} <> 'PENDING' or ${revealEndSql(network)} < ${numeric(at)}) as closed
        from ${bid} join ${request} on ${request.id} = ${bid.requestId}
        where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
          ${vk === null ? sql`` : sql`and ${request.vk} = ${vk}`}
      ), met as (
        select mine.*, b.prover as rival, b.fee from mine join ${bid} b on b.request_id = mine.id
        where b.prover <> ${of}
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
export function compareRivals(a: RivalKey, b: RivalKey): number {
  if (a.meetings.numerator !== b.meetings.numerator)
    return b.meetings.numerator - a.meetings.numerator;
  const [left, right] = [a, b].map(({ rival, vk }) => `${rival}${vk ?? ""}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
/** What the list is ordered by. */
export type RivalKey = Pick<Rival, "rival" | "vk"> & { meetings: Pick<Ratio<number>, "numerator"> };

function toRival(row: Record<string, unknown>): Rival {
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
