import { CHAIN_ID, FIRST_BLOCK, setUpAnswers } from "../../bench/market/chain.ts";
import { emptyHeaderJson, toWire, type WireBlock } from "../../bench/market/wire.ts";
import {
  firstValuesOf,
  generateMarket,
  type MarketOptions,
  type Summary,
} from "../../bench/market.ts";
import { toBlock, toLog, toTransaction } from "../support/ponder-internals.ts";
import type { Recording } from "../support/recording.ts";

/** A market and its chain in memory. */
export const collect = (options: MarketOptions): { blocks: WireBlock[]; summary: Summary } => {
  const generator = generateMarket(options);
  const blocks: WireBlock[] = [];
  for (;;) {
    const next = generator.next();
    if (next.done) return { blocks, summary: next.value };
    blocks.push(toWire(options.seed, next.value));
  }
};

type Json = { transactions: object[] };

const blockJson = ({ header, transactions }: WireBlock): Json =>
  JSON.parse(`${header},"transactions":[${transactions}]}`);

/** The chain as the test harness replays recorded ones. `directory` holds its header. */
export const asRecording = (
  options: MarketOptions,
  { blocks, summary }: ReturnType<typeof collect>,
  directory: string,
): Recording => {
  const byNumber = new Map(blocks.map((block) => [block.number, block]));
  const answers = setUpAnswers(firstValuesOf(options));
  const empty = (number: number) =>
    JSON.parse(`${emptyHeaderJson(options.seed, number)},"transactions":[]}`);
  const jsonAt = (number: number) => {
    const block = byNumber.get(number);
    return block ? blockJson(block) : empty(number);
  };
  const nothing: never[] = [];
  return {
    name: directory,
    chainId: CHAIN_ID,
    head: summary.lastBlock,
    contracts: {} as Recording["contracts"],
    views: () => ({}),
    block: (number) => toBlock(jsonAt(number)),
    logs(number) {
      const block = byNumber.get(number);
      if (!block) return nothing;
      const transactions = blockJson(block).transactions.map(toTransaction);
      return block.logs.map(({ json }) => {
        const log = JSON.parse(json);
        return { log: toLog(log), transaction: transactions[Number(log.transactionIndex)] };
      });
    },
    async request(method, [call]) {
      if (method === "eth_call") {
        const answer = answers.get(`${call.to}:${call.data}`.toLowerCase());
        if (answer) return answer;
      }
      if (method === "eth_getBlockByNumber") return jsonAt(Number(call));
      throw new Error(`${method} is not answered`);
    },
  };
};

export { FIRST_BLOCK };
