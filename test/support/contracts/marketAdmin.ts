/** BrevisMarket: parameters, statistics epochs, hot keys, and the protocol fee. */
import { type Address, type Hex, zeroAddress } from "viem";
import { rollStatsEpoch } from "./brevisMarket.ts";
import { registered } from "./staking.ts";
import { move } from "./token.ts";
import { require, type World } from "./world.ts";

const setters = {
  biddingPhaseDuration: ["BiddingPhaseDurationUpdated", "oldDuration", "newDuration", 2n ** 64n],
  revealPhaseDuration: ["RevealPhaseDurationUpdated", "oldDuration", "newDuration", 2n ** 64n],
  minMaxFee: ["MinMaxFeeUpdated", "oldFee", "newFee", 2n ** 256n],
  maxMaxFee: ["MaxMaxFeeUpdated", "oldFee", "newFee", 2n ** 256n],
  slashBps: ["SlashBpsUpdated", "oldBps", "newBps", 10_001n],
  slashWindow: ["SlashWindowUpdated", "oldWindow", "newWindow", 2n ** 256n],
  protocolFeeBps: ["ProtocolFeeBpsUpdated", "oldBps", "newBps", 10_001n],
  overcommitBps: ["OvercommitBpsUpdated", "oldBps", "newBps", 10_001n],
} as const;

export type MarketParameter = keyof typeof setters;

/** Any of the market's setters. */
export function set(
  { state, log }: World,
  { parameter, to }: { parameter: MarketParameter; to: bigint },
): void {
  const [event, before, after, limit] = setters[parameter];
  require(to < limit, "MarketInvalidBps");
  log(`Market:${event}`, { [before]: state.parameters[parameter], [after]: to });
  state.parameters[parameter] = to;
}

export function scheduleStatsEpoch(world: World, { startAt }: { startAt: bigint }): void {
  const { state, log } = world;
  require(startAt > state.statsEpochs.at(-1)!, "MarketInvalidStatsEpochStart");
  state.statsEpochs.push(startAt);
  log("Market:StatsEpochScheduled", { startAt });
  rollStatsEpoch(world);
}

export function popStatsEpoch({ state, log }: World): void {
  const startAt = state.statsEpochs.at(-1)!;
  require(state.statsEpochs.length > 1, "MarketNoFutureEpochToPop");
  require(startAt > BigInt(state.now), "MarketCannotPopStartedEpoch");
  state.statsEpochs.pop();
  log("Market:StatsEpochPopped", { startAt });
}

export function withdrawProtocolFee(world: World, { to }: { to: Address }): void {
  const amount = world.state.feeBalance;
  require(amount > 0n, "MarketNoProtocolFeeToWithdraw");
  world.state.feeBalance = 0n;
  move(world, world.addresses.market, to, amount);
  world.log("Market:ProtocolFeeWithdrawn", { to, amount });
}

export function setPicoVerifier(
  { log }: World,
  { version, from, to }: { version: number; from: Address; to: Address },
): void {
  log("Market:PicoVerifierUpdated", { version, oldVerifier: from, newVerifier: to });
}

export function setSubmitterConsent(world: World, { prover }: { prover: Address }): void {
  const { state, sender: submitter, log } = world;
  require(prover !== submitter, "MarketCannotRegisterSelf");
  const oldProver = state.consents.get(submitter) ?? zeroAddress;
  state.consents.set(submitter, prover);
  log("Market:SubmitterConsentUpdated", { submitter, oldProver, newProver: prover });
}

export function registerSubmitter(world: World, { submitter }: { submitter: Address }): void {
  const { state, sender: prover, log } = world;
  registered(world, prover);
  const current = state.submitters.get(submitter);
  require(current === undefined || current === prover, "MarketSubmitterAlreadyRegistered");
  const isProver = (state.provers.get(submitter)?.state ?? 0) !== 0;
  require(!isProver, "MarketCannotRegisterProverAsSubmitter");
  require(state.consents.get(submitter) === prover, "MarketSubmitterConsentRequired");
  state.submitters.set(submitter, prover);
  log("Market:SubmitterRegistered", { prover, submitter });
}

/** By the submitter itself. */
export function unregisterSubmitter({ state, sender: submitter, log }: World): void {
  const prover = state.submitters.get(submitter);
  require(prover !== undefined, "MarketSubmitterNotRegistered");
  state.submitters.delete(submitter);
  log("Market:SubmitterUnregistered", { prover, submitter });
}

/** Names of the roles are hashed; any word will do. */
export const grantRole = ({ log }: World, { role, to }: { role: Hex; to: Address }): void =>
  log("Market:RoleGranted", { role, account: to });

export const revokeRole = ({ log }: World, { role, to }: { role: Hex; to: Address }): void =>
  log("Market:RoleRevoked", { role, account: to });
