import type { ActivityKind } from "../../data/generated/types.ts";
import { isAddress } from "../../data/names.ts";
import { whole } from "../../data/range.ts";

/** Kinds of events, by what they are about. */
export const groups = {
  auctions: ["REQUESTED", "BID", "REVEALED"],
  settlements: ["FULFILLED", "REFUNDED", "SLASH_ASKED", "SLASHED"],
  stakes: ["STAKED", "UNSTAKE_REQUESTED", "UNSTAKE_COMPLETED", "SHARES_TRANSFERRED", "DONATED"],
  rewards: [
    "REWARDED",
    "REWARD_EPOCH_SET",
    "REWARD_ALLOCATED",
    "COMMISSION_CLAIMED",
    "REWARDS_WITHDRAWN",
  ],
  provers: [
    "PROVER_INITIALIZED",
    "PROVER_STATE_CHANGED",
    "PROVER_RETIRED",
    "PROFILE_UPDATED",
    "COMMISSION_RATE_UPDATED",
    "SUBMITTER_CONSENT",
    "SUBMITTER_REGISTERED",
    "SUBMITTER_UNREGISTERED",
  ],
  governance: [
    "PARAMETER_UPDATED",
    "PAUSED",
    "UNPAUSED",
    "VERIFIER_UPDATED",
    "ROLE_GRANTED",
    "ROLE_REVOKED",
    "ROLE_ADMIN_CHANGED",
    "OWNERSHIP_TRANSFERRED",
    "OWNERSHIP_TRANSFER_STARTED",
    "OWNERSHIP_TRANSFER_CANCELED",
    "PROTOCOL_FEE_WITHDRAWN",
    "TREASURY_WITHDRAWN",
    "EMERGENCY_RECOVERED",
  ],
} as const satisfies Record<string, readonly ActivityKind[]>;

export type Group = keyof typeof groups;

export type FeedSearch = Readonly<{
  group?: Group | undefined;
  account?: string | undefined;
  transaction?: string | undefined;
  block?: number | undefined;
  /** [unix s] Only events from the one time to before the other. */
  from?: number | undefined;
  to?: number | undefined;
}>;

export function parseFeed(search: Record<string, unknown>): FeedSearch {
  const group = (Object.keys(groups) as Group[]).find((known) => known === search.group);
  const account = typeof search.account === "string" ? search.account.toLowerCase() : "";
  const transaction =
    typeof search.transaction === "string" ? search.transaction.toLowerCase() : "";
  const [block, from, to] = [search.block, search.from, search.to].map(whole);
  return {
    ...(group && { group }),
    ...(isAddress(account) && { account }),
    ...(/^0x[0-9a-f]{64}$/.test(transaction) && { transaction }),
    ...(block !== undefined && block < 2 ** 31 && { block }),
    ...(from !== undefined && to !== undefined && from < to && { from, to }),
  };
}
