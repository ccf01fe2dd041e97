// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is replaced is code.
/** Rules of time and money: the last second of a window, what is rounded, what is frozen and what is read live. */
import type { Mutation } from "./mutations.ts";

const inFile =
  (file: string, witness?: string) =>
  (rule: string, find: string, replace: string): Mutation => ({
    ...{ rule, file, find, replace },
    ...(witness === undefined ? {} : { witness }),
  });

const phases = inFile("src/api/rules/phases.ts", "test/api/rules/phases.test.ts");
const phaseSql = inFile("src/api/rules/phase-sql.ts", "test/api/questions/actions.test.ts");
const eligibility = inFile("src/api/rules/eligibility.ts", "test/api/rules/phases.test.ts");
const handler = (file: string) => inFile(`src/handlers/${file}.ts`);
const store = (file: string) => inFile(`src/store/${file}.ts`);

export const boundaryMutations: readonly Mutation[] = [
  // Deadlines.
  phases(
    "a miss is refunded in the deadline's last second",
    "return deadline + 1n;",
    "return deadline;",
  ),
  phases(
    "a request nobody bid on is refunded in the last second of bidding",
    "return least(end, deadline) + 1n;",
    "return least(end, deadline);",
  ),
  phases(
    "a deadline before the end of a phase refunds nothing",
    "return least(end, deadline) + 1n;",
    "return end + 1n;",
  ),
  phases(
    "without bids a refund waits for the reveal phase",
    "bidCount === 0 ? biddingEnd",
    "bidCount < 0 ? biddingEnd",
  ),
  phases("bidding ends a second early", "now <= biddingEnd(", "now < biddingEnd("),
  phases("reveal ends a second early", "now <= revealEnd(", "now < revealEnd("),
  phases(
    "a proof is accepted in the last second of reveal",
    "revealEnd(createdAt, durations) < deadline",
    "revealEnd(createdAt, durations) <= deadline",
  ),
  phases("the slash window ends with the deadline", "deadline + slashWindow", "deadline"),
  phaseSql(
    "in SQL a deadline's last second has passed",
    "deadline} < ${now}",
    "deadline} <= ${now}",
  ),
  phaseSql("in SQL bidding ends a second early", "${now} <= ${bidding}", "${now} < ${bidding}"),
  phaseSql(
    "in SQL reveal ends a second early",
    "${now} <= ${reveal} then",
    "${now} < ${reveal} then",
  ),
  // Who may bid.
  eligibility(
    "overcommitment is not asked for",
    "minStake + portion(assignedStake, overcommitBps)",
    "minStake + assignedStake",
  ),
  eligibility("a vault that is just large enough is too small", ">= minStake;", "> minStake;"),
  // Fees.
  handler("settlement")(
    "the winner's own bid decides what comes back",
    "before.maxFee - actualFee",
    "before.maxFee - before.winnerFee!",
  ),
  handler("settlement")(
    "proving time runs from the request",
    "timestamp - Number(revealEnd(before.createdAt, network))",
    "timestamp - before.createdAt",
  ),
  handler("settlement")(
    "the protocol fee is not kept",
    "protocolFeeBalance: protocolFee,",
    "protocolFeeBalance: 0n,",
  ),
  handler("rewards")(
    "commission is the stakers'",
    "network: { pendingCommission: commission, assets: toStakers }",
    "network: { pendingCommission: 0n, assets: amount }",
  ),
  // Slashes.
  handler("settlement")(
    "any slash before in the transaction was the market's",
    "    slashingId === columns.id - 1n &&\n",
    "",
  ),
  inFile("src/domain/unstaking.ts")(
    "the slashing scale rounds up",
    "portion(scale, 10_000n - bps)",
    "scale - portion(scale, bps)",
  ),
  handler("rewards")(
    "a slash leaves the network's unstakes alone",
    "network: { assets: -fromVault, unstaking: -fromUnstaking,",
    "network: { assets: -fromVault,",
  ),
  // Unstaking.
  handler("staking")(
    "an unstake is ready a second late",
    "readyAt(entry, unstakeDelay) > event.block.timestamp",
    "readyAt(entry, unstakeDelay) >= event.block.timestamp",
  ),
  handler("staking")(
    "an unstake forgets what was slashed before it",
    "scaleSnapshot: (await readProver(context, prover)).slashingScale,",
    "scaleSnapshot: 10_000n,",
  ),
  handler("staking")(
    "an unstake gains all it pays",
    "position.realisedGain + amount - cost",
    "position.realisedGain + amount",
  ),
  handler("staking")(
    "who unstaked its last share stays a staker",
    "before.shares > shares;",
    "before.shares >= shares;",
  ),
  handler("staking")(
    "what a retired vault keeps stays stake",
    "assets: -before.assets,",
    "assets: -dust,",
  ),
  // Commission.
  handler("staking")(
    "a source's commission rate becomes the default",
    "source === zeroAddress ? { defaultCommissionRate: event.args.newRate } : {}",
    "{ defaultCommissionRate: event.args.newRate }",
  ),
  handler("staking")(
    "a commission rate that was not set was zero",
    "oldRate: before?.rate ?? null,",
    "oldRate: before?.rate ?? 0n,",
  ),
  // Epochs.
  handler("statsEpochs")(
    "an epoch that is taken back leaves the one before ended",
    "{ epoch: statsEpochCount - 2 }).set({ endAt: null })",
    "{ epoch: statsEpochCount - 2 }).set({})",
  ),
  handler("epochs")(
    "an epoch's total is that of its last batch",
    ".onConflictDoUpdate({ total: cumulativeAmount, setAt })",
    ".onConflictDoUpdate({ total: newAmount, setAt })",
  ),
  handler("rewards")(
    "an allocation is paid twice",
    "allocation?.amount === amount && allocation.distributedAt === null",
    "allocation?.amount === amount",
  ),
  handler("rewards")(
    "the last reward epoch is never paid",
    "epoch <= (lastRewardEpoch ?? 0n)",
    "epoch < (lastRewardEpoch ?? 0n)",
  ),
  store("stats")(
    "a miss hides a prover's statistics",
    "activeAt ?? carried.lastActiveAt",
    "activeAt ?? 0",
  ),
  // Days.
  store("requests")(
    "a miss is dated by the deadline's last second",
    "hourOf(Number(deadline) + 1)",
    "hourOf(Number(deadline))",
  ),
  store("ledger")(
    "a day ends an hour early",
    "const HOURS_OF_DAY = 24;",
    "const HOURS_OF_DAY = 23;",
  ),
];
