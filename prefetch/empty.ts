import { WrongChain } from "../settings/environment.ts";
import type { Settings } from "../settings.ts";
import { type Interval, lengthOf, type Rows } from "./chain.ts";
import type { Need, Plan } from "./ponderSync.ts";
import type { Sink } from "./run.ts";

/**
 * Keeps ranges without a log back until one with a log comes: a node that gives no logs at all must not leave the note
 * that everything is there. Where some of the range was there before, everything is passed on.
 */
export function holdEmpty(given: {
  settings: Pick<Settings, "marketAddress" | "stakingAddress" | "tokenAddress" | "logChecks">;
  range: Interval;
  plan: Plan;
  sink: Sink;
}): { sink: Sink; end: () => Promise<void> } {
  const { settings, range, plan, sink } = given;
  const missing = plan.missing(range).reduce((sum, each) => sum + lengthOf(each), 0);
  let isHolding = missing === lengthOf(range) && settings.logChecks !== "off";
  const held: [Need, Rows][] = [];
  return {
    async sink(need, rows) {
      if (isHolding && rows.logs.length === 0) {
        held.push([need, rows]);
        return;
      }
      isHolding = false;
      for (const [earlier, none] of held.splice(0)) await sink(earlier, none);
      await sink(need, rows);
    },
    async end() {
      if (held.length === 0) return;
      const { marketAddress, stakingAddress, tokenAddress } = settings;
      throw new WrongChain(
        `The nodes gave no log at all of ${marketAddress} (MARKET_ADDRESS), ${stakingAddress} (STAKING_ADDRESS) and ${tokenAddress} (TOKEN_ADDRESS) in the blocks ${range[0]} to ${range[1]}, and nothing was kept. Either these addresses are wrong, or a node in RPC_URL keeps no logs: \`npm run doctor\` tells. If the contracts are that new, index without this check: LOG_CHECKS=off`,
      );
    },
  };
}
