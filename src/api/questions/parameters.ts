/** Question 22: how the governed parameters changed, and the open requests each change found. */
import { and, asc, desc, eq, gt, gte, lt, sql } from "drizzle-orm";
import { activity, marketHour, parameterChange, request } from "../../../ponder.schema.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { toSeconds } from "../rules/phases.ts";
import { rowsOf } from "./history.ts";

export type ParameterChange = typeof parameterChange.$inferSelect;
type Request = typeof request.$inferSelect;

/** A change, with how many requests were open at that moment. */
export type ParameterMove = { change: ParameterChange; openRequests: number };

/** Changes of parameters, at most `first` + 1 from the place `after` (an id) on. Null filters: any. */
export async function parameterHistory(
  db: Db,
  given: {
    name: string | null;
    contract: ParameterChange["contract"] | null;
    /** [unix s] Inclusive. */
    from: number | null;
    /** [unix s] Exclusive. */
    to: number | null;
    newestFirst: boolean;
    first: number;
    after: bigint | null;
  },
): Promise<ParameterMove[]> {
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
        after === null ? undefined : newestFirst ? lt(id, after) : gt(id, after),
      ),
    )
    .orderBy(newestFirst ? desc(id) : asc(id))
    .limit(given.first + 1);
  const open = await openRequestsAt(db, changes);
  return changes.map((change) => ({ change, openRequests: open.get(change.id) ?? 0 }));
}

/** Open requests just before each event: those at the end of the last hour before it, and what the hour's events up to it did. */
async function openRequestsAt(
  db: Db,
  events: readonly { id: bigint; timestamp: number }[],
): Promise<Map<bigint, number>> {
  if (events.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; open: string | number }>(
    db,
    sql`select moment.id, coalesce(base.open_requests, 0) + coalesce(moved.change, 0) as open
      from (values ${sql.join(
        events.map((event) => sql`(${event.id}::bigint, ${event.timestamp}::int / 3600)`),
        sql`, `,
      )}) moment (id, hour)
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

/** [unix s] The last seconds of an open request's phases before and after a change of a phase's length. */
export type MovedRequest = {
  request: Request;
  oldBiddingEnd: number;
  newBiddingEnd: number;
  oldRevealEnd: number;
  newRevealEnd: number;
};

const PHASES = ["biddingPhaseDuration", "revealPhaseDuration"] as const;

/**
 * The requests open at a change of the length of a phase, the latest first, at most `first` + 1 from the place `after`
 * (a `createdId`) on: their boundaries moved at once. Null when the change is of another parameter, or a first value.
 */
export async function movedRequests(
  db: Db,
  { change, first, after }: { change: ParameterChange; first: number; after: bigint | null },
): Promise<MovedRequest[] | null> {
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
          after === null ? undefined : lt(request.createdId, after),
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
