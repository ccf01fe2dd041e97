/** What is indexed: a chain behind a node in a process of its own. */
import { once } from "node:events";
import { join } from "node:path";
import { type Header, readRecording } from "../../replay/recording.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { decoders } from "../floor/decode.ts";
import { FIRST_BLOCK, contracts as marketContracts } from "../market/chain.ts";
import type { MarketOptions, Summary } from "../market.ts";
import { createHeaderDirectory } from "../rpc/recording.ts";
import type { Figures, Orders } from "../rpc/server.ts";
import { start } from "./processes.ts";

export type Contracts = Record<keyof typeof marketContracts, `0x${string}`>;

/** A chain to index, and its node. Whoever starts it stops it. */
export type Workload = {
  name: string;
  url: string;
  chainId: number;
  contracts: Contracts;
  firstBlock: number;
  /** The last block with an event, and where the head stands. */
  lastBlock: number;
  head: number;
  /** Logs that the indexer handles. */
  events: number;
  /** What the index must come to; of a recording only the number of requests is known. */
  summary: Pick<Summary, "requests"> & Partial<Summary>;
  /** The indexer's settings for it. */
  env: Record<string, string>;
  /** Calls by method since the last `order({ reset: true })`; null when the node does not count. */
  calls: () => Promise<Figures | null>;
  order: (orders: Orders) => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts a node of a synthetic market. */
export async function startMarket(options: MarketOptions): Promise<Workload> {
  const header = createHeaderDirectory();
  const node = start(
    [
      join(import.meta.dirname, "..", "rpc.ts"),
      ...["--seed", String(options.seed), "--events", String(options.events)],
      ...["--events-per-block", String(options.eventsPerBlock)],
      ...["--stride", String(options.stride), "--phase", String(options.phase)],
    ],
    { ipc: true },
  );
  const [message] = await Promise.race([
    once(node.child, "message") as Promise<[{ url: string }]>,
    node.exited.then(() => {
      throw new Error(`the node did not start:\n${node.output()}`);
    }),
  ]);
  const { url } = message;
  const figures = async () => (await (await fetch(url)).json()) as Figures;
  const order = async (orders: Orders) => {
    await (await fetch(url, { method: "PUT", body: JSON.stringify(orders) })).arrayBuffer();
  };
  const { summary, head } = await figures();
  return {
    name: `synthetic market, seed ${options.seed}`,
    url,
    chainId: 31_337,
    contracts: marketContracts,
    firstBlock: FIRST_BLOCK,
    lastBlock: summary.lastBlock,
    head,
    events: summary.events,
    summary,
    env: { NETWORK: "recording", RECORDING: header.directory, RPC_URL: url },
    calls: figures,
    order,
    async stop() {
      await node.stop();
      header.remove();
    },
  };
}

/** Starts the node of a recorded chain of the project. */
export async function startRecording(name: string): Promise<Workload> {
  const directory = recordingDirectory(name);
  const { header, blocks, first } = await readRecording(directory);
  const node = start([join(import.meta.dirname, "../../replay/main.ts"), directory, "--port", "0"]);
  const url = await new Promise<string>((resolve, reject) => {
    node.child.stdout!.on("data", () => {
      const [, found] = /at (http:\S+)/.exec(node.output()) ?? [];
      if (found) resolve(found);
    });
    node.exited.then(() => reject(new Error(`the node did not start:\n${node.output()}`)));
  });
  const contracts = contractsOf(header);
  const logs = blocks.flatMap((block) => block.logs);
  const vaults = new Set<string>();
  const [created] = decoders.VaultFactory.keys();
  const by = new Map([
    [contracts.market, decoders.Market],
    [contracts.staking, decoders.Staking],
    [contracts.token, decoders.Token],
    [contracts.vaultFactory, decoders.VaultFactory],
    [contracts.epochRewards, decoders.EpochRewards],
  ]);
  for (const { address, topics } of logs)
    if (address === contracts.vaultFactory && topics[0] === created)
      vaults.add(`0x${topics[2]!.slice(26)}`);
  const handled = logs.flatMap(
    ({ address, topics }) =>
      (vaults.has(address) ? decoders.Vault : by.get(address))?.get(topics[0]!)?.name ?? [],
  );
  const last = first + blocks.length - 1;
  return {
    name: `recording ${name}`,
    url,
    chainId: header.chainId,
    contracts,
    firstBlock: Math.min(...Object.values(header.contracts).map(({ block }) => block)),
    lastBlock: last,
    head: last,
    events: handled.length,
    summary: { requests: handled.filter((event) => event === "NewRequest").length },
    env: { NETWORK: "recording", RECORDING: name, RPC_URL: url },
    calls: async () => null,
    order: async () => {},
    stop: node.stop,
  };
}

function contractsOf({ contracts }: Header): Contracts {
  const at = (name: keyof Header["contracts"]) =>
    contracts[name].address.toLowerCase() as `0x${string}`;
  return {
    market: at("brevisMarket"),
    staking: at("stakingController"),
    token: at("token"),
    vaultFactory: at("vaultFactory"),
    epochRewards: at("epochRewards"),
  };
}
