/** What happened in a span by prover, program or requester: whole UTC days from rollups, cut ones from the rows. */
import { type SQL, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { bid, programDay, proverDay, request, requesterDay } from "../../../ponder.schema.ts";
import { dayStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { DAY } from "../rules/buckets.ts";
import { column, refundedWithin } from "./flows.ts";
import { comma, idsWithin, rowsOf } from "./history.ts";

/** Where a subject's days are, by which column, and which of a request is it: a prover is its winner. */
const SUBJECTS = {
  PROVER: { days: proverDay, key: sql`prover`, of: sql`winner` },
  PROGRAM: { days: programDay, key: sql`vk`, of: sql`vk` },
  REQUESTER: { days: requesterDay, key: sql`requester`, of: sql`requester` },
} as const;
export type Subject = keyof typeof SUBJECTS;

/** What a row counts for, by the names of the rollups' columns. */
const PROVEN = {
  fulfilled: sql`1`,
  fees: sql`price`,
  protocolFees: sql`protocol_fee`,
  rewards: sql`reward`,
  commission: sql`commission`,
  toStakers: sql`to_stakers`,
  excess: sql`excess`,
};
const REFUNDED = { refunds: sql`refund_amount` };
const OPENED = { requests: sql`1`, maxFees: sql`max_fee` };
const BID = { bidders: sql`1` };

/** Counts, and sums in wei. Requests are opened by no prover: theirs are 0; `bidders` are counted of provers alone. */
type SubjectFlow = { subject: Hex } & Record<
  keyof (typeof PROVEN & typeof REFUNDED & typeof OPENED & typeof BID),
  bigint
>;

/** One for each subject to which something happened in [from, to) [unix s], in no order. */
export async function subjectFlows(
  db: Db,
  subject: Subject,
  { from, to }: { from: number; to: number },
): Promise<SubjectFlow[]> {
  const { days, key, of } = SUBJECTS[subject];
  const [firstDay, endDay] = [Math.ceil(from / DAY), Math.floor(to / DAY)];
  const edges =
    firstDay < endDay
      ? [idsWithin(db, from, dayStart(firstDay)), idsWithin(db, dayStart(endDay), to)]
      : [idsWithin(db, from, to)];
  const kept = Object.keys({
    ...PROVEN,
    ...REFUNDED,
    ...(subject === "PROVER" ? BID : OPENED),
  });
  const names = Object.keys({ ...PROVEN, ...REFUNDED, ...OPENED, ...BID });
  const rowsFor = (by: SQL, of: Record<string, SQL>, source: SQL) => {
    const values = names.map((name) => sql`${of[name] ?? sql`0`} as ${column(name)}`);
    return sql`select ${by} as subject, ${comma(values)} from ${source}`;
  };
  const ofEdges = (await Promise.all(edges)).flatMap((within) => {
    const { low, high } = within;
    return [
      rowsFor(
        of,
        PROVEN,
        sql`${request} where status = 'FULFILLED' and settled_id >= ${low} and settled_id < ${high}`,
      ),
      rowsFor(of, REFUNDED, sql`${request} where ${refundedWithin(within)}`),
      subject === "PROVER"
        ? rowsFor(key, BID, sql`${bid} where first_bid_id >= ${low} and first_bid_id < ${high}`)
        : rowsFor(of, OPENED, sql`${request} where created_id >= ${low} and created_id < ${high}`),
    ];
  });
  const ofDays = rowsFor(
    key,
    Object.fromEntries(kept.map((name) => [name, column(name)])),
    sql`${days} where day >= ${firstDay} and day < ${endDay}`,
  );
  const sums = names.map((name) => sql`sum(${column(name)})::text as "${sql.raw(name)}"`);
  const rows = await rowsOf<Record<string, string>>(
    db,
    sql`select subject, ${comma(sums)}
      from (${sql.join([ofDays, ...ofEdges], sql` union all `)}) flow
      where subject is not null group by subject`,
  );
  return rows.map(
    ({ subject: found, ...of }) =>
      ({
        subject: found,
        ...Object.fromEntries(names.map((name) => [name, BigInt(of[name]!)])),
      }) as SubjectFlow,
  );
}
