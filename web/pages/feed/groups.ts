import type { ActivityKind } from "../../data/generated/types.ts";
import type { Group } from "./search.ts";

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
} as const satisfies Record<Group, readonly ActivityKind[]>;
