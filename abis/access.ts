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

export const accessAbi = parseAbi(accessEvents);
