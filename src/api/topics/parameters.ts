/** Question 22: how the governed parameters changed, and the open requests each change found. */
import { and, asc, desc, eq, gt, gte, lt, sql } from "drizzle-orm";
import { activity, marketHour, parameterChange, request } from "../../../ponder.schema.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import {
  type Argument,
  enumArg,
  newestFirstArg,
  type Range,
  rangeArgs,
  textArg,
} from "../declare/arguments.ts";
import { int, one, question } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { type Optional, quote } from "../inputs.ts";
import { comma, rowsOf } from "../reads/history.ts";
import { toSeconds } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";
import { meaningFields } from "./parameter-meaning.ts";

type ParameterChange = typeof parameterChange.$inferSelect;

const MovedRequest = object(
  "MovedRequest",
  "An open request whose phases a change moved. Times beyond 2038-01-19 are given as that.",
  {
    request: one(stored("request"), "The request, as it is now."),
    oldBiddingEnd: int("[unix s] Last second of bidding before the change."),
    newBiddingEnd: int("[unix s] Last second of bidding after the change."),
    oldRevealEnd: int("[unix s] Last second of revealing before the change."),
    newRevealEnd: int("[unix s] Last second of revealing after the change."),
  },
);

const MovedRequestPage = pages(MovedRequest, {
  name: "MovedRequestPage",
  text: "Requests that a change of a phase's length moved.",
  key: { createdId: request.createdId },
  place: (row) => ({ createdId: row.request.createdId }),
});

const ParameterMove = object("ParameterMove", "A change of a parameter, and what it found.", {
  change: one(
    stored("parameterChange"),
    "The change: contract, name, old and new value, account, time, transaction.",
  ),
  openRequests: int("Requests neither proven nor refunded at that moment."),
  moved: orNull(
    pagedList(MovedRequestPage, {
      text: "For `biddingPhaseDuration` and `revealPhaseDuration`, which hold for open requests too: the requests open at that moment, the latest first, with their boundaries before and after. Null for other parameters and for a first value.",
      cost: { base: 50 },
      ask: (page, { db }, { parent: { change } }: Asked<{ change: ParameterChange }>) =>
        movedRequests(db, { change, ...page }),
    }),
  ),
});

const ParameterHistoryPage = pages(ParameterMove, {
  name: "ParameterHistoryPage",
  text: "Changes of parameters.",
  key: { id: parameterChange.id },
  place: ({ change }) => ({ id: change.id }),
});

/** Changes of parameters. Null filters: any. */
export async function parameterHistory(
  db: Db,
  given: {
    name: string | null;
    contract: ParameterChange["contract"] | null;
    newestFirst: boolean;
  } & Range &
    PageOf<typeof ParameterHistoryPage>,
): Promise<ValueOf<typeof ParameterMove>[]> {
  const { name, contract, from, to, newestFirst, after } = given;
  const { id } = parameterChange;
  const changes = await db
    .select()
    .from(parameterChange)
    .where(
      and(
        name === null ? undefined : eq(parameterChange.name, name),
        contract === null ? undefined : eq(parameterChange.contract, contract),
        from === null ? undefined : gte(parameterChange.timestamp, from),
        to === null ? undefined : lt(parameterChange.timestamp, to),
        after === null ? undefined : newestFirst ? lt(id, after.id) : gt(id, after.id),
      ),
    )
    .orderBy(newestFirst ? desc(id) : asc(id))
    .limit(given.first + 1);
  const open = await openRequestsAt(db, changes);
  return changes.map((change) => ({ change, openRequests: open.get(change.id) ?? 0 }));
}

/** Open requests just before each event: those at the end of the last hour before it, plus the hour's events up to it. */
async function openRequestsAt(
  db: Db,
  events: readonly { id: bigint; timestamp: number }[],
): Promise<Map<bigint, number>> {
  if (events.length === 0) return new Map();
  const moments = events.map(({ id, timestamp }) => sql`(${id}::bigint, ${timestamp}::int / 3600)`);
  const rows = await rowsOf<{ id: string; open: string | number }>(
    db,
    sql`select moment.id, coalesce(base.open_requests, 0) + coalesce(moved.change, 0) as open
      from (values ${comma(moments)}) moment (id, hour)
      left join lateral (
        select open_requests from ${marketHour} where hour < moment.hour order by hour desc limit 1
      ) base on true
      left join lateral (
        select id from ${activity} where id < moment.id and timestamp < moment.hour * 3600
        order by id desc limit 1
      ) before on true
      left join lateral (
        select sum(case kind when 'REQUESTED' then 1 when 'FULFILLED' then -1 when 'REFUNDED' then -1 end) as change
        from ${activity} where id > coalesce(before.id, 0) and id < moment.id
      ) moved on true`,
  );
  return new Map(rows.map(({ id, open }) => [BigInt(id), Number(open)]));
}

const PHASES = ["biddingPhaseDuration", "revealPhaseDuration"] as const;

/**
 * The requests open at a change of the length of a phase, the latest first: their boundaries moved at once. Null when the
 * change is of another parameter, or a first value.
 */
export async function movedRequests(
  db: Db,
  { change, first, after }: { change: ParameterChange } & PageOf<typeof MovedRequestPage>,
): Promise<ValueOf<typeof MovedRequest>[] | null> {
  const { id, name, oldValue } = change;
  const other = PHASES.find((phase) => phase !== name);
  if (oldValue === null || other === undefined || !PHASES.some((phase) => phase === name))
    return null;
  const [[constant], rows] = await Promise.all([
    db
      .select({ value: parameterChange.newValue })
      .from(parameterChange)
      .where(and(eq(parameterChange.name, other), lt(parameterChange.id, id)))
      .orderBy(desc(parameterChange.id))
      .limit(1),
    db
      .select()
      .from(request)
      .where(
        and(
          lt(request.createdId, id),
          after === null ? undefined : lt(request.createdId, after.createdId),
          // A slash hides the id of the refund before it.
          sql`(${request.status} = 'PENDING' or (${request.settledId} > ${id} and (${request.status} <> 'SLASHED' or exists (
            select from ${activity} a where a.request_id = ${request.id} and a.kind = 'REFUNDED' and a.id > ${id}))))`,
        ),
      )
      .orderBy(desc(request.createdId))
      .limit(first + 1),
  ]);
  const lengths = (value: string) => {
    const both = { [name]: BigInt(value), [other]: BigInt(constant?.value ?? 0) };
    return both as Record<(typeof PHASES)[number], bigint>;
  };
  const [before, since] = [lengths(oldValue), lengths(change.newValue)];
  return rows.map((row) => ({
    request: row,
    oldBiddingEnd: toSeconds(biddingEnd(row.createdAt, before)),
    newBiddingEnd: toSeconds(biddingEnd(row.createdAt, since)),
    oldRevealEnd: toSeconds(revealEnd(row.createdAt, before)),
    newRevealEnd: toSeconds(revealEnd(row.createdAt, since)),
  }));
}

const nameArg: Argument<string | null> = {
  ...textArg("Only this parameter, by the contract's own name, e.g. `biddingPhaseDuration`."),
  read: (given: Optional<string>, argument: string) => {
    if (given == null || /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(given)) return given ?? null;
    throw new UserError({
      argument,
      problem: `is ${quote(given)}, which is not the name of a parameter.`,
      example: `${argument}: "revealPhaseDuration"`,
    });
  },
};

/** The last change of each parameter, or its first value: what holds now. */
export const parametersNow = (db: Db): Promise<ParameterChange[]> =>
  db
    .selectDistinctOn([parameterChange.contract, parameterChange.name])
    .from(parameterChange)
    .orderBy(parameterChange.contract, parameterChange.name, desc(parameterChange.id));

export const parameterTopic: Topic = {
  fields: { parameterChange: meaningFields },
  queries: {
    parameters: question(listOf(stored("parameterChange")), {
      text: "The governed parameters as they are now: of each the last change, or its first value, with unit and meaning.",
      cost: { base: 20 },
      ask: (_none, { db }) => parametersNow(db),
    }),
    parameterHistory: pagedList(ParameterHistoryPage, {
      text: "How the governed parameters changed: old and new value, who, when, and the requests open at that moment.",
      args: {
        name: nameArg,
        contract: enumArg(stored("contractName"), "Only of this contract."),
        span: rangeArgs(),
        orderDirection: newestFirstArg,
      },
      cost: { base: 20 },
      ask: ({ span, orderDirection: newestFirst, ...given }, { db }) =>
        parameterHistory(db, { ...given, ...span, newestFirst }),
    }),
  },
};
