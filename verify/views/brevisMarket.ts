/** BrevisMarket. */
import { keccak256, toHex, zeroAddress } from "viem";
import type { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { NO_REASON, Reverted } from "../outcome.ts";
import { ZERO_HASH } from "../state.ts";
import { accessViews } from "./access.ts";
import {
  asGlobalStats,
  asProverStats,
  boundsOf,
  globalStatsOf,
  proverStatsOf,
  storedGlobalStats,
  storedProverStats,
  totalGlobalStats,
  totalProverStats,
} from "./stats.ts";
import type { Views } from "./types.ts";

const STATUSES = { PENDING: 0, FULFILLED: 1, REFUNDED: 2, SLASHED: 3 } as const;

export const brevisMarketViews: Views<typeof brevisMarketAbi> = {
  ...accessViews(({ addresses }) => addresses.market),

  biddingPhaseDuration: ({ network }) => network.biddingPhaseDuration,
  revealPhaseDuration: ({ network }) => network.revealPhaseDuration,
  minMaxFee: ({ network }) => network.minMaxFee,
  maxMaxFee: ({ network }) => network.maxMaxFee,
  slashBps: ({ network }) => network.slashBps,
  slashWindow: ({ network }) => network.slashWindow,
  protocolFeeBps: ({ network }) => network.protocolFeeBps,
  overcommitBps: ({ network }) => network.overcommitBps,
  cumulativeProtocolFee: ({ network }) => network.protocolFees,
  withdrawnProtocolFee: ({ network }) => network.protocolFeesWithdrawn,
  getProtocolFeeInfo: ({ network }) => [network.protocolFeeBps, network.protocolFeeBalance],
  feeToken: ({ addresses }) => addresses.token,
  stakingController: ({ addresses }) => addresses.staking,
  picoVerifiers: ({ verifiers }, [version]) => verifiers.get(BigInt(version)) ?? zeroAddress,
  MAX_DEADLINE_DURATION: () => 2_592_000n,
  BPS_DENOMINATOR: () => 10_000n,
  EPOCH_UPDATER_ROLE: () => keccak256(toHex("EPOCH_UPDATER_ROLE")),

  requests: (state, [id]) => {
    const [status, timestamp, sender, maxFee, minStake, deadline, vk, digest, version] =
      brevisMarketViews.getRequest(state, [id]);
    const [winner, winnerFee, second, secondFee] = brevisMarketViews.getBidders(state, [id]);
    return [
      status,
      timestamp,
      sender,
      { maxFee, minStake, deadline },
      vk,
      digest,
      version,
      state.requests.get(id)?.bidCount ?? 0,
      { prover: winner, fee: winnerFee },
      { prover: second, fee: secondFee },
    ];
  },
  getRequest: ({ requests }, [id]) => {
    const row = requests.get(id);
    if (row === undefined) return [0, 0n, zeroAddress, 0n, 0n, 0n, ZERO_HASH, ZERO_HASH, 0];
    return [
      STATUSES[row.status],
      BigInt(row.createdAt),
      row.requester,
      row.maxFee,
      row.minStake,
      row.deadline,
      row.vk,
      row.publicValuesDigest,
      Number(row.version),
    ];
  },
  getBidders: ({ requests }, [id]) => {
    const row = requests.get(id);
    return [
      row?.winner ?? zeroAddress,
      row?.winnerFee ?? 0n,
      row?.second ?? zeroAddress,
      row?.secondFee ?? 0n,
    ];
  },
  getBidHash: ({ bids }, [id, prover]) => bids.get(`${id}:${prover}`)?.bidHash ?? ZERO_HASH,
  assignedStake: ({ provers }, [prover]) => provers.get(prover)?.assignedStake ?? 0n,
  getProverPendingRequests: ({ pendingOfProver }, [prover]) => pendingOfProver.get(prover) ?? [],
  getSenderPendingRequests: ({ pendingOfSender }, [sender]) => pendingOfSender.get(sender) ?? [],
  submitterToProver: ({ submitters }, [submitter]) =>
    submitters.get(submitter)?.prover ?? zeroAddress,
  submitterConsent: ({ submitters }, [submitter]) =>
    submitters.get(submitter)?.consent ?? zeroAddress,
  getSubmittersForProver: ({ submittersOf }, [prover]) => submittersOf.get(prover) ?? [],

  statsEpochId: ({ network }) => BigInt(network.statsEpochId),
  statsEpochsLength: ({ network }) => BigInt(network.statsEpochCount),
  statsEpochs: (state, [index]) => {
    if (index >= BigInt(state.statsEpochs.length)) throw new Reverted(NO_REASON);
    return boundsOf(state, Number(index));
  },
  getRecentStatsInfo: (state) => {
    const epoch = state.network.statsEpochId;
    return [boundsOf(state, epoch)[0], BigInt(epoch)];
  },
  globalStats: (state, [epoch]) => {
    const stats = asGlobalStats(storedGlobalStats(state, Number(epoch)));
    return [stats.totalRequests, stats.totalFulfilled, stats.totalFees];
  },
  getGlobalStatsTotal: (state) => asGlobalStats(totalGlobalStats(state)),
  getGlobalRecentStats: (state) => {
    const epoch = state.network.statsEpochId;
    return [asGlobalStats(globalStatsOf(state, epoch)), boundsOf(state, epoch)[0]];
  },
  getGlobalStatsForStatsEpoch: (state, [epoch]) => [
    asGlobalStats(globalStatsOf(state, Number(epoch))),
    ...boundsOf(state, Number(epoch)),
  ],
  proverStats: (state, [prover, epoch]) => {
    const stats = asProverStats(storedProverStats(state, prover, Number(epoch)));
    const { bids, reveals, requestsFulfilled, requestsRefunded, lastActiveAt, feeReceived } = stats;
    return [bids, reveals, requestsFulfilled, requestsRefunded, lastActiveAt, feeReceived];
  },
  getProverStatsTotal: (state, [prover]) => asProverStats(totalProverStats(state, prover)),
  getProverRecentStats: (state, [prover]) => {
    const epoch = state.network.statsEpochId;
    return [asProverStats(proverStatsOf(state, prover, epoch)), boundsOf(state, epoch)[0]];
  },
  getProverStatsForStatsEpoch: (state, [prover, epoch]) => [
    asProverStats(proverStatsOf(state, prover, Number(epoch))),
    ...boundsOf(state, Number(epoch)),
  ],
};
