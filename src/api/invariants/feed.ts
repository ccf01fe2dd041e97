/** The feed is written for every event, besides the event's own rows: each tells of the other. */
import { sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import * as tables from "../../../ponder.schema.ts";
import { alike, type Columns, checked, derived, nameOf, type Rule } from "./rule.ts";

const { activity } = tables;

/**
 * The table's columns that say where an event was, if they are not called `id`, `block`, `timestamp` and `transaction`. Null
 * for none.
 */
type Place = Partial<Record<"id" | "block" | "timestamp" | "transaction", string | null>>;

type Fed = {
  table: PgTable;
  kinds: readonly string[];
  /** Rows (`r`) that have an entry in the feed; all unless told. */
  rows?: string;
  /** Entries (`a`) that have a row; all of the kinds unless told. */
  entries?: string;
  place?: Place;
  /** What both say: of the entry, and of the row. */
  alike: Columns;
};

const byProver = { "a.prover": "r.prover" };
const named = (account: string) => ({ "a.account": account });
const paid = { ...byProver, "a.amount": "r.amount" };

const feed: readonly Fed[] = [
  {
    table: tables.request,
    kinds: ["REQUESTED"],
    place: {
      id: "created_id",
      block: "created_block",
      timestamp: "created_at",
      transaction: "created_transaction",
    },
    alike: { "a.request_id": "r.id", "a.amount": "r.max_fee", ...named("r.requester") },
  },
  {
    table: tables.proof,
    kinds: ["FULFILLED"],
    place: { id: "event_id" },
    alike: { ...byProver, "a.request_id": "r.request_id", "a.sender": "r.sender" },
  },
  {
    table: tables.assignment,
    kinds: ["REVEALED"],
    entries: "false",
    place: { block: null, timestamp: "started_at", transaction: null },
    alike: { ...byProver, "a.request_id": "r.request_id", "a.amount": "r.fee" },
  },
  {
    table: tables.unstake,
    kinds: ["UNSTAKE_REQUESTED"],
    place: {
      id: "requested_id",
      block: null,
      timestamp: "requested_at",
      transaction: "requested_transaction",
    },
    alike: { ...paid, ...named("r.staker") },
  },
  {
    table: tables.proverStateChange,
    kinds: ["PROVER_STATE_CHANGED", "PROVER_RETIRED"],
    rows: "r.old_state is not null",
    alike: {
      ...byProver,
      "a.kind = 'PROVER_RETIRED'": "r.new_state = 'RETIRED'",
    },
  },
  {
    table: tables.commissionChange,
    kinds: ["PROVER_INITIALIZED", "COMMISSION_RATE_UPDATED"],
    alike: {
      ...byProver,
      "case a.kind when 'COMMISSION_RATE_UPDATED' then a.account else r.source end": "r.source",
    },
  },
  {
    table: tables.submitterChange,
    kinds: ["SUBMITTER_CONSENT", "SUBMITTER_REGISTERED", "SUBMITTER_UNREGISTERED"],
    alike: {
      ...named("r.submitter"),
      "a.kind::text": "'SUBMITTER_' || r.kind::text",
      "a.prover": "case r.kind when 'CONSENT' then null else r.prover end",
    },
  },
  {
    table: tables.shareTransfer,
    kinds: ["SHARES_TRANSFERRED"],
    alike: { ...byProver, ...named('r."to"'), "a.amount": "r.assets" },
  },
  {
    table: tables.vaultChange,
    kinds: ["STAKED", "UNSTAKE_REQUESTED", "REWARDED", "DONATED", "SLASHED", "PROVER_RETIRED"],
    entries: "false",
    alike: byProver,
  },
  { table: tables.reward, kinds: ["REWARDED"], alike: { ...paid, ...named("r.source") } },
  { table: tables.donation, kinds: ["DONATED"], alike: { ...paid, ...named('r."from"') } },
  {
    table: tables.slashing,
    // The market's stands for itself when the controller took nothing for it.
    kinds: ["SLASHED", "SLASH_ASKED"],
    entries: "a.kind = 'SLASHED'",
    alike: { ...byProver, "a.amount": "case a.kind when 'SLASHED' then r.amount else r.asked end" },
  },
  { table: tables.commissionClaim, kinds: ["COMMISSION_CLAIMED"], alike: paid },
  {
    table: tables.treasuryMovement,
    kinds: ["SLASHED", "PROVER_RETIRED", "TREASURY_WITHDRAWN", "EMERGENCY_RECOVERED"],
    // A prover that leaves nothing moves nothing.
    entries: "a.kind <> 'PROVER_RETIRED' or a.amount > 0",
    alike: {
      ...paid,
      ...named('r."to"'),
      "a.kind::text": `case r.kind when 'SLASH' then 'SLASHED' when 'RETIREMENT' then 'PROVER_RETIRED'
        when 'WITHDRAWAL' then 'TREASURY_WITHDRAWN' else 'EMERGENCY_RECOVERED' end`,
    },
  },
  {
    table: tables.protocolFeeWithdrawal,
    kinds: ["PROTOCOL_FEE_WITHDRAWN"],
    alike: { ...named('r."to"'), "a.amount": "r.amount" },
  },
  {
    table: tables.parameterChange,
    kinds: ["PARAMETER_UPDATED"],
    // First values were read, not told.
    rows: "r.old_value is not null",
    alike: { "a.sender": "r.account" },
  },
  {
    table: tables.verifierChange,
    kinds: ["VERIFIER_UPDATED"],
    alike: named("r.new_verifier"),
  },
  {
    table: tables.roleChange,
    kinds: ["ROLE_GRANTED", "ROLE_REVOKED"],
    alike: { ...named("r.account"), "a.kind = 'ROLE_GRANTED'": "r.granted" },
  },
];

const inFeed = ({
  table,
  kinds,
  rows = "true",
  entries = "true",
  place = {},
  alike: said,
}: Fed) => {
  const {
    id = "id",
    block = "block",
    timestamp = "timestamp",
    transaction = "transaction",
  } = place;
  const told = Object.entries({ block, timestamp, transaction }).flatMap(([column, of]) =>
    of === null ? [] : [[`a.${column}`, `r.${of}`]],
  );
  return checked({
    name: `FEED_${nameOf(table)}`,
    meaning: `Every row of \`${getTableConfig(table).name}\` and its entry in the feed say the same. Left: rows and entries, right: those that agree.`,
    rows: sql`(select * from ${table} r where ${sql.raw(rows)}) r full join
      (select * from ${activity} where kind in (${sql.raw(kinds.map((kind) => `'${kind}'`).join())})) a on a.id = r.${sql.raw(id!)}
      where r.${sql.raw(id!)} is not null or ${sql.raw(`(${entries})`)}`,
    conditions: [
      "a.id is not null",
      `r.${id} is not null`,
      ...alike({ ...Object.fromEntries(told), ...said }),
    ],
  });
};

/** Tables whose rows are named after the log that wrote them. */
const events = Object.values(tables).filter(
  (table): table is typeof activity =>
    table !== null &&
    typeof table === "object" &&
    "transaction" in table &&
    "block" in table &&
    "id" in table,
);

const placed = sql.join(
  events.map((table) => sql`select id, block, timestamp, transaction from ${table}`),
  sql` union all `,
);

export const feedRules: readonly Rule[] = [
  checked({
    name: "BLOCKS",
    meaning:
      "The id of an event's row begins with its block, and all rows of a block have one time. Left: rows, right: those.",
    rows: sql`(select id, block, timestamp, min(timestamp) over (partition by block) as first from (${placed}) p) r`,
    conditions: ["r.block = r.id / 1000000", "r.timestamp = r.first"],
  }),
  derived({
    name: "EVENT_BLOCKS",
    meaning:
      "Every block with an entry in the feed is known, with its time, and no other. Left: blocks, right: those.",
    table: tables.eventBlock,
    key: { number: "block" },
    from: sql`${activity}`,
    values: { timestamp: "min(timestamp)" },
  }),
  ...feed.map(inFeed),
  checked({
    name: "FEED_REQUESTS",
    meaning:
      "The feed names a request's prover and requester where they are concerned. Left: its entries about requests, right: those that do.",
    rows: sql`(select * from ${activity} where request_id is not null) r
      left join ${tables.request} q on q.id = r.request_id
      left join ${tables.bid} b on b.request_id = r.request_id and b.prover = r.prover`,
    conditions: [
      "r.account is not distinct from case when r.kind in ('BID', 'REVEALED') then null else q.requester end",
      `case r.kind when 'REQUESTED' then r.prover is null
        when 'REFUNDED' then r.prover is not distinct from q.winner
        when 'BID' then b.prover is not null and r.amount is null
        when 'REVEALED' then b.prover is not null
        else r.prover = q.winner end`,
    ],
  }),
  derived({
    name: "BID_EVENTS",
    meaning:
      "A bid is what the feed tells of it: how often and when it was placed and revealed, and for how much. Left: bids, right: those that agree.",
    table: tables.bid,
    key: { request_id: "request_id", prover: "prover" },
    from: sql`(select request_id, prover, id, kind = 'REVEALED' as reveals, timestamp, amount, transaction,
        row_number() over (partition by request_id, prover, kind order by id desc) = 1 as is_last
      from ${activity} where kind in ('BID', 'REVEALED')) a`,
    values: {
      commits: "count(*) filter (where not reveals)",
      first_bid_id: "min(id) filter (where not reveals)",
      first_bid_at: "min(timestamp) filter (where not reveals)",
      last_bid_at: "max(timestamp) filter (where not reveals)",
      bid_transaction: "max(transaction) filter (where not reveals and is_last)",
      reveals: "count(*) filter (where reveals)",
      first_reveal_id: "min(id) filter (where reveals)",
      first_reveal_at: "min(timestamp) filter (where reveals)",
      last_reveal_at: "max(timestamp) filter (where reveals)",
      fee: "max(amount) filter (where reveals and is_last)",
      reveal_transaction: "max(transaction) filter (where reveals and is_last)",
    },
  }),
  derived({
    name: "REQUEST_EVENTS",
    meaning:
      "A request is what the feed tells of it: when it was opened and settled, how, and for how much. Left: requests, right: those that agree.",
    table: tables.request,
    key: { id: "request_id" },
    from: sql`${activity} where kind in ('REQUESTED', 'FULFILLED', 'REFUNDED', 'SLASH_ASKED')`,
    values: {
      status: `(case when bool_or(kind = 'SLASH_ASKED') then 'SLASHED' when bool_or(kind = 'REFUNDED') then 'REFUNDED'
        when bool_or(kind = 'FULFILLED') then 'FULFILLED' else 'PENDING' end)::request_status`,
      settled_id: "max(id) filter (where kind <> 'REQUESTED')",
      price: "max(amount) filter (where kind = 'FULFILLED')",
      fulfilled_at: "max(timestamp) filter (where kind = 'FULFILLED')",
      fulfilled_transaction: "max(transaction) filter (where kind = 'FULFILLED')",
      refund_amount: "max(amount) filter (where kind = 'REFUNDED')",
      refunded_at: "max(timestamp) filter (where kind = 'REFUNDED')",
      refunded_transaction: "max(transaction) filter (where kind = 'REFUNDED')",
      slash_asked: "max(amount) filter (where kind = 'SLASH_ASKED')",
      slashed_at: "max(timestamp) filter (where kind = 'SLASH_ASKED')",
      slashed_transaction: "max(transaction) filter (where kind = 'SLASH_ASKED')",
    },
  }),
];
