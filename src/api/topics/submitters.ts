/** A submitter's own view: which prover it acts for, what the market takes from it, and what is due. */
import { eq } from "drizzle-orm";
import type { Address } from "viem";
import { submitter } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { addressArg, required, timeArg } from "../declare/arguments.ts";
import { bigOrNull, bool, bytes, one, question } from "../declare/fields.ts";
import { pagedList } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { isStakingPaused, networkOf } from "../reads/network.ts";
import { proverOf } from "../reads/prover-rows.ts";
import { headroom } from "../rules/eligibility.ts";
import type { Topic } from "../topic.ts";
import { BiddingObstacle, obstacleOf } from "./bidding.ts";
import { minutesArg, ProverDuties, proverDuties } from "./duties.ts";

const SubmitterView = object("SubmitterView", "What an account may do in the market.", {
  address: bytes("The account."),
  submitter: one(
    orNull(stored("submitter")),
    "Its registration and its consent; null if it never gave consent nor was registered.",
  ),
  actsFor: bytes(
    "Address the market takes its bids, reveals and proofs to be of: the prover it is registered for, or else itself.",
  ),
  isRegistered: bool("Whether it is registered for a prover now."),
  awaitsRegistration: bool(
    "Whether it consents to a prover that has not registered it, or has registered it no more.",
  ),
  prover: one(
    orNull(stored("prover")),
    "The prover it acts for; null if that address never was one.",
  ),
  headroom: bigOrNull(
    "[wei] Largest minimum stake that prover's vault has room for; null without a prover.",
  ),
  biddingObstacle: one(
    orNull(BiddingObstacle),
    "Why it may bid on nothing and reveal nothing; null when nothing is in the way.",
  ),
  mayProveForFee: bool(
    "Whether a proof that earns something would be accepted of it: the prover is ACTIVE, and StakingController not paused. One that earns nothing is, whatever the state.",
  ),
  duties: orNull(
    pagedList(ProverDuties, {
      text: "What it can and must do for that prover from a time on: `proverDuties`. Null without a prover.",
      args: {
        minutes: minutesArg,
        at: timeArg(),
      },
      cost: { base: 30 },
      ask: ({ minutes, ...given }, { db }, { parent }: Asked<{ actsFor: Address }>) =>
        proverDuties(db, { ...given, prover: parent.actsFor, within: minutes * 60 }),
    }),
  ),
});

type SubmitterView = ValueOf<typeof SubmitterView>;

/**
 * What an account may do in the market. Mirrors `BrevisMarket._getEffectiveProver`: a registered submitter acts for its
 * prover, even if it is a prover itself.
 */
export async function submitterView(db: Db, address: Address): Promise<SubmitterView> {
  const [[row], network, isPaused] = await Promise.all([
    db.select().from(submitter).where(eq(submitter.address, address)),
    networkOf(db),
    isStakingPaused(db),
  ]);
  const actsFor = row?.prover ?? address;
  const prover = await proverOf(db, actsFor);
  const isKnown = network !== null && prover !== null;
  return {
    address,
    submitter: row ?? null,
    actsFor,
    isRegistered: row?.prover != null,
    awaitsRegistration: row?.consent != null && row.consent !== row.prover,
    prover,
    headroom: isKnown ? headroom(prover, network) : null,
    biddingObstacle: obstacleOf(prover, network),
    mayProveForFee: prover?.state === "ACTIVE" && !isPaused,
  };
}

export const submitterTopic: Topic = {
  queries: {
    submitterView: question(SubmitterView, {
      text: "What an account may do in the market, for which prover, and what is due: a submitter's own view, and a prover's that acts by itself.",
      args: { submitter: required(addressArg("The account's address.")) },
      cost: { base: 5 },
      ask: ({ submitter: address }, { db }) => submitterView(db, address),
    }),
  },
};
