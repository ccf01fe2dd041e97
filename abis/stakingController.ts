import { parseAbi } from "viem";
import { accessEvents } from "./access.ts";

/** StakingController: provers, stakes, unstakes, rewards, commission and slashing. */
export const stakingControllerAbi = parseAbi([
  "event ProverInitialized(address indexed prover, address indexed vault, uint64 defaultCommissionRate)",
  "event ProverStateChanged(address indexed prover, uint8 oldState, uint8 newState)",
  "event ProverRetired(address indexed prover)",
  "event ProverProfileUpdated(address indexed prover, string name, string iconUrl)",
  "event Staked(address indexed prover, address indexed staker, uint256 shares, uint256 amount)",
  "event UnstakeRequested(address indexed prover, address indexed staker, uint256 shares, uint256 amount)",
  "event UnstakeCompleted(address indexed prover, address indexed staker, uint256 amount)",
  "event RewardsAdded(address indexed prover, address indexed source, uint256 amount, uint256 commission, uint256 toStakers)",
  "event CommissionClaimed(address indexed prover, uint256 amount)",
  "event CommissionRateUpdated(address indexed prover, address indexed source, uint64 oldRate, uint64 newRate, bool useDefault)",
  "event ProverSlashed(address indexed prover, uint256 amount, uint256 bps)",
  "event TreasuryWithdrawn(address indexed to, uint256 amount)",
  "event UnstakeDelayUpdated(uint256 oldDelay, uint256 newDelay)",
  "event MinSelfStakeUpdated(uint256 oldMin, uint256 newMin)",
  "event MaxSlashBpsUpdated(uint256 oldBps, uint256 newBps)",
  "event RequireAuthorizationUpdated(bool required)",
  "event EmergencyRecovered(address to, uint256 amount)",
  ...accessEvents,
]);
