/** MarketViewer: asks the market, and puts its answers together. */
import type { Address, Hex } from "viem";
import type { marketViewerAbi } from "../../abis/marketViewer.ts";
import { biddingEnd, revealEnd } from "../../src/domain/phases.ts";
import { NO_REASON, Reverted } from "../outcome.ts";
import type { Row } from "../rows.ts";
import type { ChainState } from "../state.ts";
import { brevisMarketViews as market } from "./brevisMarket.ts";
import { boundsOf } from "./stats.ts";
import type { Views } from "./types.ts";

export const marketViewerViews: Views<typeof marketViewerAbi> = {
  brevisMarket: ({ addresses }) => addresses.market,
  batchGetRequests: (state, [ids]) =>
    ids.map((reqid) => {
      const [status, timestamp, sender, maxFee, minStake, deadline, vk, digest, version] =
        market.getRequest(state, [reqid]);
      const fee = { maxFee, minStake, deadline };
      return { reqid, status, timestamp, sender, ...fee, vk, publicValuesDigest: digest, version };
    }),
  batchGetBidders: (state, [ids]) =>
    ids.map((reqid) => {
      const [winner, winnerFee, second, secondFee] = market.getBidders(state, [reqid]);
      return { reqid, winner, winnerFee, second, secondFee };
    }),
  batchGetBidHashes: (state, [id, provers]) =>
    provers.map((prover) => market.getBidHash(state, [id, prover])),

  getProverPendingCount: (state, [prover]) => BigInt(ofProver(state, prover).length),
  getProverPendingRequests: (state, [prover]) =>
    ofProver(state, prover).map(({ id: reqid, deadline }) => ({ reqid, deadline })),
  getProverOverdueCount: (state, [prover]) =>
    BigInt(overdue(state, ofProver(state, prover)).length),
  getProverOverdueRequests: (state, [prover]) => overdue(state, ofProver(state, prover)),

  getSenderPendingCount: (state, [sender]) => BigInt(ofSender(state, sender).length),
  getSenderPendingRequests: (state, [sender]) =>
    ofSender(state, sender).map(({ id: reqid, deadline }) => ({
      reqid,
      deadline,
      winner: market.getBidders(state, [reqid])[0],
    })),
  getSenderOverdueCount: (state, [sender]) =>
    BigInt(overdue(state, ofSender(state, sender)).length),
  getSenderOverdueRequests: (state, [sender]) => overdue(state, ofSender(state, sender)),
  getSenderRefundableRequests: (state, [sender]) =>
    idsOf(ofSender(state, sender).filter((request) => isRefundable(state, request))),

  getProverStatsComposite: (state, [prover]) => proverComposite(state, prover),
  batchGetProverStatsComposite: (state, [provers]) =>
    provers.map((prover) => proverComposite(state, prover)),
  getGlobalStatsComposite: (state) => {
    const [recent, recentStartAt] = market.getGlobalRecentStats(state, []);
    return { total: market.getGlobalStatsTotal(state, []), recent, recentStartAt };
  },
  getStatsEpochs: (state, args) => {
    const [ids = state.statsEpochs.map(({ epoch }) => BigInt(epoch))] = args;
    const isThere = (id: bigint) => id < BigInt(state.statsEpochs.length);
    // The market's getter gives no reason.
    if (!ids.every(isThere)) throw new Reverted(NO_REASON);
    const bounds = ids.map((id) => boundsOf(state, Number(id)));
    return [bounds.map(([startAt]) => startAt), bounds.map(([, endAt]) => endAt)];
  },
};

type Request = Row<"request">;

const idsOf = (requests: readonly Request[]): Hex[] => requests.map(({ id }) => id);

const ofProver = (state: ChainState, prover: Address) =>
  (state.pendingOfProver.get(prover) ?? []).map((id) => state.requests.get(id)!);

const ofSender = (state: ChainState, sender: Address) =>
  (state.pendingOfSender.get(sender) ?? []).map((id) => state.requests.get(id)!);

/** The second of the deadline is still in time. */
const overdue = ({ timestamp }: ChainState, requests: readonly Request[]) =>
  idsOf(requests.filter(({ deadline }) => timestamp > deadline));

/** Mirrors the three cases of `BrevisMarket.refund`. */
function isRefundable(
  { timestamp, network }: ChainState,
  { deadline, createdAt, bidCount, winner }: Request,
): boolean {
  if (timestamp > deadline) return true;
  if (timestamp > biddingEnd(createdAt, network) && bidCount === 0) return true;
  return timestamp > revealEnd(createdAt, network) && winner === null;
}

/** Mirrors `getProverStatsComposite`. */
function proverComposite(state: ChainState, prover: Address) {
  const [recent, recentStartAt] = market.getProverRecentStats(state, [prover]);
  const total = market.getProverStatsTotal(state, [prover]);
  const { requestsFulfilled: fulfilled, requestsRefunded: refunded } = total;
  const pending = ofProver(state, prover);
  const overdueCount = BigInt(overdue(state, pending).length);
  const due = fulfilled + refunded + overdueCount;
  return {
    total,
    recent,
    recentStartAt,
    successRateBps: due === 0n ? 0n : (fulfilled * 10_000n) / due,
    fulfilled,
    refunded,
    pendingCount: BigInt(pending.length),
    overdueCount,
  };
}
