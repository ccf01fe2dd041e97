/**
 * Where a request stands at a time. Mirrors what `BrevisMarket.bid`, `reveal`, `submitProof` and `refund` would accept then.
 * Status, bids and winner are those of the row, the parameters those in force; `at` moves the clock alone.
 * All times in unix seconds, all ends inclusive: the last second.
 */
import type { Address } from "viem";
import { biddingEnd, type Durations, revealEnd } from "../../domain/phases.ts";
import { least } from "./numbers.ts";

/** What of a request decides its phase. */
export type PhasedRequest = {
  status: "PENDING" | "FULFILLED" | "REFUNDED" | "SLASHED";
  createdAt: number;
  deadline: bigint;
  /** Bidders as the contract counts them. */
  bidCount: number;
  winner: Address | null;
};

/**
 * BIDDING, REVEALING: sealed bids, then their openings, are accepted. PROVING: there is a winner and its proof is accepted.
 * REFUNDABLE: nothing but a refund can end it. FULFILLED, REFUNDED, SLASHED: settled.
 */
export type Phase = (typeof phases)[number];

/** The phases, in their order. */
export const phases = [
  "BIDDING",
  "REVEALING",
  "PROVING",
  "REFUNDABLE",
  "FULFILLED",
  "REFUNDED",
  "SLASHED",
] as const;

/**
 * [unix s] First second at which `refund` goes through, should bids and winner stay as they are: after the deadline,
 * or after the bidding phase without a bid, or after the reveal phase without a winner.
 */
export function refundableFrom(request: PhasedRequest, durations: Durations): bigint {
  const { createdAt, deadline, bidCount, winner } = request;
  if (winner !== null) return deadline + 1n;
  const end = bidCount === 0 ? biddingEnd(createdAt, durations) : revealEnd(createdAt, durations);
  return least(end, deadline) + 1n;
}

/**
 * The phase of a request. A refund that is possible outranks bids and reveals: once the deadline passed they are accepted,
 * and lead nowhere.
 */
export function phaseOf(request: PhasedRequest, durations: Durations, at: number): Phase {
  if (request.status !== "PENDING") return request.status;
  const now = BigInt(at);
  if (now >= refundableFrom(request, durations)) return "REFUNDABLE";
  if (now <= biddingEnd(request.createdAt, durations)) return "BIDDING";
  if (now <= revealEnd(request.createdAt, durations)) return "REVEALING";
  return "PROVING";
}

/** [unix s] Last second of the phase that a request is in; null when only somebody's act ends it: refundable or settled. */
export function phaseEnd(request: PhasedRequest, durations: Durations, at: number): bigint | null {
  const phase = phaseOf(request, durations, at);
  if (phase === "BIDDING") return least(biddingEnd(request.createdAt, durations), request.deadline);
  if (phase === "REVEALING")
    return least(revealEnd(request.createdAt, durations), request.deadline);
  return phase === "PROVING" ? request.deadline : null;
}

/** Whether a proof can ever be accepted: `submitProof` wants the reveal phase over and the deadline not passed. */
export const hasProvingWindow = (
  { createdAt, deadline }: Pick<PhasedRequest, "createdAt" | "deadline">,
  durations: Durations,
): boolean => revealEnd(createdAt, durations) < deadline;

/** [unix s] Last second at which a miss can be slashed. Mirrors `BrevisMarket.slash`. */
export const slashableUntil = (
  { deadline }: Pick<PhasedRequest, "deadline">,
  { slashWindow }: { slashWindow: bigint },
): bigint => deadline + slashWindow;

/** Latest time an `Int` of GraphQL holds: 2038-01-19. */
export const LATEST = 2_147_483_647;

/** [unix s] A time that GraphQL can hold, at most 2038-01-19: a parameter can be any uint256. */
export const toSeconds = (time: bigint): number => (time > BigInt(LATEST) ? LATEST : Number(time));
