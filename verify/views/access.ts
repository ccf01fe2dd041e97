/** Owners, roles and the pause switch, which BrevisMarket, StakingController and EpochRewards share. */
import { type Address, zeroAddress } from "viem";
import type { accessAbi } from "../../abis/access.ts";
import { unanswerable } from "../limits.ts";
import type { ChainState } from "../state.ts";
import type { Views } from "./types.ts";

/** The views of `AccessControl` and `Ownable`, of the contract that `of` names. */
export const accessViews = (of: (state: ChainState) => Address): Views<typeof accessAbi> => ({
  owner: (state) => {
    const owner = state.contracts.get(of(state))?.owner;
    return owner ?? unanswerable("*.owner");
  },
  pendingOwner: (state) => state.contracts.get(of(state))?.pendingOwner ?? zeroAddress,
  hasRole: (state, [role, account]) =>
    (state.roleMembers.get(`${of(state)}:${role}`) ?? []).includes(account),
  roleMembers: (state, [role]) => state.roleMembers.get(`${of(state)}:${role}`) ?? [],
  roleMemberCount: (state, [role]) =>
    BigInt((state.roleMembers.get(`${of(state)}:${role}`) ?? []).length),
  roleAdmin: (state, [role]) => state.roleAdmins.get(`${of(state)}:${role}`) ?? zeroAddress,
});

/** `paused` of `PauserControl`. */
export const isPaused = (state: ChainState, address: Address): boolean =>
  state.contracts.get(address)?.paused ?? false;

/** The contract's address; the caller found it there. */
export const known = (address: Address | null): Address => {
  if (address === null) throw new Error("Invariant: a contract without an address was asked");
  return address;
};
