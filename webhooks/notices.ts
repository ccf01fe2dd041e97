/** Notices about a request at a second, by time alone: a phase gives way to the next, or little is left of one. */

import {
  type Phase,
  type PhasedRequest,
  phaseEnd,
  phaseOf,
  toSeconds,
} from "../src/api/rules/phases.ts";
import type { Durations } from "../src/domain/phases.ts";
import { biddingEnd, revealEnd } from "../src/domain/phases.ts";

/** What of a request decides its notices. */
type TimedRequest = PhasedRequest & {
  fulfilledAt: number | null;
  refundedAt: number | null;
  slashedAt: number | null;
};

/** [unix s] The second from which on a request is in another phase. */
export type PhaseChange = { from: Phase; to: Phase; at: number };

/** [unix s] The second at which so much is left of a phase, or less: that one begins shorter than was asked. */
type TimeLeft = { phase: Phase; endsAt: number; secondsLeft: number; at: number };

/** All its changes of phase by time, in order: those up to the second in which somebody's act settled it. */
export function phaseChangesOf(row: TimedRequest, durations: Durations): PhaseChange[] {
  const pending = { ...row, status: "PENDING" } as const;
  const ends = [
    biddingEnd(row.createdAt, durations),
    revealEnd(row.createdAt, durations),
    row.deadline,
  ];
  const firsts = [...new Set(ends.map((end) => toSeconds(end + 1n)))].sort((a, b) => a - b);
  return firsts
    .filter((at) => at > row.createdAt && at <= settledAt(row))
    .map((at) => ({
      from: phaseOf(pending, durations, at - 1),
      to: phaseOf(pending, durations, at),
      at,
    }))
    .filter(({ from, to }) => from !== to);
}

/** When this many seconds are left of a phase; null when it never has that phase, or was settled before. */
export function timeLeftOf(
  row: TimedRequest,
  durations: Durations,
  { phase, seconds }: { phase: Phase; seconds: number },
): TimeLeft | null {
  const begins = [{ to: "BIDDING", at: row.createdAt }, ...phaseChangesOf(row, durations)].find(
    ({ to }) => to === phase,
  )?.at;
  const pending = { ...row, status: "PENDING" } as const;
  if (begins === undefined || phaseOf(pending, durations, begins) !== phase) return null;
  const end = phaseEnd(pending, durations, begins);
  if (end === null) return null;
  const endsAt = toSeconds(end);
  const at = Math.max(begins, endsAt - seconds);
  return at < settledAt(row) ? { phase, endsAt, secondsLeft: endsAt - at, at } : null;
}

const settledAt = ({ fulfilledAt, refundedAt, slashedAt }: TimedRequest): number =>
  fulfilledAt ?? refundedAt ?? slashedAt ?? Number.POSITIVE_INFINITY;
