import { parseAbi } from "viem";

/** Ownership, roles and the pause switch that every ProverNet contract inherits. */
export const accessEvents = [
  "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
  "event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)",
  "event OwnershipTransferCanceled(address indexed previousOwner, address indexed pendingOwner)",
  "event RoleGranted(bytes32 indexed role, address indexed account)",
  "event RoleRevoked(bytes32 indexed role, address indexed account)",
  "event RoleAdminChanged(bytes32 indexed role, address indexed previousAdmin, address indexed newAdmin)",
  "event Paused(address account)",
  "event Unpaused(address account)",
] as const;

/** Who owns a contract and who holds which role: the getters of every contract that has roles. */
export const accessFunctions = [
  "function owner() view returns (address)",
  "function pendingOwner() view returns (address)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function roleMembers(bytes32 role) view returns (address[])",
  "function roleMemberCount(bytes32 role) view returns (uint256)",
  "function roleAdmin(bytes32 role) view returns (address)",
] as const;

export const accessAbi = parseAbi([...accessEvents, ...accessFunctions]);
