import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { createPublicClient, custom } from "viem";
import { toBlock, toLog, toTransaction } from "./ponder-internals.ts";

type Contract = { address: string; block: number };
type Contracts = Record<
  "token" | "vaultFactory" | "stakingController" | "brevisMarket" | "epochRewards",
  Contract
>;
export type Recording = ReturnType<typeof readRecording>;

const read = (name: string, file: string) =>
  gunzipSync(
    readFileSync(fileURLToPath(new URL(`../../recordings/${name}/${file}`, import.meta.url))),
  ).toString();

const once = <T>(make: () => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const readRecording = (name: string) => {
  const [header, ...lines] = read(name, "chain.ndjson.gz").trimEnd().split("\n");
  const { chainId, head, contracts } = JSON.parse(header!);
  // Parsed in one go: a few times faster than line by line.
  const chain: { block: any; receipts: any[] }[] = JSON.parse(`[${lines.join(",")}]`);
  const blockOf = (number: number) => {
    const entry = chain[number];
    if (!entry || Number(entry.block.number) !== number)
      throw new Error(`block ${number} is not in the recording`);
    return entry;
  };

  /** The recorded calls, unparsed (they are many, and few are asked for), by block. */
  const callLines = once(() =>
    Map.groupBy(read(name, "calls.ndjson.gz").trimEnd().split("\n"), (line) =>
      Number(/"block":(\d+)/.exec(line.slice(0, 300))![1]),
    ),
  );
  const callsAt = new Map<number, Map<string, [result: string | null, revert?: string]>>();
  const calls = (block: number) => {
    let found = callsAt.get(block);
    if (!found) {
      const all = (callLines().get(block) ?? []).flatMap((line) => JSON.parse(line).calls);
      found = new Map(all.map(([to, data, ...answer]) => [`${to}:${data}`, answer]));
      callsAt.set(block, found);
    }
    return found;
  };

  const numberOf = (tag: string) => (tag.startsWith("0x") ? Number(tag) : head);
  const call = ({ to, data }: { to: string; data: string }, tag: string) => {
    const answer = calls(numberOf(tag)).get(`${to}:${data}`.toLowerCase());
    if (!answer)
      throw new Error(`no recorded call of ${to} with ${data} at block ${numberOf(tag)}`);
    const [result, revert] = answer;
    if (result === null)
      throw Object.assign(new Error("execution reverted"), { code: 3, data: revert ?? "0x" });
    return result;
  };

  return {
    name,
    chainId: chainId as number,
    /** The number of the last block. */
    head: head as number,
    /** Addresses and blocks of deployment. */
    contracts: contracts as Contracts,
    /** The contracts' views at each checkpoint, as recorded (`views.json.gz`). */
    views: once((): any => JSON.parse(read(name, "views.json.gz"))),
    /** A block as handlers see it. */
    block: (number: number) => toBlock(blockOf(number).block),
    /** The logs of a block in order, each with its transaction, as handlers see them. */
    logs(number: number): { log: any; transaction: any }[] {
      const { block, receipts } = blockOf(number);
      return receipts.flatMap((receipt) => {
        if (receipt.logs.length === 0) return [];
        const transaction = toTransaction(block.transactions[Number(receipt.transactionIndex)]);
        return receipt.logs.map((log: any) => ({ log: toLog(log), transaction }));
      });
    },
    /** Answers a JSON-RPC request of the kinds that handlers may cause. */
    async request(method: string, params: any[]): Promise<any> {
      if (method === "eth_call") return call(params[0], params[1]);
      if (method === "eth_getBlockByNumber") return blockOf(numberOf(params[0])).block;
      if (method === "eth_chainId") return `0x${chainId.toString(16)}`;
      throw new Error(`${method} is not recorded`);
    },
  };
};

const recordings = new Map<string, Recording>();

/** A recorded chain of the project (`month`, `quirks`); read once per process. */
export const loadRecording = (name: string): Recording => {
  let recording = recordings.get(name);
  if (!recording) {
    recording = readRecording(name);
    recordings.set(name, recording);
  }
  return recording;
};

/**
 * `context.client`: viem over the recorded answers, at the event's block unless told otherwise.
 * What is not recorded fails as it would on a node that refuses the call.
 */
export const createClient = ({
  recording,
  block,
}: {
  recording: () => Recording | undefined;
  block: () => bigint;
}) => {
  const request = ({ method, params }: { method: string; params?: any }) => {
    const answering = recording();
    if (!answering) throw new Error(`${method}: there is no recording to answer from`);
    return answering.request(method, params ?? []);
  };
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  return {
    readContract: ({ cache, retryEmptyResponse: _, ...call }: any): Promise<any> =>
      client.readContract({ ...(cache !== "immutable" && { blockNumber: block() }), ...call }),
    getBlock: (which: any = {}): Promise<any> =>
      client.getBlock({ ...(!which.blockHash && { blockNumber: block() }), ...which }),
  };
};
