/** The schedule of reward epochs. Mirrors `EpochManager` and `EpochRewards.distributeRewards`. */
import { decodeFunctionData, type Hex, parseAbi } from "viem";

const distributeAbi = parseAbi(["function distributeRewards(uint32 epoch, address[] provers)"]);

/** The epoch that a call of `distributeRewards` names; null for any other call, or calldata cut short. No event tells it. */
export function distributedEpoch(input: Hex): bigint | null {
  try {
    return BigInt(decodeFunctionData({ abi: distributeAbi, data: input }).args[0]);
  } catch {
    return null;
  }
}
