import {
  type Address,
  BaseError,
  createPublicClient,
  http,
  type PublicClient,
  webSocket,
} from "viem";
import { contractVariables } from "../settings/chain.ts";
import { readCommandLine } from "../settings/commandLine.ts";
import { fail, Refusal, readEnvironment } from "../settings/environment.ts";
import { withoutSecrets } from "../settings/reader.ts";
import { readSettings, type Settings } from "../settings.ts";

const USAGE = `Finds the blocks at which the contracts were created, as lines for .env.local. RPC_URL has to be an archive node.

  npm run find-start-block`;

const VAULT_FACTORY = [
  {
    type: "function",
    name: "vaultFactory",
    stateMutability: "view",
    inputs: [],
    outputs: [{ type: "address" }],
  },
] as const;

await main().catch(fail);

async function main(): Promise<void> {
  readCommandLine(USAGE, {});
  const env = readEnvironment();
  const settings = readSettings(env, {
    startBlocks: true,
    rpcUrl: env.NETWORK?.trim() === "recording",
  });
  if (settings.network === "recording")
    throw new Refusal(
      "A recording says itself at which blocks its contracts start: nothing to find.",
    );

  const url = settings.rpcUrls[0]!;
  const client = connect(url);
  const chainId = await client.getChainId().catch((error) => {
    throw new Refusal(`${withoutSecrets(url)} does not answer: ${nodeSays(error)}`);
  });
  if (chainId !== settings.chainId)
    throw new Refusal(
      `${withoutSecrets(url)} serves chain ${chainId}, but the settings mean chain ${settings.chainId}: check NETWORK, CHAIN_ID and RPC_URL.`,
    );

  const latest = Number(await client.getBlockNumber());
  note(`Looking through blocks 0 to ${latest} of chain ${chainId} at ${withoutSecrets(url)} …`);
  const found: number[] = [];
  for (const { name, address } of await contractsOf(settings, client)) {
    const block = await firstBlockWithCode({ client, address, latest, name });
    found.push(block);
    console.log(`${name}=${block}`);
  }
  console.log(`START_BLOCK=${Math.min(...found)}`);
  note("Put these lines into .env.local; START_BLOCK alone is enough.");
  // A WebSocket would keep the process waiting.
  process.exit(0);
}

function connect(url: string): PublicClient {
  return createPublicClient({ transport: url.startsWith("ws") ? webSocket(url) : http(url) });
}

async function contractsOf(settings: Settings, client: PublicClient) {
  const vaultFactory =
    settings.vaultFactoryAddress ??
    (await client
      .readContract({
        address: settings.stakingAddress,
        abi: VAULT_FACTORY,
        functionName: "vaultFactory",
      })
      .catch((error) => {
        note(`VAULT_FACTORY_ADDRESS is unset and vaultFactory() failed: ${nodeSays(error)}`);
        return null;
      }));
  const addresses = {
    market: settings.marketAddress,
    staking: settings.stakingAddress,
    token: settings.tokenAddress,
    vaultFactory,
    epochRewards: settings.epochRewardsAddress,
  };
  return contractVariables.flatMap(({ key, start }) => {
    if (start === null) return [];
    const address = addresses[key];
    return address === null ? [] : [{ name: start, address }];
  });
}

/** The first block after which an address has code. Code that is there stays, so halving the range finds it. */
async function firstBlockWithCode(question: {
  client: PublicClient;
  address: Address;
  latest: number;
  name: string;
}): Promise<number> {
  const { address, latest, name } = question;
  if (!(await hasCode(question, latest)))
    throw new Refusal(
      `${name.replace("START_BLOCK", "ADDRESS")}: there is no contract at ${address} at block ${latest}. Is it the address of another network?`,
    );
  let without = -1;
  let withCode = latest;
  while (withCode - without > 1) {
    const middle = Math.floor((without + withCode) / 2);
    if (await hasCode(question, middle)) withCode = middle;
    else without = middle;
  }
  return withCode;
}

async function hasCode(
  {
    client,
    address,
    latest,
    name,
  }: { client: PublicClient; address: Address; latest: number; name: string },
  block: number,
): Promise<boolean> {
  try {
    const code = await client.getCode({ address, blockNumber: BigInt(block) });
    return code !== undefined && code !== "0x";
  } catch (error) {
    throw new Refusal(
      [
        `The node did not say whether ${address} had code at block ${block} (the newest is ${latest}): ${nodeSays(error)}`,
        "Most nodes forget the state of old blocks; this question needs one that keeps it (an archive node).",
        `Take another RPC_URL for this script, or look up on a block explorer in which block the contract was created and set ${name} to it.`,
      ].join("\n"),
    );
  }
}

/** What a node answered, without its address, which may hold a key. */
function nodeSays(error: unknown): string {
  if (!(error instanceof BaseError)) return String(error);
  const said = error.details || error.shortMessage;
  // A request that failed tells why only in what caused it.
  const { message } = error.walk() as Error;
  return said === "fetch failed" ? `${said}: ${message}` : said;
}

function note(text: string): void {
  console.error(text);
}
