/** What counts in the totals: every row that does, its time, its subjects, and by how much. */
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import * as tables from "../../../ponder.schema.ts";
import { snake } from "../reads/columns.ts";
import type { Columns } from "./rule.ts";

const { activity, bid, request } = tables;

const columnsOf = (table: PgTable, without: readonly string[]): string[] =>
  Object.keys(getTableColumns(table))
    .filter((name) => !without.includes(name))
    .map(snake);

export const marketColumns = columnsOf(tables.programDay, ["vk", "day", "start"]);
export const proverColumns = columnsOf(tables.proverDay, [
  "prover",
  "day",
  "start",
  "assets",
  "shares",
  "assignedStake",
]);
export const allColumns = [...new Set([...marketColumns, ...proverColumns])];
const subjects = ["at", "prover", "vk", "requester"] as const;

/** What one kind of row adds to the totals, and of which time and subjects. */
type Fact = { rows: SQL; of: Partial<Record<(typeof subjects)[number], string>>; counts: Columns };

const ofRequest = { vk: "q.vk", requester: "q.requester" };
const events = (
  kind: string,
  first: string,
): SQL => sql`${activity} a join ${request} q on q.id = a.request_id
  left join ${bid} b on b.request_id = a.request_id and b.prover = a.prover and b.${sql.raw(first)} = a.id
  where a.kind = ${sql.raw(`'${kind}'`)}`;
const staking = { at: "r.timestamp", prover: "r.prover" };

const facts: readonly Fact[] = [
  {
    rows: sql`${request} q`,
    of: { at: "q.created_at", ...ofRequest },
    counts: { requests: "1", max_fees: "q.max_fee" },
  },
  {
    rows: events("BID", "first_bid_id"),
    of: { at: "a.timestamp", prover: "a.prover", ...ofRequest },
    counts: { bids: "1", bidders: "(b.prover is not null)::int" },
  },
  {
    rows: events("REVEALED", "first_reveal_id"),
    of: { at: "a.timestamp", prover: "a.prover", ...ofRequest },
    counts: { reveals: "1", revealers: "(b.prover is not null)::int" },
  },
  {
    rows: sql`${request} q where q.status = 'FULFILLED'`,
    of: { at: "q.fulfilled_at", prover: "q.winner", ...ofRequest },
    counts: {
      fulfilled: "1",
      fees: "q.price",
      protocol_fees: "q.protocol_fee",
      rewards: "q.reward",
      commission: "q.commission",
      to_stakers: "q.to_stakers",
      excess: "q.excess",
      surplus: "q.price - q.winner_fee",
      proving_seconds: "q.proving_seconds",
    },
  },
  {
    // Without a winner it is nobody's.
    rows: sql`${request} q where q.refund_reason is not null`,
    of: { at: "q.refunded_at", prover: "q.winner", ...ofRequest },
    counts: {
      refunded: "1",
      missed: "(q.refund_reason = 'DEADLINE_MISSED')::int",
      refunded_no_bids: "(q.refund_reason = 'NO_BIDS')::int",
      refunded_no_reveals: "(q.refund_reason = 'NO_REVEALS')::int",
      refunds: "q.refund_amount",
    },
  },
  {
    rows: sql`${request} q where q.status = 'SLASHED'`,
    of: { at: "q.slashed_at", prover: "q.winner", ...ofRequest },
    counts: { slashed: "1", slash_asked: "q.slash_asked", slash_taken: "q.slash_taken" },
  },
  {
    rows: sql`${tables.vaultChange} r where r.kind = 'STAKE'`,
    of: staking,
    counts: { staked: "r.assets" },
  },
  {
    rows: sql`${tables.unstake} r`,
    of: { at: "r.requested_at", prover: "r.prover" },
    counts: { unstaked: "r.amount" },
  },
  {
    rows: sql`${tables.unstake} r where r.completed_at is not null`,
    of: { at: "r.completed_at", prover: "r.prover" },
    counts: { unstake_completed: "r.received" },
  },
  {
    rows: sql`${tables.reward} r`,
    of: staking,
    counts: {
      market_rewards: "case r.kind when 'MARKET' then r.amount end",
      epoch_rewards: "case r.kind when 'EPOCH' then r.amount end",
      other_rewards: "case r.kind when 'OTHER' then r.amount end",
      reward_commission: "r.commission",
      reward_to_stakers: "r.to_stakers",
    },
  },
  {
    rows: sql`${tables.commissionClaim} r`,
    of: staking,
    counts: { commission_claimed: "r.amount" },
  },
  { rows: sql`${tables.donation} r`, of: staking, counts: { donated: "r.amount" } },
  {
    rows: sql`${tables.slashing} r`,
    of: staking,
    counts: { slashed_assets: "r.from_vault", slashed_unstaking: "r.from_unstaking" },
  },
];

/** Those of the facts that count in one of the columns, as rows of subjects and columns; null where they add nothing. */
export function factsOf(columns: readonly string[]): SQL {
  const counting = facts.filter(({ counts }) => columns.some((column) => column in counts));
  const parts = counting.map(({ rows, of, counts }) => {
    const told = [
      ...subjects.map(
        (subject) => `${of[subject] ?? "null"}::${subject === "at" ? "int" : "text"} as ${subject}`,
      ),
      ...columns.map((column) => `(${counts[column] ?? "null"})::numeric as ${column}`),
    ];
    return sql`select ${sql.raw(told.join(", "))} from ${rows}`;
  });
  return sql`(${sql.join(parts, sql` union all `)}) f`;
}
