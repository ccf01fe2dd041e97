import { parseAbi } from "viem";
import { accessEvents, accessFunctions } from "./access.ts";

/** EpochRewards: the schedule and the allocations of the epoch rewards. */
export const epochRewardsAbi = parseAbi([
  "struct EpochConfig { uint32 fromEpoch; uint64 fromTime; uint64 epochLength; uint256 maxEpochReward; }",
  "struct DistributableRewards { address prover; uint32[] epochs; uint128[] amounts; }",

  "event EpochConfigSet(uint32 fromEpoch, uint64 fromTime, uint64 epochLength, uint256 maxEpochReward)",
  "event EpochConfigPopped(uint32 fromEpoch, uint64 fromTime, uint64 epochLength, uint256 maxEpochReward)",
  "event RewardsSet(uint32 indexed epoch, address indexed prover, uint256 amount)",
  "event EpochRewardsSet(uint32 indexed epoch, uint256 newAmount, uint256 cumulativeAmount)",
  "event BrevisProofUpdated(address indexed oldProof, address indexed newProof)",
  "event VkHashUpdated(bytes32 indexed oldVkHash, bytes32 indexed newVkHash)",
  "event RewardsWithdrawn(address indexed to, uint256 amount)",
  ...accessEvents,

  "function startTimestamp() view returns (uint64)",
  "function stakingController() view returns (address)",
  "function brevisProof() view returns (address)",
  "function vkHash() view returns (bytes32)",
  "function lastUpdatedEpoch() view returns (uint32)",
  "function paused() view returns (bool)",
  "function REWARD_UPDATER_ROLE() view returns (bytes32)",
  "function EPOCH_UPDATER_ROLE() view returns (bytes32)",
  "function PAUSER_ROLE() view returns (bytes32)",

  "function epochConfigs(uint256 index) view returns (uint32 fromEpoch, uint64 fromTime, uint64 epochLength, uint256 maxEpochReward)",
  "function getEpochConfigs() view returns (EpochConfig[])",
  "function getEpochConfigNumber() view returns (uint256)",
  "function getCurrentEpochInfo() view returns (uint32 currentEpoch, uint64 epochLength, uint256 maxEpochReward)",
  "function getEpochInfoByTimestamp(uint64 timestamp) view returns (uint32 currentEpoch, uint64 epochLength, uint256 maxEpochReward)",
  "function getEpochInfoByEpochNumber(uint32 epoch) view returns (uint64 epochStartTime, uint64 epochLength, uint256 maxEpochReward)",

  "function epochTotalRewards(uint32 epoch) view returns (uint256)",
  "function epochLastProver(uint32 epoch) view returns (address)",
  "function epochProverRewards(uint32 epoch, address prover) view returns (uint128 amount, bool distributed)",
  "function getProverReward(uint32 epoch, address prover) view returns (uint128 amount, bool distributed)",
  "function getBatchProverRewards(uint32 epoch, address[] provers) view returns (uint128[] amounts, bool[] distributedFlags)",
  "function getTotalRewardsForEpochRange(uint32 fromEpoch, uint32 toEpoch) view returns (uint256)",
  "function getDistributableRewards(uint32 fromEpoch, uint32 toEpoch, address prover) view returns (uint32[] epochs, uint128[] amounts)",
  "function getBatchDistributableRewards(uint32 fromEpoch, uint32 toEpoch, address[] provers) view returns (DistributableRewards[])",
  ...accessFunctions,
]);
