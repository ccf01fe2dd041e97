/** The market's own statistics as its views show them, and why they are not plain sums. */
import type { GlobalStats, ProverStats } from "../../domain/statsEpochs.ts";

/** `BrevisMarket.getProverStatsTotal`: the epoch before, unless the prover was active in this one; a miss does not count. */
export const totalStats = (
  epoch: number,
  { current, previous }: { current: ProverStats; previous: ProverStats },
): ProverStats => (epoch > 0 && current.lastActiveAt === 0 ? previous : current);

/** `BrevisMarket.getGlobalStatsTotal`: the epoch before, unless a request was made in the current one. */
export const totalGlobal = (
  epoch: number,
  { current, previous }: { current: GlobalStats; previous: GlobalStats },
): GlobalStats => (epoch > 0 && current.totalRequests === 0 ? previous : current);

/** Why the contract's lifetime statistics differ from plain sums. */
export type StatsDifference =
  | "SAME"
  | "RESTARTED_AFTER_IDLE_EPOCH"
  | "IDLE_SINCE_BEFORE_LAST_EPOCH"
  | "MISS_ALONE_HIDDEN"
  | "PROOF_BEFORE_REQUEST_HIDDEN"
  | "UNEXPLAINED";

/** Why a prover's may differ, from the rows as the contract stores them. */
export function reasonsOfProver(
  epoch: number,
  stored: (epoch: number) => ProverStats,
): StatsDifference[] {
  const reasons = reasonsOfGap(epoch, (number) => stored(number).lastActiveAt !== 0);
  for (let number = 0; number <= epoch; number++) {
    const row = stored(number);
    if (row.lastActiveAt === 0 && row.requestsRefunded > 0)
      return [...reasons, "MISS_ALONE_HIDDEN"];
  }
  return reasons;
}

/** Why the network's may differ. */
export function reasonsOfGlobal(
  epoch: number,
  stored: (epoch: number) => GlobalStats,
): StatsDifference[] {
  const isTouched = ({ totalRequests, totalFulfilled, totalFees }: GlobalStats) =>
    totalRequests > 0 || totalFulfilled > 0 || totalFees > 0n;
  const { totalRequests, totalFulfilled } = stored(epoch);
  const isHidden = epoch > 0 && totalRequests === 0 && totalFulfilled > 0;
  const reasons = reasonsOfGap(epoch, (number) => isTouched(stored(number)));
  return isHidden ? [...reasons, "PROOF_BEFORE_REQUEST_HIDDEN"] : reasons;
}

/** What an idle epoch did: totals are carried forward only from the epoch just before. */
function reasonsOfGap(epoch: number, isActive: (epoch: number) => boolean): StatsDifference[] {
  let first = isActive(epoch) ? epoch : epoch - 1;
  const before = (end: number) => {
    for (let number = 0; number < end; number++) if (isActive(number)) return true;
    return false;
  };
  if (first < 0 || !isActive(first)) return before(first) ? ["IDLE_SINCE_BEFORE_LAST_EPOCH"] : [];
  while (first > 0 && isActive(first - 1)) first--;
  return before(first) ? ["RESTARTED_AFTER_IDLE_EPOCH"] : [];
}
