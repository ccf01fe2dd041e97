import { zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { readHeader, readHeaderSync } from "../../replay/recording.ts";
import {
  ask,
  blocksBetween,
  clientOf,
  directory,
  hex,
  RECORDINGS,
  rawLines,
  recordingOf,
  result,
  type WireBlock,
  type WireReceipt,
  type WireTransaction,
  withReplay,
} from "./support.ts";

type Line = { block: WireBlock; receipts: WireReceipt[] };

const MULTICALL3 = "0xcA11bde05977b3631167028862bE2a173976CA11";

describe.each(RECORDINGS)("the chain of %s", (name) => {
  test("has the header its first line says, read at once or awaited", async () => {
    const first = JSON.parse(rawLines(name, "chain.ndjson.gz")[0]!);
    expect(readHeaderSync(directory(name))).toEqual(first);
    expect(await readHeader(directory(name))).toEqual(first);
    expect((await recordingOf(name)).header).toEqual(first);
  });

  test("serves every block and receipt with every field that was recorded", async () => {
    const lines = rawLines(name, "chain.ndjson.gz").slice(1);
    await withReplay(name, {}, async (replay) => {
      const blocks = await blocksBetween(replay, 0, lines.length - 1);
      for (const [number, line] of lines.entries()) {
        const { block, receipts } = JSON.parse(line) as Line;
        expect(blocks[number]).toMatchObject(block);
        if (number % 50 > 0) continue;
        const served = await result<WireReceipt[]>(replay, "eth_getBlockReceipts", hex(number));
        const { blockTimestamp } = { blockTimestamp: block.timestamp };
        expect(served).toMatchObject(receipts.map((receipt) => ({ ...receipt, blockTimestamp })));
      }
    });
  });

  test("gives receipts blooms that add up to the bloom of their block", async () => {
    const { blocks } = await recordingOf(name);
    const busy = blocks
      .flatMap(({ logs, block }) => (logs.length > 3 ? [block] : []))
      .slice(0, 200);
    await withReplay(name, {}, async (replay) => {
      for (const block of busy) {
        const receipts = await result<WireReceipt[]>(replay, "eth_getBlockReceipts", block.hash);
        const union = receipts.reduce((bits, { logsBloom }) => bits | BigInt(logsBloom), 0n);
        expect(union).toBe(BigInt((block as unknown as WireBlock).logsBloom));
      }
    });
  });

  test("is read by viem: blocks, transactions and receipts", async () => {
    await withReplay(name, {}, async (replay) => {
      const client = clientOf(replay);
      const { header } = await recordingOf(name);
      expect(await client.getChainId()).toBe(header.chainId);
      expect(await client.getBlockNumber()).toBe(BigInt(header.head));
      const block = await client.getBlock({ blockNumber: 28n, includeTransactions: true });
      const [transaction] = block.transactions;
      expect(transaction).toMatchObject({ blockHash: block.hash, type: "eip1559", accessList: [] });
      const hash = transaction!.hash;
      expect(await client.getTransaction({ hash })).toEqual(transaction);
      const receipt = await client.getTransactionReceipt({ hash });
      expect(receipt).toMatchObject({ status: "success", blockHash: block.hash, blockNumber: 28n });
      const byHash = await client.getBlock({ blockHash: block.hash });
      expect(byHash.transactions).toEqual(block.transactions.map((item) => item.hash));
      expect(await client.getBlockTransactionCount({ blockHash: block.hash })).toBe(
        block.transactions.length,
      );
    });
  });

  test("has code where a contract is, from its first block on", async () => {
    const recording = await recordingOf(name);
    await withReplay(name, {}, async (replay) => {
      const code = (address: string, block: number) =>
        result<string>(replay, "eth_getCode", address, hex(block));
      for (const { address, block } of Object.values(recording.header.contracts)) {
        expect(await code(address, block - 1)).toBe("0x");
        expect(await code(address, block)).not.toBe("0x");
        expect(await code(address.toLowerCase(), recording.header.head)).not.toBe("0x");
      }
      const created = await clientOf(replay).getContractEvents({
        address: recording.header.contracts.vaultFactory.address,
        abi: (await import("../../abis/vaults.ts")).vaultFactoryAbi,
        eventName: "VaultCreated",
        fromBlock: "earliest",
      });
      expect(created.length).toBeGreaterThan(0);
      for (const { args, blockNumber } of created) {
        expect(await code(args.vault!, Number(blockNumber) - 1)).toBe("0x");
        expect(await code(args.vault!, Number(blockNumber))).not.toBe("0x");
      }
      expect(await code(MULTICALL3, recording.header.head)).toBe("0x");
    });
  });
});

describe("the head", () => {
  test("hides all blocks above it until it moves on", async () => {
    await withReplay("quirks", { head: 100 }, async (replay) => {
      const { blocks } = await recordingOf("quirks");
      const next = blocks[101]!.block;
      const transaction = next.transactions[0]!.hash;
      const unseen = async () => [
        await result(replay, "eth_getBlockByNumber", "0x65", false),
        await result(replay, "eth_getBlockByHash", next.hash, false),
        await result(replay, "eth_getTransactionByHash", transaction),
        await result(replay, "eth_getTransactionReceipt", transaction),
        await result(replay, "eth_getBlockReceipts", "0x65"),
        await result(replay, "eth_getBlockTransactionCountByNumber", "0x65"),
      ];
      expect(await result(replay, "eth_blockNumber")).toBe("0x64");
      expect(await unseen()).toEqual([null, null, null, null, null, null]);
      expect((await ask(replay, "eth_getCode", MULTICALL3, "0x65")).error?.code).toBe(-32000);

      expect(replay.advance()).toBe(101);
      expect(await result(replay, "eth_blockNumber")).toBe("0x65");
      expect(await unseen()).not.toContain(null);
      expect(replay.advance(3)).toBe(104);
      replay.setHead(2503);
      expect(replay.advance(3)).toBe(2503);
      expect(() => replay.setHead(2504)).toThrow(RangeError);
    });
  });

  test("moves by itself when it is told to", async () => {
    await withReplay("quirks", { head: 100, interval: 5 }, async (replay) => {
      while (replay.head() < 105) await new Promise((resolve) => setTimeout(resolve, 5));
      replay.pause();
      const stopped = replay.head();
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(replay.head()).toBe(stopped);
    });
  });

  test("is what the tags count from", async () => {
    await withReplay("quirks", { head: 100, finality: 30 }, async (replay) => {
      const numbers = await Promise.all(
        ["latest", "pending", "safe", "finalized", "earliest"].map((tag) =>
          result<WireBlock>(replay, "eth_getBlockByNumber", tag, false),
        ),
      );
      expect(numbers.map(({ number }) => Number(number))).toEqual([100, 100, 70, 70, 0]);
      replay.setHead(10);
      const early = await result<WireBlock>(replay, "eth_getBlockByNumber", "finalized", false);
      expect(early.number).toBe("0x0");
    });
  });

  test("knows transactions by hash and nothing of unknown ones", async () => {
    await withReplay("month", {}, async (replay) => {
      const { blocks } = await recordingOf("month");
      const { hash } = blocks[1000]!.block.transactions[0] ?? blocks[1001]!.block.transactions[0]!;
      const transaction = await result<WireTransaction>(replay, "eth_getTransactionByHash", hash);
      expect(transaction).toMatchObject({ hash, r: "0x0", s: "0x0", v: "0x0" });
      expect(await result(replay, "eth_getTransactionByHash", zeroHash)).toBeNull();
      expect(await result(replay, "eth_getBlockByHash", zeroHash, true)).toBeNull();
    });
  });
});
