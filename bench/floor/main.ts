/**
 * The floor: what any indexer must do, and nothing else. Fetch the logs and the times of their blocks, decode, COPY one row
 * for each. No reorganisations, no restarts, no checks. Environment: RPC_URL, DATABASE_URL, MARKET_CONTRACTS (JSON), FROM,
 * TO.
 */
import { Agent, request } from "node:http";
import pg from "pg";
import type { Address, Hex } from "viem";
import { getCopyHelper, getSql } from "../../test/support/ponder-internals.ts";
import * as schema from "../ponder-raw/ponder.schema.ts";
import { argsText } from "../ponder-raw/src/row.ts";
import { type Decoder, decoders } from "./decode.ts";

type Log = {
  address: Address;
  topics: Hex[];
  data: Hex;
  blockNumber: Hex;
  logIndex: Hex;
  transactionHash: Hex;
};
type Batch = { logs: Log[]; times: Map<number, number> };

const { RPC_URL, DATABASE_URL, MARKET_CONTRACTS, FROM, TO } = process.env;
const contracts = JSON.parse(MARKET_CONTRACTS!) as Record<
  "market" | "staking" | "token" | "vaultFactory" | "epochRewards",
  Address
>;
const RANGE = 1_000;
const BATCH = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const sources = new Map<Address, Map<Hex, Decoder>>([
  [contracts.market, decoders.Market],
  [contracts.staking, decoders.Staking],
  [contracts.token, decoders.Token],
  [contracts.vaultFactory, decoders.VaultFactory],
  [contracts.epochRewards, decoders.EpochRewards],
]);
const fixed = [...sources.keys()];
const fixedTopics = [...new Set(fixed.flatMap((address) => [...sources.get(address)!.keys()]))];
const [created] = decoders.VaultFactory.keys();

const post = (body: unknown) =>
  new Promise<string>((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = request(
      RPC_URL!,
      {
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": text.length },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
const call = (id: number, method: string, params: unknown[]) => ({
  jsonrpc: "2.0",
  id,
  method,
  params,
});
const hex = (value: number) => `0x${value.toString(16)}`;

async function getLogs(from: number, to: number, address: Address[], topics: Hex[]) {
  const filter = { fromBlock: hex(from), toBlock: hex(to), address, topics: [topics] };
  const { result, error } = JSON.parse(await post(call(1, "eth_getLogs", [filter])));
  if (error) throw new Error(error.message);
  return result as Log[];
}

async function getTimes(numbers: readonly number[]): Promise<Map<number, number>> {
  const batches = Array.from({ length: Math.ceil(numbers.length / BATCH) }, (_, index) =>
    numbers.slice(index * BATCH, (index + 1) * BATCH),
  );
  const answers = await Promise.all(
    batches.map(async (batch) => {
      const body = batch.map((number) =>
        call(number, "eth_getBlockByNumber", [hex(number), false]),
      );
      return JSON.parse(await post(body)) as { id: number; result: { timestamp: Hex } }[];
    }),
  );
  return new Map(answers.flat().map(({ id, result }) => [id, Number(result.timestamp)]));
}

async function fetchBatch(from: number, to: number): Promise<Batch> {
  const logs = await getLogs(from, to, fixed, fixedTopics);
  for (const { address, topics } of logs)
    if (address === contracts.vaultFactory && topics[0] === created)
      sources.set(`0x${topics[2]!.slice(26)}`, decoders.Vault);
  const vaults = [...sources.keys()].slice(fixed.length);
  if (vaults.length > 0)
    for (const log of await getLogs(from, to, vaults, [...decoders.Vault.keys()])) logs.push(log);
  return { logs, times: await getTimes([...new Set(logs.map((log) => Number(log.blockNumber)))]) };
}

function toText({ logs, times }: Batch): string {
  let text = "";
  for (const { address, topics, data, blockNumber, logIndex, transactionHash } of logs) {
    const decoder = sources.get(address)?.get(topics[0]!);
    if (!decoder) continue;
    const block = Number(blockNumber);
    const id = BigInt(block) * 1_000_000n + BigInt(logIndex);
    const args = argsText(decoder.decode(topics, data)).replaceAll("\\", "\\\\");
    text += `${id}\t${block}\t${times.get(block)}\t${transactionHash}\t${address}\t${decoder.name}\t${args}\n`;
  }
  return text;
}

const client = new pg.Client({ connectionString: DATABASE_URL });
await client.connect();
const isOurs = (statement: string) => !statement.includes("_reorg__");
await client.query(getSql(schema).tables.sql.filter(isOurs).join(";"));
const copy = getCopyHelper({ $dialect: "postgres", $client: client });

let writing: Promise<unknown> = Promise.resolve();
const last = Number(TO);
const rangeFrom = (from: number) => fetchBatch(from, Math.min(from + RANGE - 1, last));
let next = rangeFrom(Number(FROM));
for (let from = Number(FROM); from <= last; from += RANGE) {
  const batch = await next;
  // The next range is on its way while this one is decoded and written.
  if (from + RANGE <= last) next = rangeFrom(from + RANGE);
  const text = toText(batch);
  await writing;
  writing = text === "" ? Promise.resolve() : copy(schema.rawEvent, text);
}
await writing;
await client.end();
agent.destroy();
