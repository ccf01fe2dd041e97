import { parseAbi } from "viem";

/** StakingViewer: provers, stakes and portfolios, many at a time. It emits nothing. */
export const stakingViewerAbi = parseAbi([
  "struct UnstakeRequest { uint256 amount; uint256 requestTime; uint256 scaleSnapshot; }",
  "struct ProverCommissionInfo { address source; uint64 rate; }",
  "struct ProverDisplayInfo { address prover; uint8 state; address vault; uint256 vaultAssets; uint256 vaultShares; uint256 totalAssets; uint256 totalUnstaking; uint256 numStakers; uint64 joinedAt; uint256 slashingScale; uint256 pendingCommission; uint64 defaultCommissionRate; ProverCommissionInfo[] commissionRates; string name; string iconUrl; }",
  "struct UserStakeInfo { address prover; uint256 shares; uint256 currentValue; uint256 totalUnstaking; uint256 readyToWithdraw; UnstakeRequest[] pendingRequests; bool isProver; }",
  "struct UserPortfolio { uint256 totalValue; uint256 totalUnstaking; uint256 totalReadyToWithdraw; UserStakeInfo[] stakes; }",
  "struct SystemOverview { uint256 totalVaultAssets; uint256 totalActiveVaultAssets; uint256 totalProvers; uint256 activeProvers; uint256 totalStakers; uint256 minSelfStake; uint256 unstakeDelay; address stakingToken; }",

  "function stakingController() view returns (address)",
  "function getSystemOverview() view returns (SystemOverview)",
  "function getAllActiveProversInfo() view returns (ProverDisplayInfo[])",
  "function getProversInfo(address[] provers) view returns (ProverDisplayInfo[])",
  "function getProversInfo(bool activeOnly, uint256 start, uint256 end) view returns (ProverDisplayInfo[])",
  "function getTopProvers(uint256 limit) view returns (ProverDisplayInfo[])",
  "function getProverInfo(address prover) view returns (ProverDisplayInfo)",
  "function convertSharesToAssets(address prover, uint256 shares) view returns (uint256)",
  "function convertAssetsToShares(address prover, uint256 assets) view returns (uint256)",
  "function getUserPortfolio(address user) view returns (UserPortfolio)",
  "function getUserStakesWithProvers(address user, address[] provers) view returns (UserStakeInfo[])",
  "function getUserStakeWithProver(address user, address prover) view returns (UserStakeInfo)",
  "function getUserReadyWithdrawals(address user) view returns (address[] provers, uint256[] amounts, uint256 totalReady)",
  "function batchConvertToAssets(address[] provers, uint256[] shares) view returns (uint256[])",
  "function batchConvertToShares(address[] provers, uint256[] assets) view returns (uint256[])",
  "function batchPreviewStake(address[] provers, uint256[] assets) view returns (uint256[] shares, bool[] eligible)",
  "function batchGetStakerCounts(address[] provers) view returns (uint256[])",
]);
