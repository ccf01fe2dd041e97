/** The synthetic chain as the settings know a recorded one: a directory with a header that tells the contracts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { CHAIN_ID, contracts, FIRST_BLOCK } from "../market/chain.ts";

/** Makes the directory: `NETWORK=recording` with it as `RECORDING` sets addresses and start blocks. No blocks are in it. */
export function createHeaderDirectory(): { directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), "provernet-bench-header-"));
  const at = (address: string) => ({ address, block: FIRST_BLOCK });
  const header = {
    chainId: CHAIN_ID,
    head: FIRST_BLOCK,
    startBlock: FIRST_BLOCK,
    contracts: {
      token: at(contracts.token),
      stakingController: at(contracts.staking),
      brevisMarket: at(contracts.market),
      vaultFactory: at(contracts.vaultFactory),
      epochRewards: at(contracts.epochRewards),
    },
  };
  writeFileSync(join(directory, "chain.ndjson.gz"), gzipSync(`${JSON.stringify(header)}\n`));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
