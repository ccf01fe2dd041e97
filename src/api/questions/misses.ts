/** Question 17: winners that missed the deadline. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { assignment, prover, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { type Percentiles, percentilesSql, readNumbers } from "../rules/percentiles.ts";
import { numeric } from "../rules/phase-sql.ts";
import { toSeconds } from "../rules/phases.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { idsWithin, rowsOf } from "./history.ts";

/** Which misses: of one prover, program or requester or of all (null), with the miss in [from, to) [unix s]. `at`: known up to then. */
export type MissScope = {
  prover: Address | null;
  vk: Hex | null;
  requester: Address | null;
  from: number;
  to: number;
  at: number;
};

export type Miss = {
  requestId: Hex;
  prover: Address;
  vk: Hex;
  requester: Address;
  /** [unix s] The miss is the second after. */
  deadline: number;
  status: "PENDING" | "REFUNDED" | "SLASHED";
  /** [wei] */
  minStake: bigint;
  /** [wei] What the proof would have cost: the second bid, or the winner's own. */
  expectedPrice: bigint;
  /** [unix s] When it became the winner for the last time. */
  wonAt: number;
  /** [s] Deadline less that. */
  secondsLeftWhenWon: number;
  /** Other requests it was winning at that moment. */
  otherAssignments: number;
  /** [wei] Their minimum stakes. */
  otherAssignedStake: bigint;
  /** The second-lowest bidder, when it is another prover; null: nobody else could have been asked. */
  runnerUp: Address | null;
  /** [wei] */
  runnerUpFee: bigint | null;
  /** State of the runner-up now. */
  runnerUpState: string | null;
  /** Later requests for the same program and digest. */
  timesAskedAgain: number;
  /** The first of them. */
  askedAgainId: Hex | null;
  /** The one of them proven first; null when none is. */
  provenAgainId: Hex | null;
  /** [unix s] */
  provenAgainAt: number | null;
  /** [wei] Its price less the expected price: may be negative. */
  extraCost: bigint | null;
  /** [s] Its proof's time less the missed deadline: negative when it was asked again before. */
  extraSeconds: number | null;
};

/** Rows of `request` that are misses of the scope, and when. */
const missesOf = ({ prover: of, vk, requester, from, to, at }: MissScope): SQL =>
  sql`(status in ('PENDING', 'REFUNDED', 'SLASHED') and winner is not null
    and deadline >= ${from - 1} and deadline < ${Math.min(to - 1, at)}
    ${of === null ? sql`` : sql`and winner = ${of}`}
    ${vk === null ? sql`` : sql`and vk = ${vk}`}
    ${requester === null ? sql`` : sql`and requester = ${requester}`})`;

/** For each miss: how often its job was asked for again, by whom first, and which of these was proven first. `misses` is a relation of rows of `request`. */
const askedAgain = (misses: SQL): SQL => sql`select m.id,
    count(*)::int as times,
    (array_agg(n.id order by n.created_id))[1] as first_id,
    (array_agg(n.id order by n.fulfilled_at, n.settled_id) filter (where n.status = 'FULFILLED'))[1] as proven_id,
    min(n.fulfilled_at) as proven_at,
    (array_agg(n.price order by n.fulfilled_at, n.settled_id) filter (where n.status = 'FULFILLED'))[1] as price
  from ${misses} m join ${request} n
    on n.vk = m.vk and n.public_values_digest = m.public_values_digest and n.created_id > m.created_id
  group by m.id`;

/** The misses of a scope, the latest deadline first; those after a place in that order. */
export async function misses(
  db: Db,
  scope: MissScope,
  { first, after }: { first: number; after: { deadline: bigint; id: Hex } | null },
): Promise<Miss[]> {
  const place =
    after === null
      ? sql``
      : sql`and (deadline, id) < (${numeric(after.deadline)}, ${after.id}::text)`;
  const rows = await rowsOf<Record<string, string | number | null>>(
    db,
    sql`with page as (
        select * from ${request} where ${missesOf(scope)} ${place}
        order by deadline desc, id desc limit ${first}
      ), again as (${askedAgain(sql`page`)})
      select page.id, page.winner, page.vk, page.requester, page.deadline, page.status::text,
        page.min_stake, coalesce(page.second_fee, page.winner_fee) as expected, won.started_at,
        load.others, load.stake,
        case when page.second <> page.winner then page.second end as second,
        case when page.second <> page.winner then page.second_fee end as second_fee,
        runner.state::text as second_state,
        again.times, again.first_id, again.proven_id, again.proven_at, again.price
      from page
      join ${assignment} won on won.id = page.assignment_id
      cross join lateral (
        select count(*)::int as others, coalesce(sum(o.min_stake), 0) as stake from ${assignment} o
        where o.prover = page.winner and o.id < won.id and o.request_id <> page.id
          and (o.ended_id is null or o.ended_id > won.id)
      ) load
      left join ${prover} runner on runner.address = page.second and page.second <> page.winner
      left join again on again.id = page.id
      order by page.deadline desc, page.id desc`,
  );
  return rows.map(toMiss);
}

function toMiss(row: Record<string, string | number | null>): Miss {
  const amount = (name: string) => (row[name] === null ? null : BigInt(row[name] as string));
  const [deadline, wonAt] = [toSeconds(amount("deadline")!), Number(row.started_at)];
  const [expectedPrice, price] = [amount("expected")!, amount("price")];
  const provenAgainAt = row.proven_at === null ? null : Number(row.proven_at);
  return {
    requestId: row.id as Hex,
    prover: row.winner as Address,
    vk: row.vk as Hex,
    requester: row.requester as Address,
    deadline,
    status: row.status as Miss["status"],
    minStake: amount("min_stake")!,
    expectedPrice,
    wonAt,
    secondsLeftWhenWon: deadline - wonAt,
    otherAssignments: Number(row.others),
    otherAssignedStake: amount("stake")!,
    runnerUp: row.second as Address | null,
    runnerUpFee: amount("second_fee"),
    runnerUpState: row.second_state as string | null,
    timesAskedAgain: Number(row.times ?? 0),
    askedAgainId: row.first_id as Hex | null,
    provenAgainId: row.proven_id as Hex | null,
    provenAgainAt,
    extraCost: price === null ? null : price - expectedPrice,
    extraSeconds: provenAgainAt === null ? null : provenAgainAt - deadline,
  };
}

/** Misses of one prover or program in the span, beside its proofs. */
export type MissCount = {
  /** The prover's address or the program's verifying key. */
  key: Hex;
  misses: number;
  withRunnerUp: number;
  /** Misses / (proven + misses). */
  missRate: Ratio<number>;
};

export type MissSummary = {
  misses: number;
  missRate: Ratio<number>;
  withRunnerUp: Ratio<number>;
  askedAgain: Ratio<number>;
  provenLater: Ratio<number>;
  /** [wei] Σ over those proven later: price less expected price. */
  extraCost: bigint;
  /** [s] Of those proven later. */
  extraSeconds: Percentiles<number>;
  /** [s] */
  secondsLeftWhenWon: Percentiles<number>;
  byProver: MissCount[];
  byProgram: MissCount[];
};

/** The misses of a scope in sum, by prover and by program; most misses first, at most `first` of each. Proofs count by their own time. */
export async function missSummary(db: Db, scope: MissScope, first: number): Promise<MissSummary> {
  const { low, high } = await idsWithin(db, scope.from, scope.to);
  const { prover: of, vk, requester } = scope;
  type Count = {
    winner: Hex | null;
    vk: Hex | null;
    level: number;
    misses: number;
    proven: number;
    runners: number;
  };
  type Total = { again: number; later: number; cost: string; time: string[]; left: string[] };
  const [counts, [total]] = await Promise.all([
    rowsOf<Count>(
      db,
      sql`select winner, vk, grouping(winner, vk) as level,
          (count(*) filter (where status <> 'FULFILLED'))::int as misses,
          (count(*) filter (where status = 'FULFILLED'))::int as proven,
          (count(*) filter (where status <> 'FULFILLED' and second <> winner))::int as runners
        from ${request} where ${missesOf(scope)} or (
          status = 'FULFILLED' and settled_id >= ${low} and settled_id < ${high}
          ${of === null ? sql`` : sql`and winner = ${of}`}
          ${vk === null ? sql`` : sql`and vk = ${vk}`}
          ${requester === null ? sql`` : sql`and requester = ${requester}`})
        group by grouping sets ((winner), (vk), ()) order by misses desc, winner, vk`,
    ),
    rowsOf<Total>(
      db,
      sql`with missed as (select * from ${request} where ${missesOf(scope)}),
        again as (${askedAgain(sql`missed`)})
        select count(again.id)::int as again, count(again.proven_id)::int as later,
          coalesce(sum(again.price - coalesce(missed.second_fee, missed.winner_fee)), 0) as cost,
          ${percentilesSql(sql`again.proven_at - missed.deadline`)} as time,
          ${percentilesSql(sql`missed.deadline - won.started_at`)} as left
        from missed join ${assignment} won on won.id = missed.assignment_id
          left join again on again.id = missed.id`,
    ),
  ]);
  const all = counts.find(({ level }) => level === 3);
  const [missed, proven] = [all?.misses ?? 0, all?.proven ?? 0];
  const by = (level: number, key: "winner" | "vk"): MissCount[] =>
    counts
      .filter((row) => row.level === level && row.misses > 0)
      .slice(0, first)
      .map((row) => ({
        key: row[key]!,
        misses: row.misses,
        withRunnerUp: row.runners,
        missRate: ratio(row.misses, row.proven + row.misses),
      }));
  const { again, later, cost, time, left } = total!;
  return {
    misses: missed,
    missRate: ratio(missed, proven + missed),
    withRunnerUp: ratio(all?.runners ?? 0, missed),
    askedAgain: ratio(again, missed),
    provenLater: ratio(later, missed),
    extraCost: BigInt(cost),
    extraSeconds: readNumbers(time),
    secondsLeftWhenWon: readNumbers(left),
    byProver: by(1, "winner"),
    byProgram: by(2, "vk"),
  };
}
