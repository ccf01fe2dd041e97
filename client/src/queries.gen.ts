// Written by `npm run generate` from schema.graphql and queries/.
import { pagedQuery, query } from "./query.ts";

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

/** Which blocks count. */
export type Finality =
  /** Those at or before `meta.finalized`: nothing of them is taken back. */
  | 'FINAL'
  /** All that are indexed. The newest may be taken back by a reorganisation. */
  | 'LATEST';

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

/** How a return is measured. */
export type ReturnMethod =
  /** By the price of a share at the two ends of the window, in the vault's own rounding; as if nothing were staked or taken out in between. */
  | 'SHARE_PRICE';

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

/** What a line of a staker's statement is about. */
export type StatementKind =
  /** Tokens were sent straight to the vault. */
  | 'DONATION'
  /** The vault was paid by EpochRewards. */
  | 'EPOCH_REWARD'
  /** The vault was paid for a proof. */
  | 'MARKET_REWARD'
  /** The vault was paid by anybody else. */
  | 'OTHER_REWARD'
  /** Unstakes were paid out of the queue. */
  | 'PAYOUT'
  /** The prover retired. */
  | 'RETIREMENT'
  /** Somebody else staked or unstaked, and the vault's rounding changed what the shares are worth. */
  | 'ROUNDING'
  /** The prover was slashed: the vault, the queue, or both. */
  | 'SLASH'
  /** It staked. */
  | 'STAKE'
  /** It received shares. */
  | 'TRANSFER_IN'
  /** It gave shares away. */
  | 'TRANSFER_OUT'
  /** It asked for an unstake: the value goes from the shares into the queue. */
  | 'UNSTAKE';

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

export type RequestQueryVariables = Exact<{
  id: string;
}>;


export type RequestQuery = { request: { status: RequestStatus, maxFee: bigint, winnerFee: bigint | null, secondFee: bigint | null, price: bigint | null, protocolFee: bigint | null, commission: bigint | null, toStakers: bigint | null, excess: bigint | null, provingSeconds: number | null, winnerProver: { name: string } | null, bids: { totalCount: number, items: Array<{ prover: string, fee: bigint | null }> } } | null };

export type ProversQueryVariables = Exact<{ [key: string]: never; }>;


export type ProversQuery = { provers: { items: Array<{ name: string, assets: bigint, shares: bigint, stakers: number, assignedStake: bigint, defaultCommissionRate: bigint, fulfilled: number, missed: number }> } };

export type RefundsQueryVariables = Exact<{
  requester: string;
}>;


export type RefundsQuery = { refundableRequests: { totalCount: number, totalAmount: bigint, items: Array<{ reason: RefundReason, since: number, request: { id: string, maxFee: bigint, deadline: bigint } }> } };

export type StakerQueryVariables = Exact<{
  staker: string;
}>;


export type StakerQuery = { stakerPortfolio: { total: { value: bigint, costBasis: bigint, unrealisedGain: bigint, realisedGain: bigint, unstaking: bigint, withdrawable: bigint }, positions: Array<{ value: bigint, unrealisedGain: bigint, prover: { name: string } }> } };

export type NowQueryVariables = Exact<{ [key: string]: never; }>;


export type NowQuery = { networkOverview: { now: { escrow: bigint, stake: bigint, activeProvers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number }, utilization: { bps: number | null } }, last24h: { requests: number, fulfilled: number, fees: bigint } }, meta: { block: { number: number, timestamp: number } | null } };

export type RefundableRequestsQueryVariables = Exact<{
  requester?: string | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RefundableRequestsQuery = { refundableRequests: { totalCount: number, totalAmount: bigint, items: Array<{ reason: RefundReason, since: number, request: { id: string, requester: string, maxFee: bigint, deadline: bigint, winnerProver: { address: string, name: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RefundableMissesQueryVariables = Exact<{
  prover?: string | null | undefined;
  reason?: RefundReason | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RefundableMissesQuery = { refundableRequests: { totalCount: number, totalAmount: bigint, items: Array<{ reason: RefundReason, since: number, request: { id: string, requester: string, winner: string | null, maxFee: bigint } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProverDutiesQueryVariables = Exact<{
  prover: string;
  minutes?: number | null | undefined;
  at?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProverDutiesQuery = { proverDuties: { at: number, until: number, state: ProverState, commissionToClaim: bigint, stakingPaused: boolean, items: Array<{ kind: ProverDutyKind, opensAt: number, closesAt: number, secondsLeft: number, isDue: boolean, obstacles: Array<ProverDutyObstacle>, request: { id: string, vk: string, minStake: bigint, winner: string | null, winnerFee: bigint | null, secondFee: bigint | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type StakerPortfolioQueryVariables = Exact<{
  staker: string;
  at?: number | null | undefined;
}>;


export type StakerPortfolioQuery = { stakerPortfolio: { total: { value: bigint, costBasis: bigint, unrealisedGain: bigint, realisedGain: bigint, unstaking: bigint, unstakingCost: bigint, unstakingGain: bigint, withdrawable: bigint, totalGain: bigint }, positions: Array<{ pending: number, nextReadyAt: number | null, value: bigint, costBasis: bigint, unrealisedGain: bigint, realisedGain: bigint, unstaking: bigint, unstakingGain: bigint, withdrawable: bigint, totalGain: bigint, prover: { address: string, name: string, state: ProverState }, stake: { shares: bigint, deposited: bigint, unstaked: bigint, received: bigint, transferredIn: bigint, transferredOut: bigint } }> } };

export type StakerPortfolioWorthFragment = { value: bigint, costBasis: bigint, unrealisedGain: bigint, realisedGain: bigint, unstaking: bigint, unstakingCost: bigint, unstakingGain: bigint, withdrawable: bigint, totalGain: bigint };

export type BiddableRequestsQueryVariables = Exact<{
  prover: string;
  vks?: Array<string> | string | null | undefined;
  provenOnly?: boolean | null | undefined;
  minMaxFee?: bigint | null | undefined;
  minBiddingSeconds?: number | null | undefined;
  minProvingSeconds?: number | null | undefined;
  at?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type BiddableRequestsQuery = { biddableRequests: { headroom: bigint | null, obstacle: BiddingObstacle | null, items: Array<{ biddingEndsAt: number, revealEndsAt: number, provingSeconds: number, bid: { bidHash: string, commits: number, lastBidAt: number } | null, request: { id: string, nonce: bigint, vk: string, publicValuesDigest: string, version: bigint, imgUrl: string, inputUrl: string, inputSize: number, inputData: string | null, maxFee: bigint, minStake: bigint, deadline: bigint, bidders: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EligibleProversQueryVariables = Exact<{
  request: string;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EligibleProversQuery = { eligibleProvers: { totalCount: number, request: { minStake: bigint }, items: Array<{ required: bigint, headroom: bigint, hasBid: boolean, hasProvenProgram: boolean, prover: { address: string, name: string, assets: bigint, assignedStake: bigint } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type RequestTimelineQueryVariables = Exact<{
  request: string;
  at?: number | null | undefined;
}>;


export type RequestTimelineQuery = { requestTimeline: { surplus: bigint | null, request: { id: string, requester: string, vk: string, status: RequestStatus, price: bigint | null, clock: { phase: RequestPhase, endsAt: number | null, secondsLeft: number | null, nextPhase: RequestPhase | null, biddingEndsAt: number, revealEndsAt: number, deadline: number, refundableFrom: number | null, slashableUntil: number | null }, bids: { items: Array<{ prover: string, commits: number, fee: bigint | null, reveals: number }> } }, steps: { totalCount: number, items: Array<{ isRepeat: boolean, changesWinner: boolean, winner: string | null, winnerFee: bigint | null, second: string | null, secondFee: bigint | null, activity: { kind: ActivityKind, prover: string | null, sender: string, amount: bigint | null, timestamp: number, transaction: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, proof: { verifier: string | null, sender: string, words: string } | null, phases: Array<{ phase: RequestPhase, from: number, to: number }>, waterfall: { maxFee: bigint, held: bigint, protocolFee: bigint, commission: bigint, toStakers: bigint, excess: bigint, refunded: bigint, remainder: bigint }, slashing: { asked: bigint | null, amount: bigint, fromVault: bigint, fromUnstaking: bigint } | null } | null };

export type ProverReturnsQueryVariables = Exact<{
  states?: Array<ProverState> | ProverState | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProverReturnsQuery = { week: { items: Array<{ rank: number | null, apr: string | null, apy: string | null, reason: NoReturnReason | null, prover: { address: string } }> }, month: { from: number, to: number, totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, items: Array<{ rank: number | null, state: ProverState, seconds: number, method: ReturnMethod, samples: number, priceBefore: bigint, priceAfter: bigint, apr: string | null, apy: string | null, reason: NoReturnReason | null, compounding: string | null, missed: number, overdue: number, marketCommissionBps: number | null, epochCommissionBps: number | null, defaultCommissionBps: number | null, rewards: bigint, ownStake: bigint, prover: { address: string, name: string, slashingScale: bigint, slashedAssets: bigint }, sources: Array<{ source: ReturnSourceKind, events: number, amount: bigint, apr: string | null }>, success: { numerator: number, denominator: number, bps: number | null }, contractSuccess: { numerator: number, denominator: number, bps: number | null }, commissionShare: { numerator: bigint, bps: number | null }, slashes: { count: number, amount: bigint, fromVault: bigint, fromUnstaking: bigint }, ownStakeShare: { bps: number | null } }> }, quarter: { items: Array<{ rank: number | null, seconds: number, apr: string | null, apy: string | null, reason: NoReturnReason | null, prover: { address: string } }> } };

export type ProverReturnQueryVariables = Exact<{
  provers?: Array<string> | string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProverReturnQuery = { proverReturns: { items: Array<{ rank: number | null, from: number, to: number, priceBefore: bigint, priceAfter: bigint, apr: string | null, reason: NoReturnReason | null, compounding: string | null, prover: { address: string, name: string }, sources: Array<{ source: ReturnSourceKind, events: number, amount: bigint, contribution: string, apr: string | null }> }> } };

export type ProverRecordQueryVariables = Exact<{
  prover: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProverRecordQuery = { proverRecord: { from: number, to: number, total: { bids: number, commits: number, open: number, wonProven: number, wonMissed: number, wonPending: number, proven: number, maxFees: bigint, fees: bigint, protocolFees: bigint, rewards: bigint, commission: bigint, toStakers: bigint, surplus: bigint, missed: number, revealRate: { numerator: number, denominator: number, bps: number | null }, winRate: { numerator: number, denominator: number, bps: number | null }, won: { auctions: number, bids: bigint, prices: bigint, bidOfPrice: { bps: number | null }, bidOfPriceEach: { count: number, p10: number | null, p50: number | null, p90: number | null } }, lost: { auctions: number, bids: bigint, prices: bigint, bidOfPrice: { bps: number | null }, bidOfPriceEach: { count: number, p10: number | null, p50: number | null, p90: number | null } }, provingSeconds: { count: number, min: number | null, p50: number | null, p90: number | null, p99: number | null, max: number | null }, missRate: { numerator: number, denominator: number, bps: number | null } }, programs: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, items: Array<{ vk: string, bids: number, proven: number, rewards: bigint, commission: bigint, surplus: bigint, missed: number, revealRate: { numerator: number, denominator: number, bps: number | null }, winRate: { numerator: number, denominator: number, bps: number | null }, won: { auctions: number, bids: bigint, prices: bigint, bidOfPrice: { bps: number | null }, bidOfPriceEach: { count: number, p10: number | null, p50: number | null, p90: number | null } }, lost: { auctions: number, bids: bigint, prices: bigint, bidOfPrice: { bps: number | null }, bidOfPriceEach: { count: number, p10: number | null, p50: number | null, p90: number | null } }, provingSeconds: { count: number, p50: number | null, p90: number | null } }> } } | null, misses: { items: Array<{ requestId: string, vk: string, deadline: number, secondsLeftWhenWon: number, otherAssignments: number }> } };

export type ProverRecordCountsFragment = { numerator: number, denominator: number, bps: number | null };

export type ProverRecordAgainstFragment = { auctions: number, bids: bigint, prices: bigint, bidOfPrice: { bps: number | null }, bidOfPriceEach: { count: number, p10: number | null, p50: number | null, p90: number | null } };

export type ProverDaysQueryVariables = Exact<{
  prover: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProverDaysQuery = { proverRecord: { days: Array<{ start: number, end: number, bids: number, proven: number, fees: bigint, protocolFees: bigint, rewards: bigint, commission: bigint, toStakers: bigint, surplus: bigint, missed: number, revealRate: { numerator: number, denominator: number, bps: number | null }, winRate: { numerator: number, denominator: number, bps: number | null }, provingSeconds: { p50: number | null } }> } | null };

export type PriceLevelsQueryVariables = Exact<{
  prover: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
  bins?: number | null | undefined;
}>;


export type PriceLevelsQuery = { proverRecord: { from: number, to: number, priceLevels: Array<{ from: number, to: number, revealed: number, won: number, winRate: { bps: number | null } }> } | null };

export type FeeAdviceQueryVariables = Exact<{
  vk?: string | null | undefined;
  maxFee?: bigint | null | undefined;
  seconds?: number | null | undefined;
}>;


export type FeeAdviceQuery = { feeAdvice: { auctions: number, oneBidder: { bps: number | null }, twoBidders: { bps: number | null }, oneRevealer: { numerator: number, denominator: number, bps: number | null }, twoRevealers: { numerator: number, denominator: number, bps: number | null }, success: { numerator: number, denominator: number, bps: number | null }, price: { count: number, p10: bigint | null, p50: bigint | null, p90: bigint | null, max: bigint | null }, priceOfMaxFee: { p50: number | null, p90: number | null }, secondsToProof: { p50: number | null, p90: number | null, p99: number | null }, provingSeconds: { p50: number | null, p90: number | null, p99: number | null }, atMaxFee: { priced: { bps: number | null }, oneRevealer: { bps: number | null }, twoRevealers: { bps: number | null } } | null, provenWithin: { numerator: number, denominator: number, bps: number | null } | null }, meta: { block: { number: number, timestamp: number } | null } };

export type OpenRequestsQueryVariables = Exact<{
  requester: string;
  at?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OpenRequestsQuery = { openRequests: { totalCount: number, escrow: bigint, items: Array<{ phase: RequestPhase, price: bigint | null, timeToProve: number | null, trouble: Array<WinnerTrouble>, winner: { address: string, name: string, state: ProverState } | null, speed: { medianSeconds: number | null, samples: number, sameProgram: boolean } | null, request: { id: string, vk: string, maxFee: bigint, clock: { endsAt: number | null, secondsLeft: number | null, nextPhase: RequestPhase | null } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OpenInMarketQueryVariables = Exact<{
  phases?: Array<RequestPhase> | RequestPhase | null | undefined;
  winner?: string | null | undefined;
  vk?: string | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OpenInMarketQuery = { openRequests: { totalCount: number, escrow: bigint, items: Array<{ phase: RequestPhase, trouble: Array<WinnerTrouble>, timeToProve: number | null, request: { id: string, vk: string, requester: string, maxFee: bigint, clock: { endsAt: number | null, secondsLeft: number | null } }, winner: { address: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type NextToEndQueryVariables = Exact<{
  phases?: Array<RequestPhase> | RequestPhase | null | undefined;
  troubles?: Array<WinnerTrouble> | WinnerTrouble | null | undefined;
  at?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type NextToEndQuery = { openRequests: { totalCount: number, items: Array<{ phase: RequestPhase, trouble: Array<WinnerTrouble>, request: { id: string, vk: string, maxFee: bigint, clock: { endsAt: number | null, secondsLeft: number | null, nextPhase: RequestPhase | null } }, winner: { address: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type NetworkQueryVariables = Exact<{
  at?: number | null | undefined;
}>;


export type NetworkQuery = { networkOverview: { now: { at: number, escrow: bigint, stake: bigint, activeStake: bigint, assignedStake: bigint, provers: number, activeProvers: number, distinctStakers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number, refundableNoBids: number, refundableNoReveals: number, refundableDeadlineMissed: number }, utilization: { numerator: bigint, denominator: bigint, bps: number | null } }, dayBefore: { at: number, escrow: bigint, stake: bigint, activeStake: bigint, assignedStake: bigint, provers: number, activeProvers: number, distinctStakers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number, refundableNoBids: number, refundableNoReveals: number, refundableDeadlineMissed: number }, utilization: { numerator: bigint, denominator: bigint, bps: number | null } }, last24h: { from: number, to: number, requests: number, fulfilled: number, refunded: number, deadlinesMissed: number, biddingProvers: number, fees: bigint, protocolFees: bigint, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null } }, previous24h: { from: number, to: number, requests: number, fulfilled: number, refunded: number, deadlinesMissed: number, biddingProvers: number, fees: bigint, protocolFees: bigint, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null } } }, meta: { block: { number: number, timestamp: number } | null } };

export type NetworkStateFragment = { at: number, escrow: bigint, stake: bigint, activeStake: bigint, assignedStake: bigint, provers: number, activeProvers: number, distinctStakers: number, openRequests: { total: number, bidding: number, revealing: number, proving: number, refundable: number, refundableNoBids: number, refundableNoReveals: number, refundableDeadlineMissed: number }, utilization: { numerator: bigint, denominator: bigint, bps: number | null } };

export type NetworkDayFragment = { from: number, to: number, requests: number, fulfilled: number, refunded: number, deadlinesMissed: number, biddingProvers: number, fees: bigint, protocolFees: bigint, success: { numerator: number, denominator: number, bps: number | null }, price: { p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null } };

export type SeriesQueryVariables = Exact<{
  unit: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type SeriesQuery = { marketSeries: { at: number, points: Array<{ start: number, end: number, number: number | null, complete: boolean, requests: number, fulfilled: number, refunded: number, missed: number, deadlinesMissed: number, fees: bigint, protocolFees: bigint, activeProvers: number | null, distinctStakers: number | null, stake: bigint | null, success: { bps: number | null }, price: { count: number, p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null }, utilization: { bps: number | null } | null, meanUtilization: { bps: number | null } | null }> }, meta: { block: { number: number, timestamp: number } | null } };

export type ProgramSeriesQueryVariables = Exact<{
  unit: BucketUnit;
  vk?: string | null | undefined;
  requester?: string | null | undefined;
  prover?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProgramSeriesQuery = { marketSeries: { at: number, points: Array<{ start: number, end: number, requests: number, fulfilled: number, deadlinesMissed: number, fees: bigint, success: { bps: number | null }, price: { count: number, p10: bigint | null, p50: bigint | null, p90: bigint | null }, provingSeconds: { p50: number | null, p90: number | null }, secondsToProof: { p50: number | null, p90: number | null } }> }, meta: { block: { number: number } | null } };

export type VaultPricesQueryVariables = Exact<{
  prover: string;
  unit?: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
  at?: number | null | undefined;
}>;


export type VaultPricesQuery = { vaultPrices: { state: { assets: bigint, shares: bigint, price: bigint } | null, buckets: Array<{ start: number, end: number, priceChange: bigint | null, events: number, before: { price: bigint } | null, after: { assets: bigint, shares: bigint, price: bigint } | null, moves: Array<{ kind: VaultChangeKind, events: number, assets: bigint, shares: bigint, contribution: string | null }> }> } | null };

export type VaultMovesQueryVariables = Exact<{
  prover: string;
  kinds?: Array<VaultChangeKind> | VaultChangeKind | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type VaultMovesQuery = { vaultPrices: { moves: { items: Array<{ priceChange: bigint, contribution: string | null, change: { id: bigint, timestamp: number, transaction: string, kind: VaultChangeKind, account: string | null, assets: bigint, shares: bigint }, before: { price: bigint }, after: { assets: bigint, shares: bigint, price: bigint } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type VaultsComparedQueryVariables = Exact<{
  provers: Array<string> | string;
  unit?: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type VaultsComparedQuery = { vaultPricesOf: Array<{ prover: { address: string, name: string }, state: { price: bigint, assets: bigint } | null, buckets: Array<{ start: number, after: { price: bigint, assets: bigint } | null }> }> };

export type UnstakesQueryVariables = Exact<{
  staker?: string | null | undefined;
  prover?: string | null | undefined;
  state?: UnstakeState | null | undefined;
  at?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UnstakesQuery = { unstakeQueue: { totalCount: number, items: Array<{ state: UnstakeState, readyAt: number | null, effective: bigint, slashed: bigint, isStuck: boolean, unstake: { prover: string, number: number, amount: bigint, requestedAt: number, requestedTransaction: string, completedAt: number | null, completedTransaction: string | null, received: bigint | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UnbondingCalendarQueryVariables = Exact<{
  prover?: string | null | undefined;
  days?: number | null | undefined;
  at?: number | null | undefined;
}>;


export type UnbondingCalendarQuery = { unbondingCalendar: { ready: { amount: bigint, unstakes: number, stakers: number }, days: Array<{ start: number, amount: bigint, unstakes: number, stakers: number }>, later: { amount: bigint, unstakes: number }, total: { amount: bigint, unstakes: number, stakers: number } } };

export type ProverCommissionQueryVariables = Exact<{
  prover: string;
  window?: number | null | undefined;
}>;


export type ProverCommissionQuery = { proverCommission: { accrued: bigint, claimed: bigint, pending: bigint, bySource: Array<{ kind: RewardSource, source: string, rewards: bigint, commission: bigint, rate: bigint | null, hasOwnRate: boolean }>, rateHistory: { items: Array<{ timestamp: number, source: string, oldRate: bigint | null, newRate: bigint | null, transaction: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, raises: Array<{ source: string, oldRate: bigint, newRate: bigint, rewards: number, amount: bigint, commission: bigint, extra: bigint, secondsToFirst: number, change: { timestamp: number, transaction: string } }> } | null };

export type AuctionQualityQueryVariables = Exact<{
  vk?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type AuctionQualityQuery = { auctionQuality: { oneRevealerShare: { numerator: number, denominator: number, bps: number | null }, all: { revealers: number | null, auctions: number, fulfilled: number, missed: number, ownSecond: number, ties: number, wonAtMaxFee: number, sealedBidders: number, violations: number, priceOfMaxFee: { numerator: bigint, denominator: bigint, bps: number | null }, spread: { numerator: bigint, denominator: bigint, bps: number | null }, winnersSurplus: { bps: number | null }, requestersSaving: { bps: number | null }, auctionOfDeadline: { p50: number | null } }, groups: Array<{ revealers: number | null, auctions: number, fulfilled: number, missed: number, ownSecond: number, ties: number, wonAtMaxFee: number, sealedBidders: number, violations: number, priceOfMaxFee: { numerator: bigint, denominator: bigint, bps: number | null }, spread: { numerator: bigint, denominator: bigint, bps: number | null }, winnersSurplus: { bps: number | null }, requestersSaving: { bps: number | null }, auctionOfDeadline: { p50: number | null } }> }, meta: { block: { number: number, timestamp: number } | null } };

export type AuctionQualityGroupFragment = { revealers: number | null, auctions: number, fulfilled: number, missed: number, ownSecond: number, ties: number, wonAtMaxFee: number, sealedBidders: number, violations: number, priceOfMaxFee: { numerator: bigint, denominator: bigint, bps: number | null }, spread: { numerator: bigint, denominator: bigint, bps: number | null }, winnersSurplus: { bps: number | null }, requestersSaving: { bps: number | null }, auctionOfDeadline: { p50: number | null } };

export type ProverCapacityQueryVariables = Exact<{
  prover: string;
  minStake?: bigint | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  step?: number | null | undefined;
}>;


export type ProverCapacityQuery = { proverCapacity: { assignedStake: bigint, assets: bigint, overcommitBps: bigint, countedStake: bigint, headroom: bigint, openAssignments: number, utilizationBps: number | null, forRequest: { minStake: bigint, required: bigint, remaining: bigint, eligible: boolean } | null, series: Array<{ start: number, end: number, assignedSeconds: bigint, assetSeconds: bigint, utilizationBps: number | null, assignmentSeconds: bigint, peakAssignments: number, peakAssignedStake: bigint, assets: bigint, overcommitBps: bigint }> } | null };

export type MissesQueryVariables = Exact<{
  prover?: string | null | undefined;
  vk?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MissesQuery = { misses: { items: Array<{ requestId: string, prover: string, vk: string, deadline: number, status: RequestStatus, secondsLeftWhenWon: number, otherAssignments: number, otherAssignedStake: bigint, runnerUp: string | null, runnerUpFee: bigint | null, runnerUpState: ProverState | null, timesAskedAgain: number, provenAgainId: string | null, extraCost: bigint | null, extraSeconds: number | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, meta: { block: { number: number, timestamp: number } | null } };

export type MissSummaryQueryVariables = Exact<{
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type MissSummaryQuery = { missSummary: { misses: number, extraCost: bigint, missRate: { numerator: number, denominator: number, bps: number | null }, withRunnerUp: { numerator: number, denominator: number, bps: number | null }, askedAgain: { numerator: number, denominator: number, bps: number | null }, provenLater: { numerator: number, denominator: number, bps: number | null }, extraSeconds: { count: number, p50: number | null, p90: number | null }, secondsLeftWhenWon: { count: number, p10: number | null, p50: number | null, p90: number | null }, byProver: Array<{ key: string, misses: number, withRunnerUp: number, missRate: { bps: number | null } }>, byProgram: Array<{ key: string, misses: number, withRunnerUp: number, missRate: { bps: number | null } }> }, meta: { block: { number: number, timestamp: number } | null } };

export type FeedQueryVariables = Exact<{
  account?: string | null | undefined;
  prover?: string | null | undefined;
  requester?: string | null | undefined;
  request?: string | null | undefined;
  program?: string | null | undefined;
  kinds?: Array<ActivityKind> | ActivityKind | null | undefined;
  transaction?: string | null | undefined;
  block?: number | null | undefined;
  finality?: Finality | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  orderDirection?: string | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FeedQuery = { feed: { items: Array<{ id: bigint, block: number, timestamp: number, transaction: string, kind: ActivityKind, sender: string, requestId: string | null, prover: string | null, account: string | null, amount: bigint | null }>, pageInfo: { hasNextPage: boolean, startCursor: string | null, endCursor: string | null }, reorganised: { from: number } | null } };

export type StakerFeedQueryVariables = Exact<{
  account: string;
  kinds?: Array<ActivityKind> | ActivityKind | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type StakerFeedQuery = { feed: { items: Array<{ id: bigint, timestamp: number, transaction: string, kind: ActivityKind, prover: string | null, amount: bigint | null, proverAccount: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TransactionQueryVariables = Exact<{
  transaction?: string | null | undefined;
  block?: number | null | undefined;
}>;


export type TransactionQuery = { transaction: { items: Array<{ id: bigint, kind: ActivityKind, requestId: string | null, prover: string | null, account: string | null, amount: bigint | null, eventBlock: { number: number, hash: string, timestamp: number } }> }, block: { items: Array<{ id: bigint, kind: ActivityKind, transaction: string }> } };

export type FollowQueryVariables = Exact<{
  after?: string | null | undefined;
  limit?: number | null | undefined;
  finality?: Finality | null | undefined;
  kinds?: Array<ActivityKind> | ActivityKind | null | undefined;
}>;


export type FollowQuery = { feed: { items: Array<{ id: bigint, block: number, timestamp: number, kind: ActivityKind, requestId: string | null, prover: string | null, amount: bigint | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, reorganised: { from: number } | null }, meta: { epoch: string, block: { number: number, hash: string | null } | null, finalized: { number: number } | null } };

export type EventCountsQueryVariables = Exact<{
  unit?: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type EventCountsQuery = { eventCounts: Array<{ start: number, end: number, complete: boolean, total: number, kinds: Array<{ kind: ActivityKind, count: number }> }> };

export type FeeFlowQueryVariables = Exact<{
  unit: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type FeeFlowQuery = { feeFlow: { total: { escrowed: bigint, fees: bigint, protocolFees: bigint, commission: bigint, toStakers: bigint, excess: bigint, refunds: bigint, escrow: bigint, withdrawn: bigint, protocolFeeBalance: bigint, marketTokens: bigint, strayTokens: bigint, escrowBalance: bigint, priceBalance: bigint, protocolFeeDifference: bigint } | null, periods: Array<{ start: number, end: number, escrowBefore: bigint, escrowed: bigint, fees: bigint, protocolFees: bigint, commission: bigint, toStakers: bigint, excess: bigint, refunds: bigint, escrowAfter: bigint, withdrawn: bigint, escrowBalance: bigint, priceBalance: bigint }> }, meta: { block: { number: number, timestamp: number } | null } };

export type FeeFlowByQueryVariables = Exact<{
  by: FeeSubject;
  days?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FeeFlowByQuery = { feeFlowBy: { from: number, to: number, fees: bigint, totalCount: number, items: Array<{ subject: string, escrowed: bigint | null, fulfilled: number, fees: bigint, protocolFees: bigint, commission: bigint, toStakers: bigint, excess: bigint, refunds: bigint, prover: { name: string } | null, share: { bps: number | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, meta: { block: { number: number } | null } };

export type ConcentrationQueryVariables = Exact<{
  vk?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ConcentrationQuery = { marketConcentration: { wins: { holders: number, total: bigint, nakamotoHalf: number | null, nakamotoThird: number | null, herfindahl: { bps: number | null }, gini: { bps: number | null }, largest: Array<{ address: string, amount: bigint, share: { bps: number | null } }> }, stake: { holders: number, total: bigint, nakamotoHalf: number | null, nakamotoThird: number | null, herfindahl: { bps: number | null }, gini: { bps: number | null }, largest: Array<{ address: string, amount: bigint, share: { bps: number | null } }> }, requests: { holders: number, total: bigint, nakamotoHalf: number | null, nakamotoThird: number | null, herfindahl: { bps: number | null }, gini: { bps: number | null }, largest: Array<{ address: string, amount: bigint, share: { bps: number | null } }> }, maxFees: { holders: number, total: bigint, nakamotoHalf: number | null, nakamotoThird: number | null, herfindahl: { bps: number | null }, gini: { bps: number | null }, largest: Array<{ address: string, amount: bigint, share: { bps: number | null } }> }, fairness: Array<{ prover: string, auctions: number, wins: number, expectedWinsBps: bigint, winsOfExpectedBps: number | null }>, backToBack: { expectedBps: number | null, longestStreak: number, longestStreakProver: string | null, sameWinner: { numerator: number, denominator: number, bps: number | null } } }, meta: { block: { number: number, timestamp: number } | null } };

export type ConcentrationSpreadFragment = { holders: number, total: bigint, nakamotoHalf: number | null, nakamotoThird: number | null, herfindahl: { bps: number | null }, gini: { bps: number | null }, largest: Array<{ address: string, amount: bigint, share: { bps: number | null } }> };

export type ProgramQueryVariables = Exact<{
  vk: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProgramQuery = { programOverview: { program: { vk: string, firstRequestAt: number, lastRequestAt: number, requests: number, fulfilled: number, refunded: number, missed: number, maxFees: bigint, fees: bigint }, auctions: { oneRevealer: { bps: number | null }, twoRevealers: { bps: number | null }, price: { count: number, p10: bigint | null, p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null } }, requesters: Array<{ requester: string, requests: number, fulfilled: number, maxFees: bigint, fees: bigint, lastRequestAt: number }>, provers: Array<{ prover: string, fulfilled: number, missed: number, lastProofAt: number | null, success: { bps: number | null }, price: { p50: bigint | null }, provingSeconds: { p50: number | null, p90: number | null } }>, binaries: Array<{ imgUrl: string, requests: number, firstUsedAt: number, lastUsedAt: number }> } | null, meta: { block: { number: number, timestamp: number } | null } };

export type ParameterHistoryQueryVariables = Exact<{
  name?: string | null | undefined;
  contract?: ContractName | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ParameterHistoryQuery = { parameterHistory: { items: Array<{ openRequests: number, change: { contract: ContractName, name: string, oldValue: string | null, newValue: string, account: string | null, block: number, timestamp: number, transaction: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MovedRequestsQueryVariables = Exact<{
  name: string;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MovedRequestsQuery = { parameterHistory: { items: Array<{ openRequests: number, change: { name: string, oldValue: string | null, newValue: string, timestamp: number, transaction: string }, moved: { items: Array<{ oldBiddingEnd: number, newBiddingEnd: number, oldRevealEnd: number, newRevealEnd: number, request: { id: string, requester: string, createdAt: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }> } };

export type ParametersQueryVariables = Exact<{ [key: string]: never; }>;


export type ParametersQuery = { parameters: Array<{ contract: ContractName, name: string, newValue: string, unit: ParameterUnit | null, meaning: string | null, timestamp: number, account: string | null }> };

export type SlashesQueryVariables = Exact<{
  prover?: string | null | undefined;
  requester?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type SlashesQuery = { slashes: { totalCount: number, totalAsked: bigint, totalTakenForMarket: bigint, totalTaken: bigint, totalFromVault: bigint, totalFromUnstaking: bigint, items: Array<{ shortfall: bigint | null, slashing: { timestamp: number, transaction: string, requestId: string | null, asked: bigint | null, amount: bigint, fromVault: bigint, fromUnstaking: bigint, bps: bigint, scaleBefore: bigint, scaleAfter: bigint } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SlashableMissesQueryVariables = Exact<{
  prover?: string | null | undefined;
  requester?: string | null | undefined;
  at?: number | null | undefined;
}>;


export type SlashableMissesQuery = { slashableMisses: { totalCount: number, items: Array<{ until: number, secondsLeft: number, asked: bigint, expected: bigint, obstacles: Array<SlashObstacle>, prover: { address: string, name: string }, request: { id: string, status: RequestStatus, requester: string, deadline: bigint } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RewardEpochsQueryVariables = Exact<{
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RewardEpochsQuery = { rewardOverview: { currentEpoch: bigint | null, currentStartAt: number | null, currentEndAt: number | null, currentBudget: bigint | null, epochsSet: number, set: bigint, distributed: bigint, left: bigint, schedule: Array<{ fromEpoch: bigint, fromTime: number, epochLength: bigint, maxEpochReward: bigint }> }, rewardEpochList: { items: Array<{ epoch: bigint, startAt: number, endAt: number, complete: boolean, budget: bigint, set: bigint | null, distributed: bigint | null, left: bigint | null, provers: number | null, proversPaid: number | null, allocations: Array<{ prover: string, amount: bigint, distributedAt: number | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, meta: { block: { number: number, timestamp: number } | null } };

export type SubsidyQueryVariables = Exact<{
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type SubsidyQuery = { subsidyShare: { from: number, to: number, marketRewards: bigint, epochRewards: bigint, otherRewards: bigint, subsidy: { numerator: bigint, denominator: bigint, bps: number | null }, byProver: Array<{ prover: string, marketRewards: bigint, epochRewards: bigint, otherRewards: bigint, subsidy: { bps: number | null } }> }, meta: { block: { number: number, timestamp: number } | null } };

export type ProverRivalsQueryVariables = Exact<{
  prover: string;
  vk?: string | null | undefined;
  byProgram?: boolean;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProverRivalsQuery = { proverRivals: { auctions: number, totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, items: Array<{ vk: string | null, duels: number, below: number, same: number, above: number, ownBids: bigint, rivalBids: bigint, won: number, lost: number, wonByOthers: number, prover: { address: string, name: string }, meetings: { numerator: number, denominator: number, bps: number | null }, revealRate: { numerator: number, denominator: number, bps: number | null }, priceLevel: { count: number, p25: number | null, p50: number | null, p75: number | null }, ownPriceLevel: { count: number, p50: number | null }, headToHead: { numerator: number, denominator: number, bps: number | null } }> } };

export type HeadToHeadQueryVariables = Exact<{
  prover: string;
  rival: string;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type HeadToHeadQuery = { proverRivals: { auctions: number, items: Array<{ duels: number, below: number, same: number, above: number, won: number, lost: number, wonByOthers: number, prover: { address: string, name: string }, meetings: { numerator: number, bps: number | null }, priceLevel: { p50: number | null }, ownPriceLevel: { p50: number | null }, headToHead: { numerator: number, denominator: number, bps: number | null } }> } };

export type ProverSetQueryVariables = Exact<{
  unit?: BucketUnit;
  at?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type ProverSetQuery = { proverSet: { registered: number, active: number, deactivated: number, jailed: number, retired: number, activeByBids: number, activeByBoth: number, activeByStateOnly: number, activeByBidsOnly: number }, proverSetSeries: Array<{ start: number, end: number, joined: number, retired: number, activated: number, deactivated: number, jailed: number, at: number, counts: { registered: number, active: number, deactivated: number, jailed: number, retired: number, activeByBids: number, activeByBoth: number, activeByStateOnly: number, activeByBidsOnly: number } }> };

export type ProverSetCountsFragment = { registered: number, active: number, deactivated: number, jailed: number, retired: number, activeByBids: number, activeByBoth: number, activeByStateOnly: number, activeByBidsOnly: number };

export type ProverSpellsQueryVariables = Exact<{
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProverSpellsQuery = { proverSpells: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, items: Array<{ joinedAt: number, state: ProverState, since: number, activeSeconds: number, deactivatedSeconds: number, jailedSeconds: number, retiredSeconds: number, changes: number, activeByBids: boolean, prover: { address: string, name: string } }> } };

export type AsOfQueryVariables = Exact<{
  at?: number | null | undefined;
  block?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AsOfQuery = { asOf: { block: number, timestamp: number, network: { openRequests: number, requests: number, fulfilled: number, refunded: number, missed: number, slashed: number, escrow: bigint, assignedStake: bigint, unstaking: bigint, pendingCommission: bigint, treasuryPool: bigint, protocolFeeBalance: bigint, fees: bigint, protocolFees: bigint, rewards: bigint, commission: bigint, toStakers: bigint }, parameters: Array<{ contract: ContractName, name: string, value: string, since: number }>, proverCounts: { registered: number, active: number, deactivated: number, jailed: number, retired: number, assets: bigint }, provers: { items: Array<{ address: string, state: ProverState, since: number, assets: bigint, shares: bigint, price: bigint }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type StakeAsOfQueryVariables = Exact<{
  prover: string;
  staker: string;
  at?: number | null | undefined;
  block?: number | null | undefined;
}>;


export type StakeAsOfQuery = { stakeAsOf: { block: number, timestamp: number, shares: bigint, value: bigint, unstaking: bigint, price: bigint } | null };

export type InvariantsQueryVariables = Exact<{ [key: string]: never; }>;


export type InvariantsQuery = { invariants: Array<{ name: string, meaning: string, left: bigint, right: bigint, stray: bigint | null, exceptions: number, holds: boolean }>, lastVerification: { block: number, timestamp: number, comparedAt: number, scope: VerificationScope, outcome: VerificationOutcome, compared: number, equal: number, different: number, unsampled: number, refused: number, differentViews: Array<string> } | null, earlierVerifications: Array<{ block: number, comparedAt: number, scope: VerificationScope, outcome: VerificationOutcome, differentViews: Array<string> }>, laterVerifications: Array<{ block: number, comparedAt: number, scope: VerificationScope, outcome: VerificationOutcome }> };

export type ContractStatisticsQueryVariables = Exact<{
  prover?: string | null | undefined;
}>;


export type ContractStatisticsQuery = { network: { reasons: Array<StatisticsReason>, figures: Array<{ name: string, contract: bigint, index: bigint }> } | null, prover: { reasons: Array<StatisticsReason>, figures: Array<{ name: string, contract: bigint, index: bigint }> } | null };

export type SearchQueryVariables = Exact<{
  text: string;
  limit?: number | null | undefined;
}>;


export type SearchQuery = { search: Array<{ kind: SearchHitKind, id: string, label: string }> };

export type RequesterRecordQueryVariables = Exact<{
  requester: string;
  vk?: string | null | undefined;
  days?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type RequesterRecordQuery = { requesterRecord: { requester: string, requests: number, open: number, fulfilled: number, refunded: number, missed: number, maxFees: bigint, fees: bigint, success: { numerator: number, denominator: number, bps: number | null }, saving: { numerator: bigint, denominator: bigint, bps: number | null }, price: { count: number, min: bigint | null, p10: bigint | null, p50: bigint | null, p90: bigint | null, max: bigint | null }, secondsToProof: { p50: number | null, p90: number | null, p99: number | null }, provingSeconds: { p50: number | null, p90: number | null, p99: number | null }, before: { requests: number, fulfilled: number, missed: number, fees: bigint, success: { bps: number | null }, saving: { bps: number | null }, price: { p50: bigint | null }, secondsToProof: { p50: number | null } } | null } | null };

export type RequesterStandingsQueryVariables = Exact<{
  orderBy?: DemandOrder;
  orderDirection?: string | null | undefined;
  vk?: string | null | undefined;
  days?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RequesterStandingsQuery = { requesterStandings: { totalCount: number, items: Array<{ requester: string, open: number, refunded: number, maxFees: bigint, requests: number, fulfilled: number, missed: number, fees: bigint, before: { requests: number, fulfilled: number, fees: bigint, success: { bps: number | null }, price: { p50: bigint | null }, secondsToProof: { p50: number | null } } | null, success: { bps: number | null }, saving: { bps: number | null }, price: { p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null }, provingSeconds: { p50: number | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RequesterStandingsFiguresFragment = { requests: number, fulfilled: number, missed: number, fees: bigint, success: { bps: number | null }, saving: { bps: number | null }, price: { p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null }, provingSeconds: { p50: number | null } };

export type RequesterStandingsBeforeFragment = { requests: number, fulfilled: number, fees: bigint, success: { bps: number | null }, price: { p50: bigint | null }, secondsToProof: { p50: number | null } };

export type RolesQueryVariables = Exact<{ [key: string]: never; }>;


export type RolesQuery = { roleMembers: { items: Array<{ contract: string, role: string, roleName: string | null, account: string }> }, roleChanges: { items: Array<{ contract: string, role: string, roleName: string | null, account: string, granted: boolean, timestamp: number, transaction: string }> } };

export type ProverStandingsQueryVariables = Exact<{
  days?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  orderBy?: ProverOrder;
  orderDirection?: string | null | undefined;
  states?: Array<ProverState> | ProverState | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProverStandingsQuery = { proverStandings: { from: number, to: number, readFrom: number, totalCount: number, items: Array<{ rank: number | null, bids: number, proven: number, missed: number, fees: bigint, rewards: bigint, apr: string | null, reason: NoReturnReason | null, prover: { address: string, name: string, state: ProverState, assets: bigint }, revealRate: { bps: number | null }, winRate: { numerator: number, denominator: number, bps: number | null }, priceOfMaxFee: { bps: number | null }, provingSeconds: { p50: number | null, p90: number | null, p99: number | null }, success: { numerator: number, denominator: number, bps: number | null }, before: { bids: number, proven: number, missed: number, fees: bigint, rewards: bigint, apr: string | null, winRate: { bps: number | null }, priceOfMaxFee: { bps: number | null }, provingSeconds: { p50: number | null, p90: number | null }, success: { bps: number | null } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProgramStandingsQueryVariables = Exact<{
  orderBy?: DemandOrder;
  orderDirection?: string | null | undefined;
  days?: number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ProgramStandingsQuery = { programStandings: { totalCount: number, items: Array<{ requests: number, fulfilled: number, missed: number, fees: bigint, program: { vk: string, imgUrl: string, firstRequestAt: number, lastRequestAt: number }, success: { bps: number | null }, saving: { bps: number | null }, price: { p50: bigint | null, p90: bigint | null }, secondsToProof: { p50: number | null, p90: number | null }, provingSeconds: { p50: number | null, p90: number | null }, before: { requests: number, fees: bigint, success: { bps: number | null }, price: { p50: bigint | null }, secondsToProof: { p50: number | null } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type StakerStatementQueryVariables = Exact<{
  staker: string;
  prover: string;
  orderDirection?: string | null | undefined;
  limit?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type StakerStatementQuery = { stakerStatement: { firstStakedAt: number | null, items: Array<{ id: bigint, kind: StatementKind, timestamp: number, transaction: string, moved: bigint, earned: bigint, unstakingSlashed: bigint, paidOut: bigint, shares: bigint, value: bigint, unstaking: bigint }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type StakerSeriesQueryVariables = Exact<{
  staker: string;
  prover?: string | null | undefined;
  unit: BucketUnit;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type StakerSeriesQuery = { stakerSeries: { at: number, before: { value: bigint, unstaking: bigint }, points: Array<{ start: number, end: number, complete: boolean, staked: bigint, unstaked: bigint, transferredIn: bigint, transferredOut: bigint, earned: bigint, slashed: bigint, unstakingSlashed: bigint, paidOut: bigint, value: bigint, unstaking: bigint }> } };

export type SubmitterQueryVariables = Exact<{
  submitter: string;
  minutes?: number | null | undefined;
  at?: number | null | undefined;
}>;


export type SubmitterQuery = { submitterView: { actsFor: string, isRegistered: boolean, awaitsRegistration: boolean, headroom: bigint | null, biddingObstacle: BiddingObstacle | null, mayProveForFee: boolean, prover: { address: string, name: string, state: ProverState } | null, submitter: { registeredAt: number | null, actions: number, lastActionAt: number | null } | null, duties: { commissionToClaim: bigint, items: Array<{ kind: ProverDutyKind, opensAt: number, closesAt: number, secondsLeft: number, isDue: boolean, obstacles: Array<ProverDutyObstacle>, request: { id: string, vk: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } };

/** A requester asks: what became of my request, who bid, and where did the fee go? */
export const request = query<RequestQuery, RequestQueryVariables>(
  `query Request($id: String!) {
  request(id: $id) {
    status
    maxFee
    winnerProver {
      name
    }
    winnerFee
    secondFee
    price
    protocolFee
    commission
    toStakers
    excess
    provingSeconds
    bids(orderBy: "fee", orderDirection: "asc", limit: 2) {
      items {
        prover
        fee
      }
      totalCount
    }
  }
}`,
  {"request":{"maxFee":true,"winnerFee":true,"secondFee":true,"price":true,"protocolFee":true,"commission":true,"toStakers":true,"excess":true,"bids":{"items":{"fee":true}}}},
);

/** A staker asks: which provers hold the most stake, and how do they do? */
export const provers = query<ProversQuery, ProversQueryVariables>(
  `query Provers {
  provers(
    orderBy: "assets"
    orderDirection: "desc"
    limit: 2
    where: {state: ACTIVE}
  ) {
    items {
      name
      assets
      shares
      stakers
      assignedStake
      defaultCommissionRate
      fulfilled
      missed
    }
  }
}`,
  {"provers":{"items":{"assets":true,"shares":true,"assignedStake":true,"defaultCommissionRate":true}}},
);

/** A requester asks: which of my requests can I refund now, since when, and why? */
export const refunds = query<RefundsQuery, RefundsQueryVariables>(
  `query Refunds($requester: String!) {
  refundableRequests(requester: $requester, limit: 2) {
    totalCount
    totalAmount
    items {
      reason
      since
      request {
        id
        maxFee
        deadline
      }
    }
  }
}`,
  {"refundableRequests":{"totalAmount":true,"items":{"request":{"maxFee":true,"deadline":true}}}},
);

/** A staker asks: what is my stake worth, and what did I earn? */
export const staker = query<StakerQuery, StakerQueryVariables>(
  `query Staker($staker: String!) {
  stakerPortfolio(staker: $staker) {
    total {
      value
      costBasis
      unrealisedGain
      realisedGain
      unstaking
      withdrawable
    }
    positions {
      prover {
        name
      }
      value
      unrealisedGain
    }
  }
}`,
  {"stakerPortfolio":{"total":{"value":true,"costBasis":true,"unrealisedGain":true,"realisedGain":true,"unstaking":true,"withdrawable":true},"positions":{"value":true,"unrealisedGain":true}}},
);

/** Anybody asks: what is going on now? */
export const now = query<NowQuery, NowQueryVariables>(
  `query Now {
  networkOverview {
    now {
      openRequests {
        total
        bidding
        revealing
        proving
        refundable
      }
      escrow
      stake
      activeProvers
      utilization {
        bps
      }
    }
    last24h {
      requests
      fulfilled
      fees
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"networkOverview":{"now":{"escrow":true,"stake":true},"last24h":{"fees":true}}},
);

/** A requester asks: which of my requests can I refund now, since when, and why? Leave `requester` out for everybody's. */
export const refundableRequests = pagedQuery<RefundableRequestsQuery, RefundableRequestsQueryVariables, "refundableRequests">(
  "refundableRequests",
  `query RefundableRequests($requester: String, $limit: Int, $after: String) {
  refundableRequests(requester: $requester, limit: $limit, after: $after) {
    totalCount
    totalAmount
    items {
      reason
      since
      request {
        id
        requester
        maxFee
        deadline
        winnerProver {
          address
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"refundableRequests":{"totalAmount":true,"items":{"request":{"maxFee":true,"deadline":true}}}},
);

/** A staker asks: which missed requests of this prover can still be refunded by anybody? */
export const refundableMisses = pagedQuery<RefundableMissesQuery, RefundableMissesQueryVariables, "refundableRequests">(
  "refundableRequests",
  `query RefundableMisses($prover: String, $reason: refundReason, $limit: Int, $after: String) {
  refundableRequests(
    prover: $prover
    reason: $reason
    limit: $limit
    after: $after
  ) {
    totalCount
    totalAmount
    items {
      reason
      since
      request {
        id
        requester
        winner
        maxFee
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"refundableRequests":{"totalAmount":true,"items":{"request":{"maxFee":true}}}},
);

/** A prover asks: what must I do in the next N minutes? Bids to reveal, proofs due, commission to claim. */
export const proverDuties = pagedQuery<ProverDutiesQuery, ProverDutiesQueryVariables, "proverDuties">(
  "proverDuties",
  `query ProverDuties($prover: String!, $minutes: Int, $at: Int, $limit: Int, $after: String) {
  proverDuties(
    prover: $prover
    minutes: $minutes
    at: $at
    limit: $limit
    after: $after
  ) {
    at
    until
    state
    commissionToClaim
    stakingPaused
    items {
      kind
      opensAt
      closesAt
      secondsLeft
      isDue
      obstacles
      request {
        id
        vk
        minStake
        winner
        winnerFee
        secondFee
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"proverDuties":{"commissionToClaim":true,"items":{"request":{"minStake":true,"winnerFee":true,"secondFee":true}}}},
);

/** A staker asks: what are my positions worth and what did I earn, per prover? */
export const stakerPortfolio = query<StakerPortfolioQuery, StakerPortfolioQueryVariables>(
  `query StakerPortfolio($staker: String!, $at: Int) {
  stakerPortfolio(staker: $staker, at: $at) {
    total {
      ...StakerPortfolioWorth
    }
    positions {
      prover {
        address
        name
        state
      }
      stake {
        shares
        deposited
        unstaked
        received
        transferredIn
        transferredOut
      }
      pending
      nextReadyAt
      value
      costBasis
      unrealisedGain
      realisedGain
      unstaking
      unstakingGain
      withdrawable
      totalGain
    }
  }
}

fragment StakerPortfolioWorth on StakerWorth {
  value
  costBasis
  unrealisedGain
  realisedGain
  unstaking
  unstakingCost
  unstakingGain
  withdrawable
  totalGain
}`,
  {"stakerPortfolio":{"total":{"value":true,"costBasis":true,"unrealisedGain":true,"realisedGain":true,"unstaking":true,"unstakingCost":true,"unstakingGain":true,"withdrawable":true,"totalGain":true},"positions":{"stake":{"shares":true,"deposited":true,"unstaked":true,"received":true,"transferredIn":true,"transferredOut":true},"value":true,"costBasis":true,"unrealisedGain":true,"realisedGain":true,"unstaking":true,"unstakingGain":true,"withdrawable":true,"totalGain":true}}},
);

/** A prover asks: which open requests may I bid on now, given my stake, my programs, a minimum fee and the time left? */
export const biddableRequests = pagedQuery<BiddableRequestsQuery, BiddableRequestsQueryVariables, "biddableRequests">(
  "biddableRequests",
  `query BiddableRequests($prover: String!, $vks: [String!], $provenOnly: Boolean, $minMaxFee: BigInt, $minBiddingSeconds: Int, $minProvingSeconds: Int, $at: Int, $limit: Int, $after: String) {
  biddableRequests(
    prover: $prover
    vks: $vks
    provenOnly: $provenOnly
    minMaxFee: $minMaxFee
    minBiddingSeconds: $minBiddingSeconds
    minProvingSeconds: $minProvingSeconds
    at: $at
    limit: $limit
    after: $after
  ) {
    headroom
    obstacle
    items {
      biddingEndsAt
      revealEndsAt
      provingSeconds
      bid {
        bidHash
        commits
        lastBidAt
      }
      request {
        id
        nonce
        vk
        publicValuesDigest
        version
        imgUrl
        inputUrl
        inputSize
        inputData
        maxFee
        minStake
        deadline
        bidders
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"biddableRequests":{"headroom":true,"items":{"request":{"nonce":true,"version":true,"maxFee":true,"minStake":true,"deadline":true}}}},
);

/** A requester asks: which provers may bid on this request? */
export const eligibleProvers = pagedQuery<EligibleProversQuery, EligibleProversQueryVariables, "eligibleProvers">(
  "eligibleProvers",
  `query EligibleProvers($request: String!, $limit: Int, $after: String) {
  eligibleProvers(requestId: $request, limit: $limit, after: $after) {
    totalCount
    request {
      minStake
    }
    items {
      required
      headroom
      hasBid
      hasProvenProgram
      prover {
        address
        name
        assets
        assignedStake
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"eligibleProvers":{"request":{"minStake":true},"items":{"required":true,"headroom":true,"prover":{"assets":true,"assignedStake":true}}}},
);

/** Anybody asks: what happened to this request, from end to end, where does it stand, and where did the fee go? */
export const requestTimeline = query<RequestTimelineQuery, RequestTimelineQueryVariables>(
  `query RequestTimeline($request: String!, $at: Int) {
  requestTimeline(requestId: $request) {
    request {
      id
      requester
      vk
      status
      price
      clock(at: $at) {
        phase
        endsAt
        secondsLeft
        nextPhase
        biddingEndsAt
        revealEndsAt
        deadline
        refundableFrom
        slashableUntil
      }
      bids {
        items {
          prover
          commits
          fee
          reveals
        }
      }
    }
    steps {
      totalCount
      items {
        activity {
          kind
          prover
          sender
          amount
          timestamp
          transaction
        }
        isRepeat
        changesWinner
        winner
        winnerFee
        second
        secondFee
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    proof {
      verifier
      sender
      words
    }
    phases {
      phase
      from
      to
    }
    surplus
    waterfall {
      maxFee
      held
      protocolFee
      commission
      toStakers
      excess
      refunded
      remainder
    }
    slashing {
      asked
      amount
      fromVault
      fromUnstaking
    }
  }
}`,
  {"requestTimeline":{"request":{"price":true,"bids":{"items":{"fee":true}}},"steps":{"items":{"activity":{"amount":true},"winnerFee":true,"secondFee":true}},"surplus":true,"waterfall":{"maxFee":true,"held":true,"protocolFee":true,"commission":true,"toStakers":true,"excess":true,"refunded":true,"remainder":true},"slashing":{"asked":true,"amount":true,"fromVault":true,"fromUnstaking":true}}},
);

/** A staker asks: which prover's stakers earned most in the last 7, 30 and 90 days, from what, and can I rely on it? */
export const proverReturns = pagedQuery<ProverReturnsQuery, ProverReturnsQueryVariables, "month">(
  "month",
  `query ProverReturns($states: [proverState!], $limit: Int, $after: String) {
  week: proverReturns(days: 7, states: $states, limit: $limit) {
    items {
      rank
      prover {
        address
      }
      apr
      apy
      reason
    }
  }
  month: proverReturns(days: 30, states: $states, limit: $limit, after: $after) {
    from
    to
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    items {
      rank
      prover {
        address
        name
        slashingScale
        slashedAssets
      }
      state
      seconds
      method
      samples
      priceBefore
      priceAfter
      apr
      apy
      reason
      sources {
        source
        events
        amount
        apr
      }
      compounding
      success {
        numerator
        denominator
        bps
      }
      missed
      overdue
      contractSuccess {
        numerator
        denominator
        bps
      }
      marketCommissionBps
      epochCommissionBps
      defaultCommissionBps
      rewards
      commissionShare {
        numerator
        bps
      }
      slashes {
        count
        amount
        fromVault
        fromUnstaking
      }
      ownStake
      ownStakeShare {
        bps
      }
    }
  }
  quarter: proverReturns(days: 90, states: $states, limit: $limit) {
    items {
      rank
      prover {
        address
      }
      seconds
      apr
      apy
      reason
    }
  }
}`,
  {"month":{"items":{"prover":{"slashingScale":true,"slashedAssets":true},"priceBefore":true,"priceAfter":true,"sources":{"amount":true},"rewards":true,"commissionShare":{"numerator":true},"slashes":{"amount":true,"fromVault":true,"fromUnstaking":true},"ownStake":true}}},
);

/** A staker asks: what did the stakers of these provers earn between two times, and from what? */
export const proverReturn = query<ProverReturnQuery, ProverReturnQueryVariables>(
  `query ProverReturn($provers: [String!], $from: Int, $to: Int) {
  proverReturns(provers: $provers, from: $from, to: $to) {
    items {
      rank
      prover {
        address
        name
      }
      from
      to
      priceBefore
      priceAfter
      apr
      reason
      sources {
        source
        events
        amount
        contribution
        apr
      }
      compounding
    }
  }
}`,
  {"proverReturns":{"items":{"priceBefore":true,"priceAfter":true,"sources":{"amount":true}}}},
);

/** A prover asks: how often do I win, at what prices against my bids, what did I earn, how fast did I prove, what did I miss? */
export const proverRecord = query<ProverRecordQuery, ProverRecordQueryVariables>(
  `query ProverRecord($prover: String!, $from: Int, $to: Int, $limit: Int, $after: String) {
  proverRecord(prover: $prover, from: $from, to: $to) {
    from
    to
    total {
      bids
      commits
      open
      revealRate {
        ...ProverRecordCounts
      }
      winRate {
        ...ProverRecordCounts
      }
      wonProven
      wonMissed
      wonPending
      won {
        ...ProverRecordAgainst
      }
      lost {
        ...ProverRecordAgainst
      }
      proven
      maxFees
      fees
      protocolFees
      rewards
      commission
      toStakers
      surplus
      provingSeconds {
        count
        min
        p50
        p90
        p99
        max
      }
      missed
      missRate {
        ...ProverRecordCounts
      }
    }
    programs(limit: $limit, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      items {
        vk
        bids
        revealRate {
          ...ProverRecordCounts
        }
        winRate {
          ...ProverRecordCounts
        }
        won {
          ...ProverRecordAgainst
        }
        lost {
          ...ProverRecordAgainst
        }
        proven
        rewards
        commission
        surplus
        provingSeconds {
          count
          p50
          p90
        }
        missed
      }
    }
  }
  misses(prover: $prover, from: $from, to: $to, limit: $limit) {
    items {
      requestId
      vk
      deadline
      secondsLeftWhenWon
      otherAssignments
    }
  }
}

fragment ProverRecordCounts on CountRatio {
  numerator
  denominator
  bps
}

fragment ProverRecordAgainst on BidsAgainstPrices {
  auctions
  bids
  prices
  bidOfPrice {
    bps
  }
  bidOfPriceEach {
    count
    p10
    p50
    p90
  }
}`,
  {"proverRecord":{"total":{"won":{"bids":true,"prices":true},"lost":{"bids":true,"prices":true},"maxFees":true,"fees":true,"protocolFees":true,"rewards":true,"commission":true,"toStakers":true,"surplus":true},"programs":{"items":{"won":{"bids":true,"prices":true},"lost":{"bids":true,"prices":true},"rewards":true,"commission":true,"surplus":true}}}},
);

/** A prover asks: how did each day go? */
export const proverDays = query<ProverDaysQuery, ProverDaysQueryVariables>(
  `query ProverDays($prover: String!, $from: Int, $to: Int) {
  proverRecord(prover: $prover, from: $from, to: $to) {
    days {
      start
      end
      bids
      revealRate {
        numerator
        denominator
        bps
      }
      winRate {
        numerator
        denominator
        bps
      }
      proven
      fees
      protocolFees
      rewards
      commission
      toStakers
      surplus
      provingSeconds {
        p50
      }
      missed
    }
  }
}`,
  {"proverRecord":{"days":{"fees":true,"protocolFees":true,"rewards":true,"commission":true,"toStakers":true,"surplus":true}}},
);

/** A prover asks: at which part of the max fee do I win, and how often? */
export const priceLevels = query<PriceLevelsQuery, PriceLevelsQueryVariables>(
  `query PriceLevels($prover: String!, $from: Int, $to: Int, $bins: Int) {
  proverRecord(prover: $prover, from: $from, to: $to) {
    from
    to
    priceLevels(bins: $bins) {
      from
      to
      revealed
      won
      winRate {
        bps
      }
    }
  }
}`,
  {},
);

/** A requester asks: what fee and deadline should I offer for this program? The last 30 days. */
export const feeAdvice = query<FeeAdviceQuery, FeeAdviceQueryVariables>(
  `query FeeAdvice($vk: String, $maxFee: BigInt, $seconds: Int) {
  feeAdvice(vk: $vk, maxFee: $maxFee, seconds: $seconds) {
    auctions
    oneBidder {
      bps
    }
    twoBidders {
      bps
    }
    oneRevealer {
      numerator
      denominator
      bps
    }
    twoRevealers {
      numerator
      denominator
      bps
    }
    success {
      numerator
      denominator
      bps
    }
    price {
      count
      p10
      p50
      p90
      max
    }
    priceOfMaxFee {
      p50
      p90
    }
    secondsToProof {
      p50
      p90
      p99
    }
    provingSeconds {
      p50
      p90
      p99
    }
    atMaxFee {
      priced {
        bps
      }
      oneRevealer {
        bps
      }
      twoRevealers {
        bps
      }
    }
    provenWithin {
      numerator
      denominator
      bps
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"feeAdvice":{"price":{"p10":true,"p50":true,"p90":true,"max":true}}},
);

/** A requester asks: where do my open requests stand, and is a winner in trouble? */
export const openRequests = pagedQuery<OpenRequestsQuery, OpenRequestsQueryVariables, "openRequests">(
  "openRequests",
  `query OpenRequests($requester: String!, $at: Int, $limit: Int, $after: String) {
  openRequests(requester: $requester, at: $at, limit: $limit, after: $after) {
    totalCount
    escrow
    items {
      phase
      price
      timeToProve
      trouble
      winner {
        address
        name
        state
      }
      speed {
        medianSeconds
        samples
        sameProgram
      }
      request {
        id
        vk
        maxFee
        clock(at: $at) {
          endsAt
          secondsLeft
          nextPhase
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"openRequests":{"escrow":true,"items":{"price":true,"request":{"maxFee":true}}}},
);

/** An operator asks: which requests of the whole market are being proven now, by whom, and which of them are in trouble? */
export const openInMarket = pagedQuery<OpenInMarketQuery, OpenInMarketQueryVariables, "openRequests">(
  "openRequests",
  `query OpenInMarket($phases: [RequestPhase!], $winner: String, $vk: String, $limit: Int, $after: String) {
  openRequests(
    phases: $phases
    winner: $winner
    vk: $vk
    limit: $limit
    after: $after
  ) {
    totalCount
    escrow
    items {
      phase
      trouble
      timeToProve
      request {
        id
        vk
        requester
        maxFee
        clock {
          endsAt
          secondsLeft
        }
      }
      winner {
        address
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"openRequests":{"escrow":true,"items":{"request":{"maxFee":true}}}},
);

/** A market watcher asks: which open requests of anybody reach the end of their phase next? */
export const nextToEnd = pagedQuery<NextToEndQuery, NextToEndQueryVariables, "openRequests">(
  "openRequests",
  `query NextToEnd($phases: [RequestPhase!], $troubles: [WinnerTrouble!], $at: Int, $limit: Int, $after: String) {
  openRequests(
    orderBy: ENDS_NEXT
    phases: $phases
    troubles: $troubles
    at: $at
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      phase
      trouble
      request {
        id
        vk
        maxFee
        clock(at: $at) {
          endsAt
          secondsLeft
          nextPhase
        }
      }
      winner {
        address
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"openRequests":{"items":{"request":{"maxFee":true}}}},
);

/** Anybody asks: what is going on in the network now, and how does the last day compare with the one before? */
export const network = query<NetworkQuery, NetworkQueryVariables>(
  `query Network($at: Int) {
  networkOverview(at: $at) {
    now {
      ...NetworkState
    }
    dayBefore {
      ...NetworkState
    }
    last24h {
      ...NetworkDay
    }
    previous24h {
      ...NetworkDay
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}

fragment NetworkState on NetworkState {
  at
  openRequests {
    total
    bidding
    revealing
    proving
    refundable
    refundableNoBids
    refundableNoReveals
    refundableDeadlineMissed
  }
  escrow
  stake
  activeStake
  assignedStake
  provers
  activeProvers
  distinctStakers
  utilization {
    numerator
    denominator
    bps
  }
}

fragment NetworkDay on MarketActivity {
  from
  to
  requests
  fulfilled
  refunded
  deadlinesMissed
  success {
    numerator
    denominator
    bps
  }
  biddingProvers
  fees
  protocolFees
  price {
    p50
    p90
  }
  secondsToProof {
    p50
    p90
  }
}`,
  {"networkOverview":{"now":{"escrow":true,"stake":true,"activeStake":true,"assignedStake":true,"utilization":{"numerator":true,"denominator":true}},"dayBefore":{"escrow":true,"stake":true,"activeStake":true,"assignedStake":true,"utilization":{"numerator":true,"denominator":true}},"last24h":{"fees":true,"protocolFees":true,"price":{"p50":true,"p90":true}},"previous24h":{"fees":true,"protocolFees":true,"price":{"p50":true,"p90":true}}}},
);

/** A dashboard asks: how did the market develop, per hour, day, week, month or epoch? */
export const series = query<SeriesQuery, SeriesQueryVariables>(
  `query Series($unit: BucketUnit!, $from: Int, $to: Int) {
  marketSeries(unit: $unit, from: $from, to: $to) {
    at
    points {
      start
      end
      number
      complete
      requests
      fulfilled
      refunded
      missed
      deadlinesMissed
      success {
        bps
      }
      fees
      protocolFees
      price {
        count
        p50
        p90
      }
      secondsToProof {
        p50
        p90
      }
      activeProvers
      distinctStakers
      stake
      utilization {
        bps
      }
      meanUtilization {
        bps
      }
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"marketSeries":{"points":{"fees":true,"protocolFees":true,"price":{"p50":true,"p90":true},"stake":true}}},
);

/** A requester asks: how did price and time to the proof of this program develop, day by day? */
export const programSeries = query<ProgramSeriesQuery, ProgramSeriesQueryVariables>(
  `query ProgramSeries($unit: BucketUnit!, $vk: String, $requester: String, $prover: String, $from: Int, $to: Int) {
  marketSeries(
    unit: $unit
    vk: $vk
    requester: $requester
    prover: $prover
    from: $from
    to: $to
  ) {
    at
    points {
      start
      end
      requests
      fulfilled
      deadlinesMissed
      success {
        bps
      }
      fees
      price {
        count
        p10
        p50
        p90
      }
      provingSeconds {
        p50
        p90
      }
      secondsToProof {
        p50
        p90
      }
    }
  }
  meta {
    block {
      number
    }
  }
}`,
  {"marketSeries":{"points":{"fees":true,"price":{"p10":true,"p50":true,"p90":true}}}},
);

/** A staker asks: how did the share price of this vault go, day by day, and what moved it? */
export const vaultPrices = query<VaultPricesQuery, VaultPricesQueryVariables>(
  `query VaultPrices($prover: String!, $unit: BucketUnit! = DAY, $from: Int, $to: Int, $at: Int) {
  vaultPrices(prover: $prover) {
    state(at: $at) {
      assets
      shares
      price
    }
    buckets(unit: $unit, from: $from, to: $to) {
      start
      end
      before {
        price
      }
      after {
        assets
        shares
        price
      }
      priceChange
      events
      moves {
        kind
        events
        assets
        shares
        contribution
      }
    }
  }
}`,
  {"vaultPrices":{"state":{"assets":true,"shares":true,"price":true},"buckets":{"before":{"price":true},"after":{"assets":true,"shares":true,"price":true},"priceChange":true,"moves":{"assets":true,"shares":true}}}},
);

/** A staker asks: which single events moved the share price of this vault, and by how much? */
export const vaultMoves = query<VaultMovesQuery, VaultMovesQueryVariables>(
  `query VaultMoves($prover: String!, $kinds: [vaultChangeKind!], $from: Int, $to: Int, $limit: Int, $after: String) {
  vaultPrices(prover: $prover) {
    moves(kinds: $kinds, from: $from, to: $to, limit: $limit, after: $after) {
      items {
        change {
          id
          timestamp
          transaction
          kind
          account
          assets
          shares
        }
        before {
          price
        }
        after {
          assets
          shares
          price
        }
        priceChange
        contribution
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}`,
  {"vaultPrices":{"moves":{"items":{"change":{"id":true,"assets":true,"shares":true},"before":{"price":true},"after":{"assets":true,"shares":true,"price":true},"priceChange":true}}}},
);

/** A staker asks: how did the share prices of these vaults go, side by side? */
export const vaultsCompared = query<VaultsComparedQuery, VaultsComparedQueryVariables>(
  `query VaultsCompared($provers: [String!]!, $unit: BucketUnit! = DAY, $from: Int, $to: Int) {
  vaultPricesOf(provers: $provers) {
    prover {
      address
      name
    }
    state {
      price
      assets
    }
    buckets(unit: $unit, from: $from, to: $to) {
      start
      after {
        price
        assets
      }
    }
  }
}`,
  {"vaultPricesOf":{"state":{"price":true,"assets":true},"buckets":{"after":{"price":true,"assets":true}}}},
);

/** A staker asks: what became of each of my unstakes, what is it worth after slashing, and when is it ready? */
export const unstakes = pagedQuery<UnstakesQuery, UnstakesQueryVariables, "unstakeQueue">(
  "unstakeQueue",
  `query Unstakes($staker: String, $prover: String, $state: UnstakeState, $at: Int, $limit: Int, $after: String) {
  unstakeQueue(
    staker: $staker
    prover: $prover
    state: $state
    at: $at
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      state
      readyAt
      effective
      slashed
      isStuck
      unstake {
        prover
        number
        amount
        requestedAt
        requestedTransaction
        completedAt
        completedTransaction
        received
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"unstakeQueue":{"items":{"effective":true,"slashed":true,"unstake":{"amount":true,"received":true}}}},
);

/** Anybody asks: how much stake becomes free on which day? */
export const unbondingCalendar = query<UnbondingCalendarQuery, UnbondingCalendarQueryVariables>(
  `query UnbondingCalendar($prover: String, $days: Int, $at: Int) {
  unbondingCalendar(prover: $prover, days: $days, at: $at) {
    ready {
      amount
      unstakes
      stakers
    }
    days {
      start
      amount
      unstakes
      stakers
    }
    later {
      amount
      unstakes
    }
    total {
      amount
      unstakes
      stakers
    }
  }
}`,
  {"unbondingCalendar":{"ready":{"amount":true},"days":{"amount":true},"later":{"amount":true},"total":{"amount":true}}},
);

/** A prover asks: what commission did I earn, from whom, at which rates? A staker: was the rate raised shortly before a reward? */
export const proverCommission = query<ProverCommissionQuery, ProverCommissionQueryVariables>(
  `query ProverCommission($prover: String!, $window: Int) {
  proverCommission(prover: $prover) {
    accrued
    claimed
    pending
    bySource {
      kind
      source
      rewards
      commission
      rate
      hasOwnRate
    }
    rateHistory {
      items {
        timestamp
        source
        oldRate
        newRate
        transaction
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    raises(window: $window) {
      source
      oldRate
      newRate
      rewards
      amount
      commission
      extra
      secondsToFirst
      change {
        timestamp
        transaction
      }
    }
  }
}`,
  {"proverCommission":{"accrued":true,"claimed":true,"pending":true,"bySource":{"rewards":true,"commission":true,"rate":true},"rateHistory":{"items":{"oldRate":true,"newRate":true}},"raises":{"oldRate":true,"newRate":true,"amount":true,"commission":true,"extra":true}}},
);

/** An analyst asks: does competition set the prices, and who gains from it? */
export const auctionQuality = query<AuctionQualityQuery, AuctionQualityQueryVariables>(
  `query AuctionQuality($vk: String, $from: Int, $to: Int) {
  auctionQuality(vk: $vk, from: $from, to: $to) {
    oneRevealerShare {
      numerator
      denominator
      bps
    }
    all {
      ...AuctionQualityGroup
    }
    groups {
      ...AuctionQualityGroup
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}

fragment AuctionQualityGroup on AuctionGroup {
  revealers
  auctions
  fulfilled
  missed
  priceOfMaxFee {
    numerator
    denominator
    bps
  }
  spread {
    numerator
    denominator
    bps
  }
  winnersSurplus {
    bps
  }
  requestersSaving {
    bps
  }
  ownSecond
  ties
  wonAtMaxFee
  sealedBidders
  violations
  auctionOfDeadline {
    p50
  }
}`,
  {"auctionQuality":{"all":{"priceOfMaxFee":{"numerator":true,"denominator":true},"spread":{"numerator":true,"denominator":true}},"groups":{"priceOfMaxFee":{"numerator":true,"denominator":true},"spread":{"numerator":true,"denominator":true}}}},
);

/** A prover asks: how much of my stake is assigned, what would a request of this minimum stake need, and how has utilization been? */
export const proverCapacity = query<ProverCapacityQuery, ProverCapacityQueryVariables>(
  `query ProverCapacity($prover: String!, $minStake: BigInt, $from: Int, $to: Int, $step: Int) {
  proverCapacity(prover: $prover, minStake: $minStake) {
    assignedStake
    assets
    overcommitBps
    countedStake
    headroom
    openAssignments
    utilizationBps
    forRequest {
      minStake
      required
      remaining
      eligible
    }
    series(from: $from, to: $to, step: $step) {
      start
      end
      assignedSeconds
      assetSeconds
      utilizationBps
      assignmentSeconds
      peakAssignments
      peakAssignedStake
      assets
      overcommitBps
    }
  }
}`,
  {"proverCapacity":{"assignedStake":true,"assets":true,"overcommitBps":true,"countedStake":true,"headroom":true,"forRequest":{"minStake":true,"required":true,"remaining":true},"series":{"assignedSeconds":true,"assetSeconds":true,"assignmentSeconds":true,"peakAssignedStake":true,"assets":true,"overcommitBps":true}}},
);

/** An analyst asks: which winners missed the deadline, under which load, and what became of the job? */
export const misses = pagedQuery<MissesQuery, MissesQueryVariables, "misses">(
  "misses",
  `query Misses($prover: String, $vk: String, $from: Int, $to: Int, $limit: Int, $after: String) {
  misses(
    prover: $prover
    vk: $vk
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    items {
      requestId
      prover
      vk
      deadline
      status
      secondsLeftWhenWon
      otherAssignments
      otherAssignedStake
      runnerUp
      runnerUpFee
      runnerUpState
      timesAskedAgain
      provenAgainId
      extraCost
      extraSeconds
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"misses":{"items":{"otherAssignedStake":true,"runnerUpFee":true,"extraCost":true}}},
);

/** An analyst asks: who misses most, for which programs, and was there somebody else? */
export const missSummary = query<MissSummaryQuery, MissSummaryQueryVariables>(
  `query MissSummary($from: Int, $to: Int) {
  missSummary(from: $from, to: $to) {
    misses
    missRate {
      numerator
      denominator
      bps
    }
    withRunnerUp {
      numerator
      denominator
      bps
    }
    askedAgain {
      numerator
      denominator
      bps
    }
    provenLater {
      numerator
      denominator
      bps
    }
    extraCost
    extraSeconds {
      count
      p50
      p90
    }
    secondsLeftWhenWon {
      count
      p10
      p50
      p90
    }
    byProver {
      key
      misses
      withRunnerUp
      missRate {
        bps
      }
    }
    byProgram {
      key
      misses
      withRunnerUp
      missRate {
        bps
      }
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"missSummary":{"extraCost":true}},
);

/** An explorer's visitor asks: what concerns this address, in any role, the latest first? */
export const feed = pagedQuery<FeedQuery, FeedQueryVariables, "feed">(
  "feed",
  `query Feed($account: String, $prover: String, $requester: String, $request: String, $program: String, $kinds: [activityKind!], $transaction: String, $block: Int, $finality: Finality, $from: Int, $to: Int, $orderDirection: String, $limit: Int, $after: String) {
  feed(
    account: $account
    prover: $prover
    requester: $requester
    requestId: $request
    vk: $program
    kinds: $kinds
    transaction: $transaction
    block: $block
    finality: $finality
    from: $from
    to: $to
    orderDirection: $orderDirection
    limit: $limit
    after: $after
  ) {
    items {
      id
      block
      timestamp
      transaction
      kind
      sender
      requestId
      prover
      account
      amount
    }
    pageInfo {
      hasNextPage
      startCursor
      endCursor
    }
    reorganised {
      from
    }
  }
}`,
  {"feed":{"items":{"id":true,"amount":true}}},
);

/** A staker asks: what happened to me and to the vaults I held shares of, rewards and slashes included? */
export const stakerFeed = pagedQuery<StakerFeedQuery, StakerFeedQueryVariables, "feed">(
  "feed",
  `query StakerFeed($account: String!, $kinds: [activityKind!], $from: Int, $to: Int, $limit: Int, $after: String) {
  feed(
    account: $account
    withVaults: true
    kinds: $kinds
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    items {
      id
      timestamp
      transaction
      kind
      prover
      proverAccount {
        name
      }
      amount
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"feed":{"items":{"id":true,"amount":true}}},
);

/** An explorer's visitor asks: what happened in this transaction, and in the block it is in? */
export const transaction = query<TransactionQuery, TransactionQueryVariables>(
  `query Transaction($transaction: String, $block: Int) {
  transaction: feed(transaction: $transaction, orderDirection: "asc") {
    items {
      id
      kind
      requestId
      prover
      account
      amount
      eventBlock {
        number
        hash
        timestamp
      }
    }
  }
  block: feed(block: $block, orderDirection: "asc") {
    items {
      id
      kind
      transaction
    }
  }
}`,
  {"transaction":{"items":{"id":true,"amount":true}},"block":{"items":{"id":true}}},
);

/** A bot asks, again and again after the last cursor: what is new, and was something taken back? */
export const follow = pagedQuery<FollowQuery, FollowQueryVariables, "feed">(
  "feed",
  `query Follow($after: String, $limit: Int, $finality: Finality, $kinds: [activityKind!]) {
  feed(
    orderDirection: "asc"
    after: $after
    limit: $limit
    finality: $finality
    kinds: $kinds
  ) {
    items {
      id
      block
      timestamp
      kind
      requestId
      prover
      amount
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    reorganised {
      from
    }
  }
  meta {
    block {
      number
      hash
    }
    finalized {
      number
    }
    epoch
  }
}`,
  {"feed":{"items":{"id":true,"amount":true}}},
);

/** An explorer's visitor asks: when did how much happen, and of what kind? */
export const eventCounts = query<EventCountsQuery, EventCountsQueryVariables>(
  `query EventCounts($unit: BucketUnit! = HOUR, $from: Int, $to: Int) {
  eventCounts(unit: $unit, from: $from, to: $to) {
    start
    end
    complete
    total
    kinds {
      kind
      count
    }
  }
}`,
  {},
);

/** An analyst asks: where did the fees go, and does it add up? */
export const feeFlow = query<FeeFlowQuery, FeeFlowQueryVariables>(
  `query FeeFlow($unit: BucketUnit!, $from: Int, $to: Int) {
  feeFlow(unit: $unit, from: $from, to: $to) {
    total {
      escrowed
      fees
      protocolFees
      commission
      toStakers
      excess
      refunds
      escrow
      withdrawn
      protocolFeeBalance
      marketTokens
      strayTokens
      escrowBalance
      priceBalance
      protocolFeeDifference
    }
    periods {
      start
      end
      escrowBefore
      escrowed
      fees
      protocolFees
      commission
      toStakers
      excess
      refunds
      escrowAfter
      withdrawn
      escrowBalance
      priceBalance
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"feeFlow":{"total":{"escrowed":true,"fees":true,"protocolFees":true,"commission":true,"toStakers":true,"excess":true,"refunds":true,"escrow":true,"withdrawn":true,"protocolFeeBalance":true,"marketTokens":true,"strayTokens":true,"escrowBalance":true,"priceBalance":true,"protocolFeeDifference":true},"periods":{"escrowBefore":true,"escrowed":true,"fees":true,"protocolFees":true,"commission":true,"toStakers":true,"excess":true,"refunds":true,"escrowAfter":true,"withdrawn":true,"escrowBalance":true,"priceBalance":true}}},
);

/** An analyst asks: whose fees were they, by prover, program or requester, and where did they go? */
export const feeFlowBy = pagedQuery<FeeFlowByQuery, FeeFlowByQueryVariables, "feeFlowBy">(
  "feeFlowBy",
  `query FeeFlowBy($by: FeeSubject!, $days: Int, $from: Int, $to: Int, $limit: Int, $after: String) {
  feeFlowBy(
    by: $by
    days: $days
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    from
    to
    fees
    totalCount
    items {
      subject
      prover {
        name
      }
      escrowed
      fulfilled
      fees
      share {
        bps
      }
      protocolFees
      commission
      toStakers
      excess
      refunds
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  meta {
    block {
      number
    }
  }
}`,
  {"feeFlowBy":{"fees":true,"items":{"escrowed":true,"fees":true,"protocolFees":true,"commission":true,"toStakers":true,"excess":true,"refunds":true}}},
);

/** An analyst asks: do few win, hold or demand most, and do wins go round fairly? */
export const concentration = query<ConcentrationQuery, ConcentrationQueryVariables>(
  `query Concentration($vk: String, $from: Int, $to: Int) {
  marketConcentration(vk: $vk, from: $from, to: $to) {
    wins {
      ...ConcentrationSpread
    }
    stake {
      ...ConcentrationSpread
    }
    requests {
      ...ConcentrationSpread
    }
    maxFees {
      ...ConcentrationSpread
    }
    fairness {
      prover
      auctions
      wins
      expectedWinsBps
      winsOfExpectedBps
    }
    backToBack {
      sameWinner {
        numerator
        denominator
        bps
      }
      expectedBps
      longestStreak
      longestStreakProver
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}

fragment ConcentrationSpread on Concentration {
  holders
  total
  herfindahl {
    bps
  }
  gini {
    bps
  }
  nakamotoHalf
  nakamotoThird
  largest {
    address
    amount
    share {
      bps
    }
  }
}`,
  {"marketConcentration":{"wins":{"total":true,"largest":{"amount":true}},"stake":{"total":true,"largest":{"amount":true}},"requests":{"total":true,"largest":{"amount":true}},"maxFees":{"total":true,"largest":{"amount":true}},"fairness":{"expectedWinsBps":true}}},
);

/** Anybody asks: what is this program, who asks for it, who proves it, what does it cost, where is its binary? */
export const program = query<ProgramQuery, ProgramQueryVariables>(
  `query Program($vk: String!, $from: Int, $to: Int) {
  programOverview(vk: $vk, from: $from, to: $to) {
    program {
      vk
      firstRequestAt
      lastRequestAt
      requests
      fulfilled
      refunded
      missed
      maxFees
      fees
    }
    auctions {
      oneRevealer {
        bps
      }
      twoRevealers {
        bps
      }
      price {
        count
        p10
        p50
        p90
      }
      secondsToProof {
        p50
        p90
      }
    }
    requesters(limit: 10) {
      requester
      requests
      fulfilled
      maxFees
      fees
      lastRequestAt
    }
    provers(limit: 10) {
      prover
      fulfilled
      missed
      success {
        bps
      }
      price {
        p50
      }
      provingSeconds {
        p50
        p90
      }
      lastProofAt
    }
    binaries(limit: 10) {
      imgUrl
      requests
      firstUsedAt
      lastUsedAt
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"programOverview":{"program":{"maxFees":true,"fees":true},"auctions":{"price":{"p10":true,"p50":true,"p90":true}},"requesters":{"maxFees":true,"fees":true},"provers":{"price":{"p50":true}}}},
);

/** An analyst asks: how did the governed parameters change, who changed them, and how many requests were open? */
export const parameterHistory = pagedQuery<ParameterHistoryQuery, ParameterHistoryQueryVariables, "parameterHistory">(
  "parameterHistory",
  `query ParameterHistory($name: String, $contract: contractName, $from: Int, $to: Int, $limit: Int, $after: String) {
  parameterHistory(
    name: $name
    contract: $contract
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    items {
      change {
        contract
        name
        oldValue
        newValue
        account
        block
        timestamp
        transaction
      }
      openRequests
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {},
);

/** An analyst asks: which open requests did each change of the length of a phase move, from when to when? */
export const movedRequests = pagedQuery<MovedRequestsQuery, MovedRequestsQueryVariables, "parameterHistory">(
  "parameterHistory",
  `query MovedRequests($name: String!, $limit: Int, $after: String) {
  parameterHistory(name: $name, limit: $limit, after: $after) {
    items {
      change {
        name
        oldValue
        newValue
        timestamp
        transaction
      }
      openRequests
      moved(limit: 20) {
        items {
          request {
            id
            requester
            createdAt
          }
          oldBiddingEnd
          newBiddingEnd
          oldRevealEnd
          newRevealEnd
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}`,
  {},
);

/** Anybody asks: what do the market's rules say now, in which unit, what does each mean, and since when? */
export const parameters = query<ParametersQuery, ParametersQueryVariables>(
  `query Parameters {
  parameters {
    contract
    name
    newValue
    unit
    meaning
    timestamp
    account
  }
}`,
  {},
);

/** Anybody asks: what was slashed, what was asked, and from where was it taken? Leave `prover` out for all. */
export const slashes = query<SlashesQuery, SlashesQueryVariables>(
  `query Slashes($prover: String, $requester: String, $from: Int, $to: Int) {
  slashes(prover: $prover, requester: $requester, from: $from, to: $to) {
    totalCount
    totalAsked
    totalTakenForMarket
    totalTaken
    totalFromVault
    totalFromUnstaking
    items {
      shortfall
      slashing {
        timestamp
        transaction
        requestId
        asked
        amount
        fromVault
        fromUnstaking
        bps
        scaleBefore
        scaleAfter
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"slashes":{"totalAsked":true,"totalTakenForMarket":true,"totalTaken":true,"totalFromVault":true,"totalFromUnstaking":true,"items":{"shortfall":true,"slashing":{"asked":true,"amount":true,"fromVault":true,"fromUnstaking":true,"bps":true,"scaleBefore":true,"scaleAfter":true}}}},
);

/** Anybody asks: which misses can still be slashed, and until when? */
export const slashableMisses = query<SlashableMissesQuery, SlashableMissesQueryVariables>(
  `query SlashableMisses($prover: String, $requester: String, $at: Int) {
  slashableMisses(prover: $prover, requester: $requester, at: $at) {
    totalCount
    items {
      until
      secondsLeft
      asked
      expected
      obstacles
      prover {
        address
        name
      }
      request {
        id
        status
        requester
        deadline
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"slashableMisses":{"items":{"asked":true,"expected":true,"request":{"deadline":true}}}},
);

/** An analyst asks: what did the reward epochs set aside and pay, and to whom? */
export const rewardEpochs = pagedQuery<RewardEpochsQuery, RewardEpochsQueryVariables, "rewardEpochList">(
  "rewardEpochList",
  `query RewardEpochs($limit: Int, $after: String) {
  rewardOverview {
    schedule {
      fromEpoch
      fromTime
      epochLength
      maxEpochReward
    }
    currentEpoch
    currentStartAt
    currentEndAt
    currentBudget
    epochsSet
    set
    distributed
    left
  }
  rewardEpochList(limit: $limit, after: $after) {
    items {
      epoch
      startAt
      endAt
      complete
      budget
      set
      distributed
      left
      provers
      proversPaid
      allocations {
        prover
        amount
        distributedAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"rewardOverview":{"schedule":{"fromEpoch":true,"epochLength":true,"maxEpochReward":true},"currentEpoch":true,"currentBudget":true,"set":true,"distributed":true,"left":true},"rewardEpochList":{"items":{"epoch":true,"budget":true,"set":true,"distributed":true,"left":true,"allocations":{"amount":true}}}},
);

/** An analyst asks: how much of what provers earn is subsidy? */
export const subsidy = query<SubsidyQuery, SubsidyQueryVariables>(
  `query Subsidy($from: Int, $to: Int) {
  subsidyShare(from: $from, to: $to) {
    from
    to
    marketRewards
    epochRewards
    otherRewards
    subsidy {
      numerator
      denominator
      bps
    }
    byProver {
      prover
      marketRewards
      epochRewards
      otherRewards
      subsidy {
        bps
      }
    }
  }
  meta {
    block {
      number
      timestamp
    }
  }
}`,
  {"subsidyShare":{"marketRewards":true,"epochRewards":true,"otherRewards":true,"subsidy":{"numerator":true,"denominator":true},"byProver":{"marketRewards":true,"epochRewards":true,"otherRewards":true}}},
);

/** A prover asks: who meets me in the auctions of each program, how low do they bid, do they reveal, and who of us wins? */
export const proverRivals = pagedQuery<ProverRivalsQuery, ProverRivalsQueryVariables, "proverRivals">(
  "proverRivals",
  `query ProverRivals($prover: String!, $vk: String, $byProgram: Boolean! = true, $from: Int, $to: Int, $limit: Int, $after: String) {
  proverRivals(
    prover: $prover
    vk: $vk
    byProgram: $byProgram
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    auctions
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    items {
      prover {
        address
        name
      }
      vk
      meetings {
        numerator
        denominator
        bps
      }
      revealRate {
        numerator
        denominator
        bps
      }
      priceLevel {
        count
        p25
        p50
        p75
      }
      ownPriceLevel {
        count
        p50
      }
      duels
      below
      same
      above
      ownBids
      rivalBids
      won
      lost
      wonByOthers
      headToHead {
        numerator
        denominator
        bps
      }
    }
  }
}`,
  {"proverRivals":{"items":{"ownBids":true,"rivalBids":true}}},
);

/** A prover asks: when this rival and I met, who bid lower, and who won? */
export const headToHead = query<HeadToHeadQuery, HeadToHeadQueryVariables>(
  `query HeadToHead($prover: String!, $rival: String!, $from: Int, $to: Int) {
  proverRivals(
    prover: $prover
    rival: $rival
    byProgram: false
    from: $from
    to: $to
  ) {
    auctions
    items {
      prover {
        address
        name
      }
      meetings {
        numerator
        bps
      }
      duels
      below
      same
      above
      won
      lost
      wonByOthers
      priceLevel {
        p50
      }
      ownPriceLevel {
        p50
      }
      headToHead {
        numerator
        denominator
        bps
      }
    }
  }
}`,
  {},
);

/** An explorer asks: how many provers are there, in which state, how many of them really bid, and who came and went each week? */
export const proverSet = query<ProverSetQuery, ProverSetQueryVariables>(
  `query ProverSet($unit: BucketUnit! = WEEK, $at: Int, $from: Int, $to: Int) {
  proverSet(at: $at) {
    ...ProverSetCounts
  }
  proverSetSeries(unit: $unit, from: $from, to: $to) {
    start
    end
    joined
    retired
    activated
    deactivated
    jailed
    at
    counts {
      ...ProverSetCounts
    }
  }
}

fragment ProverSetCounts on ProverSetCounts {
  registered
  active
  deactivated
  jailed
  retired
  activeByBids
  activeByBoth
  activeByStateOnly
  activeByBidsOnly
}`,
  {},
);

/** An explorer asks: how long was each prover in each state, and did it take part? */
export const proverSpells = pagedQuery<ProverSpellsQuery, ProverSpellsQueryVariables, "proverSpells">(
  "proverSpells",
  `query ProverSpells($from: Int, $to: Int, $limit: Int, $after: String) {
  proverSpells(from: $from, to: $to, limit: $limit, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    items {
      prover {
        address
        name
      }
      joinedAt
      state
      since
      activeSeconds
      deactivatedSeconds
      jailedSeconds
      retiredSeconds
      changes
      activeByBids
    }
  }
}`,
  {},
);

/** An analyst asks: what was true after this block: parameters, provers, stake, counts and sums? */
export const asOf = query<AsOfQuery, AsOfQueryVariables>(
  `query AsOf($at: Int, $block: Int, $limit: Int, $after: String) {
  asOf(at: $at, block: $block) {
    block
    timestamp
    network {
      openRequests
      requests
      fulfilled
      refunded
      missed
      slashed
      escrow
      assignedStake
      unstaking
      pendingCommission
      treasuryPool
      protocolFeeBalance
      fees
      protocolFees
      rewards
      commission
      toStakers
    }
    parameters {
      contract
      name
      value
      since
    }
    proverCounts {
      registered
      active
      deactivated
      jailed
      retired
      assets
    }
    provers(limit: $limit, after: $after) {
      items {
        address
        state
        since
        assets
        shares
        price
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}`,
  {"asOf":{"network":{"escrow":true,"assignedStake":true,"unstaking":true,"pendingCommission":true,"treasuryPool":true,"protocolFeeBalance":true,"fees":true,"protocolFees":true,"rewards":true,"commission":true,"toStakers":true},"proverCounts":{"assets":true},"provers":{"items":{"assets":true,"shares":true,"price":true}}}},
);

/** A staker asks: what did I have with this prover after this block or second, and what was it worth? */
export const stakeAsOf = query<StakeAsOfQuery, StakeAsOfQueryVariables>(
  `query StakeAsOf($prover: String!, $staker: String!, $at: Int, $block: Int) {
  stakeAsOf(prover: $prover, staker: $staker, at: $at, block: $block) {
    block
    timestamp
    shares
    value
    unstaking
    price
  }
}`,
  {"stakeAsOf":{"shares":true,"value":true,"unstaking":true,"price":true}},
);

/** Anybody asks: can I trust this index? What must be equal is equal, and when was it last compared with the chain? */
export const invariants = query<InvariantsQuery, InvariantsQueryVariables>(
  `query Invariants {
  invariants {
    name
    meaning
    left
    right
    stray
    exceptions
    holds
  }
  lastVerification {
    block
    timestamp
    comparedAt
    scope
    outcome
    compared
    equal
    different
    unsampled
    refused
    differentViews
  }
  earlierVerifications {
    block
    comparedAt
    scope
    outcome
    differentViews
  }
  laterVerifications {
    block
    comparedAt
    scope
    outcome
  }
}`,
  {"invariants":{"left":true,"right":true,"stray":true}},
);

/** An analyst asks: what do the contract's own lifetime statistics say beside plain counts, and why do they differ? */
export const contractStatistics = query<ContractStatisticsQuery, ContractStatisticsQueryVariables>(
  `query ContractStatistics($prover: String) {
  network: contractStatistics {
    figures {
      name
      contract
      index
    }
    reasons
  }
  prover: contractStatistics(prover: $prover) {
    figures {
      name
      contract
      index
    }
    reasons
  }
}`,
  {"network":{"figures":{"contract":true,"index":true}},"prover":{"figures":{"contract":true,"index":true}}},
);

/** An explorer's visitor asks: what is this address, id or name? */
export const search = query<SearchQuery, SearchQueryVariables>(
  `query Search($text: String!, $limit: Int) {
  search(text: $text, limit: $limit) {
    kind
    id
    label
  }
}`,
  {},
);

/** A requester asks: what did I ask for, what became of it, what did it cost, and how was it the month before? */
export const requesterRecord = query<RequesterRecordQuery, RequesterRecordQueryVariables>(
  `query RequesterRecord($requester: String!, $vk: String, $days: Int, $from: Int, $to: Int) {
  requesterRecord(
    requester: $requester
    vk: $vk
    days: $days
    from: $from
    to: $to
  ) {
    requester
    requests
    open
    fulfilled
    refunded
    missed
    success {
      numerator
      denominator
      bps
    }
    maxFees
    fees
    saving {
      numerator
      denominator
      bps
    }
    price {
      count
      min
      p10
      p50
      p90
      max
    }
    secondsToProof {
      p50
      p90
      p99
    }
    provingSeconds {
      p50
      p90
      p99
    }
    before {
      requests
      fulfilled
      missed
      success {
        bps
      }
      fees
      saving {
        bps
      }
      price {
        p50
      }
      secondsToProof {
        p50
      }
    }
  }
}`,
  {"requesterRecord":{"maxFees":true,"fees":true,"saving":{"numerator":true,"denominator":true},"price":{"min":true,"p10":true,"p50":true,"p90":true,"max":true},"before":{"fees":true,"price":{"p50":true}}}},
);

/** An analyst asks: who asked for the most proofs in a window, how were they served, and how was it the window before? */
export const requesterStandings = pagedQuery<RequesterStandingsQuery, RequesterStandingsQueryVariables, "requesterStandings">(
  "requesterStandings",
  `query RequesterStandings($orderBy: DemandOrder! = FEES, $orderDirection: String, $vk: String, $days: Int, $from: Int, $to: Int, $limit: Int, $after: String) {
  requesterStandings(
    orderBy: $orderBy
    orderDirection: $orderDirection
    vk: $vk
    days: $days
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      requester
      open
      refunded
      maxFees
      ...RequesterStandingsFigures
      before {
        ...RequesterStandingsBefore
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

fragment RequesterStandingsFigures on RequesterRecord {
  requests
  fulfilled
  missed
  success {
    bps
  }
  fees
  saving {
    bps
  }
  price {
    p50
    p90
  }
  secondsToProof {
    p50
    p90
  }
  provingSeconds {
    p50
  }
}

fragment RequesterStandingsBefore on DemandFigures {
  requests
  fulfilled
  success {
    bps
  }
  fees
  price {
    p50
  }
  secondsToProof {
    p50
  }
}`,
  {"requesterStandings":{"items":{"maxFees":true,"fees":true,"price":{"p50":true,"p90":true},"before":{"fees":true,"price":{"p50":true}}}}},
);

/** An analyst asks: who may slash, pause or set rewards, and who gave them the right? */
export const roles = query<RolesQuery, RolesQueryVariables>(
  `query Roles {
  roleMembers(where: {granted: true}) {
    items {
      contract
      role
      roleName
      account
    }
  }
  roleChanges(orderDirection: "desc", limit: 20) {
    items {
      contract
      role
      roleName
      account
      granted
      timestamp
      transaction
    }
  }
}`,
  {},
);

/** Anybody asks: which provers did best this week, and did they do better than the week before? */
export const proverStandings = pagedQuery<ProverStandingsQuery, ProverStandingsQueryVariables, "proverStandings">(
  "proverStandings",
  `query ProverStandings($days: Int, $from: Int, $to: Int, $orderBy: ProverOrder! = FEES, $orderDirection: String, $states: [proverState!], $limit: Int, $after: String) {
  proverStandings(
    days: $days
    from: $from
    to: $to
    orderBy: $orderBy
    orderDirection: $orderDirection
    states: $states
    limit: $limit
    after: $after
  ) {
    from
    to
    readFrom
    totalCount
    items {
      rank
      prover {
        address
        name
        state
        assets
      }
      bids
      revealRate {
        bps
      }
      winRate {
        numerator
        denominator
        bps
      }
      priceOfMaxFee {
        bps
      }
      provingSeconds {
        p50
        p90
        p99
      }
      proven
      missed
      success {
        numerator
        denominator
        bps
      }
      fees
      rewards
      apr
      reason
      before {
        bids
        winRate {
          bps
        }
        priceOfMaxFee {
          bps
        }
        provingSeconds {
          p50
          p90
        }
        proven
        missed
        success {
          bps
        }
        fees
        rewards
        apr
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"proverStandings":{"items":{"prover":{"assets":true},"fees":true,"rewards":true,"before":{"fees":true,"rewards":true}}}},
);

/** An analyst asks: which programs were most asked for in a window, at what price and how fast, and how was it the window before? */
export const programStandings = pagedQuery<ProgramStandingsQuery, ProgramStandingsQueryVariables, "programStandings">(
  "programStandings",
  `query ProgramStandings($orderBy: DemandOrder! = FEES, $orderDirection: String, $days: Int, $from: Int, $to: Int, $limit: Int, $after: String) {
  programStandings(
    orderBy: $orderBy
    orderDirection: $orderDirection
    days: $days
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      program {
        vk
        imgUrl
        firstRequestAt
        lastRequestAt
      }
      requests
      fulfilled
      missed
      success {
        bps
      }
      fees
      saving {
        bps
      }
      price {
        p50
        p90
      }
      secondsToProof {
        p50
        p90
      }
      provingSeconds {
        p50
        p90
      }
      before {
        requests
        success {
          bps
        }
        fees
        price {
          p50
        }
        secondsToProof {
          p50
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"programStandings":{"items":{"fees":true,"price":{"p50":true,"p90":true},"before":{"fees":true,"price":{"p50":true}}}}},
);

/** A staker asks: what did each event make of my position, line by line, and does it add up to what it is worth? */
export const stakerStatement = pagedQuery<StakerStatementQuery, StakerStatementQueryVariables, "stakerStatement">(
  "stakerStatement",
  `query StakerStatement($staker: String!, $prover: String!, $orderDirection: String, $limit: Int, $after: String) {
  stakerStatement(
    staker: $staker
    prover: $prover
    orderDirection: $orderDirection
    limit: $limit
    after: $after
  ) {
    firstStakedAt
    items {
      id
      kind
      timestamp
      transaction
      moved
      earned
      unstakingSlashed
      paidOut
      shares
      value
      unstaking
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
  {"stakerStatement":{"items":{"id":true,"moved":true,"earned":true,"unstakingSlashed":true,"paidOut":true,"shares":true,"value":true,"unstaking":true}}},
);

/** A staker asks: what were my positions worth day by day, and what came from deposits, rewards and slashes? */
export const stakerSeries = query<StakerSeriesQuery, StakerSeriesQueryVariables>(
  `query StakerSeries($staker: String!, $prover: String, $unit: BucketUnit!, $from: Int, $to: Int) {
  stakerSeries(
    staker: $staker
    prover: $prover
    unit: $unit
    from: $from
    to: $to
  ) {
    at
    before {
      value
      unstaking
    }
    points {
      start
      end
      complete
      staked
      unstaked
      transferredIn
      transferredOut
      earned
      slashed
      unstakingSlashed
      paidOut
      value
      unstaking
    }
  }
}`,
  {"stakerSeries":{"before":{"value":true,"unstaking":true},"points":{"staked":true,"unstaked":true,"transferredIn":true,"transferredOut":true,"earned":true,"slashed":true,"unstakingSlashed":true,"paidOut":true,"value":true,"unstaking":true}}},
);

/** A bidder's program asks with its hot key: for which prover do I act, may I bid, reveal and prove, and what is due? */
export const submitter = query<SubmitterQuery, SubmitterQueryVariables>(
  `query Submitter($submitter: String!, $minutes: Int, $at: Int) {
  submitterView(submitter: $submitter) {
    actsFor
    isRegistered
    awaitsRegistration
    prover {
      address
      name
      state
    }
    headroom
    biddingObstacle
    mayProveForFee
    submitter {
      registeredAt
      actions
      lastActionAt
    }
    duties(minutes: $minutes, at: $at) {
      commissionToClaim
      items {
        kind
        opensAt
        closesAt
        secondsLeft
        isDue
        obstacles
        request {
          id
          vk
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}`,
  {"submitterView":{"headroom":true,"duties":{"commissionToClaim":true}}},
);
