import type { Hex } from "viem";
import type { Call } from "../../prefetch/pool.ts";
import { logsBloom } from "../../replay/wire.ts";
import { type Asked, answer, createNodes } from "../prefetch/support.ts";

export const hashOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;
export const market: Hex = `0x${"11".repeat(20)}`;
export const other: Hex = `0x${"22".repeat(20)}`;
export const topic: Hex = `0x${"aa".repeat(32)}`;

export const log = (number: number, index: number, address: Hex = market, amount = index) => ({
  address,
  topics: [topic, hashOf(amount)],
  data: "0x" as Hex,
  blockNumber: `0x${number.toString(16)}` as Hex,
  blockHash: hashOf(number),
  logIndex: `0x${index.toString(16)}` as Hex,
  transactionIndex: "0x0" as Hex,
  transactionHash: hashOf(9_000 + number),
});

/** A chain whose blocks hold these logs. */
export const chainOf = (logs: ReturnType<typeof log>[], head = 20) => {
  const within = (number: number) => logs.filter((each) => Number(each.blockNumber) === number);
  const blockOf = (number: number) => ({
    number: `0x${number.toString(16)}`,
    hash: hashOf(number),
    parentHash: hashOf(Math.max(0, number - 1)),
    logsBloom: logsBloom(within(number)),
    timestamp: "0x1",
    transactions: [],
  });
  const answerOf = ({ method, params }: Call): unknown => {
    const [what] = params as [any];
    if (method === "eth_blockNumber") return `0x${head.toString(16)}`;
    if (method === "eth_getBlockByNumber") return blockOf(what === "latest" ? head : Number(what));
    if (method === "eth_getBlockByHash") return blockOf(Number(what));
    if (method === "eth_getBlockReceipts") return [{ logs: within(Number(what)) }];
    if (method !== "eth_getLogs") return null;
    if (what.blockHash !== undefined) return within(Number(what.blockHash));
    return logs.filter(
      ({ blockNumber, address }) =>
        Number(blockNumber) >= Number(what.fromBlock) &&
        Number(blockNumber) <= Number(what.toBlock) &&
        (what.address === undefined || [what.address].flat().includes(address)),
    );
  };
  return answerOf;
};

export type Lie = (asked: Asked, truth: any) => unknown;
/** Nodes of one chain; each may lie: what a lie returns, if anything, is answered. */
export const createLiars = (truth: (call: Call) => unknown, lies: Record<string, Lie | null>) =>
  createNodes(
    Object.fromEntries(
      Object.entries(lies).map(([url, lie]) => [
        url,
        (asked: Asked[]) =>
          answer(asked, (each) => {
            const told = truth(each);
            const result = lie?.(each, structuredClone(told));
            return { result: result === undefined ? told : result };
          }),
      ]),
    ),
  );
