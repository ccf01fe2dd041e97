import { beforeAll, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { createIndexer, type Indexer } from "../support/indexer.ts";
import type { Rows } from "../support/invariants/rules.ts";
import { findViolations, ruleNames } from "../support/invariants.ts";
import { loadRecording } from "../support/recording.ts";

let indexer: Indexer;
beforeAll(async () => {
  indexer = await createIndexer();
  await indexer.replay(loadRecording("quirks"), { until: 1_200 });
});

type Row = Record<string, unknown>;
/** What to change in a row; null to leave it and try the next. */
type Spoil = (row: Row) => Row | null;

/** The rows with one value of one row changed. */
const spoiled =
  (table: object, spoil: Spoil): Rows =>
  (of) => {
    const rows = indexer.rows(of);
    const index = of === table ? rows.findIndex((row) => spoil(row) !== null) : -1;
    if (index >= 0) rows[index] = { ...rows[index], ...spoil(rows[index]) };
    return rows;
  };
const add =
  (column: string): Spoil =>
  ({ [column]: value }) => {
    if (typeof value === "bigint") return { [column]: value + 1n };
    return value === null ? null : { [column]: (value as number) + 1 };
  };

test("every rule is a sentence", () => {
  expect(ruleNames.length).toBeGreaterThan(25);
  for (const name of ruleNames) expect(name).toMatch(/^[a-z].+ .+/);
});

test.each<[string, object, Spoil]>([
  ["network.escrow", schema.network, add("escrow")],
  ["network.fees", schema.network, add("fees")],
  ["network.unstaking", schema.network, add("unstaking")],
  ["network.treasuryPool", schema.network, add("treasuryPool")],
  ["network.statsEpochCount", schema.network, add("statsEpochCount")],
  ["requester.escrow", schema.requester, add("escrow")],
  ["requester.refunds", schema.requester, add("refunds")],
  ["program.bids", schema.program, add("bids")],
  ["programDay.reveals", schema.programDay, add("reveals")],
  ["requesterDay.maxFees", schema.requesterDay, add("maxFees")],
  ["marketHour.staked", schema.marketHour, add("staked")],
  ["marketDay.fees", schema.marketDay, add("fees")],
  ["marketDay.escrow", schema.marketDay, add("escrow")],
  ["missHour.missed", schema.missHour, add("missed")],
  ["proverDay.fees", schema.proverDay, add("fees")],
  ["prover.shares", schema.prover, add("shares")],
  ["prover.assets", schema.prover, add("assets")],
  ["prover.stakers", schema.prover, add("stakers")],
  ["prover.assignedStake", schema.prover, add("assignedStake")],
  ["prover.slashTaken", schema.prover, add("slashTaken")],
  ["prover.slashingScale", schema.prover, add("slashingScale")],
  ["prover.pendingCommission", schema.prover, add("pendingCommission")],
  ["request.price", schema.request, add("price")],
  ["request.excess", schema.request, add("excess")],
  ["request.commission", schema.request, add("commission")],
  ["request.bidders", schema.request, add("bidders")],
  ["request.winnerFee", schema.request, add("winnerFee")],
  ["request.refundAmount", schema.request, add("refundAmount")],
  ["assignment.minStake", schema.assignment, add("minStake")],
  ["stake.shares", schema.stake, add("shares")],
  ["stake.costBasis", schema.stake, add("costBasis")],
  ["stake.realisedGain", schema.stake, add("realisedGain")],
  ["stake.unstakesRequested", schema.stake, add("unstakesRequested")],
  ["unstake.received", schema.unstake, add("received")],
  ["vaultChange.assetsAfter", schema.vaultChange, add("assetsAfter")],
  ["vaultChange.shares", schema.vaultChange, add("shares")],
  ["vaultCheckpoint.assets", schema.vaultCheckpoint, add("assets")],
  ["slashing.fromVault", schema.slashing, add("fromVault")],
  ["treasuryMovement.amount", schema.treasuryMovement, add("amount")],
  ["reward.amount", schema.reward, add("amount")],
  ["donation.amount", schema.donation, add("amount")],
  ["rewardAllocation.amount", schema.rewardAllocation, add("amount")],
  ["rewardEpoch.distributed", schema.rewardEpoch, add("distributed")],
  ["statsEpoch.requests", schema.statsEpoch, add("requests")],
  [
    "tokenBalance of a vault",
    schema.tokenBalance,
    (row) =>
      indexer.rows(schema.vault).some(({ address }) => address === row.address)
        ? { balance: (row.balance as bigint) - 1n }
        : null,
  ],
  ["a winner lost", schema.request, ({ winner }) => (winner === null ? null : { winner: null })],
  [
    "a request settled twice",
    schema.request,
    ({ status }) => (status === "FULFILLED" ? { status: "PENDING" } : null),
  ],
  [
    "an assignment left open",
    schema.assignment,
    ({ outcome }) => (outcome === "OUTBID" ? { outcome: "OPEN" } : null),
  ],
  ["a role forgotten", schema.account, ({ isStaker }) => (isStaker ? { isStaker: false } : null)],
])("a wrong %s is noticed", (_, table, spoil) => {
  expect(findViolations(indexer.rows)).toEqual([]);
  expect(findViolations(spoiled(table, spoil))).not.toEqual([]);
});
