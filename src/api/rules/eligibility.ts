/** Who may bid and reveal. Mirrors the check of `BrevisMarket.bid` and `reveal`. Amounts in wei, rates in basis points. */
import { portion } from "../../domain/fees.ts";

/** What of a prover decides its eligibility. */
type Capacity = { state: string; assets: bigint; assignedStake: bigint };
type Overcommit = { overcommitBps: bigint };

/** [wei] Vault assets that a request of a minimum stake asks for, beside what is assigned already. */
export const requiredStake = (
  minStake: bigint,
  { assignedStake }: Pick<Capacity, "assignedStake">,
  { overcommitBps }: Overcommit,
): bigint => minStake + portion(assignedStake, overcommitBps);

/** [wei] The largest minimum stake the prover's vault has room for; negative without room even for what is assigned. */
export const headroom = (prover: Capacity, network: Overcommit): bigint =>
  prover.assets - requiredStake(0n, prover, network);

/** Whether the prover may bid on and reveal for a request of a minimum stake. */
export const isEligible = (prover: Capacity, minStake: bigint, network: Overcommit): boolean =>
  prover.state === "ACTIVE" && headroom(prover, network) >= minStake;
