/** The BREV token. */
import { type Address, zeroAddress } from "viem";
import { balanceOf, require, type World } from "./world.ts";

/** Moves tokens; what every contract's transfer comes down to. */
export function move(world: World, from: Address, to: Address, value: bigint): void {
  const { state, log } = world;
  require(balanceOf(state, from) >= value, "ERC20InsufficientBalance");
  state.balances.set(from, balanceOf(state, from) - value);
  state.balances.set(to, balanceOf(state, to) + value);
  log("Token:Transfer", { from, to, value });
}

export const transfer = (world: World, { to, value }: { to: Address; value: bigint }): void =>
  move(world, world.sender, to, value);

export function mint({ state, log }: World, { to, value }: { to: Address; value: bigint }): void {
  state.balances.set(to, balanceOf(state, to) + value);
  log("Token:Transfer", { from: zeroAddress, to, value });
}
