/** One function for each event of the market: the log that a contract emits. Amounts in wei. */
import { type AbiEvent, type Address, type Hex, toEventSelector, zeroAddress } from "viem";
import { accessAbi } from "../../abis/access.ts";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import { contracts, type Log } from "./chain.ts";
import { addressTopic, addressWord, dynamicTuple, numberTopic, textHex, word } from "./words.ts";

const { market, staking, token, vaultFactory, epochRewards } = contracts;

const selectorsOf = (abi: readonly { type: string; name?: string }[]): Record<string, Hex> =>
  Object.fromEntries(
    abi
      .filter((item): item is AbiEvent => item.type === "event")
      .map((item) => [item.name, toEventSelector(item)]),
  );
const selectors = {
  market: selectorsOf(brevisMarketAbi),
  staking: selectorsOf(stakingControllerAbi),
  rewards: selectorsOf(epochRewardsAbi),
  token: selectorsOf(tokenAbi),
  vault: selectorsOf(proverVaultAbi),
  factory: selectorsOf(vaultFactoryAbi),
  access: selectorsOf(accessAbi),
};

const log = (address: Address, topics: readonly (Hex | undefined)[], data = ""): Log => ({
  address,
  topics: topics as readonly Hex[],
  data: `0x${data}`,
  handled: true,
});
const unhandled = (of: Log): Log => ({ ...of, handled: false });

/** A proof request, as the market stores it. Hex texts without 0x, except the ids. */
export type ProofRequest = {
  id: Hex;
  nonce: number;
  vk: Hex;
  digest: string;
  imgUrl: string;
  input: string;
  inputUrl: string;
  version: number;
  maxFee: bigint;
  minStake: bigint;
  deadline: number;
};

const REQUEST_WORDS = 10;

/** The tuple `ProofRequest`, as an event's or a call's only dynamic argument. */
export const proofRequestData = (request: ProofRequest): string =>
  word(32) +
  dynamicTuple(
    [
      word(request.nonce),
      request.vk.slice(2),
      request.digest,
      { bytes: textHex(request.imgUrl) },
      { bytes: request.input },
      { bytes: textHex(request.inputUrl) },
      word(request.version),
      word(request.maxFee),
      word(request.minStake),
      word(request.deadline),
    ],
    REQUEST_WORDS,
  );

export const newRequest = (request: ProofRequest): Log =>
  log(market, [selectors.market.NewRequest, request.id], proofRequestData(request));

export const newBid = (id: Hex, prover: Address, hash: string): Log =>
  log(market, [selectors.market.NewBid, id, addressTopic(prover)], hash);

export const bidRevealed = (id: Hex, prover: Address, fee: bigint): Log =>
  log(market, [selectors.market.BidRevealed, id, addressTopic(prover)], word(fee));

/** `proof` is eight words. */
export const proofSubmitted = (
  id: Hex,
  prover: Address,
  { proof, fee }: { proof: string; fee: bigint },
): Log =>
  log(market, [selectors.market.ProofSubmitted, id, addressTopic(prover)], proof + word(fee));

export const refunded = (id: Hex, requester: Address, amount: bigint): Log =>
  log(market, [selectors.market.Refunded, id, addressTopic(requester)], word(amount));

export const slashAsked = (id: Hex, prover: Address, amount: bigint): Log =>
  log(market, [selectors.market.ProverSlashed, id, addressTopic(prover)], word(amount));

/** A parameter of the market that is a number. */
export const marketParameter = (
  name: "SlashBpsUpdated" | "SlashWindowUpdated" | "ProtocolFeeBpsUpdated" | "OvercommitBpsUpdated",
  before: bigint,
  after: bigint,
): Log => log(market, [selectors.market[name]], word(before) + word(after));

export const verifierUpdated = (version: number, verifier: Address): Log =>
  log(market, [
    selectors.market.PicoVerifierUpdated,
    numberTopic(version),
    addressTopic(zeroAddress),
    addressTopic(verifier),
  ]);

export const protocolFeeWithdrawn = (to: Address, amount: bigint): Log =>
  log(market, [selectors.market.ProtocolFeeWithdrawn, addressTopic(to)], word(amount));

export const statsEpochScheduled = (startAt: number): Log =>
  log(market, [selectors.market.StatsEpochScheduled], word(startAt));

export const statsReset = (epoch: number, startAt: number): Log =>
  log(market, [selectors.market.StatsReset], word(epoch) + word(startAt));

export const submitterConsented = (submitter: Address, prover: Address): Log =>
  log(market, [
    selectors.market.SubmitterConsentUpdated,
    addressTopic(submitter),
    addressTopic(zeroAddress),
    addressTopic(prover),
  ]);

export const submitterRegistered = (submitter: Address, prover: Address): Log =>
  log(market, [
    selectors.market.SubmitterRegistered,
    addressTopic(prover),
    addressTopic(submitter),
  ]);

export const ownershipTransferred = (contract: Address, owner: Address): Log =>
  log(contract, [
    selectors.access.OwnershipTransferred,
    addressTopic(zeroAddress),
    addressTopic(owner),
  ]);

export const roleGranted = (contract: Address, role: Hex, account: Address): Log =>
  log(contract, [selectors.access.RoleGranted, role, addressTopic(account)]);

export const vaultCreated = (prover: Address, vault: Address, salt: string): Log =>
  log(
    vaultFactory,
    [selectors.factory.VaultCreated, addressTopic(prover), addressTopic(vault)],
    addressWord(token) + salt,
  );

export const proverInitialized = (prover: Address, vault: Address, rate: bigint): Log =>
  log(
    staking,
    [selectors.staking.ProverInitialized, addressTopic(prover), addressTopic(vault)],
    word(rate),
  );

export const proverProfileUpdated = (prover: Address, name: string, iconUrl: string): Log =>
  log(
    staking,
    [selectors.staking.ProverProfileUpdated, addressTopic(prover)],
    dynamicTuple([{ bytes: textHex(name) }, { bytes: textHex(iconUrl) }], 2),
  );

/** States are numbers of the contract's enum: 1 active, 2 deactivated, 3 jailed. */
export const proverStateChanged = (prover: Address, before: number, after: number): Log =>
  log(
    staking,
    [selectors.staking.ProverStateChanged, addressTopic(prover)],
    word(before) + word(after),
  );

/** Who holds how much of what with whom: a prover's vault and one of its stakers. */
export type Holding = { prover: Address; staker: Address; shares: bigint; amount: bigint };

export const staked = ({ prover, staker, shares, amount }: Holding): Log =>
  log(
    staking,
    [selectors.staking.Staked, addressTopic(prover), addressTopic(staker)],
    word(shares) + word(amount),
  );

export const unstakeRequested = ({ prover, staker, shares, amount }: Holding): Log =>
  log(
    staking,
    [selectors.staking.UnstakeRequested, addressTopic(prover), addressTopic(staker)],
    word(shares) + word(amount),
  );

export const unstakeCompleted = (prover: Address, staker: Address, amount: bigint): Log =>
  log(
    staking,
    [selectors.staking.UnstakeCompleted, addressTopic(prover), addressTopic(staker)],
    word(amount),
  );

export const rewardsAdded = (
  prover: Address,
  source: Address,
  { amount, commission }: { amount: bigint; commission: bigint },
): Log =>
  log(
    staking,
    [selectors.staking.RewardsAdded, addressTopic(prover), addressTopic(source)],
    word(amount) + word(commission) + word(amount - commission),
  );

export const commissionClaimed = (prover: Address, amount: bigint): Log =>
  log(staking, [selectors.staking.CommissionClaimed, addressTopic(prover)], word(amount));

export const commissionRateUpdated = (
  prover: Address,
  source: Address,
  { before, after }: { before: bigint; after: bigint },
): Log =>
  log(
    staking,
    [selectors.staking.CommissionRateUpdated, addressTopic(prover), addressTopic(source)],
    word(before) + word(after) + word(0),
  );

export const slashTaken = (prover: Address, amount: bigint, bps: bigint): Log =>
  log(staking, [selectors.staking.ProverSlashed, addressTopic(prover)], word(amount) + word(bps));

export const treasuryWithdrawn = (to: Address, amount: bigint): Log =>
  log(staking, [selectors.staking.TreasuryWithdrawn, addressTopic(to)], word(amount));

export const epochConfigSet = (config: {
  fromEpoch: number;
  fromTime: number;
  length: number;
  maximum: bigint;
}): Log =>
  log(
    epochRewards,
    [selectors.rewards.EpochConfigSet],
    word(config.fromEpoch) + word(config.fromTime) + word(config.length) + word(config.maximum),
  );

export const rewardsSet = (epoch: number, prover: Address, amount: bigint): Log =>
  log(
    epochRewards,
    [selectors.rewards.RewardsSet, numberTopic(epoch), addressTopic(prover)],
    word(amount),
  );

export const epochRewardsSet = (epoch: number, amount: bigint, cumulative: bigint): Log =>
  log(
    epochRewards,
    [selectors.rewards.EpochRewardsSet, numberTopic(epoch)],
    word(amount) + word(cumulative),
  );

/** A transfer of the token, or of a vault's shares. */
export const transfer = (
  of: Address,
  { from, to, value }: { from: Address; to: Address; value: bigint },
): Log => log(of, [selectors.token.Transfer, addressTopic(from), addressTopic(to)], word(value));

export const vaultDeposit = (
  vault: Address,
  { staker, amount, shares }: Omit<Holding, "prover">,
): Log =>
  unhandled(
    log(
      vault,
      [selectors.vault.Deposit, addressTopic(staking), addressTopic(staker)],
      word(amount) + word(shares),
    ),
  );

export const vaultWithdraw = (
  vault: Address,
  { staker, amount, shares }: Omit<Holding, "prover">,
): Log =>
  unhandled(
    log(
      vault,
      [
        selectors.vault.Withdraw,
        addressTopic(staking),
        addressTopic(staking),
        addressTopic(staker),
      ],
      word(amount) + word(shares),
    ),
  );

export const controllerSlash = (vault: Address, assets: bigint): Log =>
  log(vault, [selectors.vault.ControllerSlash], word(assets) + addressWord(staking));
