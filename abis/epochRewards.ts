import { parseAbi } from "viem";
import { accessEvents } from "./access.ts";

/** EpochRewards: the schedule and the allocations of the epoch rewards. */
export const epochRewardsAbi = parseAbi([
  "event EpochConfigSet(uint32 fromEpoch, uint64 fromTime, uint64 epochLength, uint256 maxEpochReward)",
  "event EpochConfigPopped(uint32 fromEpoch, uint64 fromTime, uint64 epochLength, uint256 maxEpochReward)",
  "event RewardsSet(uint32 indexed epoch, address indexed prover, uint256 amount)",
  "event EpochRewardsSet(uint32 indexed epoch, uint256 newAmount, uint256 cumulativeAmount)",
  "event BrevisProofUpdated(address indexed oldProof, address indexed newProof)",
  "event VkHashUpdated(bytes32 indexed oldVkHash, bytes32 indexed newVkHash)",
  "event RewardsWithdrawn(address indexed to, uint256 amount)",
  ...accessEvents,
]);
