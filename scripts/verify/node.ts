/** The node that the index is compared with. */
import type { Address, PublicClient } from "viem";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { readRecording } from "../../replay/recording.ts";
import { startReplay } from "../../replay/server.ts";
import { Refusal } from "../../settings/environment.ts";
import type { Settings } from "../../settings.ts";
import { contractAt, decodeCall } from "../../verify/answer.ts";
import type { ChainCall } from "../../verify/calls.ts";
import { connect, shortly } from "../../verify/chain.ts";
import type { Addresses, ChainState } from "../../verify/state.ts";

/** A node, and its head when it was opened. */
export type Node = { client: PublicClient; head: number; chainId: number; close(): Promise<void> };

/** The node to ask; the recorded chain is served here if no node was named. @throws Refusal when it does not answer */
export async function openNode(
  { rpcUrls, recording }: Settings,
  rpc: string | undefined,
): Promise<Node> {
  const named = rpc ?? rpcUrls[0];
  if (named === undefined && recording === null)
    throw new Refusal("RPC_URL is not set, e.g. RPC_URL=https://mainnet.base.org");
  const replay =
    named === undefined ? await startReplay({ recording: await readRecording(recording!) }) : null;
  const url = replay?.url ?? named!;
  try {
    const client = connect(url);
    const [head, chainId] = await Promise.all([client.getBlockNumber(), client.getChainId()]);
    return { client, head: Number(head), chainId, close: async () => replay?.stop() };
  } catch (error) {
    await replay?.stop();
    // The address alone: a key may be in the rest.
    throw new Refusal(
      `The node at ${hostOf(url)} does not answer (${shortly(error)}). RPC_URL or --rpc names it.`,
    );
  }
}

/** The views' calls that a recording holds at a block: what else might be asked, it cannot answer. */
export async function recordedCalls(
  directory: string,
  state: ChainState,
  block: number,
): Promise<ChainCall[]> {
  const { calls } = await readRecording(directory);
  return (await calls.entries(block)).flatMap(({ to, data }) => {
    const contract = contractAt(state, to);
    const call = contract && decodeCall(contract, data);
    return call === null ? [] : [{ to, data, contract: call.contract, function: call.function }];
  });
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : "the given address");

/** Where the contracts are, as the settings say and the controller does. */
export const addressesOf = async (
  settings: Settings,
  client: PublicClient,
): Promise<Addresses> => ({
  market: settings.marketAddress,
  staking: settings.stakingAddress,
  token: settings.tokenAddress,
  vaultFactory:
    settings.vaultFactoryAddress ??
    ((
      await client.readContract({
        abi: stakingControllerAbi,
        address: settings.stakingAddress,
        functionName: "vaultFactory",
      })
    ).toLowerCase() as Address),
  epochRewards: settings.epochRewardsAddress,
  marketViewer: settings.marketViewerAddress,
  stakingViewer: settings.stakingViewerAddress,
});

/** [wei] The token balances of vaults at a block. Those that the node does not tell are left out. */
export async function balancesOf(
  client: PublicClient,
  { token, vaults, block }: { token: Address; vaults: readonly Address[]; block: number },
): Promise<Map<Address, bigint>> {
  const found = await Promise.all(
    vaults.map(async (vault) => {
      const balance = await client
        .readContract({
          abi: tokenAbi,
          address: token,
          functionName: "balanceOf",
          args: [vault],
          blockNumber: BigInt(block),
        })
        .catch(() => null);
      return balance === null ? [] : [[vault, balance] as const];
    }),
  );
  return new Map(found.flat());
}
