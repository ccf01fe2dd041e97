import { parseAbi } from "viem";

/** VaultFactory: one ERC-4626 vault per prover. */
export const vaultFactoryAbi = parseAbi([
  "event VaultCreated(address indexed prover, address indexed vault, address asset, bytes32 salt)",

  "function stakingController() view returns (address)",
  "function getVault(address prover) view returns (address)",
  "function isVaultDeployed(address prover) view returns (bool)",
  "function predictVaultAddress(address asset, address prover, address controller) view returns (address)",
  "function getVaultCount() view returns (uint256)",
  "function getVaultAtIndex(uint256 index) view returns (address)",
  "function vaults(uint256 index) view returns (address)",
]);

/** ProverVault: an ERC-4626 vault over the staking token; its shares are a transferable ERC-20. */
export const proverVaultAbi = parseAbi([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event Approval(address indexed owner, address indexed spender, uint256 value)",
  "event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)",
  "event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares)",
  "event ControllerSlash(uint256 assets, address to)",

  "function prover() view returns (address)",
  "function controller() view returns (address)",
  "function asset() view returns (address)",
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function totalAssets() view returns (uint256)",
  "function totalSupply() view returns (uint256)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function getTransferableShares(address owner) view returns (uint256)",
  "function convertToAssets(uint256 shares) view returns (uint256)",
  "function convertToShares(uint256 assets) view returns (uint256)",
  "function previewDeposit(uint256 assets) view returns (uint256)",
  "function previewMint(uint256 shares) view returns (uint256)",
  "function previewWithdraw(uint256 assets) view returns (uint256)",
  "function previewRedeem(uint256 shares) view returns (uint256)",
  "function maxDeposit(address receiver) view returns (uint256)",
  "function maxMint(address receiver) view returns (uint256)",
  "function maxWithdraw(address owner) view returns (uint256)",
  "function maxRedeem(address owner) view returns (uint256)",
]);
