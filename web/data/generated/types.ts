// Written by `npm run generate` from schema.graphql and the operations of the pages.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Why a prover may bid on nothing. */
export type BiddingObstacle =
  /** The prover is not ACTIVE. */
  | 'NOT_ACTIVE'
  /** The vault has no room even for what is assigned. */
  | 'NO_HEADROOM'
  /** The address never was a prover. */
  | 'UNKNOWN_PROVER';

/** Length of the buckets of a series. At most 1000 buckets are given at once. */
export type BucketUnit =
  /** UTC days. */
  | 'DAY'
  /** Hours. */
  | 'HOUR'
  /** Months, UTC. */
  | 'MONTH'
  /** Reward epochs of EpochRewards, by the schedule in force. */
  | 'REWARD_EPOCH'
  /** Statistics epochs of BrevisMarket, by their schedule. The contract enters one lazily and books refunds by what it has entered, so its own figures (`statsEpoch`) may differ. */
  | 'STATS_EPOCH'
  /** Weeks from Monday, UTC. */
  | 'WEEK';

/** The figure that a ranking goes by. */
export type DemandOrder =
  /** `fees`. */
  | 'FEES'
  /** `fulfilled`. */
  | 'FULFILLED'
  /** `maxFees`. */
  | 'MAX_FEES'
  /** `missed`. */
  | 'MISSED'
  /** The median of `price`. */
  | 'PRICE'
  /** The median of `provingSeconds`. */
  | 'PROVING_SECONDS'
  /** `requests`. */
  | 'REQUESTS'
  /** `saving`, in basis points. */
  | 'SAVING'
  /** The median of `secondsToProof`. */
  | 'SECONDS_TO_PROOF'
  /** `success`, in basis points. */
  | 'SUCCESS';

/** By whom fees are added up. */
export type FeeSubject =
  /** By the program, named by its verifying key. */
  | 'PROGRAM'
  /** By the prover that was paid, or missed the deadline. */
  | 'PROVER'
  /** By who asked for the proof. */
  | 'REQUESTER';

/** Why there is no return. */
export type NoReturnReason =
  /** At the start of the window a share was worth nothing. */
  | 'NO_PRICE'
  /** At some moment of the window the vault had no shares: nobody could have earned it. */
  | 'NO_SHARES'
  /** At the end of the window the vault was younger than 7 days. */
  | 'TOO_YOUNG';

/** Unit of a parameter's values. */
export type ParameterUnit =
  /** An address. */
  | 'ADDRESS'
  /** Basis points of 10,000. */
  | 'BPS'
  /** `true` or `false`. */
  | 'FLAG'
  /** 32 bytes. */
  | 'HASH'
  /** Seconds. */
  | 'SECONDS'
  /** Wei of BREV. */
  | 'WEI';

/** Kind of duty. */
export type ProverDutyKind =
  /** Submit the proof of a request it is winning. Before `opensAt` it may still be outbid. */
  | 'PROVE'
  /** Reveal a sealed bid. A bid that was placed anew after its reveal counts as sealed. */
  | 'REVEAL';

/** What stands in the way of a duty. */
export type ProverDutyObstacle =
  /** The prover is not ACTIVE: a reveal is refused, and a proof with a reward. */
  | 'NOT_ACTIVE'
  /** The deadline is not after the end of the reveal phase: whoever wins must miss it. */
  | 'NO_PROVING_WINDOW'
  /** The vault has no room for the minimum stake: the reveal is refused. */
  | 'STAKE_TOO_LOW'
  /** StakingController is paused: a proof with a reward is refused. */
  | 'STAKING_PAUSED';

/** The figure that provers are ranked by. */
export type ProverOrder =
  /** `apr`. */
  | 'APR'
  /** `assets`. */
  | 'ASSETS'
  /** `bids`. */
  | 'BIDS'
  /** `fees`. */
  | 'FEES'
  /** `missed`. */
  | 'MISSED'
  /** `priceOfMaxFee`, in basis points. */
  | 'PRICE_OF_MAX_FEE'
  /** `proven`. */
  | 'PROVEN'
  /** The median of `provingSeconds`. */
  | 'PROVING_SECONDS'
  /** `rewards`. */
  | 'REWARDS'
  /** `success`, in basis points. */
  | 'SUCCESS'
  /** `winRate`, in basis points. */
  | 'WIN_RATE';

/** Phase of a request. */
export type RequestPhase =
  /** Sealed bids are accepted. */
  | 'BIDDING'
  /** Proven and paid. */
  | 'FULFILLED'
  /** There is a winner; its proof is accepted until the deadline. */
  | 'PROVING'
  /** Nothing but a refund can end it: nobody bid, nobody revealed, or the deadline passed. */
  | 'REFUNDABLE'
  /** The fee was returned. */
  | 'REFUNDED'
  /** Sealed bids are opened; the lowest so far leads. */
  | 'REVEALING'
  /** The fee was returned, and the winner slashed. */
  | 'SLASHED';

/** What moves a share's price. */
export type ReturnSourceKind =
  /** Tokens sent straight to the vault. */
  | 'DONATION'
  /** Rewards of EpochRewards: the subsidy. */
  | 'EPOCH'
  /** Rewards of the market: fees of proofs. */
  | 'MARKET'
  /** Rewards added by anybody else. */
  | 'OTHER'
  /** Slashes of the vault. */
  | 'SLASH';

/** What was found. */
export type SearchHitKind =
  /** An account in none of these roles that an event names or that holds the token; found by its whole address only. */
  | 'ACCOUNT'
  /** A block with events, by its number. `feed(block)` has its events. */
  | 'BLOCK'
  /** A contract of ProverNet, or its token. */
  | 'CONTRACT'
  /** A program, by its verifying key. */
  | 'PROGRAM'
  /** A prover, by its address or name. */
  | 'PROVER'
  /** A request, by its id. */
  | 'REQUEST'
  /** An account that asked for proofs. */
  | 'REQUESTER'
  /** An account that staked or was given shares. */
  | 'STAKER'
  /** A hot key that acts or acted for a prover. */
  | 'SUBMITTER'
  /** A transaction with events, by its whole hash. `feed(transaction)` has its events. */
  | 'TRANSACTION'
  /** A prover's vault. */
  | 'VAULT';

/** What stands before a slash. */
export type SlashObstacle =
  /** The prover has retired: the slash is refused. */
  | 'PROVER_RETIRED'
  /** The request must be refunded first: anybody may do so. */
  | 'REFUND_FIRST'
  /** StakingController is paused: the slash is refused until that ends. */
  | 'STAKING_PAUSED';

/** Why the market's lifetime statistics differ from plain sums. The market carries its totals into a new statistics epoch only from the epoch just before. */
export type StatisticsReason =
  /** The prover (of the network: anybody) did nothing in this epoch or the one before: the contract shows zero until that changes. */
  | 'IDLE_SINCE_BEFORE_LAST_EPOCH'
  /** A miss was booked in an epoch in which the prover did nothing else: the contract hides and does not carry forward such an epoch. */
  | 'MISS_ALONE_HIDDEN'
  /** In this epoch, proofs came and no request yet: the contract shows the epoch before. */
  | 'PROOF_BEFORE_REQUEST_HIDDEN'
  /** An epoch, maybe a short one, lies between in which the prover (of the network: anybody) did nothing: the contract's totals began again from zero after it. */
  | 'RESTARTED_AFTER_IDLE_EPOCH'
  /** They do not differ. */
  | 'SAME'
  /** None of these explains it: please report it. */
  | 'UNEXPLAINED';

/** State of an unstake at a time. */
export type UnstakeState =
  /** It was paid out. */
  | 'COMPLETED'
  /** It can be completed. */
  | 'READY'
  /** The delay is not over. */
  | 'WAITING';

/** How a comparison ended. */
export type VerificationOutcome =
  /** An answer differs. */
  | 'DIFFERENT'
  /** Every answer compared is equal, and the node refused none. */
  | 'EQUAL'
  /** The node refused calls, or nothing was compared. */
  | 'INCONCLUSIVE';

/** What a comparison asked. */
export type VerificationScope =
  /** Every request, staker, requester, submitter and prover. */
  | 'EVERYTHING'
  /** A sample of them, or some provers. */
  | 'PART';

/** Why a winner's proof is in doubt. */
export type WinnerTrouble =
  /** The prover is not ACTIVE, and the price is not zero: the proof would be refused. */
  | 'NOT_ACTIVE'
  /** The deadline is not after the end of the reveal phase: no proof can ever be accepted. */
  | 'NO_PROVING_WINDOW'
  /** By the contract's own rule the vault has no room any more for this request beside the others assigned: it could not bid on it now. */
  | 'OVERLOADED'
  /** Its usual proving time is longer than the time left. */
  | 'SLOWER_THAN_TIME_LEFT'
  /** StakingController is paused, and the price is not zero: the proof is refused until that ends. */
  | 'STAKING_PAUSED';

/** Which event an activity row stands for. */
export type ActivityKind =
  /** A prover bid. */
  | 'BID'
  /** A prover claimed its commission. */
  | 'COMMISSION_CLAIMED'
  /** A prover changed a commission rate. */
  | 'COMMISSION_RATE_UPDATED'
  /** Tokens were sent straight to a vault. */
  | 'DONATED'
  /** Tokens were recovered from the controller in an emergency. */
  | 'EMERGENCY_RECOVERED'
  /** A proof was accepted. */
  | 'FULFILLED'
  /** A contract got a new owner. */
  | 'OWNERSHIP_TRANSFERRED'
  /** The proposal of a new owner was withdrawn. */
  | 'OWNERSHIP_TRANSFER_CANCELED'
  /** A contract's owner proposed a new one. */
  | 'OWNERSHIP_TRANSFER_STARTED'
  /** A governed parameter changed. */
  | 'PARAMETER_UPDATED'
  /** A contract was paused. */
  | 'PAUSED'
  /** A prover changed its name or icon. */
  | 'PROFILE_UPDATED'
  /** Protocol fees were withdrawn from the market. */
  | 'PROTOCOL_FEE_WITHDRAWN'
  /** A prover joined. */
  | 'PROVER_INITIALIZED'
  /** A prover retired. */
  | 'PROVER_RETIRED'
  /** A prover's state changed. */
  | 'PROVER_STATE_CHANGED'
  /** A request was refunded. */
  | 'REFUNDED'
  /** A request was opened. */
  | 'REQUESTED'
  /** A prover revealed its bid. */
  | 'REVEALED'
  /** A reward was added to a prover. */
  | 'REWARDED'
  /** Tokens were withdrawn from EpochRewards. */
  | 'REWARDS_WITHDRAWN'
  /** A prover's reward of an epoch was set. */
  | 'REWARD_ALLOCATED'
  /** The schedule of reward epochs changed. */
  | 'REWARD_EPOCH_CONFIGURED'
  /** The rewards of an epoch were set. */
  | 'REWARD_EPOCH_SET'
  /** The role that administers a role changed. */
  | 'ROLE_ADMIN_CHANGED'
  /** A role was granted. */
  | 'ROLE_GRANTED'
  /** A role was revoked. */
  | 'ROLE_REVOKED'
  /** Shares of a vault went from one holder to another. */
  | 'SHARES_TRANSFERRED'
  /** The controller slashed a prover. */
  | 'SLASHED'
  /** The market asked to slash a winner that missed the deadline. */
  | 'SLASH_ASKED'
  /** A staker staked. */
  | 'STAKED'
  /** The last scheduled statistics epoch was removed again. */
  | 'STATS_EPOCH_POPPED'
  /** A statistics epoch was scheduled. */
  | 'STATS_EPOCH_SCHEDULED'
  /** A statistics epoch began. */
  | 'STATS_EPOCH_STARTED'
  /** A hot key changed the prover it consents to. */
  | 'SUBMITTER_CONSENT'
  /** A prover registered a hot key. */
  | 'SUBMITTER_REGISTERED'
  /** A hot key's registration ended. */
  | 'SUBMITTER_UNREGISTERED'
  /** Tokens were withdrawn from the treasury pool. */
  | 'TREASURY_WITHDRAWN'
  /** A contract was unpaused. */
  | 'UNPAUSED'
  /** A staker was paid out of the unstake queue. */
  | 'UNSTAKE_COMPLETED'
  /** A staker asked for an unstake. */
  | 'UNSTAKE_REQUESTED'
  /** The verifier of a version changed. */
  | 'VERIFIER_UPDATED';

/** How a winner's assignment ended: still open, a lower bid displaced it, proven, or missed. */
export type AssignmentOutcome =
  /** It brought the proof. */
  | 'FULFILLED'
  /** It missed the deadline, and the request was refunded. */
  | 'MISSED'
  /** It is the winner and has not brought the proof yet. */
  | 'OPEN'
  /** A lower bid was revealed. */
  | 'OUTBID';

/** Which contract of ProverNet. */
export type ContractName =
  /** EpochRewards. */
  | 'EPOCH_REWARDS'
  /** BrevisMarket. */
  | 'MARKET'
  /** StakingController. */
  | 'STAKING';

/** `ProverState` of StakingController; RETIRED is the contract's Null after a retirement. */
export type ProverState =
  /** Takes part in the market. */
  | 'ACTIVE'
  /** Stopped, by itself, by the administration or by slashing. */
  | 'DEACTIVATED'
  /** Jailed by the administration. */
  | 'JAILED'
  /** Retired for ever. */
  | 'RETIRED';

/** Why a request was refunded: nobody bid, nobody revealed, or the winner missed the deadline. */
export type RefundReason =
  /** The winner brought no proof until the deadline. */
  | 'DEADLINE_MISSED'
  /** Nobody bid. */
  | 'NO_BIDS'
  /** There were bids, and none was revealed. */
  | 'NO_REVEALS';

/** Conditions on rows of `request`; all of them must hold. */
export type RequestFilter = {
  /** All of these must hold. */
  AND?: Array<RequestFilter | null | undefined> | null | undefined;
  /** At least one of these must hold; the conditions within one must all hold. */
  OR?: Array<RequestFilter | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  assignmentId?: string | null | undefined;
  /** Is greater than this. */
  assignmentId_gt?: string | null | undefined;
  /** Is at least this. */
  assignmentId_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  assignmentId_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  assignmentId_lt?: string | null | undefined;
  /** Is at most this. */
  assignmentId_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  assignmentId_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  assignmentId_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  bidCount?: number | null | undefined;
  /** Is greater than this. */
  bidCount_gt?: number | null | undefined;
  /** Is at least this. */
  bidCount_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  bidCount_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  bidCount_lt?: number | null | undefined;
  /** Is at most this. */
  bidCount_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  bidCount_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  bidCount_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  bidders?: number | null | undefined;
  /** Is greater than this. */
  bidders_gt?: number | null | undefined;
  /** Is at least this. */
  bidders_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  bidders_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  bidders_lt?: number | null | undefined;
  /** Is at most this. */
  bidders_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  bidders_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  bidders_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  commission?: string | null | undefined;
  /** Is greater than this. */
  commission_gt?: string | null | undefined;
  /** Is at least this. */
  commission_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  commission_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  commission_lt?: string | null | undefined;
  /** Is at most this. */
  commission_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  commission_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  commission_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  createdAt?: number | null | undefined;
  /** Is greater than this. */
  createdAt_gt?: number | null | undefined;
  /** Is at least this. */
  createdAt_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  createdAt_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  createdAt_lt?: number | null | undefined;
  /** Is at most this. */
  createdAt_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  createdAt_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  createdAt_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  createdBlock?: number | null | undefined;
  /** Is greater than this. */
  createdBlock_gt?: number | null | undefined;
  /** Is at least this. */
  createdBlock_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  createdBlock_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  createdBlock_lt?: number | null | undefined;
  /** Is at most this. */
  createdBlock_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  createdBlock_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  createdBlock_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  createdId?: string | null | undefined;
  /** Is greater than this. */
  createdId_gt?: string | null | undefined;
  /** Is at least this. */
  createdId_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  createdId_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  createdId_lt?: string | null | undefined;
  /** Is at most this. */
  createdId_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  createdId_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  createdId_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  createdTransaction?: string | null | undefined;
  /** Contains this. */
  createdTransaction_contains?: string | null | undefined;
  /** Ends with this. */
  createdTransaction_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  createdTransaction_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  createdTransaction_not?: string | null | undefined;
  /** Does not contain this. */
  createdTransaction_not_contains?: string | null | undefined;
  /** Does not end with this. */
  createdTransaction_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  createdTransaction_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  createdTransaction_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  createdTransaction_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  deadline?: string | null | undefined;
  /** Is greater than this. */
  deadline_gt?: string | null | undefined;
  /** Is at least this. */
  deadline_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  deadline_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  deadline_lt?: string | null | undefined;
  /** Is at most this. */
  deadline_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  deadline_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  deadline_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  excess?: string | null | undefined;
  /** Is greater than this. */
  excess_gt?: string | null | undefined;
  /** Is at least this. */
  excess_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  excess_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  excess_lt?: string | null | undefined;
  /** Is at most this. */
  excess_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  excess_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  excess_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  fulfilledAt?: number | null | undefined;
  /** Is greater than this. */
  fulfilledAt_gt?: number | null | undefined;
  /** Is at least this. */
  fulfilledAt_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  fulfilledAt_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  fulfilledAt_lt?: number | null | undefined;
  /** Is at most this. */
  fulfilledAt_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  fulfilledAt_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  fulfilledAt_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  fulfilledTransaction?: string | null | undefined;
  /** Contains this. */
  fulfilledTransaction_contains?: string | null | undefined;
  /** Ends with this. */
  fulfilledTransaction_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  fulfilledTransaction_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  fulfilledTransaction_not?: string | null | undefined;
  /** Does not contain this. */
  fulfilledTransaction_not_contains?: string | null | undefined;
  /** Does not end with this. */
  fulfilledTransaction_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  fulfilledTransaction_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  fulfilledTransaction_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  fulfilledTransaction_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  id?: string | null | undefined;
  /** Contains this. */
  id_contains?: string | null | undefined;
  /** Ends with this. */
  id_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  id_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  id_not?: string | null | undefined;
  /** Does not contain this. */
  id_not_contains?: string | null | undefined;
  /** Does not end with this. */
  id_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  id_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  id_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  id_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  imgUrl?: string | null | undefined;
  /** Contains this. */
  imgUrl_contains?: string | null | undefined;
  /** Contains this, ignoring case. */
  imgUrl_contains_nocase?: string | null | undefined;
  /** Ends with this. */
  imgUrl_ends_with?: string | null | undefined;
  /** Ends with this, ignoring case. */
  imgUrl_ends_with_nocase?: string | null | undefined;
  /** Is one of these (at most 1000). */
  imgUrl_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  imgUrl_not?: string | null | undefined;
  /** Does not contain this. */
  imgUrl_not_contains?: string | null | undefined;
  /** Does not contain this, ignoring case. */
  imgUrl_not_contains_nocase?: string | null | undefined;
  /** Does not end with this. */
  imgUrl_not_ends_with?: string | null | undefined;
  /** Does not end with this, ignoring case. */
  imgUrl_not_ends_with_nocase?: string | null | undefined;
  /** Is none of these (at most 1000). */
  imgUrl_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  imgUrl_not_starts_with?: string | null | undefined;
  /** Does not start with this, ignoring case. */
  imgUrl_not_starts_with_nocase?: string | null | undefined;
  /** Starts with this. */
  imgUrl_starts_with?: string | null | undefined;
  /** Starts with this, ignoring case. */
  imgUrl_starts_with_nocase?: string | null | undefined;
  /** Equals this. Null: is null. */
  inputHash?: string | null | undefined;
  /** Contains this. */
  inputHash_contains?: string | null | undefined;
  /** Ends with this. */
  inputHash_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  inputHash_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  inputHash_not?: string | null | undefined;
  /** Does not contain this. */
  inputHash_not_contains?: string | null | undefined;
  /** Does not end with this. */
  inputHash_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  inputHash_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  inputHash_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  inputHash_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  inputSize?: number | null | undefined;
  /** Is greater than this. */
  inputSize_gt?: number | null | undefined;
  /** Is at least this. */
  inputSize_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  inputSize_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  inputSize_lt?: number | null | undefined;
  /** Is at most this. */
  inputSize_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  inputSize_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  inputSize_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  inputUrl?: string | null | undefined;
  /** Contains this. */
  inputUrl_contains?: string | null | undefined;
  /** Contains this, ignoring case. */
  inputUrl_contains_nocase?: string | null | undefined;
  /** Ends with this. */
  inputUrl_ends_with?: string | null | undefined;
  /** Ends with this, ignoring case. */
  inputUrl_ends_with_nocase?: string | null | undefined;
  /** Is one of these (at most 1000). */
  inputUrl_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  inputUrl_not?: string | null | undefined;
  /** Does not contain this. */
  inputUrl_not_contains?: string | null | undefined;
  /** Does not contain this, ignoring case. */
  inputUrl_not_contains_nocase?: string | null | undefined;
  /** Does not end with this. */
  inputUrl_not_ends_with?: string | null | undefined;
  /** Does not end with this, ignoring case. */
  inputUrl_not_ends_with_nocase?: string | null | undefined;
  /** Is none of these (at most 1000). */
  inputUrl_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  inputUrl_not_starts_with?: string | null | undefined;
  /** Does not start with this, ignoring case. */
  inputUrl_not_starts_with_nocase?: string | null | undefined;
  /** Starts with this. */
  inputUrl_starts_with?: string | null | undefined;
  /** Starts with this, ignoring case. */
  inputUrl_starts_with_nocase?: string | null | undefined;
  /** Equals this. Null: is null. */
  maxFee?: string | null | undefined;
  /** Is greater than this. */
  maxFee_gt?: string | null | undefined;
  /** Is at least this. */
  maxFee_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  maxFee_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  maxFee_lt?: string | null | undefined;
  /** Is at most this. */
  maxFee_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  maxFee_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  maxFee_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  minStake?: string | null | undefined;
  /** Is greater than this. */
  minStake_gt?: string | null | undefined;
  /** Is at least this. */
  minStake_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  minStake_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  minStake_lt?: string | null | undefined;
  /** Is at most this. */
  minStake_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  minStake_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  minStake_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  nonce?: string | null | undefined;
  /** Is greater than this. */
  nonce_gt?: string | null | undefined;
  /** Is at least this. */
  nonce_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  nonce_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  nonce_lt?: string | null | undefined;
  /** Is at most this. */
  nonce_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  nonce_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  nonce_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  price?: string | null | undefined;
  /** Is greater than this. */
  price_gt?: string | null | undefined;
  /** Is at least this. */
  price_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  price_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  price_lt?: string | null | undefined;
  /** Is at most this. */
  price_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  price_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  price_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  protocolFee?: string | null | undefined;
  /** Is greater than this. */
  protocolFee_gt?: string | null | undefined;
  /** Is at least this. */
  protocolFee_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  protocolFee_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  protocolFee_lt?: string | null | undefined;
  /** Is at most this. */
  protocolFee_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  protocolFee_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  protocolFee_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  provingSeconds?: number | null | undefined;
  /** Is greater than this. */
  provingSeconds_gt?: number | null | undefined;
  /** Is at least this. */
  provingSeconds_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  provingSeconds_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  provingSeconds_lt?: number | null | undefined;
  /** Is at most this. */
  provingSeconds_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  provingSeconds_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  provingSeconds_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  publicValuesDigest?: string | null | undefined;
  /** Contains this. */
  publicValuesDigest_contains?: string | null | undefined;
  /** Ends with this. */
  publicValuesDigest_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  publicValuesDigest_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  publicValuesDigest_not?: string | null | undefined;
  /** Does not contain this. */
  publicValuesDigest_not_contains?: string | null | undefined;
  /** Does not end with this. */
  publicValuesDigest_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  publicValuesDigest_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  publicValuesDigest_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  publicValuesDigest_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  refundAmount?: string | null | undefined;
  /** Is greater than this. */
  refundAmount_gt?: string | null | undefined;
  /** Is at least this. */
  refundAmount_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  refundAmount_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  refundAmount_lt?: string | null | undefined;
  /** Is at most this. */
  refundAmount_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  refundAmount_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  refundAmount_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  refundReason?: RefundReason | null | undefined;
  /** Is one of these (at most 1000). */
  refundReason_in?: Array<RefundReason | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  refundReason_not?: RefundReason | null | undefined;
  /** Is none of these (at most 1000). */
  refundReason_not_in?: Array<RefundReason | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  refundedAt?: number | null | undefined;
  /** Is greater than this. */
  refundedAt_gt?: number | null | undefined;
  /** Is at least this. */
  refundedAt_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  refundedAt_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  refundedAt_lt?: number | null | undefined;
  /** Is at most this. */
  refundedAt_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  refundedAt_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  refundedAt_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  refundedTransaction?: string | null | undefined;
  /** Contains this. */
  refundedTransaction_contains?: string | null | undefined;
  /** Ends with this. */
  refundedTransaction_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  refundedTransaction_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  refundedTransaction_not?: string | null | undefined;
  /** Does not contain this. */
  refundedTransaction_not_contains?: string | null | undefined;
  /** Does not end with this. */
  refundedTransaction_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  refundedTransaction_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  refundedTransaction_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  refundedTransaction_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  requester?: string | null | undefined;
  /** Contains this. */
  requester_contains?: string | null | undefined;
  /** Ends with this. */
  requester_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  requester_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  requester_not?: string | null | undefined;
  /** Does not contain this. */
  requester_not_contains?: string | null | undefined;
  /** Does not end with this. */
  requester_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  requester_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  requester_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  requester_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  revealCount?: number | null | undefined;
  /** Is greater than this. */
  revealCount_gt?: number | null | undefined;
  /** Is at least this. */
  revealCount_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  revealCount_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  revealCount_lt?: number | null | undefined;
  /** Is at most this. */
  revealCount_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  revealCount_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  revealCount_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  revealers?: number | null | undefined;
  /** Is greater than this. */
  revealers_gt?: number | null | undefined;
  /** Is at least this. */
  revealers_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  revealers_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  revealers_lt?: number | null | undefined;
  /** Is at most this. */
  revealers_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  revealers_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  revealers_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  reward?: string | null | undefined;
  /** Is greater than this. */
  reward_gt?: string | null | undefined;
  /** Is at least this. */
  reward_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  reward_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  reward_lt?: string | null | undefined;
  /** Is at most this. */
  reward_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  reward_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  reward_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  second?: string | null | undefined;
  /** Equals this. Null: is null. */
  secondFee?: string | null | undefined;
  /** Is greater than this. */
  secondFee_gt?: string | null | undefined;
  /** Is at least this. */
  secondFee_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  secondFee_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  secondFee_lt?: string | null | undefined;
  /** Is at most this. */
  secondFee_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  secondFee_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  secondFee_not_in?: Array<string | null | undefined> | null | undefined;
  /** Contains this. */
  second_contains?: string | null | undefined;
  /** Ends with this. */
  second_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  second_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  second_not?: string | null | undefined;
  /** Does not contain this. */
  second_not_contains?: string | null | undefined;
  /** Does not end with this. */
  second_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  second_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  second_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  second_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  settledId?: string | null | undefined;
  /** Is greater than this. */
  settledId_gt?: string | null | undefined;
  /** Is at least this. */
  settledId_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  settledId_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  settledId_lt?: string | null | undefined;
  /** Is at most this. */
  settledId_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  settledId_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  settledId_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  slashAsked?: string | null | undefined;
  /** Is greater than this. */
  slashAsked_gt?: string | null | undefined;
  /** Is at least this. */
  slashAsked_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  slashAsked_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  slashAsked_lt?: string | null | undefined;
  /** Is at most this. */
  slashAsked_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  slashAsked_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  slashAsked_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  slashTaken?: string | null | undefined;
  /** Is greater than this. */
  slashTaken_gt?: string | null | undefined;
  /** Is at least this. */
  slashTaken_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  slashTaken_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  slashTaken_lt?: string | null | undefined;
  /** Is at most this. */
  slashTaken_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  slashTaken_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  slashTaken_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  slashedAt?: number | null | undefined;
  /** Is greater than this. */
  slashedAt_gt?: number | null | undefined;
  /** Is at least this. */
  slashedAt_gte?: number | null | undefined;
  /** Is one of these (at most 1000). */
  slashedAt_in?: Array<number | null | undefined> | null | undefined;
  /** Is less than this. */
  slashedAt_lt?: number | null | undefined;
  /** Is at most this. */
  slashedAt_lte?: number | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  slashedAt_not?: number | null | undefined;
  /** Is none of these (at most 1000). */
  slashedAt_not_in?: Array<number | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  slashedTransaction?: string | null | undefined;
  /** Contains this. */
  slashedTransaction_contains?: string | null | undefined;
  /** Ends with this. */
  slashedTransaction_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  slashedTransaction_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  slashedTransaction_not?: string | null | undefined;
  /** Does not contain this. */
  slashedTransaction_not_contains?: string | null | undefined;
  /** Does not end with this. */
  slashedTransaction_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  slashedTransaction_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  slashedTransaction_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  slashedTransaction_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  status?: RequestStatus | null | undefined;
  /** Is one of these (at most 1000). */
  status_in?: Array<RequestStatus | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  status_not?: RequestStatus | null | undefined;
  /** Is none of these (at most 1000). */
  status_not_in?: Array<RequestStatus | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  toStakers?: string | null | undefined;
  /** Is greater than this. */
  toStakers_gt?: string | null | undefined;
  /** Is at least this. */
  toStakers_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  toStakers_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  toStakers_lt?: string | null | undefined;
  /** Is at most this. */
  toStakers_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  toStakers_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  toStakers_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  version?: string | null | undefined;
  /** Is greater than this. */
  version_gt?: string | null | undefined;
  /** Is at least this. */
  version_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  version_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  version_lt?: string | null | undefined;
  /** Is at most this. */
  version_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  version_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  version_not_in?: Array<string | null | undefined> | null | undefined;
  /** Equals this. Null: is null. */
  vk?: string | null | undefined;
  /** Contains this. */
  vk_contains?: string | null | undefined;
  /** Ends with this. */
  vk_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  vk_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  vk_not?: string | null | undefined;
  /** Does not contain this. */
  vk_not_contains?: string | null | undefined;
  /** Does not end with this. */
  vk_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  vk_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  vk_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  vk_starts_with?: string | null | undefined;
  /** Equals this. Null: is null. */
  winner?: string | null | undefined;
  /** Equals this. Null: is null. */
  winnerFee?: string | null | undefined;
  /** Is greater than this. */
  winnerFee_gt?: string | null | undefined;
  /** Is at least this. */
  winnerFee_gte?: string | null | undefined;
  /** Is one of these (at most 1000). */
  winnerFee_in?: Array<string | null | undefined> | null | undefined;
  /** Is less than this. */
  winnerFee_lt?: string | null | undefined;
  /** Is at most this. */
  winnerFee_lte?: string | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  winnerFee_not?: string | null | undefined;
  /** Is none of these (at most 1000). */
  winnerFee_not_in?: Array<string | null | undefined> | null | undefined;
  /** Contains this. */
  winner_contains?: string | null | undefined;
  /** Ends with this. */
  winner_ends_with?: string | null | undefined;
  /** Is one of these (at most 1000). */
  winner_in?: Array<string | null | undefined> | null | undefined;
  /** Is neither this nor null. Null: is not null. */
  winner_not?: string | null | undefined;
  /** Does not contain this. */
  winner_not_contains?: string | null | undefined;
  /** Does not end with this. */
  winner_not_ends_with?: string | null | undefined;
  /** Is none of these (at most 1000). */
  winner_not_in?: Array<string | null | undefined> | null | undefined;
  /** Does not start with this. */
  winner_not_starts_with?: string | null | undefined;
  /** Starts with this. */
  winner_starts_with?: string | null | undefined;
};

/** `ReqStatus` of BrevisMarket, in its order: what has been settled on chain. The phase of a pending request depends on the time and is derived by the API. */
export type RequestStatus =
  /** Proven. */
  | 'FULFILLED'
  /** Neither proven nor refunded. */
  | 'PENDING'
  /** The max fee was given back. */
  | 'REFUNDED'
  /** Refunded after a missed deadline, and the market asked to slash the winner. */
  | 'SLASHED';

/** Who paid a reward: the market (a proof's fee), EpochRewards (the subsidy), or anybody else. */
export type RewardSource =
  /** EpochRewards: the subsidy. */
  | 'EPOCH'
  /** BrevisMarket: the fee of a proof. */
  | 'MARKET'
  /** Anybody else. */
  | 'OTHER';

/** What moved the controller's treasury pool, or tokens out of the controller past every pool (EMERGENCY). */
export type TreasuryMovementKind =
  /** Tokens were recovered in an emergency, past every pool. */
  | 'EMERGENCY'
  /** The rest of a retired prover's vault came in. */
  | 'RETIREMENT'
  /** Slashed tokens came in. */
  | 'SLASH'
  /** Tokens were withdrawn. */
  | 'WITHDRAWAL';

/** What changed a vault's assets or shares. */
export type VaultChangeKind =
  /** Tokens sent straight to the vault. */
  | 'DONATION'
  /** The stakers' part of a reward by EpochRewards. */
  | 'EPOCH_REWARD'
  /** The stakers' part of the fee of a proof. */
  | 'MARKET_REWARD'
  /** The stakers' part of a reward by anybody else. */
  | 'OTHER_REWARD'
  /** What was left in the vault of a retired prover went to the treasury. */
  | 'RETIREMENT'
  /** A slash took assets. */
  | 'SLASH'
  /** A staker staked. */
  | 'STAKE'
  /** A staker asked for an unstake. */
  | 'UNSTAKE';

export type RuleChangesFragment = { parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type SlashMarksFragment = { items: Array<{ slashing: { id: string, timestamp: number, amount: string } }> };

export type MarketFragment = { start: number, end: number, complete: boolean, requests: number, fulfilled: number, deadlinesMissed: number, refunded: number, missed: number, fees: string, price: { p50: string | null, p90: string | null }, secondsToProof: { p50: number | null, p90: number | null } };

export type PulseQueryVariables = Exact<{ [key: string]: never; }>;


export type PulseQuery = { meta: { epoch: string, ready: boolean, chainId: number, allTransfers: boolean | null, sampledAt: number | null, block: { number: number, timestamp: number } | null }, oldest: { items: Array<{ timestamp: number }> }, feed: { items: Array<{ id: string }> } };

export type LagQueryVariables = Exact<{ [key: string]: never; }>;


export type LagQuery = { meta: { lagSeconds: number | null, block: { timestamp: number } | null }, lastVerification: { different: number } | null };

export type AddressPageQueryVariables = Exact<{
  address: string;
}>;


export type AddressPageQuery = { account: { isProver: boolean, isRequester: boolean, isStaker: boolean, isSubmitter: boolean, firstSeenAt: number } | null, stakerPortfolio: { total: { value: string, costBasis: string, unrealisedGain: string, realisedGain: string, unstaking: string, unstakingGain: string, withdrawable: string, totalGain: string }, positions: Array<{ pending: number, nextReadyAt: number | null, value: string, costBasis: string, unrealisedGain: string, realisedGain: string, unstaking: string, unstakingGain: string, withdrawable: string, totalGain: string, prover: { address: string, name: string, state: ProverState }, stake: { shares: string, deposited: string, firstStakedAt: number } }> }, unstakeQueue: { totalCount: number, items: Array<{ state: UnstakeState, readyAt: number | null, effective: string, slashed: string, isStuck: boolean, unstake: { prover: string, number: number, amount: string, requestedAt: number, requestedTransaction: string, completedAt: number | null, received: string | null, proverAccount: { name: string } } }> }, requester: { requests: number, openRequests: number, escrow: string } | null, prover: { name: string, state: ProverState, assets: string } | null, submitter: { prover: string | null, registeredAt: number | null, actions: number } | null, vault: { prover: string, proverAccount: { name: string } } | null, contract: { name: ContractName } | null, roleMembers: { items: Array<{ contract: string, role: string, roleName: string | null, granted: boolean, since: number }> }, feed: { items: Array<{ id: string, timestamp: number, kind: ActivityKind, transaction: string, requestId: string | null, prover: string | null, amount: string | null, proverAccount: { name: string } | null }> } };

export type StatementQueryVariables = Exact<{
  address: string;
  after?: string | null | undefined;
}>;


export type StatementQuery = { vaultChanges: { items: Array<{ id: string, timestamp: number, transaction: string, kind: VaultChangeKind, prover: string, assets: string, shares: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, in: { items: Array<{ id: string, timestamp: number, transaction: string, prover: string, assets: string, shares: string }> }, out: { items: Array<{ id: string, timestamp: number, transaction: string, prover: string, assets: string, shares: string }> } };

export type AsOfPageQueryVariables = Exact<{
  block?: number | null | undefined;
  at?: number | null | undefined;
}>;


export type AsOfPageQuery = { then: { block: number, timestamp: number, network: { requests: number, openRequests: number, fulfilled: number, refunded: number, missed: number, slashed: number, bids: number, reveals: number, escrow: string, maxFees: string, fees: string, protocolFees: string, protocolFeeBalance: string, commission: string, toStakers: string, excess: string, refunds: string, assignedStake: string, staked: string, unstaked: string, unstaking: string, rewards: string, epochRewards: string, donated: string, slashTaken: string, pendingCommission: string, treasuryPool: string }, proverCounts: { registered: number, active: number, deactivated: number, jailed: number, retired: number, assets: string }, parameters: Array<{ contract: ContractName, name: string, since: number, value: string, unit: ParameterUnit | null, meaning: string | null }>, provers: { items: Array<{ address: string, state: ProverState, assets: string, shares: string, price: string, since: number, proverAccount: { name: string } | null }> } } | null, now: { block: number, timestamp: number, network: { requests: number, openRequests: number, fulfilled: number, refunded: number, missed: number, slashed: number, bids: number, reveals: number, escrow: string, maxFees: string, fees: string, protocolFees: string, protocolFeeBalance: string, commission: string, toStakers: string, excess: string, refunds: string, assignedStake: string, staked: string, unstaked: string, unstaking: string, rewards: string, epochRewards: string, donated: string, slashTaken: string, pendingCommission: string, treasuryPool: string } } | null };

export type SumsFragment = { requests: number, openRequests: number, fulfilled: number, refunded: number, missed: number, slashed: number, bids: number, reveals: number, escrow: string, maxFees: string, fees: string, protocolFees: string, protocolFeeBalance: string, commission: string, toStakers: string, excess: string, refunds: string, assignedStake: string, staked: string, unstaked: string, unstaking: string, rewards: string, epochRewards: string, donated: string, slashTaken: string, pendingCommission: string, treasuryPool: string };

export type ComparePageQueryVariables = Exact<{
  a: string;
  b: string;
  from?: number | null | undefined;
  days?: number | null | undefined;
}>;


export type ComparePageQuery = { proverReturns: { items: Array<{ apr: string | null, reason: NoReturnReason | null, defaultCommissionBps: number | null, ownStakeShare: { bps: number | null }, prover: { address: string, name: string, state: ProverState, assets: string, assignedStake: string, stakers: number, slashingScale: string } }> }, a: { total: { bids: number, proven: number, missed: number, fees: string, surplus: string, revealRate: { bps: number | null }, winRate: { bps: number | null }, missRate: { bps: number | null }, provingSeconds: { p50: number | null, p90: number | null } }, days: Array<{ start: number, end: number, winRate: { bps: number | null } }> } | null, b: { total: { bids: number, proven: number, missed: number, fees: string, surplus: string, revealRate: { bps: number | null }, winRate: { bps: number | null }, missRate: { bps: number | null }, provingSeconds: { p50: number | null, p90: number | null } }, days: Array<{ start: number, end: number, winRate: { bps: number | null } }> } | null, vaultPricesOf: Array<{ prover: { address: string }, buckets: Array<{ start: number, after: { price: string } | null }> }>, proverRivals: { items: Array<{ duels: number, below: number, same: number, above: number, won: number, lost: number, wonByOthers: number, meetings: { numerator: number }, headToHead: { numerator: number, denominator: number, bps: number | null } }> }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type FiguresFragment = { bids: number, proven: number, missed: number, fees: string, surplus: string, revealRate: { bps: number | null }, winRate: { bps: number | null }, missRate: { bps: number | null }, provingSeconds: { p50: number | null, p90: number | null } };

export type ComparePickQueryVariables = Exact<{
  a: string;
  isChosen: boolean;
}>;


export type ComparePickQuery = { provers: { items: Array<{ address: string, name: string }> }, proverRivals?: { items: Array<{ won: number, lost: number, prover: { address: string, name: string }, meetings: { numerator: number } }> } };

export type FeedPageQueryVariables = Exact<{
  account?: string | null | undefined;
  prover?: string | null | undefined;
  kinds?: Array<ActivityKind> | ActivityKind | null | undefined;
  transaction?: string | null | undefined;
  block?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  after?: string | null | undefined;
  limit?: number | null | undefined;
}>;


export type FeedPageQuery = { feed: { items: Array<{ id: string, block: number, timestamp: number, transaction: string, kind: ActivityKind, requestId: string | null, prover: string | null, account: string | null, amount: string | null, proverAccount: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FeedNewestQueryVariables = Exact<{
  account?: string | null | undefined;
  prover?: string | null | undefined;
  kinds?: Array<ActivityKind> | ActivityKind | null | undefined;
  transaction?: string | null | undefined;
  block?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  since?: number | null | undefined;
  byHour: boolean;
}>;


export type FeedNewestQuery = { feed: { items: Array<{ id: string }> }, eventCounts?: Array<{ start: number, end: number, complete: boolean, kinds: Array<{ kind: ActivityKind, count: number }> }> };

export type FeesPageQueryVariables = Exact<{
  unit: BucketUnit;
  by: FeeSubject;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type FeesPageQuery = { slashes: { items: Array<{ slashing: { id: string, timestamp: number, amount: string } }> }, feeFlowBy: { totalCount: number, items: Array<{ subject: string, escrowed: string | null, fulfilled: number, fees: string, protocolFees: string, commission: string, toStakers: string, excess: string, refunds: string, prover: { name: string } | null, share: { bps: number | null } }> }, feeFlow: { total: { protocolFeeBalance: string, withdrawn: string, strayTokens: string, protocolFeeDifference: string } | null, periods: Array<{ start: number, end: number, complete: boolean, escrowBefore: string, escrowed: string, fees: string, protocolFees: string, commission: string, toStakers: string, excess: string, refunds: string, escrowAfter: string, escrowBalance: string, priceBalance: string }> }, subsidyShare: { marketRewards: string, epochRewards: string, otherRewards: string, subsidy: { numerator: string, denominator: string, bps: number | null }, byProver: Array<{ prover: string, marketRewards: string, epochRewards: string, otherRewards: string, proverAccount: { name: string } | null, subsidy: { numerator: string, denominator: string, bps: number | null } }> }, protocolFeeWithdrawals: { items: Array<{ id: string, timestamp: number, amount: string, to: string, transaction: string }> }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type GovernancePageQueryVariables = Exact<{ [key: string]: never; }>;


export type GovernancePageQuery = { asOf: { parameters: Array<{ contract: ContractName, name: string, since: number, value: string, unit: ParameterUnit | null, meaning: string | null }> } | null, network: { treasuryPool: string, protocolFeeBalance: string, token: string, market: string, staking: string, epochRewardsContract: string | null }, contracts: { items: Array<{ address: string, name: ContractName, owner: string | null, pendingOwner: string | null, paused: boolean, pausedChangedAt: number | null }> }, parameterHistory: { items: Array<{ openRequests: number, change: { id: string, contract: ContractName, name: string, oldValue: string | null, newValue: string, unit: ParameterUnit | null, account: string | null, timestamp: number, transaction: string }, moved: { items: Array<{ oldBiddingEnd: number, newBiddingEnd: number, oldRevealEnd: number, newRevealEnd: number, request: { id: string } }> } | null }> }, roleMembers: { items: Array<{ contract: string, role: string, roleName: string | null, account: string, since: number }> }, verifiers: { items: Array<{ version: string, address: string | null, proofs: number, since: number }> }, treasuryMovements: { items: Array<{ id: string, kind: TreasuryMovementKind, amount: string, poolAfter: string, prover: string | null, to: string | null, timestamp: number, transaction: string, proverAccount: { name: string } | null }> } };

export type IntegrityPageQueryVariables = Exact<{ [key: string]: never; }>;


export type IntegrityPageQuery = { meta: { lagSeconds: number | null, ready: boolean, chainId: number, allTransfers: boolean | null, sampledAt: number | null, block: { number: number, hash: string | null, timestamp: number } | null, finalized: { number: number } | null, versions: { indexer: string, ponder: string, node: string } }, invariants: Array<{ name: string, meaning: string, left: string, right: string, stray: string | null, exceptions: number, holds: boolean }>, lastVerification: { block: number, comparedAt: number, scope: VerificationScope, outcome: VerificationOutcome, compared: number, equal: number, different: number, differentViews: Array<string>, refused: number, unsampled: number } | null, laterVerifications: Array<{ block: number, comparedAt: number, scope: VerificationScope, outcome: VerificationOutcome, compared: number, equal: number, different: number, differentViews: Array<string>, refused: number, unsampled: number }>, contractStatistics: { reasons: Array<StatisticsReason>, figures: Array<{ name: string, contract: string, index: string }> } | null };

export type ComparedFragment = { block: number, comparedAt: number, scope: VerificationScope, outcome: VerificationOutcome, compared: number, equal: number, different: number, differentViews: Array<string>, refused: number, unsampled: number };

export type MarketPageQueryVariables = Exact<{
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type MarketPageQuery = { auctionQuality: { oneRevealerShare: { numerator: number, denominator: number, bps: number | null }, all: { auctions: number, violations: number, priceOfMaxFee: { numerator: string, denominator: string, bps: number | null }, requestersSaving: { numerator: string, denominator: string, bps: number | null }, winnersSurplus: { numerator: string, denominator: string, bps: number | null } }, groups: Array<{ revealers: number | null, auctions: number, fulfilled: number, missed: number, ties: number, wonAtMaxFee: number, priceOfMaxFee: { numerator: string, denominator: string, bps: number | null }, spread: { numerator: string, denominator: string, bps: number | null }, requestersSaving: { numerator: string, denominator: string, bps: number | null } }> }, marketConcentration: { wins: { holders: number, nakamotoHalf: number | null, nakamotoThird: number | null, gini: { bps: number | null }, herfindahl: { bps: number | null }, largest: Array<{ address: string, amount: string, proverAccount: { name: string } | null, share: { bps: number | null } }> }, stake: { holders: number, nakamotoHalf: number | null, nakamotoThird: number | null, gini: { bps: number | null }, herfindahl: { bps: number | null }, largest: Array<{ address: string, amount: string, proverAccount: { name: string } | null, share: { bps: number | null } }> }, fairness: Array<{ prover: string, auctions: number, wins: number, expectedWinsBps: string, winsOfExpectedBps: number | null, proverAccount: { name: string } | null }>, backToBack: { expectedBps: number | null, longestStreak: number, longestStreakProver: string | null, sameWinner: { numerator: number, denominator: number, bps: number | null } } }, missSummary: { misses: number, missRate: { numerator: number, denominator: number, bps: number | null }, byProver: Array<{ key: string, misses: number, proverAccount: { name: string } | null, missRate: { numerator: number, denominator: number, bps: number | null } }>, byProgram: Array<{ key: string, misses: number, missRate: { numerator: number, denominator: number, bps: number | null } }> }, misses: { items: Array<{ requestId: string, prover: string, deadline: number, secondsLeftWhenWon: number, otherAssignments: number, runnerUp: string | null, runnerUpFee: string | null, expectedPrice: string, status: RequestStatus, proverAccount: { name: string } | null }> } };

export type NetworkPageQueryVariables = Exact<{
  unit: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type NetworkPageQuery = { networkOverview: { now: { escrow: string, stake: string, assignedStake: string, provers: number, activeProvers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number }, utilization: { numerator: string, denominator: string, bps: number | null } }, dayBefore: { escrow: string, stake: string, assignedStake: string, provers: number, activeProvers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number }, utilization: { numerator: string, denominator: string, bps: number | null } }, last24h: { fulfilled: number, deadlinesMissed: number, fees: string, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: string | null }, secondsToProof: { p50: number | null } }, previous24h: { fulfilled: number, deadlinesMissed: number, fees: string, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: string | null }, secondsToProof: { p50: number | null } } }, marketSeries: { points: Array<{ stake: string | null, start: number, end: number, complete: boolean, requests: number, fulfilled: number, deadlinesMissed: number, refunded: number, missed: number, fees: string, utilization: { bps: number | null } | null, price: { p50: string | null, p90: string | null }, secondsToProof: { p50: number | null, p90: number | null } }> }, slashes: { items: Array<{ slashing: { id: string, timestamp: number, amount: string } }> }, requests: { items: Array<{ id: string, maxFee: string, bidders: number, revealers: number, winnerProver: { address: string, name: string } | null, clock: { phase: RequestPhase, endsAt: number | null, nextPhase: RequestPhase | null } }> }, feed: { items: Array<{ id: string, kind: ActivityKind, timestamp: number, transaction: string, requestId: string | null, prover: string | null, account: string | null, amount: string | null, proverAccount: { name: string } | null }> }, proverReturns: { items: Array<{ rank: number | null, apr: string | null, reason: NoReturnReason | null, success: { numerator: number, denominator: number, bps: number | null }, prover: { address: string, name: string, assets: string } }> }, network: { biddingPhaseDuration: string, revealPhaseDuration: string, protocolFeeBps: string, overcommitBps: string, unstakeDelay: string, minSelfStake: string }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type StateFragment = { escrow: string, stake: string, assignedStake: string, provers: number, activeProvers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number }, utilization: { numerator: string, denominator: string, bps: number | null } };

export type ActivityFragment = { fulfilled: number, deadlinesMissed: number, fees: string, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: string | null }, secondsToProof: { p50: number | null } };

export type ProgramPageQueryVariables = Exact<{
  vk: string;
  unit: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProgramPageQuery = { marketSeries: { points: Array<{ start: number, end: number, complete: boolean, requests: number, fulfilled: number, deadlinesMissed: number, refunded: number, missed: number, fees: string, price: { p50: string | null, p90: string | null }, secondsToProof: { p50: number | null, p90: number | null } }> }, programOverview: { program: { vk: string, requests: number, fulfilled: number, refunded: number, missed: number, fees: string, firstRequestAt: number, lastRequestAt: number }, requesters: Array<{ requester: string, requests: number, fulfilled: number, fees: string, lastRequestAt: number }>, provers: Array<{ prover: string, fulfilled: number, missed: number, lastProofAt: number | null, proverAccount: { name: string } | null, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: string | null }, provingSeconds: { p50: number | null, p90: number | null } }>, binaries: Array<{ imgUrl: string, requests: number, firstUsedAt: number, lastUsedAt: number }> } | null, feeAdvice: { auctions: number, success: { numerator: number, denominator: number, bps: number | null }, twoRevealers: { numerator: number, denominator: number, bps: number | null }, price: { count: number, p10: string | null, p25: string | null, p50: string | null, p75: string | null, p90: string | null }, secondsToProof: { p50: number | null, p90: number | null } }, requests: { items: Array<{ id: string, status: RequestStatus, requester: string, vk: string, createdAt: number, maxFee: string, price: string | null, bidders: number, revealers: number, refundReason: RefundReason | null, provingSeconds: number | null, winnerProver: { address: string, name: string } | null, clock: { phase: RequestPhase, endsAt: number | null } }>, pageInfo: { hasNextPage: boolean } }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type ProgramsPageQueryVariables = Exact<{
  orderBy: DemandOrder;
  orderDirection?: string | null | undefined;
  days?: number | null | undefined;
  from?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProgramsPageQuery = { programStandings: { totalCount: number, items: Array<{ requests: number, fulfilled: number, missed: number, fees: string, program: { vk: string, lastRequestAt: number, days: { items: Array<{ day: number, requests: number }> } }, success: { numerator: number, denominator: number, bps: number | null }, saving: { bps: number | null }, price: { p50: string | null }, secondsToProof: { p50: number | null }, before: { fees: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProverBidsQueryVariables = Exact<{
  address: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProverBidsQuery = { proverRecord: { total: { bids: number, open: number, proven: number, wonPending: number, missed: number, fees: string, surplus: string, revealRate: { numerator: number, denominator: number, bps: number | null }, winRate: { numerator: number, denominator: number, bps: number | null }, missRate: { numerator: number, denominator: number, bps: number | null }, won: { auctions: number, bidOfPrice: { bps: number | null } }, lost: { auctions: number, bidOfPrice: { bps: number | null } }, provingSeconds: { p50: number | null, p90: number | null } }, days: Array<{ start: number, end: number, bids: number, proven: number, missed: number, fees: string, winRate: { numerator: number, denominator: number, bps: number | null } }>, priceLevels: Array<{ from: number, to: number, revealed: number, won: number, winRate: { numerator: number, denominator: number, bps: number | null } }>, programs: { totalCount: number, items: Array<{ vk: string, bids: number, proven: number, missed: number, surplus: string, winRate: { numerator: number, denominator: number, bps: number | null }, provingSeconds: { p50: number | null } }> } } | null, slashes: { items: Array<{ slashing: { id: string, timestamp: number, amount: string } }> }, proverRivals: { totalCount: number, items: Array<{ duels: number, won: number, lost: number, wonByOthers: number, prover: { address: string, name: string }, meetings: { numerator: number }, priceLevel: { p50: number | null }, headToHead: { numerator: number, denominator: number, bps: number | null } }> }, bids: { items: Array<{ requestId: string, fee: string | null, firstBidAt: number, reveals: number, request: { maxFee: string, winner: string | null, price: string | null, clock: { phase: RequestPhase } } }> }, prover: { address: string, name: string, iconUrl: string, state: ProverState, vault: string, assets: string, shares: string, unstaking: string, assignedStake: string, openAssignments: number, stakers: number, defaultCommissionRate: string, slashingScale: string, joinedAt: number, retiredAt: number | null, lastActiveAt: number | null, pendingCommission: string } | null, proverCapacity: { headroom: string, utilizationBps: number | null } | null, head: { items: Array<{ apr: string | null, reason: NoReturnReason | null, seconds: number, success: { numerator: number, denominator: number, bps: number | null } }> }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type CountsFragment = { numerator: number, denominator: number, bps: number | null };

export type ProverHeadFragment = { prover: { address: string, name: string, iconUrl: string, state: ProverState, vault: string, assets: string, shares: string, unstaking: string, assignedStake: string, openAssignments: number, stakers: number, defaultCommissionRate: string, slashingScale: string, joinedAt: number, retiredAt: number | null, lastActiveAt: number | null, pendingCommission: string } | null, proverCapacity: { headroom: string, utilizationBps: number | null } | null, head: { items: Array<{ apr: string | null, reason: NoReturnReason | null, seconds: number, success: { numerator: number, denominator: number, bps: number | null } }> } };

export type ProverHistoryQueryVariables = Exact<{
  address: string;
}>;


export type ProverHistoryQuery = { states: { stateChanges: { items: Array<{ id: string, oldState: ProverState | null, newState: ProverState, timestamp: number, transaction: string }> }, submitters: { items: Array<{ address: string, registeredAt: number | null, lastActionAt: number | null, actions: number }> } } | null, proverCommission: { rateHistory: { items: Array<{ id: string, timestamp: number, source: string, oldRate: string | null, newRate: string | null, transaction: string }> }, raises: Array<{ oldRate: string, newRate: string, rewards: number, extra: string, secondsToFirst: number, change: { id: string, timestamp: number } }> } | null, feed: { items: Array<{ id: string, kind: ActivityKind, timestamp: number, transaction: string, requestId: string | null, amount: string | null }> }, prover: { address: string, name: string, iconUrl: string, state: ProverState, vault: string, assets: string, shares: string, unstaking: string, assignedStake: string, openAssignments: number, stakers: number, defaultCommissionRate: string, slashingScale: string, joinedAt: number, retiredAt: number | null, lastActiveAt: number | null, pendingCommission: string } | null, proverCapacity: { headroom: string, utilizationBps: number | null } | null, head: { items: Array<{ apr: string | null, reason: NoReturnReason | null, seconds: number, success: { numerator: number, denominator: number, bps: number | null } }> } };

export type ProverLoadQueryVariables = Exact<{
  address: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
  step?: number | null | undefined;
}>;


export type ProverLoadQuery = { load: { overcommitBps: string, countedStake: string, series: Array<{ start: number, end: number, assignedSeconds: string, utilizationBps: number | null, peakAssignments: number, peakAssignedStake: string, assets: string, overcommitBps: string }> } | null, assignments: { items: Array<{ id: string, requestId: string, startedAt: number, endedAt: number | null, outcome: AssignmentOutcome, minStake: string, fee: string }>, pageInfo: { hasNextPage: boolean } }, misses: { items: Array<{ requestId: string, vk: string, deadline: number, status: RequestStatus, secondsLeftWhenWon: number, otherAssignments: number, otherAssignedStake: string }> }, slashes: { totalTaken: string, items: Array<{ shortfall: string | null, slashing: { id: string, timestamp: number, amount: string, fromVault: string, fromUnstaking: string, bps: string, requestId: string | null, transaction: string } }> }, prover: { address: string, name: string, iconUrl: string, state: ProverState, vault: string, assets: string, shares: string, unstaking: string, assignedStake: string, openAssignments: number, stakers: number, defaultCommissionRate: string, slashingScale: string, joinedAt: number, retiredAt: number | null, lastActiveAt: number | null, pendingCommission: string } | null, proverCapacity: { headroom: string, utilizationBps: number | null } | null, head: { items: Array<{ apr: string | null, reason: NoReturnReason | null, seconds: number, success: { numerator: number, denominator: number, bps: number | null } }> }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type ProverNowQueryVariables = Exact<{
  address: string;
}>;


export type ProverNowQuery = { proverDuties: { at: number, until: number, stakingPaused: boolean, commissionToClaim: string, items: Array<{ kind: ProverDutyKind, opensAt: number, closesAt: number, isDue: boolean, obstacles: Array<ProverDutyObstacle>, request: { id: string, vk: string, maxFee: string, minStake: string, winnerFee: string | null, secondFee: string | null } }> } | null, biddableRequests: { obstacle: BiddingObstacle | null, headroom: string | null, items: Array<{ biddingEndsAt: number, provingSeconds: number, bid: { commits: number } | null, request: { id: string, vk: string, maxFee: string, minStake: string, bidders: number } }> }, prover: { address: string, name: string, iconUrl: string, state: ProverState, vault: string, assets: string, shares: string, unstaking: string, assignedStake: string, openAssignments: number, stakers: number, defaultCommissionRate: string, slashingScale: string, joinedAt: number, retiredAt: number | null, lastActiveAt: number | null, pendingCommission: string } | null, proverCapacity: { headroom: string, utilizationBps: number | null } | null, head: { items: Array<{ apr: string | null, reason: NoReturnReason | null, seconds: number, success: { numerator: number, denominator: number, bps: number | null } }> } };

export type ProverVaultQueryVariables = Exact<{
  address: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
  unit: BucketUnit;
}>;


export type ProverVaultQuery = { slashes: { items: Array<{ slashing: { id: string, timestamp: number, amount: string } }> }, vaultPrices: { state: { assets: string, shares: string, price: string } | null, buckets: Array<{ start: number, end: number, events: number, after: { assets: string, shares: string, price: string } | null }>, moves: { items: Array<{ priceChange: string, contribution: string | null, change: { id: string, timestamp: number, transaction: string, kind: VaultChangeKind, assets: string } }> } } | null, proverReturns: { items: Array<{ apr: string | null, apy: string | null, reason: NoReturnReason | null, seconds: number, compounding: string | null, sources: Array<{ source: ReturnSourceKind, events: number, amount: string, apr: string | null }> }> }, proverCommission: { accrued: string, claimed: string, pending: string, bySource: Array<{ kind: RewardSource, source: string, rewards: string, commission: string, rate: string | null, hasOwnRate: boolean }> } | null, unbondingCalendar: { ready: { amount: string, unstakes: number, stakers: number }, days: Array<{ start: number, amount: string, unstakes: number, stakers: number }>, later: { amount: string, unstakes: number, stakers: number } }, stakes: { totalCount: number, items: Array<{ staker: string, shares: string, costBasis: string, realisedGain: string, firstStakedAt: number }> }, prover: { address: string, name: string, iconUrl: string, state: ProverState, vault: string, assets: string, shares: string, unstaking: string, assignedStake: string, openAssignments: number, stakers: number, defaultCommissionRate: string, slashingScale: string, joinedAt: number, retiredAt: number | null, lastActiveAt: number | null, pendingCommission: string } | null, proverCapacity: { headroom: string, utilizationBps: number | null } | null, head: { items: Array<{ apr: string | null, reason: NoReturnReason | null, seconds: number, success: { numerator: number, denominator: number, bps: number | null } }> }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type ProversPageQueryVariables = Exact<{
  days?: number | null | undefined;
  from?: number | null | undefined;
  states?: Array<ProverState> | ProverState | null | undefined;
  orderBy: ProverOrder;
  orderDirection?: string | null | undefined;
}>;


export type ProversPageQuery = { proverStandings: { totalCount: number, items: Array<{ rank: number | null, bids: number, proven: number, missed: number, fees: string, assets: string, apr: string | null, reason: NoReturnReason | null, winRate: { numerator: number, denominator: number, bps: number | null }, priceOfMaxFee: { bps: number | null }, provingSeconds: { p50: number | null, p90: number | null }, success: { numerator: number, denominator: number, bps: number | null }, before: { fees: string } | null, prover: { address: string, name: string, state: ProverState, assets: string, assignedStake: string, stakers: number, defaultCommissionRate: string, slashingScale: string } }> }, proverSet: { registered: number, active: number, deactivated: number, jailed: number, retired: number, activeByBids: number } };

export type ProverSpellsPageQueryVariables = Exact<{ [key: string]: never; }>;


export type ProverSpellsPageQuery = { proverSpells: { totalCount: number, items: Array<{ state: ProverState, joinedAt: number, since: number, changes: number, activeByBids: boolean, activeSeconds: number, deactivatedSeconds: number, jailedSeconds: number, retiredSeconds: number, prover: { address: string, name: string } }> } };

export type RequestPageQueryVariables = Exact<{
  id: string;
}>;


export type RequestPageQuery = { requestTimeline: { surplus: string | null, request: { id: string, status: RequestStatus, requester: string, vk: string, nonce: string, version: string, publicValuesDigest: string, imgUrl: string, inputUrl: string, inputSize: number, inputHash: string | null, maxFee: string, minStake: string, createdAt: number, createdBlock: number, createdTransaction: string, deadline: string, bidders: number, revealers: number, winner: string | null, winnerFee: string | null, second: string | null, secondFee: string | null, price: string | null, protocolFee: string | null, commission: string | null, toStakers: string | null, excess: string | null, provingSeconds: number | null, fulfilledAt: number | null, fulfilledTransaction: string | null, refundedAt: number | null, refundReason: RefundReason | null, refundAmount: string | null, refundedTransaction: string | null, slashedAt: number | null, slashAsked: string | null, slashTaken: string | null, clock: { phase: RequestPhase, endsAt: number | null, nextPhase: RequestPhase | null, biddingEndsAt: number, revealEndsAt: number, deadline: number, hasProvingWindow: boolean, refundableFrom: number | null, refundableReason: RefundReason | null, slashableUntil: number | null }, winnerProver: { address: string, name: string, state: ProverState } | null, bids: { items: Array<{ prover: string, commits: number, reveals: number, fee: string | null, firstBidAt: number, lastBidAt: number, lastRevealAt: number | null, bidTransaction: string, revealTransaction: string | null, proverAccount: { name: string } }> } }, steps: { items: Array<{ isRepeat: boolean, changesWinner: boolean, winner: string | null, winnerFee: string | null, second: string | null, secondFee: string | null, activity: { id: string, kind: ActivityKind, prover: string | null, sender: string, amount: string | null, timestamp: number, transaction: string } }>, pageInfo: { hasNextPage: boolean } }, proof: { verifier: string | null, sender: string, words: string, version: string, timestamp: number, transaction: string } | null, waterfall: { maxFee: string, held: string, protocolFee: string, commission: string, toStakers: string, excess: string, refunded: string, remainder: string }, slashing: { asked: string | null, amount: string, fromVault: string, fromUnstaking: string } | null } | null, eligibleProvers: { totalCount: number, items: Array<{ required: string, headroom: string, hasBid: boolean, hasProvenProgram: boolean, prover: { address: string, name: string } }> } | null, bidding: { items: Array<{ change: { oldValue: string | null, timestamp: number } }> }, reveal: { items: Array<{ change: { oldValue: string | null, timestamp: number } }> } };

export type RequesterPageQueryVariables = Exact<{
  address: string;
  unit: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type RequesterPageQuery = { requester: { address: string, requests: number, openRequests: number, escrow: string, fees: string, firstRequestAt: number, lastRequestAt: number } | null, requesterRecord: { requests: number, fulfilled: number, refunded: number, missed: number, fees: string, success: { numerator: number, denominator: number, bps: number | null }, saving: { numerator: string, denominator: string, bps: number | null }, price: { p50: string | null }, secondsToProof: { p50: number | null }, before: { requests: number, missed: number, fees: string, success: { bps: number | null }, saving: { bps: number | null }, secondsToProof: { p50: number | null } } | null } | null, marketSeries: { points: Array<{ start: number, end: number, complete: boolean, requests: number, fulfilled: number, deadlinesMissed: number, refunded: number, missed: number, fees: string, price: { p50: string | null, p90: string | null }, secondsToProof: { p50: number | null, p90: number | null } }> }, slashes: { items: Array<{ slashing: { id: string, timestamp: number, amount: string } }> }, openRequests: { totalCount: number, escrow: string, items: Array<{ phase: RequestPhase, price: string | null, timeToProve: number | null, trouble: Array<WinnerTrouble>, winner: { address: string, name: string } | null, speed: { medianSeconds: number | null, samples: number, sameProgram: boolean } | null, request: { id: string, vk: string, maxFee: string, bidders: number, clock: { endsAt: number | null, nextPhase: RequestPhase | null } } }> }, refundableRequests: { totalCount: number, totalAmount: string, items: Array<{ reason: RefundReason, since: number, request: { id: string, requester: string, vk: string, maxFee: string } }> }, slashableMisses: { totalCount: number, items: Array<{ until: number, asked: string, expected: string, obstacles: Array<SlashObstacle>, prover: { address: string, name: string }, request: { id: string } }> }, requests: { totalCount: number, items: Array<{ id: string, status: RequestStatus, requester: string, vk: string, maxFee: string, price: string | null, createdAt: number, bidders: number, revealers: number, provingSeconds: number | null, winnerProver: { address: string, name: string } | null, clock: { phase: RequestPhase, endsAt: number | null } }> }, parameterHistory: { items: Array<{ change: { name: string, oldValue: string | null, newValue: string, timestamp: number, unit: ParameterUnit | null } }> } };

export type RequestersPageQueryVariables = Exact<{
  orderBy: DemandOrder;
  orderDirection?: string | null | undefined;
  days?: number | null | undefined;
  from?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RequestersPageQuery = { requesterStandings: { totalCount: number, items: Array<{ requester: string, open: number, requests: number, fulfilled: number, missed: number, fees: string, success: { numerator: number, denominator: number, bps: number | null }, saving: { bps: number | null }, price: { p50: string | null }, secondsToProof: { p50: number | null }, before: { fees: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RequestsPageQueryVariables = Exact<{
  where?: RequestFilter | null | undefined;
  orderBy?: string | null | undefined;
  orderDirection?: string | null | undefined;
  after?: string | null | undefined;
  limit?: number | null | undefined;
}>;


export type RequestsPageQuery = { requests: { totalCount: number, items: Array<{ id: string, status: RequestStatus, requester: string, vk: string, maxFee: string, price: string | null, createdAt: number, bidders: number, revealers: number, provingSeconds: number | null, winnerProver: { address: string, name: string } | null, clock: { phase: RequestPhase, endsAt: number | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RefundablePageQueryVariables = Exact<{
  after?: string | null | undefined;
  requester?: string | null | undefined;
}>;


export type RefundablePageQuery = { refundableRequests: { totalCount: number, totalAmount: string, items: Array<{ reason: RefundReason, since: number, request: { id: string, requester: string, vk: string, maxFee: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SlashablePageQueryVariables = Exact<{
  after?: string | null | undefined;
  requester?: string | null | undefined;
}>;


export type SlashablePageQuery = { slashableMisses: { totalCount: number, items: Array<{ until: number, asked: string, expected: string, obstacles: Array<SlashObstacle>, prover: { address: string, name: string }, request: { id: string, requester: string, maxFee: string, deadline: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RequestCountQueryVariables = Exact<{
  where?: RequestFilter | null | undefined;
  requester?: string | null | undefined;
  vk?: string | null | undefined;
  winner?: string | null | undefined;
  byDay: boolean;
}>;


export type RequestCountQuery = { requests: { totalCount: number }, marketSeries?: { points: Array<{ start: number, end: number, complete: boolean, requests: number, fulfilled: number, deadlinesMissed: number, refunded: number, missed: number, fees: string, price: { p50: string | null, p90: string | null }, secondsToProof: { p50: number | null, p90: number | null } }> } };

export type VaultsPageQueryVariables = Exact<{
  days?: number | null | undefined;
}>;


export type VaultsPageQuery = { proverReturns: { totalCount: number, items: Array<{ rank: number | null, seconds: number, priceBefore: string, priceAfter: string, apr: string | null, apy: string | null, reason: NoReturnReason | null, commissionShare: { bps: number | null }, slashes: { count: number, amount: string }, sources: Array<{ source: ReturnSourceKind, apr: string | null, amount: string }>, prover: { address: string, name: string, assets: string } }> }, unbondingCalendar: { ready: { amount: string, unstakes: number, stakers: number }, days: Array<{ start: number, amount: string, unstakes: number, stakers: number }>, later: { amount: string, unstakes: number, stakers: number }, total: { amount: string, unstakes: number, stakers: number } }, rewardOverview: { currentEpoch: string | null, currentStartAt: number | null, currentEndAt: number | null, currentBudget: string | null, set: string, distributed: string, left: string }, rewardEpochList: { items: Array<{ epoch: string, startAt: number, endAt: number, complete: boolean, budget: string, set: string | null, distributed: string | null, left: string | null, provers: number | null, proversPaid: number | null, allocations: Array<{ epoch: string, prover: string, amount: string, distributedAt: number | null, proverAccount: { name: string } }> }> } };

export type AdviserQueryVariables = Exact<{
  vk?: string | null | undefined;
  maxFee?: string | null | undefined;
  seconds?: number | null | undefined;
}>;


export type AdviserQuery = { feeAdvice: { auctions: number, fulfilled: number, missed: number, success: { numerator: number, denominator: number, bps: number | null }, twoRevealers: { numerator: number, denominator: number, bps: number | null }, revealers: { p50: number | null }, price: { count: number, p10: string | null, p50: string | null, p90: string | null }, maxFee: { p50: string | null }, secondsToProof: { p50: number | null, p90: number | null }, atMaxFee: { priced: { numerator: number, denominator: number, bps: number | null }, oneRevealer: { numerator: number, denominator: number, bps: number | null }, twoRevealers: { numerator: number, denominator: number, bps: number | null } } | null, provenWithin: { numerator: number, denominator: number, bps: number | null } | null } };

export type SearchQueryVariables = Exact<{
  text: string;
}>;


export type SearchQuery = { search: Array<{ kind: SearchHitKind, id: string, label: string }> };
