import { type Column, type SQL, sql } from "drizzle-orm";
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
import { addressOf, bytes32Of } from "./inputs.ts";

/** How a filter is checked and which column it fixes. */
export type Filter = Readonly<{
  column: Column;
  type: string;
  meaning: string;
  check?: (value: string, argument: string) => unknown;
}>;

/** A list of one table's rows in the order of the chain. */
export type List = Readonly<{
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
