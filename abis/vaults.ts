import { parseAbi } from "viem";
import { accessEvents } from "./access.ts";

/** VaultFactory: one ERC-4626 vault per prover. */
export const vaultFactoryAbi = parseAbi([
  "event VaultCreated(address indexed prover, address indexed vault, address asset, bytes32 salt)",
  ...accessEvents,
]);

/** ProverVault: an ERC-4626 vault over the staking token; its shares are a transferable ERC-20. */
export const proverVaultAbi = parseAbi([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "event Approval(address indexed owner, address indexed spender, uint256 value)",
  "event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)",
  "event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares)",
  "event ControllerSlash(uint256 assets, address to)",
]);
