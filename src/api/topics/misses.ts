/** Question 17: winners that missed the deadline. */
import { type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { assignment, prover, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  bytes32Arg,
  type Parameters,
  rowsArg,
  type Span,
  spanArgs,
} from "../declare/arguments.ts";
import {
  big,
  bigOrNull,
  bytes,
  bytesOrNull,
  int,
  intOrNull,
  list,
  one,
  question,
} from "../declare/fields.ts";
import { countRatio, numberPercentiles } from "../declare/figures.ts";
import { proverNamedBy } from "../declare/named.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { isMissedWithin, isProven } from "../reads/auctions.ts";
import { idsWithin } from "../reads/history.ts";
import { countRatioSql, countSql, numberPercentilesSql, sumSql } from "../rules/figures-sql.ts";
import { numeric } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const MissCount = object("MissCount", "Misses of one prover or program.", {
  key: bytes("Address of the prover, or verifying key of the program."),
  proverAccount: proverNamedBy("key", "The prover; null for a program."),
  misses: int("Misses."),
  withRunnerUp: int("Misses in auctions with a runner-up."),
  missRate: countRatio("Misses / (proven + misses)."),
});

const MissSummary = object("MissSummary", "Winners' misses in sum.", {
  misses: int("Misses."),
  missRate: countRatio("Misses / (proven + misses); a proof counts by its own time."),
  withRunnerUp: countRatio(
    "Misses with a runner-up, another prover that had revealed, over misses.",
  ),
  askedAgain: countRatio("Misses whose job (program and digest) was asked for again, over misses."),
  provenLater: countRatio("Misses whose job was proven for a later request, over misses."),
  extraCost: big("[wei] Σ price of these proofs less the prices expected."),
  extraSeconds: numberPercentiles("[s] Time of these proofs less the missed deadlines."),
  secondsLeftWhenWon: numberPercentiles(
    "[s] From taking the lead for the last time to the deadline.",
  ),
  byProver: list(MissCount, "By prover, most misses first."),
  byProgram: list(MissCount, "By program, most misses first."),
});

const Miss = object("Miss", "A winner's miss.", {
  requestId: bytes("Id of the request."),
  prover: bytes("The winner that missed."),
  proverAccount: proverNamedBy("prover", "Its row."),
  vk: bytes("Verifying key of the program."),
  requester: bytes("The requester."),
  deadline: int("[unix s] Last second at which the proof would have been accepted."),
  status: one(stored("requestStatus"), "Status now: PENDING until somebody refunds."),
  minStake: big("[wei] Stake it had committed."),
  expectedPrice: big(
    "[wei] What the proof would have cost: the second bid, or the winner's own when alone.",
  ),
  wonAt: int("[unix s] When it took the lead for the last time."),
  secondsLeftWhenWon: int("[s] From then to the deadline."),
  otherAssignments: int("Other requests it was winning at that moment."),
  otherAssignedStake: big("[wei] Their minimum stakes."),
  runnerUp: bytesOrNull(
    "The second-lowest bidder; null when there was none, or it was the winner itself.",
  ),
  runnerUpAccount: proverNamedBy("runnerUp", "Row of `runnerUp`; null when there was none."),
  runnerUpFee: bigOrNull("[wei] The runner-up's bid; null when there was none."),
  runnerUpState: one(
    orNull(stored("proverState")),
    "The runner-up's state now; null when there was none.",
  ),
  timesAskedAgain: int("Later requests for the same program and digest, proven or not."),
  askedAgainId: bytesOrNull(
    "The first later request for the same program and digest; null when there is none.",
  ),
  provenAgainId: bytesOrNull(
    "The later request for the same program and digest that was proven first; null when none is.",
  ),
  provenAgainAt: intOrNull("[unix s] When that one was proven; null when none is."),
  extraCost: bigOrNull(
    "[wei] Price of `provenAgainId` less the expected price: negative when it was cheaper; null when none is proven.",
  ),
  extraSeconds: intOrNull(
    "[s] Time of the proof of `provenAgainId` less the missed deadline: negative when proven before it; null when none is proven.",
  ),
});

const MissPage = pages(Miss, {
  name: "MissPage",
  text: "Winners' misses.",
  key: { deadline: request.deadline, id: request.id },
  place: (miss) => ({ deadline: BigInt(miss.deadline), id: miss.requestId }),
});

type Miss = ValueOf<typeof Miss>;
type MissSummary = ValueOf<typeof MissSummary>;

const scopeArgs = {
  prover: addressArg("Only of this prover."),
  vk: bytes32Arg("Only of this program (verifying key)."),
  requester: addressArg("Only of this requester."),
  span: spanArgs({
    from: "Missed from then on; a miss is dated by the first second after the deadline",
    to: "Missed before then",
  }),
};

/** Which misses. `at` [unix s]: known up to then. */
type MissScope = Omit<Parameters<typeof scopeArgs>, "span"> & Span;

/** Rows of `request` that are misses of the scope. */
const missesOf = (scope: MissScope): SQL => sql`(${isMissedWithin(scope)} ${whose(scope)})`;

/** Only those of the prover, program and requester asked about. */
const whose = ({ prover: of, vk, requester }: Omit<MissScope, keyof Span>): SQL =>
  sql`${of === null ? sql`` : sql`and winner = ${of}`}
    ${vk === null ? sql`` : sql`and vk = ${vk}`}
    ${requester === null ? sql`` : sql`and requester = ${requester}`}`;

/** For each row of `request` in `misses`: how often its job was asked for again, where first, and which was proven first. */
const askedAgain = (misses: SQL): SQL => sql`select m.id,
    count(*)::int as times,
    (array_agg(n.id order by n.created_id))[1] as first_id,
    (array_agg(n.id order by n.fulfilled_at, n.settled_id) filter (where n.status = 'FULFILLED'))[1] as proven_id,
    min(n.fulfilled_at) as proven_at,
    (array_agg(n.price order by n.fulfilled_at, n.settled_id) filter (where n.status = 'FULFILLED'))[1] as price
  from ${misses} m join ${request} n
    on n.vk = m.vk and n.public_values_digest = m.public_values_digest and n.created_id > m.created_id
  group by m.id`;

/** The misses of a scope, the latest deadline first. */
export async function misses(
  db: Db,
  scope: MissScope,
  { first, after }: PageOf<typeof MissPage>,
): Promise<Miss[]> {
  const place =
    after === null
      ? sql``
      : sql`and (deadline, id) < (${numeric(after.deadline)}, ${after.id}::text)`;
  const page = db.$with("page", {}).as(sql`
    select * from ${request} where ${missesOf(scope)} ${place}
    order by deadline desc, id desc limit ${first + 1}`);
  const again = db.$with("again", {}).as(askedAgain(sql`page`));
  const expected = sql`coalesce(page.second_fee, page.winner_fee)`;
  const hasRunnerUp = sql`page.second <> page.winner`;
  return db
    .with(page, again)
    .select({
      requestId: sql<Hex>`page.id`,
      prover: sql<Address>`page.winner`,
      vk: sql<Hex>`page.vk`,
      requester: sql<Address>`page.requester`,
      deadline: sql`page.deadline`.mapWith(Number),
      status: sql<Miss["status"]>`page.status::text`,
      minStake: sql`page.min_stake`.mapWith(BigInt),
      expectedPrice: expected.mapWith(BigInt),
      wonAt: sql`won.started_at`.mapWith(Number),
      secondsLeftWhenWon: sql`page.deadline - won.started_at`.mapWith(Number),
      otherAssignments: sql`load.others`.mapWith(Number),
      otherAssignedStake: sql`load.stake`.mapWith(BigInt),
      runnerUp: sql<Address | null>`case when ${hasRunnerUp} then page.second end`,
      runnerUpFee: sql`case when ${hasRunnerUp} then page.second_fee end`.mapWith(BigInt),
      runnerUpState: sql<Miss["runnerUpState"]>`runner.state::text`,
      timesAskedAgain: sql`coalesce(again.times, 0)`.mapWith(Number),
      askedAgainId: sql<Hex | null>`again.first_id`,
      provenAgainId: sql<Hex | null>`again.proven_id`,
      provenAgainAt: sql`again.proven_at`.mapWith(Number),
      extraCost: sql`again.price - ${expected}`.mapWith(BigInt),
      extraSeconds: sql`again.proven_at - page.deadline`.mapWith(Number),
    })
    .from(sql`page
      join ${assignment} won on won.id = page.assignment_id
      cross join lateral (
        select count(*)::int as others, coalesce(sum(o.min_stake), 0) as stake from ${assignment} o
        where o.prover = page.winner and o.id < won.id and o.request_id <> page.id
          and (o.ended_id is null or o.ended_id > won.id)
      ) load
      left join ${prover} runner on runner.address = page.second and ${hasRunnerUp}
      left join again on again.id = page.id`)
    .orderBy(sql`page.deadline desc, page.id desc`);
}

/**
 * The misses of a scope in sum, by prover and by program, most first, at most `first` each. Proofs count by their own time.
 */
export async function missSummary(db: Db, scope: MissScope, first: number): Promise<MissSummary> {
  const { low, high } = await idsWithin(db, scope.from, scope.to);
  const missed = db.$with("missed", {}).as(sql`select * from ${request} where ${missesOf(scope)}`);
  const again = db.$with("again", {}).as(askedAgain(sql`missed`));
  const isMiss = sql`status <> 'FULFILLED'`;
  const [counts, [jobs]] = await Promise.all([
    db
      .select({
        winner: sql<Hex | null>`winner`,
        vk: sql<Hex | null>`vk`,
        level: sql`grouping(winner, vk)`.mapWith(Number),
        misses: countSql(isMiss),
        proven: countSql(isProven),
        runners: countSql(sql`${isMiss} and second <> winner`),
      })
      .from(request)
      .where(
        sql`${missesOf(scope)} or (
          ${isProven} and settled_id >= ${low} and settled_id < ${high} ${whose(scope)})`,
      )
      .groupBy(sql`grouping sets ((winner), (vk), ())`)
      .orderBy(sql`4 desc, winner, vk`),
    db
      .with(missed, again)
      .select({
        askedAgain: countRatioSql(sql`count(again.id)`, countSql()),
        provenLater: countRatioSql(sql`count(again.proven_id)`, countSql()),
        extraCost: sumSql(sql`again.price - coalesce(missed.second_fee, missed.winner_fee)`),
        extraSeconds: numberPercentilesSql(sql`again.proven_at - missed.deadline`),
        secondsLeftWhenWon: numberPercentilesSql(sql`missed.deadline - won.started_at`),
      })
      .from(sql`missed join ${assignment} won on won.id = missed.assignment_id
        left join again on again.id = missed.id`),
  ]);
  const all = counts.find(({ level }) => level === 3);
  const [misses, proven] = [all?.misses ?? 0, all?.proven ?? 0];
  const by = (level: number, key: "winner" | "vk"): ValueOf<typeof MissCount>[] =>
    counts
      .filter((row) => row.level === level && row.misses > 0)
      .slice(0, first)
      .map((row) => ({
        key: row[key]!,
        misses: row.misses,
        withRunnerUp: row.runners,
        missRate: ratio(row.misses, row.proven + row.misses),
      }));
  return {
    misses,
    missRate: ratio(misses, proven + misses),
    withRunnerUp: ratio(all?.runners ?? 0, misses),
    ...jobs!,
    byProver: by(1, "winner"),
    byProgram: by(2, "vk"),
  };
}

export const missTopic: Topic = {
  queries: {
    misses: pagedList(MissPage, {
      text: "Winners' misses, the latest deadline first: the deadline passed without a proof, refunded yet or not. Each with the prover's load, the runner-up, and what became of the job.",
      args: scopeArgs,
      cost: { base: 50 },
      ask: ({ span, ...given }, { db }) => misses(db, { ...given, ...span }, given),
    }),
    missSummary: question(MissSummary, {
      text: "Winners' misses in sum, by prover and by program.",
      args: {
        ...scopeArgs,
        limit: rowsArg("Rows of `byProver` and `byProgram`, 1 to 1000. Default 50."),
      },
      cost: { base: 100 },
      ask: ({ span, limit, ...scope }, { db }) => missSummary(db, { ...scope, ...span }, limit),
    }),
  },
};
