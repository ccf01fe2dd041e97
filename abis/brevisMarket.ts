import { parseAbi } from "viem";
import { accessEvents } from "./access.ts";

/** BrevisMarket: the proof market. Events first, then the views that set-up and verification read. */
export const brevisMarketAbi = parseAbi([
  "struct FeeParams { uint96 maxFee; uint96 minStake; uint64 deadline; }",
  "struct ProofRequest { uint64 nonce; bytes32 vk; bytes32 publicValuesDigest; string imgURL; bytes inputData; string inputURL; uint32 version; FeeParams fee; }",

  "event NewRequest(bytes32 indexed reqid, ProofRequest req)",
  "event NewBid(bytes32 indexed reqid, address indexed prover, bytes32 bidHash)",
  "event BidRevealed(bytes32 indexed reqid, address indexed prover, uint256 fee)",
  "event ProofSubmitted(bytes32 indexed reqid, address indexed prover, uint256[8] proof, uint256 actualFee)",
  "event Refunded(bytes32 indexed reqid, address indexed requester, uint256 amount)",
  "event ProverSlashed(bytes32 indexed reqid, address indexed prover, uint256 slashAmount)",
  "event PicoVerifierUpdated(uint32 indexed version, address indexed oldVerifier, address indexed newVerifier)",
  "event BiddingPhaseDurationUpdated(uint64 oldDuration, uint64 newDuration)",
  "event RevealPhaseDurationUpdated(uint64 oldDuration, uint64 newDuration)",
  "event MinMaxFeeUpdated(uint256 oldFee, uint256 newFee)",
  "event MaxMaxFeeUpdated(uint256 oldFee, uint256 newFee)",
  "event SlashBpsUpdated(uint256 oldBps, uint256 newBps)",
  "event SlashWindowUpdated(uint256 oldWindow, uint256 newWindow)",
  "event ProtocolFeeBpsUpdated(uint256 oldBps, uint256 newBps)",
  "event OvercommitBpsUpdated(uint256 oldBps, uint256 newBps)",
  "event FeeTokenUpdated(address indexed oldToken, address indexed newToken)",
  "event ProtocolFeeWithdrawn(address indexed to, uint256 amount)",
  "event StatsEpochScheduled(uint64 startAt)",
  "event StatsEpochPopped(uint64 startAt)",
  "event StatsReset(uint64 newEpochId, uint64 startAt)",
  "event SubmitterConsentUpdated(address indexed submitter, address indexed oldProver, address indexed newProver)",
  "event SubmitterRegistered(address indexed prover, address indexed submitter)",
  "event SubmitterUnregistered(address indexed prover, address indexed submitter)",
  ...accessEvents,
]);
