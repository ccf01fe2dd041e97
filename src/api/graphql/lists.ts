import { and, type Column, eq, getTableColumns, gte, lt, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import {
  activity,
  assignment,
  bid,
  proof,
  request,
  reward,
  slashing,
  unstake,
  vaultChange,
} from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { firstKeyAt } from "../questions/keys.ts";
import type { Page } from "./entities/page.ts";
import { UserError } from "./errors.ts";
import { addressOf, bytes32Of, firstOf, type Optional, timeRangeOf } from "./inputs.ts";
import { keysetPage } from "./keyset.ts";
import type { Context, Module } from "./module.ts";

type Args = Readonly<{
  [filter: string]: unknown;
  from?: Optional<number>;
  to?: Optional<number>;
  order?: Optional<"NEWEST" | "OLDEST">;
  first?: Optional<number>;
  after?: Optional<string>;
}>;

/** How a filter is checked and which column it fixes. */
type Filter = Readonly<{
  column: Column;
  type: string;
  meaning: string;
  check?: (value: string, argument: string) => unknown;
}>;

/** A list of one table's rows in the order of the chain. */
type List = Readonly<{
  field: string;
  type: string;
  meaning: string;
  table: PgTable;
  /** Name of the column with the id of the row's first event: what it is ordered by. */
  key: string;
  /** The time of that event. */
  time: Column;
  filters: Readonly<Record<string, Filter>>;
  /** A filter that takes several values. */
  kinds?: Filter;
  /** A condition of its own, besides the columns. */
  pending?: SQL;
}>;

const address = (column: Column, meaning: string): Filter => ({
  column,
  type: "String",
  meaning,
  check: addressOf,
});
const bytes32 = (column: Column, meaning: string): Filter => ({
  column,
  type: "String",
  meaning,
  check: bytes32Of,
});
const oneOf = (column: Column, type: string, meaning: string): Filter => ({
  column,
  type,
  meaning,
});

/** The lists. A filter is quick when an index has its column, then the key. */
export const lists: readonly List[] = [
  {
    field: "listRequests",
    type: "request",
    meaning: "Requests, by the time they were opened.",
    table: request,
    key: "createdId",
    time: request.createdAt,
    filters: {
      status: oneOf(request.status, "requestStatus", "Only with this status."),
      requester: address(request.requester, "Only of this requester."),
      vk: bytes32(request.vk, "Only for the program with this verifying key."),
      winner: address(request.winner, "Only with this prover as the winner."),
    },
  },
  {
    field: "listBids",
    type: "bid",
    meaning: "Bids, by the time a prover first bid on a request.",
    table: bid,
    key: "firstBidId",
    time: bid.firstBidAt,
    filters: {
      prover: address(bid.prover, "Only of this prover."),
      requestId: bytes32(bid.requestId, "Only on this request."),
    },
  },
  {
    field: "listAssignments",
    type: "assignment",
    meaning: "Spells of provers as the winner of a request, by the time they began.",
    table: assignment,
    key: "id",
    time: assignment.startedAt,
    filters: {
      prover: address(assignment.prover, "Only of this prover."),
      requestId: bytes32(assignment.requestId, "Only of this request."),
      outcome: oneOf(assignment.outcome, "assignmentOutcome", "Only those that ended so."),
    },
  },
  {
    field: "listProofs",
    type: "proof",
    meaning: "Accepted proofs.",
    table: proof,
    key: "eventId",
    time: proof.timestamp,
    filters: {
      prover: address(proof.prover, "Only of this prover."),
      verifier: address(proof.verifier, "Only accepted by this verifier."),
    },
  },
  {
    field: "listActivity",
    type: "activity",
    meaning: "The feed: events of the protocol.",
    table: activity,
    key: "id",
    time: activity.timestamp,
    filters: {
      requestId: bytes32(activity.requestId, "Only about this request."),
      prover: address(activity.prover, "Only about this prover."),
      account: address(
        activity.account,
        "Only about this requester, staker, submitter, reward source, receiver or role holder.",
      ),
    },
    kinds: oneOf(activity.kind, "activityKind", "Only events of these kinds."),
  },
  {
    field: "listRewards",
    type: "reward",
    meaning: "Rewards added to provers.",
    table: reward,
    key: "id",
    time: reward.timestamp,
    filters: {
      prover: address(reward.prover, "Only of this prover."),
      source: address(reward.source, "Only added by this account."),
    },
    kinds: oneOf(reward.kind, "rewardSource", "Only from sources of these kinds."),
  },
  {
    field: "listVaultChanges",
    type: "vaultChange",
    meaning: "Changes of vaults' assets or shares.",
    table: vaultChange,
    key: "id",
    time: vaultChange.timestamp,
    filters: {
      prover: address(vaultChange.prover, "Only of this prover's vault."),
      account: address(vaultChange.account, "Only by this staker, reward source or giver."),
    },
    kinds: oneOf(vaultChange.kind, "vaultChangeKind", "Only changes of these kinds."),
  },
  {
    field: "listSlashings",
    type: "slashing",
    meaning: "Slashes of provers.",
    table: slashing,
    key: "id",
    time: slashing.timestamp,
    filters: {
      prover: address(slashing.prover, "Only of this prover."),
      requestId: bytes32(slashing.requestId, "Only for this request."),
    },
  },
  {
    field: "listUnstakes",
    type: "unstake",
    meaning: "Entries of unstake queues, by the time they were asked for.",
    table: unstake,
    key: "requestedId",
    time: unstake.requestedAt,
    filters: {
      prover: address(unstake.prover, "Only from this prover."),
      staker: address(unstake.staker, "Only of this staker."),
    },
    pending: sql`${unstake.completedAt} is null`,
  },
];

/** Lists in the order of the chain, with the filters users need; they cost the same at any depth. */
export const listings: Module = {
  typeDefs: /* GraphQL */ `
    "Order of a list in time."
    enum ListOrder {
      "The latest first."
      NEWEST
      "The earliest first."
      OLDEST
    }

    extend type Query {
      ${lists.map(fieldOf).join("\n")}
    }
  `,
  resolvers: {
    Query: Object.fromEntries(
      lists.map((list) => [
        list.field,
        (_parent: unknown, args: Args, { db }: Context) => answerList(db, list, args),
      ]),
    ),
  },
};

function fieldOf({ field, type, meaning, filters, kinds, pending }: List): string {
  const own = Object.entries(filters).map(
    ([name, filter]) => `"${filter.meaning}" ${name}: ${filter.type}`,
  );
  if (kinds !== undefined) own.push(`"${kinds.meaning}" kinds: [${kinds.type}!]`);
  if (pending !== undefined)
    own.push('"true: only pending ones; false: only completed ones." pending: Boolean');
  return `
    "${meaning} In the order of the chain; a page costs the same at any depth."
    ${field}(
      ${own.join("\n")}
      "[unix s] Only from this time on." from: Int
      "[unix s] Only before this time." to: Int
      "Which end of the list comes first." order: ListOrder = NEWEST
      "Rows at most: 1 to 1000." first: Int = 50
      "Cursor: the page that starts after this place; \`endCursor\` of the page before." after: String
    ): ${type}Page!`;
}

async function answerList(db: Db, list: List, args: Args): Promise<Page> {
  const first = firstOf(args.first);
  const { from, to } = timeRangeOf(args);
  const fixed = Object.entries(list.filters).flatMap(([name, { column, check }]) => {
    const value = args[name] as string | null | undefined;
    return value == null ? [] : [eq(column, check === undefined ? value : check(value, name))];
  });
  const kinds = kindsOf(list, args);
  // A value looked up by itself helps only while nothing narrower fixes the rows.
  const isByKind = kinds !== undefined && fixed.length === 0;
  const conditions: (SQL | undefined)[] = [...fixed];
  if (kinds !== undefined && !isByKind)
    conditions.push(
      sql`${list.kinds!.column} in ${kinds.map((kind) => sql.param(kind, list.kinds!.column))}`,
    );
  if (typeof args.pending === "boolean" && list.pending !== undefined)
    conditions.push(args.pending ? list.pending : sql`not (${list.pending})`);

  const key: Column = getTableColumns(list.table)[list.key]!;
  const boundAt = (at: number | null) =>
    at === null ? null : firstKeyAt(db, { table: list.table, key, time: list.time, at });
  const [start, end] = await Promise.all([boundAt(from), boundAt(to)]);
  // No row at or after `from`: nothing; none at or after `to`: no end.
  if (from !== null) conditions.push(start === null ? sql`false` : gte(key, start));
  if (to !== null && end !== null) conditions.push(lt(key, end));

  return keysetPage(db, {
    table: list.table,
    key: [list.key],
    where: and(...conditions),
    anyOf: isByKind ? { column: list.kinds!.column, values: kinds } : undefined,
    first,
    after: args.after,
    descending: args.order !== "OLDEST",
  });
}

function kindsOf(list: List, args: Args): readonly string[] | undefined {
  const kinds = args.kinds as Optional<readonly string[]>;
  if (kinds == null) return undefined;
  if (kinds.length === 0)
    throw new UserError({
      argument: "kinds",
      problem: "is empty; leave it out for all kinds.",
      example: `kinds: [${list.kinds!.column.enumValues![0]}]`,
    });
  return [...new Set(kinds)];
}
