/** The market's own statistics of a prover as its views show them. */
import type { ProverStats } from "../../domain/statsEpochs.ts";

/** `BrevisMarket.getProverStatsTotal`: the epoch before, unless the prover was active in the current one. A miss alone does not count. */
export const totalStats = (
  epoch: number,
  { current, previous }: { current: ProverStats; previous: ProverStats },
): ProverStats => (epoch > 0 && current.lastActiveAt === 0 ? previous : current);
