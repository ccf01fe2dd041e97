import { parseAbi } from "viem";

/** MarketViewer: the market's lists and statistics, many at a time. It emits nothing. */
export const marketViewerAbi = parseAbi([
  "struct GlobalStats { uint64 totalRequests; uint64 totalFulfilled; uint256 totalFees; }",
  "struct ProverStats { uint64 bids; uint64 reveals; uint64 requestsFulfilled; uint64 requestsRefunded; uint64 lastActiveAt; uint256 feeReceived; }",
  "struct RequestView { bytes32 reqid; uint8 status; uint64 timestamp; address sender; uint256 maxFee; uint256 minStake; uint64 deadline; bytes32 vk; bytes32 publicValuesDigest; uint32 version; }",
  "struct BiddersView { bytes32 reqid; address winner; uint256 winnerFee; address second; uint256 secondFee; }",
  "struct ProverPendingItem { bytes32 reqid; uint64 deadline; }",
  "struct SenderPendingItem { bytes32 reqid; uint64 deadline; address winner; }",
  "struct ProverStatsComposite { ProverStats total; ProverStats recent; uint64 recentStartAt; uint64 successRateBps; uint64 fulfilled; uint64 refunded; uint64 pendingCount; uint64 overdueCount; }",
  "struct GlobalStatsComposite { GlobalStats total; GlobalStats recent; uint64 recentStartAt; }",

  "function brevisMarket() view returns (address)",
  "function batchGetRequests(bytes32[] reqids) view returns (RequestView[])",
  "function batchGetBidders(bytes32[] reqids) view returns (BiddersView[])",
  "function batchGetBidHashes(bytes32 reqid, address[] provers) view returns (bytes32[])",
  "function getProverPendingCount(address prover) view returns (uint64)",
  "function getProverPendingRequests(address prover) view returns (ProverPendingItem[])",
  "function getProverOverdueCount(address prover) view returns (uint64)",
  "function getProverOverdueRequests(address prover) view returns (bytes32[])",
  "function getSenderPendingCount(address sender) view returns (uint64)",
  "function getSenderPendingRequests(address sender) view returns (SenderPendingItem[])",
  "function getSenderOverdueCount(address sender) view returns (uint64)",
  "function getSenderOverdueRequests(address sender) view returns (bytes32[])",
  "function getSenderRefundableRequests(address sender) view returns (bytes32[])",
  "function getProverStatsComposite(address prover) view returns (ProverStatsComposite)",
  "function batchGetProverStatsComposite(address[] provers) view returns (ProverStatsComposite[])",
  "function getGlobalStatsComposite() view returns (GlobalStatsComposite)",
  "function getStatsEpochs() view returns (uint64[] startAts, uint64[] endAts)",
  "function getStatsEpochs(uint64[] epochIds) view returns (uint64[] startAts, uint64[] endAts)",
]);
