import { createConfig, factory } from "ponder";
import { BaseError, createPublicClient, http, webSocket, zeroAddress } from "viem";
import { brevisMarketAbi } from "./abis/brevisMarket.ts";
import { epochRewardsAbi } from "./abis/epochRewards.ts";
import { stakingControllerAbi } from "./abis/stakingController.ts";
import { tokenAbi } from "./abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "./abis/vaults.ts";
import { createOnConnect } from "./postgres/durable.ts";
import { databaseUrl } from "./postgres/files.ts";
import { openPonderRpc } from "./rpc/ponderRpc.ts";
import { type DatabaseSettings, readSettings } from "./settings.ts";

const settings = readSettings(process.env);
const rpc = await openPonderRpc(settings);
const { startBlocks, marketAddress, stakingAddress, epochRewardsAddress } = settings;
const vaultFactoryAddress = settings.vaultFactoryAddress ?? (await askVaultFactory());

const chain = "provernet";
const everywhere = {
  chain,
  ...(settings.endBlock === null ? {} : { endBlock: settings.endBlock }),
} as const;
const vaultCreated = vaultFactoryAbi.find(
  (item) => item.type === "event" && item.name === "VaultCreated",
);

/** The contracts whose token transfers are indexed even when the rest are not: their balances are then exact. */
const protocol = [
  marketAddress,
  stakingAddress,
  ...(epochRewardsAddress ? [epochRewardsAddress] : []),
];
const sampled = settings.tokenTransfers === "sampled";

export default createConfig({
  database: {
    kind: "postgres",
    // Read by who connects: others, who want to know what is indexed, need no database.
    get connectionString() {
      return connectionStringOf(settings.database);
    },
    poolConfig: { onConnect: createOnConnect() },
  },
  chains: {
    [chain]: {
      id: settings.chainId,
      rpc: rpc.budgets,
      pollingInterval: settings.pollingIntervalMs,
      ...(rpc.ws !== null && { ws: rpc.ws }),
    },
  },
  contracts: {
    Market: {
      ...everywhere,
      abi: brevisMarketAbi,
      address: marketAddress,
      startBlock: startBlocks.market,
    },
    Staking: {
      ...everywhere,
      abi: stakingControllerAbi,
      address: stakingAddress,
      startBlock: startBlocks.staking,
    },
    VaultFactory: {
      ...everywhere,
      abi: vaultFactoryAbi,
      address: vaultFactoryAddress,
      startBlock: startBlocks.vaultFactory,
    },
    Vault: {
      ...everywhere,
      abi: proverVaultAbi,
      address: factory({
        address: vaultFactoryAddress,
        event: vaultCreated!,
        parameter: "vault",
        startBlock: startBlocks.vaultFactory,
      }),
      startBlock: startBlocks.vaultFactory,
    },
    // Without an address nothing is ever found under this one.
    EpochRewards: {
      ...everywhere,
      abi: epochRewardsAbi,
      address: epochRewardsAddress ?? zeroAddress,
      startBlock: startBlocks.epochRewards,
    },
    Token: {
      ...everywhere,
      abi: tokenAbi,
      address: settings.tokenAddress,
      startBlock: startBlocks.token,
      // Every transfer, or those to the protocol.
      ...(sampled ? { filter: { event: "Transfer" as const, args: { to: protocol } } } : {}),
    },
    // No event is taken from it: handlers know by its address whether the inputs of requests are kept.
    InputData: {
      ...everywhere,
      abi: [],
      address: settings.inputData === "on" ? marketAddress : zeroAddress,
      startBlock: startBlocks.market,
    },
    // Those from the protocol, where the first are not all: of two filters for one event Ponder keeps one.
    // Without an address nothing is found under it, and handlers know that all transfers are indexed.
    SampledToken: {
      ...everywhere,
      abi: tokenAbi,
      address: sampled ? settings.tokenAddress : zeroAddress,
      startBlock: startBlocks.token,
      filter: { event: "Transfer" as const, args: { from: protocol } },
    },
  },
  blocks: {
    // Where every transfer is indexed there is nothing to sample: the first block only, which does nothing.
    VaultSample: {
      ...everywhere,
      interval: sampled ? settings.vaultSampleBlocks : 1_000_000_000,
      startBlock: startBlocks.staking,
    },
  },
});

/** The database that is given, or our own, which who starts Ponder brings up. */
function connectionStringOf(database: DatabaseSettings): string {
  const url = databaseUrl(database);
  if (url !== null) return url;
  throw new Error(
    "DATABASE_URL is not set, and no PostgreSQL runs in .ponder/postgres/. `npm start` and `npm run dev` bring one up. Or set it, e.g. DATABASE_URL=postgres://provernet:secret@127.0.0.1:5432/provernet",
  );
}

/** Asks the controller which factory it deploys vaults with. The answer never changes. */
async function askVaultFactory() {
  const { url } = rpc;
  const client = createPublicClient({
    transport: url.startsWith("ws") ? webSocket(url) : http(url),
  });
  try {
    return await client.readContract({
      abi: stakingControllerAbi,
      address: stakingAddress,
      functionName: "vaultFactory",
    });
  } catch (error) {
    const said = error instanceof BaseError ? error.details : String(error);
    throw new Error(
      `VAULT_FACTORY_ADDRESS is not set and ${stakingAddress} (STAKING_ADDRESS) did not tell it (${said}). Check RPC_URL and STAKING_ADDRESS, or set it, e.g. VAULT_FACTORY_ADDRESS=0x8A791620dd6260079BF849Dc5567aDC3F2FdC318`,
    );
  }
}
