// Written by `npm run generate` from schema.graphql and the operations of the pages.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

/** What was found. */
export type SearchHitKind =
  /** An account in none of these roles that an event names or that holds the token; found by its whole address only. */
  | 'ACCOUNT'
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
  /** A prover's vault. */
  | 'VAULT';

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

export type PulseQueryVariables = Exact<{ [key: string]: never; }>;


export type PulseQuery = { meta: { block: number | null, timestamp: number | null, ready: boolean, chainId: number, allTransfers: boolean | null, sampledAt: number | null }, feed: { items: Array<{ id: string }> } };

export type LagQueryVariables = Exact<{ [key: string]: never; }>;


export type LagQuery = { meta: { timestamp: number | null, lagSeconds: number | null }, lastVerification: { different: number } | null };

export type RequestPageQueryVariables = Exact<{
  id: string;
}>;


export type RequestPageQuery = { requestTimeline: { surplus: string | null, request: { id: string, status: RequestStatus, requester: string, vk: string, nonce: string, version: string, publicValuesDigest: string, imgUrl: string, inputUrl: string, inputSize: number, inputHash: string | null, maxFee: string, minStake: string, createdAt: number, createdBlock: number, createdTransaction: string, deadline: string, bidders: number, revealers: number, winner: string | null, winnerFee: string | null, second: string | null, secondFee: string | null, price: string | null, protocolFee: string | null, commission: string | null, toStakers: string | null, excess: string | null, provingSeconds: number | null, fulfilledAt: number | null, fulfilledTransaction: string | null, refundedAt: number | null, refundReason: RefundReason | null, refundAmount: string | null, refundedTransaction: string | null, slashedAt: number | null, slashAsked: string | null, slashTaken: string | null, clock: { phase: RequestPhase, endsAt: number | null, nextPhase: RequestPhase | null, biddingEndsAt: number, revealEndsAt: number, deadline: number, hasProvingWindow: boolean, refundableFrom: number | null, refundableReason: RefundReason | null, slashableUntil: number | null }, winnerProver: { address: string, name: string, state: ProverState } | null, bids: { items: Array<{ prover: string, commits: number, reveals: number, fee: string | null, firstBidAt: number, lastBidAt: number, lastRevealAt: number | null, bidTransaction: string, revealTransaction: string | null, proverAccount: { name: string } | null }> } | null }, steps: { items: Array<{ isRepeat: boolean, changesWinner: boolean, winner: string | null, winnerFee: string | null, second: string | null, secondFee: string | null, activity: { id: string, kind: ActivityKind, prover: string | null, sender: string, amount: string | null, timestamp: number, transaction: string } }>, pageInfo: { hasNextPage: boolean } }, proof: { verifier: string | null, sender: string, words: string, version: string, timestamp: number, transaction: string } | null, waterfall: { maxFee: string, held: string, protocolFee: string, commission: string, toStakers: string, excess: string, refunded: string, remainder: string }, slashing: { asked: string | null, amount: string, fromVault: string, fromUnstaking: string } | null } | null, eligibleProvers: { totalCount: number, items: Array<{ required: string, headroom: string, hasBid: boolean, hasProvenProgram: boolean, prover: { address: string, name: string } }> } | null, bidding: { items: Array<{ change: { oldValue: string | null, timestamp: number } }> }, reveal: { items: Array<{ change: { oldValue: string | null, timestamp: number } }> } };

export type SearchQueryVariables = Exact<{
  text: string;
}>;


export type SearchQuery = { search: Array<{ kind: SearchHitKind, id: string, label: string }> };
