import { decodeEventLog } from "viem";
import { expect, test } from "vitest";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import { decoders } from "../../bench/floor/decode.ts";
import { contracts } from "../../bench/market/chain.ts";
import { defaultMarket } from "../../bench/market.ts";
import { argsText } from "../../bench/ponder-raw/src/row.ts";
import { collect } from "./chain.ts";

const sources = new Map<string, [keyof typeof decoders, readonly object[]]>([
  [contracts.market, ["Market", brevisMarketAbi]],
  [contracts.staking, ["Staking", stakingControllerAbi]],
  [contracts.token, ["Token", tokenAbi]],
  [contracts.vaultFactory, ["VaultFactory", vaultFactoryAbi]],
  [contracts.epochRewards, ["EpochRewards", epochRewardsAbi]],
]);

test("the floor decodes every event of a market as viem does", () => {
  const { blocks } = collect({ ...defaultMarket, events: 3_000 });
  const names = new Set<string>();
  for (const { log } of blocks.flatMap((block) => block.logs)) {
    const [contract, abi] = sources.get(log.address) ?? ["Vault", proverVaultAbi];
    const decoder = decoders[contract].get(log.topics[0]!);
    expect(decoder === undefined).toBe(!log.handled);
    if (!decoder) continue;
    const { args } = decodeEventLog({
      abi: abi as typeof brevisMarketAbi,
      topics: [...log.topics] as [`0x${string}`],
      data: log.data,
    });
    expect(argsText(decoder.decode(log.topics, log.data))).toBe(argsText(args));
    names.add(`${contract}:${decoder.name}`);
  }
  expect(names.size).toBeGreaterThan(25);
});
