/**
 * Every table of the index. The comments are the documentation of the API: what a row is, what a column means, its unit.
 *
 * Units: [wei] of BREV (18 decimals; fee token and staking token are the same), [bps] basis points of 10,000,
 * [unix s] seconds since 1970. CURRENT is the value now, CUMULATIVE only ever grows. `null` means "not (yet)", never zero.
 * `id` of an event table is `block * 1,000,000 + log index`: unique, and in the order of the chain.
 */
import {
  bigint,
  boolean,
  hex,
  index,
  int8,
  integer,
  onchainEnum,
  onchainTable,
  primaryKey,
  relations,
  text,
} from "ponder";

// ---------------------------------------------------------------- enums

/** `ReqStatus` of BrevisMarket, in its order: what has been settled on chain. The phase of a pending request depends on the time and is derived by the API. */
export const requestStatus = onchainEnum("request_status", [
  "PENDING",
  "FULFILLED",
  "REFUNDED",
  "SLASHED",
]);

/** Why a request was refunded: nobody bid, nobody revealed, or the winner missed the deadline. */
export const refundReason = onchainEnum("refund_reason", [
  "NO_BIDS",
  "NO_REVEALS",
  "DEADLINE_MISSED",
]);

/** `ProverState` of StakingController; RETIRED is the contract's Null after a retirement. */
export const proverState = onchainEnum("prover_state", [
  "ACTIVE",
  "DEACTIVATED",
  "JAILED",
  "RETIRED",
]);

/** How a winner's assignment ended: still open, a lower bid displaced it, proven, or missed. */
export const assignmentOutcome = onchainEnum("assignment_outcome", [
  "OPEN",
  "OUTBID",
  "FULFILLED",
  "MISSED",
]);

/** Who paid a reward: the market (a proof's fee), EpochRewards (the subsidy), or anybody else. */
export const rewardSource = onchainEnum("reward_source", ["MARKET", "EPOCH", "OTHER"]);

/** What changed a vault's assets or shares. */
export const vaultChangeKind = onchainEnum("vault_change_kind", [
  "STAKE",
  "UNSTAKE",
  "MARKET_REWARD",
  "EPOCH_REWARD",
  "OTHER_REWARD",
  "DONATION",
  "SLASH",
  "RETIREMENT",
]);

/** What moved the controller's treasury pool, or tokens out of the controller past every pool (EMERGENCY). */
export const treasuryMovementKind = onchainEnum("treasury_movement_kind", [
  "SLASH",
  "RETIREMENT",
  "WITHDRAWAL",
  "EMERGENCY",
]);

/** What happened to a hot key: the key's own consent, its registration by a prover, its removal. */
export const submitterChangeKind = onchainEnum("submitter_change_kind", [
  "CONSENT",
  "REGISTERED",
  "UNREGISTERED",
]);

/** Which contract of ProverNet. */
export const contractName = onchainEnum("contract_name", ["MARKET", "STAKING", "EPOCH_REWARDS"]);

/** Which event an activity row stands for. */
export const activityKind = onchainEnum("activity_kind", [
  "REQUESTED",
  "BID",
  "REVEALED",
  "FULFILLED",
  "REFUNDED",
  "SLASH_ASKED",
  "PROVER_INITIALIZED",
  "PROVER_STATE_CHANGED",
  "PROVER_RETIRED",
  "PROFILE_UPDATED",
  "STAKED",
  "UNSTAKE_REQUESTED",
  "UNSTAKE_COMPLETED",
  "SHARES_TRANSFERRED",
  "REWARDED",
  "DONATED",
  "COMMISSION_CLAIMED",
  "COMMISSION_RATE_UPDATED",
  "SLASHED",
  "TREASURY_WITHDRAWN",
  "EMERGENCY_RECOVERED",
  "PROTOCOL_FEE_WITHDRAWN",
  "SUBMITTER_CONSENT",
  "SUBMITTER_REGISTERED",
  "SUBMITTER_UNREGISTERED",
  "VERIFIER_UPDATED",
  "PARAMETER_UPDATED",
  "STATS_EPOCH_SCHEDULED",
  "STATS_EPOCH_POPPED",
  "STATS_EPOCH_STARTED",
  "REWARD_EPOCH_CONFIGURED",
  "REWARD_ALLOCATED",
  "REWARD_EPOCH_SET",
  "REWARDS_WITHDRAWN",
  "ROLE_GRANTED",
  "ROLE_REVOKED",
  "ROLE_ADMIN_CHANGED",
  "OWNERSHIP_TRANSFERRED",
  "OWNERSHIP_TRANSFER_STARTED",
  "OWNERSHIP_TRANSFER_CANCELED",
  "PAUSED",
  "UNPAUSED",
]);

// ---------------------------------------------------------------- shared columns

/** The columns of a row that one log wrote. */
const eventColumns = () => ({
  /** `block * 1,000,000 + log index` of the log. */
  id: int8({ mode: "bigint" }).primaryKey(),
  /** Block number. */
  block: integer().notNull(),
  /** [unix s] Time of the block. */
  timestamp: integer().notNull(),
  /** Hash of the transaction; of the block where no transaction is behind it: first values and samples. */
  transaction: hex().notNull(),
});

/** CUMULATIVE counts and sums of requests, kept alike for the network, a requester and a program, in total and per bucket of time. */
const requestColumns = () => ({
  /** Requests opened. */
  requests: integer().notNull().default(0),
  /** Requests refunded, for any reason. */
  refunded: integer().notNull().default(0),
  /** Refunds because nobody bid. */
  refundedNoBids: integer().notNull().default(0),
  /** Refunds because there were bids and no winner. */
  refundedNoReveals: integer().notNull().default(0),
  /** [wei] Σ max fee of the requests opened: what requesters escrowed. */
  maxFees: bigint().notNull().default(0n),
});

/** CUMULATIVE counts and sums of bids and proofs, kept alike for the network, a prover, a requester and a program, in total and per bucket of time. */
const provingColumns = () => ({
  /** Bids placed, re-bids included (`ProverStats.bids` counts so). */
  bids: integer().notNull().default(0),
  /** Distinct (request, prover) pairs that bid. */
  bidders: integer().notNull().default(0),
  /** Reveals, repeated ones included (`ProverStats.reveals` counts so). */
  reveals: integer().notNull().default(0),
  /** Distinct (request, prover) pairs that revealed. */
  revealers: integer().notNull().default(0),
  /** Requests proven. */
  fulfilled: integer().notNull().default(0),
  /** Refunds after the deadline with a winner: the winner's misses (`ProverStats.requestsRefunded`). */
  missed: integer().notNull().default(0),
  /** Requests whose winner the market slashed. */
  slashed: integer().notNull().default(0),
  /** [wei] Σ price paid for proofs, before the protocol fee. */
  fees: bigint().notNull().default(0n),
  /** [wei] Σ protocol fee of those prices. */
  protocolFees: bigint().notNull().default(0n),
  /** [wei] Σ price less protocol fee: what provers and their stakers got for proofs. */
  rewards: bigint().notNull().default(0n),
  /** [wei] Σ the provers' commission within `rewards`. */
  commission: bigint().notNull().default(0n),
  /** [wei] Σ the stakers' part within `rewards`. */
  toStakers: bigint().notNull().default(0n),
  /** [wei] Σ max fee less price of the proven requests: returned to their requesters. */
  excess: bigint().notNull().default(0n),
  /** [wei] Σ max fee of the refunded requests. */
  refunds: bigint().notNull().default(0n),
  /** [wei] Σ price less the winner's own bid: what the second price gave the winners above their bids. */
  surplus: bigint().notNull().default(0n),
  /** [wei] Σ slash the market asked for. */
  slashAsked: bigint().notNull().default(0n),
  /** [wei] Σ slash taken for those, from vaults and pending unstakes. */
  slashTaken: bigint().notNull().default(0n),
  /** [s] Σ proof time less end of the reveal phase over the proven requests: an upper bound of the proving time. */
  provingSeconds: bigint().notNull().default(0n),
});

/** Both, where both are kept. */
const marketColumns = () => ({ ...requestColumns(), ...provingColumns() });

/** CUMULATIVE flows of stake and rewards, kept alike for the network and a prover, in total and per bucket of time. */
const stakingColumns = () => ({
  /** [wei] Assets staked. */
  staked: bigint().notNull().default(0n),
  /** [wei] Assets that left the vault into the unstake queue. */
  unstaked: bigint().notNull().default(0n),
  /** [wei] Paid out of the unstake queue, after slashing. */
  unstakeCompleted: bigint().notNull().default(0n),
  /** [wei] Rewards added by the market, commission included. */
  marketRewards: bigint().notNull().default(0n),
  /** [wei] Rewards added by EpochRewards, commission included. */
  epochRewards: bigint().notNull().default(0n),
  /** [wei] Rewards added by anybody else, commission included. */
  otherRewards: bigint().notNull().default(0n),
  /** [wei] Commission within all rewards. */
  rewardCommission: bigint().notNull().default(0n),
  /** [wei] The stakers' part within all rewards. */
  rewardToStakers: bigint().notNull().default(0n),
  /** [wei] Commission claimed by provers. */
  commissionClaimed: bigint().notNull().default(0n),
  /** [wei] Tokens sent straight to a vault, past the controller. */
  donated: bigint().notNull().default(0n),
  /** [wei] Slashes taken from vaults. */
  slashedAssets: bigint().notNull().default(0n),
  /** [wei] Slashes taken from pending unstakes. */
  slashedUnstaking: bigint().notNull().default(0n),
});

// ---------------------------------------------------------------- network

/** The one row about the whole network: its contracts, parameters, pools and totals. "Registered" provers have joined and not retired. */
export const network = onchainTable("network", () => ({
  /** Always 0. */
  id: integer().primaryKey(),
  /** Chain id. */
  chainId: integer().notNull(),
  /** BrevisMarket (proxy). */
  market: hex().notNull(),
  /** StakingController (proxy). */
  staking: hex().notNull(),
  /** The BREV token: fee token and staking token. */
  token: hex().notNull(),
  /** EpochRewards (proxy); null when its address is not configured: its rewards then count as OTHER. */
  epochRewardsContract: hex(),
  /** Whether every transfer of the token is indexed, so that donations to vaults are exact at every block; false: vault balances are sampled. */
  allTransfers: boolean().notNull(),
  /** [unix s] When vault balances were last sampled; null when every transfer is indexed, or before the first sample. */
  sampledAt: integer(),
  /** Whether the inputs that requests give on chain are kept; false: INPUT_DATA=off. */
  keepsInputs: boolean().notNull(),

  /** [s] CURRENT length of the bidding phase. Applies to open requests too. */
  biddingPhaseDuration: bigint().notNull().default(0n),
  /** [s] CURRENT length of the reveal phase. Applies to open requests too. */
  revealPhaseDuration: bigint().notNull().default(0n),
  /** [wei] CURRENT lowest max fee a request may offer. */
  minMaxFee: bigint().notNull().default(0n),
  /** [wei] CURRENT highest max fee a request may offer; 0 means no limit. */
  maxMaxFee: bigint().notNull().default(0n),
  /** [bps] CURRENT part of the minimum stake that a missed deadline may cost. */
  slashBps: bigint().notNull().default(0n),
  /** [s] CURRENT time after the deadline within which a miss can be slashed. */
  slashWindow: bigint().notNull().default(0n),
  /** [bps] CURRENT protocol fee. */
  protocolFeeBps: bigint().notNull().default(0n),
  /** [bps] CURRENT part of assigned stake that counts against a new assignment. */
  overcommitBps: bigint().notNull().default(0n),
  /** [s] CURRENT delay between asking for and completing an unstake. Applies to queued unstakes too. */
  unstakeDelay: bigint().notNull().default(0n),
  /** [wei] CURRENT stake of its own that a prover needs. */
  minSelfStake: bigint().notNull().default(0n),
  /** [bps] CURRENT limit of a slash by amount. */
  maxSlashBps: bigint().notNull().default(0n),
  /** Whether only authorised accounts may become provers. */
  requireAuthorization: boolean().notNull().default(false),

  /** CURRENT statistics epoch of the contract (`statsEpochId`), advanced lazily by market calls. */
  statsEpochId: integer().notNull().default(0),
  /** CURRENT number of statistics epochs, scheduled ones included. */
  statsEpochCount: integer().notNull().default(0),
  /** Last reward epoch for which rewards were set; null before the first. */
  lastRewardEpoch: bigint(),
  /** CURRENT number of entries in the schedule of reward epochs. */
  rewardEpochConfigCount: integer().notNull().default(0),

  /** CUMULATIVE vaults created. */
  vaults: integer().notNull().default(0),
  /** CURRENT provers that are registered: joined and not retired. */
  provers: integer().notNull().default(0),
  /** CURRENT provers in state ACTIVE. */
  activeProvers: integer().notNull().default(0),
  /** UTC day, counted since 1970, of the last event of the market or of staking: `marketDay` has those before it. */
  currentDay: integer().notNull().default(0),
  /** CURRENT stakers summed over provers, as the contract counts them: one account staking with two provers counts twice. */
  stakers: integer().notNull().default(0),
  /** CURRENT accounts that are a staker of at least one prover: each counts once. */
  distinctStakers: integer().notNull().default(0),
  /** CURRENT pending requests. */
  openRequests: integer().notNull().default(0),
  /** [wei] CURRENT Σ max fee of pending requests, held by the market. */
  escrow: bigint().notNull().default(0n),
  /** [wei] CURRENT protocol fees held by the market. */
  protocolFeeBalance: bigint().notNull().default(0n),
  /** [wei] CUMULATIVE protocol fees withdrawn. */
  protocolFeesWithdrawn: bigint().notNull().default(0n),
  /** [wei] CURRENT assets in the vaults of registered provers. */
  assets: bigint().notNull().default(0n),
  /** [wei] CURRENT unstakes pending, after slashing (`totalUnstaking`). */
  unstaking: bigint().notNull().default(0n),
  /** [wei] CURRENT treasury pool of the controller. */
  treasuryPool: bigint().notNull().default(0n),
  /** [wei] CURRENT commission earned and not claimed. */
  pendingCommission: bigint().notNull().default(0n),
  /** [wei] CURRENT Σ minimum stake of open assignments. */
  assignedStake: bigint().notNull().default(0n),
  /** [wei] CUMULATIVE tokens taken out of the controller in an emergency, past every pool. */
  emergencyRecovered: bigint().notNull().default(0n),
  ...marketColumns(),
  ...stakingColumns(),
}));

/** A contract of ProverNet: who owns it, whether it is paused. */
export const contract = onchainTable("contract", () => ({
  address: hex().primaryKey(),
  name: contractName().notNull(),
  /** CURRENT owner; null until known. */
  owner: hex(),
  /** Proposed owner that has not accepted; null when there is none. */
  pendingOwner: hex(),
  /** CURRENT pause switch. While StakingController is paused, stakes, rewards and slashes revert and deadlines keep running. */
  paused: boolean().notNull().default(false),
  /** [unix s] Since when; null when it never changed. */
  pausedChangedAt: integer(),
}));

/** An account's membership in a role of a contract. */
export const roleMember = onchainTable(
  "role_member",
  () => ({
    contract: hex().notNull(),
    /** keccak256 of the role's name. */
    role: hex().notNull(),
    account: hex().notNull(),
    /** CURRENT: whether it holds the role. */
    granted: boolean().notNull(),
    /** [unix s] Since when. */
    since: integer().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.contract, t.role, t.account] }) }),
);

/** One grant or revocation of a role, in the order of the chain. */
export const roleChange = onchainTable("role_change", () => ({
  ...eventColumns(),
  contract: hex().notNull(),
  role: hex().notNull(),
  account: hex().notNull(),
  granted: boolean().notNull(),
}));

/** Who may grant and revoke a role besides the owner. */
export const roleAdmin = onchainTable(
  "role_admin",
  () => ({
    contract: hex().notNull(),
    role: hex().notNull(),
    /** CURRENT administrator; null for the owner alone. */
    admin: hex(),
    /** [unix s] Since when. */
    since: integer().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.contract, t.role] }) }),
);

/** One change of a governed parameter, or its first value. */
export const parameterChange = onchainTable(
  "parameter_change",
  () => ({
    ...eventColumns(),
    contract: contractName().notNull(),
    /** The contract's own name of the parameter, e.g. `biddingPhaseDuration`. */
    name: text().notNull(),
    /** A decimal integer, `true`/`false`, or a hex value; null for the first value, read when indexing began. */
    oldValue: text(),
    newValue: text().notNull(),
    /** Account that sent the transaction; null for the first value. */
    account: hex(),
  }),
  (t) => ({ byName: index().on(t.name, t.id) }),
);

/** One indexed event of the protocol: the feed. */
export const activity = onchainTable(
  "activity",
  () => ({
    ...eventColumns(),
    kind: activityKind().notNull(),
    /** Account that sent the transaction: the prover itself, a submitter, a relaying contract's caller. */
    sender: hex().notNull(),
    /** Request concerned; null for none. */
    requestId: hex(),
    /** Prover concerned; null for none. */
    prover: hex(),
    /** Requester, staker, submitter, reward source, receiver or role holder concerned; null for none. */
    account: hex(),
    /** [wei] The event's main amount; null when it has none. */
    amount: bigint(),
  }),
  (t) => ({
    byKind: index().on(t.kind, t.id),
    byRequest: index().on(t.requestId, t.id),
    byProver: index().on(t.prover, t.id),
    byAccount: index().on(t.account, t.id),
    // By the whole hash alone: a tenth of what a list in order would take.
    byTransaction: index().using("hash", t.transaction),
  }),
);

/** A block with entries in the feed: by its hash a follower learns whether what it was given is still part of the chain. */
export const eventBlock = onchainTable("event_block", () => ({
  /** Block number. */
  number: integer().primaryKey(),
  /** Hash of the block. */
  hash: hex().notNull(),
  /** [unix s] */
  timestamp: integer().notNull(),
}));

/** An address that took part, and as what. */
export const account = onchainTable("account", () => ({
  address: hex().primaryKey(),
  isRequester: boolean().notNull().default(false),
  isProver: boolean().notNull().default(false),
  isSubmitter: boolean().notNull().default(false),
  isStaker: boolean().notNull().default(false),
  /** CURRENT provers it is a staker of, as the contract counts stakers. */
  stakes: integer().notNull().default(0),
  /** [unix s] First time it took one of these roles. */
  firstSeenAt: integer().notNull(),
}));

/** What an address holds of the token, from its transfers: every holder when all transfers are indexed, else the protocol's contracts only. */
export const tokenBalance = onchainTable("token_balance", () => ({
  address: hex().primaryKey(),
  /** [wei] CURRENT balance. */
  balance: bigint().notNull(),
}));

// ---------------------------------------------------------------- market

/** One proof request, its whole life. */
export const request = onchainTable(
  "request",
  () => ({
    /** `reqid` = keccak256(nonce, vk, publicValuesDigest). */
    id: hex().primaryKey(),
    status: requestStatus().notNull().default("PENDING"),
    /** Who escrowed the fee, taken from the token transfer before the event: a contract's own address when a contract asks. */
    requester: hex().notNull(),
    nonce: bigint().notNull(),
    /** Verifying key of the program. */
    vk: hex().notNull(),
    publicValuesDigest: hex().notNull(),
    /** Where the program's binary is. Arbitrary text from the chain: U+0000 is shown as U+2400, invalid UTF-8 as U+FFFD. */
    imgUrl: text().notNull(),
    /** Where the input is. Arbitrary text from the chain, as `imgUrl`. */
    inputUrl: text().notNull(),
    /** [bytes] Size of the input given on chain. */
    inputSize: integer().notNull(),
    /** keccak256 of the input given on chain; null when there is none. */
    inputHash: hex(),
    /** Verifier version the proof must pass. */
    version: bigint().notNull(),
    /** [wei] Fee escrowed: the most the proof may cost. */
    maxFee: bigint().notNull(),
    /** [wei] Stake the winner must have free, and commits. */
    minStake: bigint().notNull(),
    /** [unix s] Last second at which the proof is accepted. */
    deadline: bigint().notNull(),

    /** [unix s] Time of the request. Bidding and reveal end are derived from it and the parameters now. */
    createdAt: integer().notNull(),
    createdBlock: integer().notNull(),
    createdTransaction: hex().notNull(),
    /** Id of the NewRequest event: orders requests as the chain does. */
    createdId: int8({ mode: "bigint" }).notNull(),

    /** Bidders as the contract counts them: a bid hash of zero counts again at every bid. */
    bidCount: integer().notNull().default(0),
    /** Distinct provers that bid. */
    bidders: integer().notNull().default(0),
    /** Reveals, repeated ones included. */
    revealCount: integer().notNull().default(0),
    /** Distinct provers that revealed. */
    revealers: integer().notNull().default(0),
    /** CURRENT lowest revealed bidder; null before the first reveal. A tie keeps the earlier. */
    winner: hex(),
    /** [wei] The winner's own bid; null before the first reveal. */
    winnerFee: bigint(),
    /** CURRENT second-lowest revealed bidder: may be the winner itself when it revealed twice; null with fewer than two reveals. */
    second: hex(),
    /** [wei] The second-lowest bid, which is the price; null with fewer than two reveals. */
    secondFee: bigint(),
    /** Id of the winner's open or last assignment; null before the first reveal. */
    assignmentId: int8({ mode: "bigint" }),

    /** [wei] What was paid for the proof: the second bid, or the winner's own when alone; null until proven. */
    price: bigint(),
    /** [wei] Protocol fee within the price; null until proven. */
    protocolFee: bigint(),
    /** [wei] Price less protocol fee; null until proven. */
    reward: bigint(),
    /** [wei] Prover's commission within the reward; null until proven. */
    commission: bigint(),
    /** [wei] Stakers' part within the reward; null until proven. */
    toStakers: bigint(),
    /** [wei] Max fee less price, returned to the requester; null until proven. */
    excess: bigint(),
    /** [unix s] null until proven. */
    fulfilledAt: integer(),
    fulfilledTransaction: hex(),
    /** [s] Proof time less end of the reveal phase then: an upper bound of the proving time; null until proven. */
    provingSeconds: integer(),

    /** [unix s] null unless refunded. */
    refundedAt: integer(),
    refundedTransaction: hex(),
    /** [wei] The max fee, given back; null unless refunded. */
    refundAmount: bigint(),
    refundReason: refundReason(),

    /** [unix s] null unless slashed. */
    slashedAt: integer(),
    slashedTransaction: hex(),
    /** [wei] Slash the market asked for: minimum stake × slashBps; null unless slashed. */
    slashAsked: bigint(),
    /** [wei] Slash the controller took for it, after cap and rounding; null unless slashed. */
    slashTaken: bigint(),
    /** Id of the event that settled it last (proof, refund or slash); null while pending. */
    settledId: int8({ mode: "bigint" }),
  }),
  (t) => ({
    byTime: index().on(t.createdId),
    byStatus: index().on(t.status, t.createdId),
    byRequester: index().on(t.requester, t.createdId),
    byRequesterAndStatus: index().on(t.requester, t.status, t.createdId),
    byProgram: index().on(t.vk, t.createdId),
    byWinner: index().on(t.winner, t.createdId),
    byDeadline: index().on(t.status, t.deadline),
    bySettled: index().on(t.settledId),
  }),
);

/** The input that a request gave on chain, whole, apart from the request's row. None for a request without one, and none at all with INPUT_DATA=off. The API gives it as `request.inputData`. */
export const requestInput = onchainTable("request_input", (t) => ({
  requestId: hex().primaryKey(),
  /** The bytes; PostgreSQL compresses them. */
  data: t.bytes().notNull(),
}));

/** What one prover bid on one request. */
export const bid = onchainTable(
  "bid",
  () => ({
    requestId: hex().notNull(),
    prover: hex().notNull(),
    /** CURRENT sealed bid: keccak256(reqid, prover, fee, nonce). */
    bidHash: hex().notNull(),
    /** Times the bid was placed; above 1 it was replaced. */
    commits: integer().notNull(),
    /** [unix s] First time the prover bid. */
    firstBidAt: integer().notNull(),
    /** [unix s] Last time the prover bid. */
    lastBidAt: integer().notNull(),
    /** Transaction of the last bid. */
    bidTransaction: hex().notNull(),
    /** Id of the first NewBid event. */
    firstBidId: int8({ mode: "bigint" }).notNull(),
    /** [wei] Fee last revealed; null while sealed. */
    fee: bigint(),
    /** Times it was revealed. A prover may reveal again, and so become its own second. */
    reveals: integer().notNull().default(0),
    /** [unix s] First reveal; null while sealed. */
    firstRevealAt: integer(),
    /** [unix s] Last reveal; null while sealed. */
    lastRevealAt: integer(),
    /** Id of the first reveal event: orders equal fees; null while sealed. */
    firstRevealId: int8({ mode: "bigint" }),
    /** Transaction of the last reveal; null while sealed. */
    revealTransaction: hex(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.requestId, t.prover] }),
    byProver: index().on(t.prover, t.firstBidId),
    byTime: index().on(t.firstBidId),
  }),
);

/** One spell of a prover as the winner of a request: what commits its stake. */
export const assignment = onchainTable(
  "assignment",
  () => ({
    /** Id of the reveal event that made it the winner. */
    id: int8({ mode: "bigint" }).primaryKey(),
    requestId: hex().notNull(),
    prover: hex().notNull(),
    /** [wei] The bid it won with. */
    fee: bigint().notNull(),
    /** [wei] Stake committed meanwhile. */
    minStake: bigint().notNull(),
    /** [unix s] */
    startedAt: integer().notNull(),
    /** [unix s] null while it lasts. */
    endedAt: integer(),
    /** Id of the event that ended it; null while it lasts. */
    endedId: int8({ mode: "bigint" }),
    outcome: assignmentOutcome().notNull().default("OPEN"),
  }),
  (t) => ({
    byProver: index().on(t.prover, t.id),
    byRequest: index().on(t.requestId, t.id),
    open: index().on(t.outcome, t.prover),
    byOutcome: index().on(t.outcome, t.id),
  }),
);

/** An accepted proof. Anyone can verify it again: `verifyPicoProof(vk, publicValuesDigest, words)` of the verifier. */
export const proof = onchainTable(
  "proof",
  () => ({
    requestId: hex().primaryKey(),
    prover: hex().notNull(),
    /** The eight words of the proof, 32 bytes each, one after the other. */
    words: hex().notNull(),
    /** Verifier version the request named. */
    version: bigint().notNull(),
    /** Verifier that accepted it: the one registered for the version at that moment; null if the registry never named one. */
    verifier: hex(),
    /** Account that sent the transaction. */
    sender: hex().notNull(),
    /** Id of the ProofSubmitted event. */
    eventId: int8({ mode: "bigint" }).notNull(),
    block: integer().notNull(),
    /** [unix s] */
    timestamp: integer().notNull(),
    transaction: hex().notNull(),
  }),
  (t) => ({
    byProver: index().on(t.prover, t.eventId),
    byVerifier: index().on(t.verifier, t.eventId),
    byTime: index().on(t.eventId),
  }),
);

/** The verifier registered for a version. */
export const verifier = onchainTable("verifier", () => ({
  version: bigint().primaryKey(),
  /** CURRENT contract; null after removal. */
  address: hex(),
  /** [unix s] Since when; for version 0 the start of indexing until it changes. */
  since: integer().notNull(),
  /** CUMULATIVE proofs it accepted under this version. */
  proofs: integer().notNull().default(0),
}));

/** One change of the verifier registry. */
export const verifierChange = onchainTable("verifier_change", () => ({
  ...eventColumns(),
  version: bigint().notNull(),
  /** null when there was none. */
  oldVerifier: hex(),
  /** null when it was removed. */
  newVerifier: hex(),
}));

/** An account that asks for proofs. */
export const requester = onchainTable(
  "requester",
  () => ({
    address: hex().primaryKey(),
    /** [unix s] */
    firstRequestAt: integer().notNull(),
    /** [unix s] */
    lastRequestAt: integer().notNull(),
    /** CURRENT pending requests. */
    openRequests: integer().notNull().default(0),
    /** [wei] CURRENT Σ max fee of its pending requests. */
    escrow: bigint().notNull().default(0n),
    ...marketColumns(),
  }),
  (t) => ({ byFees: index().on(t.fees), byLast: index().on(t.lastRequestAt) }),
);

/** A program, named by its verifying key. */
export const program = onchainTable(
  "program",
  () => ({
    vk: hex().primaryKey(),
    /** [unix s] */
    firstRequestAt: integer().notNull(),
    /** [unix s] */
    lastRequestAt: integer().notNull(),
    /** Where the last request said its binary is. Arbitrary text from the chain. */
    imgUrl: text().notNull(),
    ...marketColumns(),
  }),
  (t) => ({ byFees: index().on(t.fees), byLast: index().on(t.lastRequestAt) }),
);

/** A hot key that acts for a prover. */
export const submitter = onchainTable(
  "submitter",
  () => ({
    address: hex().primaryKey(),
    /** CURRENT prover it acts for; null when unregistered. */
    prover: hex(),
    /** CURRENT prover it consents to; independent of registration; null for none. */
    consent: hex(),
    /** [unix s] Last registration; null if never registered. */
    registeredAt: integer(),
    /** CUMULATIVE bids, reveals and proofs it sent straight to the market. */
    actions: integer().notNull().default(0),
    /** [unix s] Last of these; null if none. */
    lastActionAt: integer(),
  }),
  (t) => ({ byProver: index().on(t.prover) }),
);

/** One change of a submitter's consent or registration. */
export const submitterChange = onchainTable(
  "submitter_change",
  () => ({
    ...eventColumns(),
    kind: submitterChangeKind().notNull(),
    submitter: hex().notNull(),
    /** Prover consented to, registered with or left; null when consent was withdrawn. */
    prover: hex(),
  }),
  (t) => ({ byProver: index().on(t.prover, t.id) }),
);

// ---------------------------------------------------------------- provers and stake

/** A prover: identity, state, stake, commission and record. */
export const prover = onchainTable(
  "prover",
  () => ({
    address: hex().primaryKey(),
    vault: hex().notNull(),
    state: proverState().notNull(),
    /** Display name. Arbitrary text from the chain: U+0000 is shown as U+2400, invalid UTF-8 as U+FFFD. Empty when never set. */
    name: text().notNull().default(""),
    /** Address of an icon. Arbitrary text from the chain, as `name`: do not load unchecked. */
    iconUrl: text().notNull().default(""),
    /** [unix s] */
    joinedAt: integer().notNull(),
    /** [unix s] null unless retired. A retired address never returns. */
    retiredAt: integer(),

    /** [wei] CURRENT assets of the vault (`totalAssets`): stake, rewards and donations. Also counts donations after retirement. */
    assets: bigint().notNull().default(0n),
    /** CURRENT shares of the vault, in share wei (`totalSupply`). */
    shares: bigint().notNull().default(0n),
    /** CURRENT stakers as the contract counts them: an account stays one with zero shares if its stake minted none. */
    stakers: integer().notNull().default(0),
    /** [wei] CURRENT unstakes pending, after slashing (`totalUnstaking`). */
    unstaking: bigint().notNull().default(0n),
    /** [bps] CURRENT slashing scale: what is left of 10,000 after every slash so far. Below 4,000 the prover is deactivated; 0 once retired. */
    slashingScale: bigint().notNull().default(10000n),
    /** [wei] CURRENT Σ minimum stake of the requests it is winning. */
    assignedStake: bigint().notNull().default(0n),
    /** CURRENT requests it is winning that are neither proven nor refunded. */
    openAssignments: integer().notNull().default(0),

    /** [bps] CURRENT commission on rewards from sources without a rate of their own. */
    defaultCommissionRate: bigint().notNull().default(0n),
    /** [wei] CURRENT commission earned and not claimed. */
    pendingCommission: bigint().notNull().default(0n),
    /** CUMULATIVE assignments it began. */
    assignments: integer().notNull().default(0),
    /** [unix s] Last bid, reveal or proof; null if none. A miss does not count. */
    lastActiveAt: integer(),
    ...provingColumns(),
    ...stakingColumns(),
  }),
  (t) => ({
    byState: index().on(t.state, t.assets),
    byAssets: index().on(t.assets),
    byVault: index().on(t.vault),
    byFulfilled: index().on(t.fulfilled),
  }),
);

/** A vault: an ERC-4626 vault, one per prover for ever. */
export const vault = onchainTable("vault", () => ({
  address: hex().primaryKey(),
  prover: hex().notNull(),
  createdBlock: integer().notNull(),
  /** [unix s] */
  createdAt: integer().notNull(),
}));

/** The factory's list of vaults, in the order of their creation (`VaultFactory.vaults(number)`). */
export const vaultNumber = onchainTable("vault_number", () => ({
  /** Position in the list, from 0. */
  number: integer().primaryKey(),
  vault: hex().notNull(),
  prover: hex().notNull(),
}));

/** One change of a prover's state, its joining and retirement included. */
export const proverStateChange = onchainTable(
  "prover_state_change",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    /** null when it joined. */
    oldState: proverState(),
    newState: proverState().notNull(),
  }),
  (t) => ({ byProver: index().on(t.prover, t.id) }),
);

/** A commission rate that a prover set for one source of rewards; source zero is the default. */
export const commissionRate = onchainTable(
  "commission_rate",
  () => ({
    prover: hex().notNull(),
    source: hex().notNull(),
    /** [bps] CURRENT rate; null when removed: the default applies. */
    rate: bigint(),
    /** [unix s] Since when. */
    since: integer().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.prover, t.source] }) }),
);

/** One change of a commission rate. */
export const commissionChange = onchainTable(
  "commission_change",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    /** Source of rewards concerned; the zero address for the default. */
    source: hex().notNull(),
    /** [bps] Rate before; null when the source had none of its own. */
    oldRate: bigint(),
    /** [bps] Rate after; null when the source's own was removed and the default applies. */
    newRate: bigint(),
  }),
  (t) => ({ byProver: index().on(t.prover, t.id) }),
);

/** One staker's position with one prover. */
export const stake = onchainTable(
  "stake",
  () => ({
    prover: hex().notNull(),
    staker: hex().notNull(),
    /** CURRENT shares, in share wei. */
    shares: bigint().notNull().default(0n),
    /** CURRENT membership in the contract's set of stakers: true even with zero shares if a stake minted none. */
    isStaker: boolean().notNull().default(false),
    /** [wei] CUMULATIVE assets staked. */
    deposited: bigint().notNull().default(0n),
    /** [wei] CUMULATIVE assets asked back, at their value when asked. */
    unstaked: bigint().notNull().default(0n),
    /** [wei] CUMULATIVE assets paid out. */
    received: bigint().notNull().default(0n),
    /** [wei] CUMULATIVE value, at transfer, of shares received from others. */
    transferredIn: bigint().notNull().default(0n),
    /** [wei] CUMULATIVE value, at transfer, of shares sent to others. */
    transferredOut: bigint().notNull().default(0n),
    /** [wei] CURRENT average cost of the shares held: deposits and received shares at their value, less the part that left. */
    costBasis: bigint().notNull().default(0n),
    /** [wei] CUMULATIVE gain of what left: shares transferred out at their value, unstakes at what was received, less their cost. May be negative. */
    realisedGain: bigint().notNull().default(0n),
    /** CUMULATIVE unstakes asked for: the queue's entries are numbered 0 to this, exclusive. */
    unstakesRequested: integer().notNull().default(0),
    /** CUMULATIVE unstakes completed: the queue's first pending entry has this number. */
    unstakesCompleted: integer().notNull().default(0),
    /** [unix s] */
    firstStakedAt: integer().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.prover, t.staker] }),
    byStaker: index().on(t.staker),
    byShares: index().on(t.prover, t.shares),
  }),
);

/** One entry of the unstake queue of a staker with a prover, first in first out. */
export const unstake = onchainTable(
  "unstake",
  () => ({
    prover: hex().notNull(),
    staker: hex().notNull(),
    /** Number of the entry in the queue of this staker with this prover, from 0. */
    number: integer().notNull(),
    /** Share wei burned. */
    shares: bigint().notNull(),
    /** [wei] Amount when asked. Worth amount × scale now / scaleSnapshot, floored, when completed. */
    amount: bigint().notNull(),
    /** [wei] Average cost of the shares burned. */
    costBasis: bigint().notNull(),
    /** [bps] The prover's slashing scale when asked. */
    scaleSnapshot: bigint().notNull(),
    /** [unix s] Ready at this time plus the unstake delay then in force. */
    requestedAt: integer().notNull(),
    requestedTransaction: hex().notNull(),
    /** Id of the UnstakeRequested event. */
    requestedId: int8({ mode: "bigint" }).notNull(),
    /** [unix s] null while pending. */
    completedAt: integer(),
    completedTransaction: hex(),
    /** Id of the UnstakeCompleted event, shared by all entries it took; null while pending. */
    completedId: int8({ mode: "bigint" }),
    /** [wei] What was paid, after slashing; null while pending. */
    received: bigint(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.prover, t.staker, t.number] }),
    byStaker: index().on(t.staker, t.requestedId),
    byProver: index().on(t.prover, t.requestedId),
    byTime: index().on(t.requestedId),
    pending: index().on(t.completedAt, t.requestedAt),
  }),
);

/** One holder-to-holder transfer of vault shares: the stake moves, and the controller says nothing. */
export const shareTransfer = onchainTable(
  "share_transfer",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    from: hex().notNull(),
    to: hex().notNull(),
    /** Share wei. */
    shares: bigint().notNull(),
    /** [wei] What they were worth. */
    assets: bigint().notNull(),
  }),
  (t) => ({
    byProver: index().on(t.prover, t.id),
    byFrom: index().on(t.from, t.id),
    byTo: index().on(t.to, t.id),
  }),
);

/** One change of a vault's assets or shares, with what was there after it: the history of the share price and of what moved it. */
export const vaultChange = onchainTable(
  "vault_change",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    kind: vaultChangeKind().notNull(),
    /** Staker, source of the reward, or giver of the donation; null for a slash and a retirement. */
    account: hex(),
    /** [wei] Assets in (positive) or out (negative). */
    assets: bigint().notNull(),
    /** Share wei minted (positive) or burned (negative). */
    shares: bigint().notNull(),
    /** [wei] Assets of the vault after it. */
    assetsAfter: bigint().notNull(),
    /** Share wei of the vault after it. */
    sharesAfter: bigint().notNull(),
  }),
  (t) => ({
    byProver: index().on(t.prover, t.id),
    byAccount: index().on(t.account, t.id),
    byKind: index().on(t.kind, t.id),
    byTime: index().on(t.prover, t.timestamp),
  }),
);

/** A vault at the end of an hour in which it changed. */
export const vaultCheckpoint = onchainTable(
  "vault_checkpoint",
  () => ({
    prover: hex().notNull(),
    /** Hours since 1970: `timestamp / 3600`. */
    hour: integer().notNull(),
    /** [unix s] Start of the hour. */
    start: integer().notNull(),
    /** [wei] Assets at the end of the hour. */
    assets: bigint().notNull(),
    /** Share wei at the end of the hour. */
    shares: bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.prover, t.hour] }) }),
);

/** One reward added to a prover: commission to the prover, the rest into the vault. */
export const reward = onchainTable(
  "reward",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    kind: rewardSource().notNull(),
    /** Account that added it. */
    source: hex().notNull(),
    /** [wei] */
    amount: bigint().notNull(),
    /** [wei] To the prover. */
    commission: bigint().notNull(),
    /** [wei] Into the vault. */
    toStakers: bigint().notNull(),
    /** Request it paid for; null unless a market reward. */
    requestId: hex(),
    /** Reward epoch it paid out; null unless an epoch reward. */
    epoch: bigint(),
  }),
  (t) => ({
    byProver: index().on(t.prover, t.id),
    bySource: index().on(t.source, t.id),
    byKind: index().on(t.kind, t.id),
  }),
);

/** One slash: what the market asked for, what the controller took. */
export const slashing = onchainTable(
  "slashing",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    /** Request slashed for; null when the controller slashed without the market. */
    requestId: hex(),
    /** [wei] What the market asked for; null without the market. */
    asked: bigint(),
    /** [wei] What was taken, from vault and pending unstakes. */
    amount: bigint().notNull(),
    /** [wei] Part taken from the vault. */
    fromVault: bigint().notNull(),
    /** [wei] Part taken from pending unstakes. */
    fromUnstaking: bigint().notNull(),
    /** [bps] Rate applied. */
    bps: bigint().notNull(),
    /** [bps] Slashing scale before. */
    scaleBefore: bigint().notNull(),
    /** [bps] Slashing scale after. */
    scaleAfter: bigint().notNull(),
  }),
  (t) => ({ byProver: index().on(t.prover, t.id), byRequest: index().on(t.requestId) }),
);

/** Tokens sent straight to a vault: they raise the share price and no contract event tells. */
export const donation = onchainTable(
  "donation",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    /** Who sent them; null when they lay there before the vault was created, or were found by sampling. */
    from: hex(),
    /** [wei] */
    amount: bigint().notNull(),
    /** Whether found by comparing balances at an interval: the true time lies before. */
    sampled: boolean().notNull(),
  }),
  (t) => ({ byProver: index().on(t.prover, t.id) }),
);

/** One claim of commission by a prover. */
export const commissionClaim = onchainTable(
  "commission_claim",
  () => ({
    ...eventColumns(),
    prover: hex().notNull(),
    /** [wei] */
    amount: bigint().notNull(),
  }),
  (t) => ({ byProver: index().on(t.prover, t.id) }),
);

/** One movement of the controller's treasury pool, or an emergency recovery past it. */
export const treasuryMovement = onchainTable("treasury_movement", () => ({
  ...eventColumns(),
  kind: treasuryMovementKind().notNull(),
  /** Prover slashed or retired; null for a withdrawal or recovery. */
  prover: hex(),
  /** Receiver; null when tokens came in. */
  to: hex(),
  /** [wei] */
  amount: bigint().notNull(),
  /** [wei] The pool after it. */
  poolAfter: bigint().notNull(),
}));

/** One withdrawal of the market's protocol fees. */
export const protocolFeeWithdrawal = onchainTable("protocol_fee_withdrawal", () => ({
  ...eventColumns(),
  to: hex().notNull(),
  /** [wei] */
  amount: bigint().notNull(),
}));

// ---------------------------------------------------------------- statistics epochs, as the contract keeps them

/** A statistics epoch of BrevisMarket, with the network's statistics as the contract stores them: cumulative, carried forward only from the epoch just before, so restarting after an idle one. */
export const statsEpoch = onchainTable("stats_epoch", () => ({
  /** Index in the contract's list, from 0. */
  epoch: integer().primaryKey(),
  /** [unix s] */
  startAt: bigint().notNull(),
  /** [unix s] Start of the next; null while there is none. */
  endAt: bigint(),
  /** False when the contract removed it again. */
  scheduled: boolean().notNull().default(true),
  /** `globalStats(epoch).totalRequests`: as stored by the contract. */
  totalRequests: integer().notNull().default(0),
  /** `globalStats(epoch).totalFulfilled`: as stored by the contract. */
  totalFulfilled: integer().notNull().default(0),
  /** [wei] `globalStats(epoch).totalFees`, after protocol fee: as stored by the contract. */
  totalFees: bigint().notNull().default(0n),
  /** Requests booked in this epoch, counted plainly. */
  requests: integer().notNull().default(0),
  /** Proofs booked in this epoch, counted plainly. */
  fulfilled: integer().notNull().default(0),
  /** [wei] Fees after protocol fee booked in this epoch, summed plainly. */
  fees: bigint().notNull().default(0n),
}));

/** A prover's statistics in one statistics epoch, as the contract stores them (`proverStats`): cumulative, restarting after an idle epoch. */
export const proverStatsEpoch = onchainTable(
  "prover_stats_epoch",
  () => ({
    prover: hex().notNull(),
    epoch: integer().notNull(),
    bids: integer().notNull().default(0),
    reveals: integer().notNull().default(0),
    requestsFulfilled: integer().notNull().default(0),
    requestsRefunded: integer().notNull().default(0),
    /** [unix s] 0 when only a miss was booked: the contract's views then skip the row. */
    lastActiveAt: integer().notNull().default(0),
    /** [wei] After protocol fee. */
    feeReceived: bigint().notNull().default(0n),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.prover, t.epoch] }) }),
);

// ---------------------------------------------------------------- reward epochs

/** One entry of the schedule of reward epochs: holds from `fromEpoch` until the next entry. */
export const rewardEpochConfig = onchainTable("reward_epoch_config", () => ({
  /** Position in the schedule, from 0. */
  number: integer().primaryKey(),
  fromEpoch: bigint().notNull(),
  /** [unix s] */
  fromTime: bigint().notNull(),
  /** [s] */
  epochLength: bigint().notNull(),
  /** [wei] Most that may be set for one epoch. */
  maxEpochReward: bigint().notNull(),
  /** False when it was removed again. */
  scheduled: boolean().notNull(),
}));

/** A reward epoch for which rewards were set. */
export const rewardEpoch = onchainTable("reward_epoch", () => ({
  epoch: bigint().primaryKey(),
  /** [wei] CUMULATIVE rewards set (`epochTotalRewards`). */
  total: bigint().notNull().default(0n),
  /** [wei] CUMULATIVE rewards paid out. */
  distributed: bigint().notNull().default(0n),
  /** CUMULATIVE provers set. */
  provers: integer().notNull().default(0),
  /** CUMULATIVE provers paid. */
  proversPaid: integer().notNull().default(0),
  /** Last prover set (`epochLastProver`). */
  lastProver: hex(),
  /** [unix s] Last time rewards were set. */
  setAt: integer().notNull(),
}));

/** One prover's reward of one reward epoch. */
export const rewardAllocation = onchainTable(
  "reward_allocation",
  () => ({
    epoch: bigint().notNull(),
    prover: hex().notNull(),
    /** [wei] */
    amount: bigint().notNull(),
    /** [unix s] */
    setAt: integer().notNull(),
    /** [unix s] null until paid. */
    distributedAt: integer(),
    distributedTransaction: hex(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.epoch, t.prover] }), byProver: index().on(t.prover) }),
);

// ---------------------------------------------------------------- buckets of time

/** What a bucket of the network ends with. */
const levelColumns = () => ({
  /** Registered provers at its end. */
  provers: integer().notNull(),
  /** Provers in state ACTIVE at its end. */
  activeProvers: integer().notNull(),
  /** Pending requests at its end. */
  openRequests: integer().notNull(),
  /** [wei] Escrow at its end. */
  escrow: bigint().notNull(),
  /** [wei] Assets of registered provers' vaults at its end. */
  assets: bigint().notNull(),
  /** [wei] Unstakes pending at its end. */
  unstaking: bigint().notNull(),
  /** [wei] Assigned stake at its end. */
  assignedStake: bigint().notNull(),
  /** Accounts that are a staker of at least one prover at its end. */
  distinctStakers: integer().notNull(),
});

/** The network in one hour: what happened in it, and what was there at its end. */
export const marketHour = onchainTable("market_hour", () => ({
  /** Hours since 1970: `timestamp / 3600`. */
  hour: integer().primaryKey(),
  /** [unix s] Start of the hour. */
  start: integer().notNull(),
  ...levelColumns(),
  ...marketColumns(),
  ...stakingColumns(),
}));

/** The network in one UTC day that is over: what happened in it, and what was there at its end. Written with the first event after it; a day without events has none. */
export const marketDay = onchainTable("market_day", () => ({
  /** Days since 1970: `timestamp / 86400`. */
  day: integer().primaryKey(),
  /** [unix s] Start of the day. */
  start: integer().notNull(),
  ...levelColumns(),
  ...marketColumns(),
  ...stakingColumns(),
}));

/** Deadlines that winners missed in one hour, of the requests refunded since: dated by the first second after the deadline. */
export const missHour = onchainTable("miss_hour", () => ({
  /** Hours since 1970: `timestamp / 3600`. */
  hour: integer().primaryKey(),
  /** [unix s] Start of the hour. */
  start: integer().notNull(),
  /** Deadlines missed. */
  missed: integer().notNull(),
}));

/** A prover in one UTC day: what happened in it, and what was there at its end. */
export const proverDay = onchainTable(
  "prover_day",
  () => ({
    prover: hex().notNull(),
    /** Days since 1970: `timestamp / 86400`. */
    day: integer().notNull(),
    /** [unix s] Start of the day. */
    start: integer().notNull(),
    /** [wei] Assets of the vault after the day's last event. */
    assets: bigint().notNull(),
    /** Share wei of the vault after the day's last event. */
    shares: bigint().notNull(),
    /** [wei] Assigned stake after the day's last event. */
    assignedStake: bigint().notNull(),
    ...provingColumns(),
    ...stakingColumns(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.prover, t.day] }), byDay: index().on(t.day) }),
);

/** A program in one UTC day. */
export const programDay = onchainTable(
  "program_day",
  () => ({
    vk: hex().notNull(),
    /** Days since 1970: `timestamp / 86400`. */
    day: integer().notNull(),
    /** [unix s] Start of the day. */
    start: integer().notNull(),
    ...marketColumns(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.vk, t.day] }), byDay: index().on(t.day) }),
);

/** A requester in one UTC day. */
export const requesterDay = onchainTable(
  "requester_day",
  () => ({
    requester: hex().notNull(),
    /** Days since 1970: `timestamp / 86400`. */
    day: integer().notNull(),
    /** [unix s] Start of the day. */
    start: integer().notNull(),
    ...marketColumns(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.requester, t.day] }), byDay: index().on(t.day) }),
);

// ---------------------------------------------------------------- the indexer's own memory

/** What earlier logs of the current transaction said that a later log needs: one row, written over. Not part of the API. */
export const transactionMemory = onchainTable("transaction_memory", () => ({
  /** Always 0. */
  id: integer().primaryKey(),
  /** Giver and value of the last token transfer to the market, with its transaction: the escrow of the NewRequest that follows. */
  depositor: hex(),
  deposit: bigint(),
  depositTransaction: hex(),
  /** The last market reward, with its transaction: it belongs to the ProofSubmitted that follows. */
  rewardId: int8({ mode: "bigint" }),
  rewardProver: hex(),
  rewardCommission: bigint(),
  rewardToStakers: bigint(),
  rewardTransaction: hex(),
  /** [wei] What a vault gave up in its last ControllerSlash, with the vault: it belongs to the ProverSlashed or ProverRetired that follows. */
  sweptVault: hex(),
  swept: bigint(),
  /** The controller's last slash, with its transaction: it belongs to the market's ProverSlashed that follows. */
  slashingId: int8({ mode: "bigint" }),
  slashingProver: hex(),
  slashingAmount: bigint(),
  slashingTransaction: hex(),
}));

// ---------------------------------------------------------------- relations (for the API; no keys in the database)

export const requestRelations = relations(request, ({ one, many }) => ({
  bids: many(bid),
  assignments: many(assignment),
  activities: many(activity),
  proof: one(proof, { fields: [request.id], references: [proof.requestId] }),
  program: one(program, { fields: [request.vk], references: [program.vk] }),
  requesterAccount: one(requester, {
    fields: [request.requester],
    references: [requester.address],
  }),
  winnerProver: one(prover, { fields: [request.winner], references: [prover.address] }),
}));
export const bidRelations = relations(bid, ({ one }) => ({
  request: one(request, { fields: [bid.requestId], references: [request.id] }),
  proverAccount: one(prover, { fields: [bid.prover], references: [prover.address] }),
}));
export const assignmentRelations = relations(assignment, ({ one }) => ({
  request: one(request, { fields: [assignment.requestId], references: [request.id] }),
  proverAccount: one(prover, { fields: [assignment.prover], references: [prover.address] }),
}));
export const activityRelations = relations(activity, ({ one }) => ({
  request: one(request, { fields: [activity.requestId], references: [request.id] }),
  proverAccount: one(prover, { fields: [activity.prover], references: [prover.address] }),
  eventBlock: one(eventBlock, { fields: [activity.block], references: [eventBlock.number] }),
}));
export const proofRelations = relations(proof, ({ one }) => ({
  request: one(request, { fields: [proof.requestId], references: [request.id] }),
  proverAccount: one(prover, { fields: [proof.prover], references: [prover.address] }),
}));
export const requesterRelations = relations(requester, ({ many }) => ({
  requestList: many(request),
  days: many(requesterDay),
}));
export const programRelations = relations(program, ({ many }) => ({
  requestList: many(request),
  days: many(programDay),
}));
export const proverRelations = relations(prover, ({ many }) => ({
  stakes: many(stake),
  bidList: many(bid),
  assignmentList: many(assignment),
  rewardList: many(reward),
  slashings: many(slashing),
  donations: many(donation),
  commissionRates: many(commissionRate),
  stateChanges: many(proverStateChange),
  submitters: many(submitter),
  vaultChanges: many(vaultChange),
  days: many(proverDay),
}));
export const stakeRelations = relations(stake, ({ one, many }) => ({
  proverAccount: one(prover, { fields: [stake.prover], references: [prover.address] }),
  unstakes: many(unstake),
}));
export const unstakeRelations = relations(unstake, ({ one }) => ({
  stake: one(stake, {
    fields: [unstake.prover, unstake.staker],
    references: [stake.prover, stake.staker],
  }),
  proverAccount: one(prover, { fields: [unstake.prover], references: [prover.address] }),
}));
export const rewardRelations = relations(reward, ({ one }) => ({
  proverAccount: one(prover, { fields: [reward.prover], references: [prover.address] }),
  request: one(request, { fields: [reward.requestId], references: [request.id] }),
}));
export const slashingRelations = relations(slashing, ({ one }) => ({
  proverAccount: one(prover, { fields: [slashing.prover], references: [prover.address] }),
  request: one(request, { fields: [slashing.requestId], references: [request.id] }),
}));
export const donationRelations = relations(donation, ({ one }) => ({
  proverAccount: one(prover, { fields: [donation.prover], references: [prover.address] }),
}));
export const vaultChangeRelations = relations(vaultChange, ({ one }) => ({
  proverAccount: one(prover, { fields: [vaultChange.prover], references: [prover.address] }),
}));
export const commissionRateRelations = relations(commissionRate, ({ one }) => ({
  proverAccount: one(prover, { fields: [commissionRate.prover], references: [prover.address] }),
}));
export const proverStateChangeRelations = relations(proverStateChange, ({ one }) => ({
  proverAccount: one(prover, { fields: [proverStateChange.prover], references: [prover.address] }),
}));
export const submitterRelations = relations(submitter, ({ one }) => ({
  proverAccount: one(prover, { fields: [submitter.prover], references: [prover.address] }),
}));
export const proverDayRelations = relations(proverDay, ({ one }) => ({
  proverAccount: one(prover, { fields: [proverDay.prover], references: [prover.address] }),
}));
export const programDayRelations = relations(programDay, ({ one }) => ({
  program: one(program, { fields: [programDay.vk], references: [program.vk] }),
}));
export const requesterDayRelations = relations(requesterDay, ({ one }) => ({
  requesterAccount: one(requester, {
    fields: [requesterDay.requester],
    references: [requester.address],
  }),
}));
export const vaultRelations = relations(vault, ({ one }) => ({
  proverAccount: one(prover, { fields: [vault.prover], references: [prover.address] }),
}));
export const commissionChangeRelations = relations(commissionChange, ({ one }) => ({
  proverAccount: one(prover, { fields: [commissionChange.prover], references: [prover.address] }),
}));
export const commissionClaimRelations = relations(commissionClaim, ({ one }) => ({
  proverAccount: one(prover, { fields: [commissionClaim.prover], references: [prover.address] }),
}));
export const rewardAllocationRelations = relations(rewardAllocation, ({ one }) => ({
  proverAccount: one(prover, { fields: [rewardAllocation.prover], references: [prover.address] }),
}));
export const shareTransferRelations = relations(shareTransfer, ({ one }) => ({
  proverAccount: one(prover, { fields: [shareTransfer.prover], references: [prover.address] }),
}));
export const treasuryMovementRelations = relations(treasuryMovement, ({ one }) => ({
  proverAccount: one(prover, { fields: [treasuryMovement.prover], references: [prover.address] }),
}));
export const submitterChangeRelations = relations(submitterChange, ({ one }) => ({
  proverAccount: one(prover, { fields: [submitterChange.prover], references: [prover.address] }),
}));
export const proverStatsEpochRelations = relations(proverStatsEpoch, ({ one }) => ({
  proverAccount: one(prover, { fields: [proverStatsEpoch.prover], references: [prover.address] }),
}));
