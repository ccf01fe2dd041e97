/** The logs of BrevisMarket, and those of ownership and roles. Amounts in wei. */
import { type Address, type Hex, zeroAddress } from "viem";
import { contracts, type Log } from "./chain.ts";
import { log, selectors } from "./log.ts";
import { addressTopic, dynamicTuple, numberTopic, textHex, word } from "./words.ts";

const { market } = contracts;

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
