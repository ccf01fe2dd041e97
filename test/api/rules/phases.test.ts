import { describe, expect, test } from "vitest";
import { headroom, isEligible, requiredStake } from "../../../src/api/rules/eligibility.ts";
import {
  hasProvingWindow,
  LATEST,
  type PhasedRequest,
  phaseEnd,
  phaseOf,
  refundableFrom,
  slashableUntil,
  toSeconds,
} from "../../../src/api/rules/phases.ts";

const winner = `0x${"11".repeat(20)}` as const;
const durations = { biddingPhaseDuration: 300n, revealPhaseDuration: 600n };
const created = 1_000_000;
const pending: PhasedRequest = {
  status: "PENDING",
  createdAt: created,
  deadline: BigInt(created) + 5000n,
  bidCount: 0,
  winner: null,
};
const bidOn = { ...pending, bidCount: 2 };
const won = { ...bidOn, winner };
const at = (request: PhasedRequest, seconds: number) =>
  phaseOf(request, durations, created + seconds);

describe("a request", () => {
  test("takes bids through the last second of the bidding phase", () => {
    expect(at(bidOn, 0)).toBe("BIDDING");
    expect(at(bidOn, 300)).toBe("BIDDING");
    expect(at(bidOn, 301)).toBe("REVEALING");
  });

  test("without a bid is refundable from the second after the bidding phase", () => {
    expect(at(pending, 300)).toBe("BIDDING");
    expect(at(pending, 301)).toBe("REFUNDABLE");
    expect(refundableFrom(pending, durations)).toBe(BigInt(created) + 301n);
  });

  test("without a reveal is refundable from the second after the reveal phase", () => {
    expect(at(bidOn, 900)).toBe("REVEALING");
    expect(at(bidOn, 901)).toBe("REFUNDABLE");
  });

  test("with a winner takes the proof through the deadline, and is refundable from the second after", () => {
    expect(at(won, 900)).toBe("REVEALING");
    expect(at(won, 901)).toBe("PROVING");
    expect(at(won, 5000)).toBe("PROVING");
    expect(at(won, 5001)).toBe("REFUNDABLE");
  });

  test("past its deadline is refundable, whatever else is still accepted", () => {
    const short = { ...bidOn, deadline: BigInt(created) + 100n };
    expect(at(short, 100)).toBe("BIDDING");
    expect(at(short, 101)).toBe("REFUNDABLE");
    expect(phaseEnd(short, durations, created)).toBe(BigInt(created) + 100n);
    expect(hasProvingWindow(short, durations)).toBe(false);
    expect(hasProvingWindow({ ...won, deadline: BigInt(created) + 900n }, durations)).toBe(false);
    expect(hasProvingWindow({ ...won, deadline: BigInt(created) + 901n }, durations)).toBe(true);
  });

  test("follows the durations now: a longer bidding phase opens it again", () => {
    const longer = { biddingPhaseDuration: 2000n, revealPhaseDuration: 600n };
    expect(phaseOf(won, durations, created + 1500)).toBe("PROVING");
    expect(phaseOf(won, longer, created + 1500)).toBe("BIDDING");
  });

  test("that is settled keeps its status, and no end", () => {
    for (const status of ["FULFILLED", "REFUNDED", "SLASHED"] as const) {
      expect(at({ ...won, status }, 10)).toBe(status);
      expect(phaseEnd({ ...won, status }, durations, created)).toBeNull();
    }
    expect(phaseEnd(won, durations, created + 5001)).toBeNull();
  });

  test("changes phase exactly after the end of the one it is in", () => {
    for (const request of [pending, bidOn, won])
      for (const second of [0, 1, 299, 300, 301, 899, 900, 901, 4999, 5000, 5001]) {
        const end = phaseEnd(request, durations, created + second);
        const phase = at(request, second);
        if (end === null) expect(phase).toBe("REFUNDABLE");
        else if (Number(end) > created + second) expect(at(request, second + 1)).toBe(phase);
        else expect(at(request, second + 1)).not.toBe(phase);
      }
  });

  test("can be slashed through deadline + window", () => {
    expect(slashableUntil(won, { slashWindow: 86_400n })).toBe(won.deadline + 86_400n);
  });

  test("whose times no Int holds is given the latest that it does", () => {
    expect(toSeconds(2n ** 256n)).toBe(LATEST);
    expect(toSeconds(5n)).toBe(5);
    const endless = { biddingPhaseDuration: 2n ** 255n, revealPhaseDuration: 0n };
    expect(phaseOf(won, endless, created + 5000)).toBe("BIDDING");
    expect(phaseOf(won, endless, created + 5001)).toBe("REFUNDABLE");
  });
});

describe("a prover", () => {
  const prover = { state: "ACTIVE", assets: 1000n, assignedStake: 2001n };
  const network = { overcommitBps: 500n };

  test("has room for a minimum stake up to its assets less the part of the assigned stake that counts", () => {
    expect(requiredStake(900n, prover, network)).toBe(1000n);
    expect(headroom(prover, network)).toBe(900n);
    expect(isEligible(prover, 900n, network)).toBe(true);
    expect(isEligible(prover, 901n, network)).toBe(false);
  });

  test("that is not Active has room for nothing, and may have less than none", () => {
    expect(isEligible({ ...prover, state: "JAILED" }, 0n, network)).toBe(false);
    expect(headroom({ ...prover, assets: 0n }, network)).toBe(-100n);
    expect(isEligible({ ...prover, assets: 99n }, 0n, network)).toBe(false);
  });
});
