/** The schedule of reward epochs. Mirrors `EpochManager` and `EpochRewards.distributeRewards`. */
import { type Address, decodeFunctionData, type Hex, parseAbi, toFunctionSelector } from "viem";

const distributeAbi = parseAbi(["function distributeRewards(uint32 epoch, address[] provers)"]);
const selector = toFunctionSelector(distributeAbi[0]).slice(2);
const EPOCH_PADDING = "0".repeat(56);

/**
 * The epochs for which a transaction's calldata pays a prover, in the order of its calls of `distributeRewards`. No event tells them.
 * The call may be the calldata itself or lie within it, as when a multisig or another contract passes it on. Empty when there is none, or when the calldata was cut short.
 */
export function distributedEpochs(input: Hex, prover: Address): bigint[] {
  const epochs: bigint[] = [];
  for (let at = input.indexOf(selector); at >= 0; at = input.indexOf(selector, at + 1)) {
    // An epoch has 32 bits: without this, calldata full of selectors would take a minute to decode.
    if (at % 2 !== 0 || !input.startsWith(EPOCH_PADDING, at + selector.length)) continue;
    const call = decodeDistribution(`0x${input.slice(at)}`);
    if (call?.provers.some((paid) => paid.toLowerCase() === prover.toLowerCase()))
      epochs.push(call.epoch);
  }
  return epochs;
}

function decodeDistribution(data: Hex) {
  try {
    const [epoch, provers] = decodeFunctionData({ abi: distributeAbi, data }).args;
    return { epoch: BigInt(epoch), provers };
  } catch {
    return null;
  }
}
