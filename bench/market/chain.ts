/** The shape of the synthetic chain: addresses, blocks, and the answers a node gives about contracts at its first block. */
import { type Address, encodeFunctionData, type Hex } from "viem";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { word } from "./words.ts";

/** Chain id, and the block in which everything is deployed: high enough for a history before it to be made up. */
export const CHAIN_ID = 31_337;
export const FIRST_BLOCK = 30_000_000;
/** [unix s] Time of the first block. */
const FIRST_TIME = 1_760_000_000;
/** [s] Between two blocks, as on Base. */
export const BLOCK_SECONDS = 2;

const repeated = (digit: string): Address => `0x${digit.repeat(40)}`;

/** Where the contracts are. */
export const contracts = {
  market: repeated("1"),
  staking: repeated("2"),
  token: repeated("3"),
  vaultFactory: repeated("4"),
  epochRewards: repeated("5"),
} as const;

/** A log as a contract emits it. */
export type Log = {
  address: Address;
  topics: readonly Hex[];
  data: Hex;
  /** Whether the indexer has a handler for it. The others (`Deposit`, `Withdraw` of a vault) nobody indexes. */
  handled: boolean;
};

/** A transaction with its logs. */
export type Transaction = { from: Address; to: Address; input: Hex; logs: Log[] };

/** A block with transactions. The blocks between two of them are empty. */
export type Block = { number: number; transactions: Transaction[] };

/** [unix s] Time of a block. */
export const timeOf = (block: number): number => FIRST_TIME + (block - FIRST_BLOCK) * BLOCK_SECONDS;

/** What the contracts are initialised with. Durations in seconds, rates in basis points, stakes in wei. */
export type FirstValues = {
  biddingPhaseDuration: bigint;
  revealPhaseDuration: bigint;
  unstakeDelay: bigint;
};

const MIN_SELF_STAKE = 1_000n * 10n ** 18n;
export const MAX_SLASH_BPS = 5_000n;
export const OVERCOMMIT_BPS = 500n;

/** The answers to the calls that the set-up of the indexer makes, by contract and call data. */
export function setUpAnswers(first: FirstValues): Map<string, Hex> {
  const market = {
    biddingPhaseDuration: first.biddingPhaseDuration,
    revealPhaseDuration: first.revealPhaseDuration,
    minMaxFee: 0n,
    maxMaxFee: 0n,
    slashBps: 0n,
    slashWindow: 0n,
    protocolFeeBps: 0n,
    overcommitBps: OVERCOMMIT_BPS,
  } as const;
  const staking = {
    unstakeDelay: first.unstakeDelay,
    minSelfStake: MIN_SELF_STAKE,
    maxSlashBps: MAX_SLASH_BPS,
    requireAuthorization: 0n,
    vaultFactory: BigInt(contracts.vaultFactory),
  } as const;
  const rewards = { brevisProof: 0xddn, vkHash: 0n } as const;
  const names = <Name extends string>(of: Record<Name, bigint>) =>
    Object.entries(of) as [Name, bigint][];
  const answers: [to: Address, data: Hex, answer: string][] = [
    ...names(market).map(([functionName, value]): [Address, Hex, string] => [
      contracts.market,
      encodeFunctionData({ abi: brevisMarketAbi, functionName }),
      word(value),
    ]),
    ...names(staking).map(([functionName, value]): [Address, Hex, string] => [
      contracts.staking,
      encodeFunctionData({ abi: stakingControllerAbi, functionName }),
      word(value),
    ]),
    ...names(rewards).map(([functionName, value]): [Address, Hex, string] => [
      contracts.epochRewards,
      encodeFunctionData({ abi: epochRewardsAbi, functionName }),
      word(value),
    ]),
    [
      contracts.market,
      encodeFunctionData({ abi: brevisMarketAbi, functionName: "statsEpochs", args: [0n] }),
      word(FIRST_TIME) + word(0),
    ],
    [
      contracts.market,
      encodeFunctionData({ abi: brevisMarketAbi, functionName: "picoVerifiers", args: [0] }),
      word(0),
    ],
  ];
  return new Map(answers.map(([to, data, answer]) => [`${to}:${data}`, `0x${answer}`]));
}
