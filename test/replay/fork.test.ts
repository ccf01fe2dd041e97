import { zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { readLedger } from "../../replay/ledger.ts";
import type { Replay } from "../../replay/server.ts";
import {
  ask,
  blocksBetween,
  hex,
  RECORDINGS,
  recordingOf,
  result,
  type WireBlock,
  type WireLog,
  type WireReceipt,
  withReplay,
} from "./support.ts";

const HEAD = 400;
const DEPTH = 6;
const AT = HEAD - DEPTH;

/** Every reference between blocks, transactions, receipts and logs agrees, from `from` to `to`. */
const expectConsistent = async (replay: Replay, from: number, to: number): Promise<WireBlock[]> => {
  const blocks = await blocksBetween(replay, from - 1, to);
  for (const [index, block] of blocks.entries()) {
    const parent = blocks[index - 1];
    if (parent !== undefined) {
      expect(block.parentHash).toBe(parent.hash);
      expect(Number(block.timestamp)).toBeGreaterThanOrEqual(Number(parent.timestamp));
      expect(Number(block.number)).toBe(Number(parent.number) + 1);
    }
    const place = {
      blockHash: block.hash,
      blockNumber: block.number,
      blockTimestamp: block.timestamp,
    };
    expect(await result(replay, "eth_getBlockByHash", block.hash, true)).toEqual(block);
    const receipts = await result<WireReceipt[]>(replay, "eth_getBlockReceipts", block.hash);
    const logs = await result<WireLog[]>(replay, "eth_getLogs", { blockHash: block.hash });
    const range = { fromBlock: block.number, toBlock: block.number };
    expect(await result(replay, "eth_getLogs", range)).toEqual(logs);
    expect(receipts.flatMap((receipt) => receipt.logs)).toEqual(logs);
    expect(receipts.map((receipt) => receipt.transactionHash)).toEqual(
      block.transactions.map(({ hash }) => hash),
    );
    for (const item of [...block.transactions, ...receipts, ...logs]) {
      expect(item).toMatchObject(place);
    }
    expect(receipts.reduce((bits, { logsBloom }) => bits | BigInt(logsBloom), 0n)).toBe(
      BigInt(block.logsBloom),
    );
    for (const transaction of block.transactions) {
      const { hash } = transaction;
      expect(await result(replay, "eth_getTransactionByHash", hash)).toEqual(transaction);
      expect(await result(replay, "eth_getTransactionReceipt", hash)).toEqual(
        receipts.find((receipt) => receipt.transactionHash === hash),
      );
    }
  }
  return blocks.slice(1);
};

const hashes = (blocks: readonly WireBlock[]) =>
  blocks.map(({ transactions }) => transactions.map(({ hash }) => hash));

describe.each(RECORDINGS)("a fork of %s", (name) => {
  test("that is empty has no transactions, keeps the state and the times", async () => {
    await withReplay(name, { head: HEAD }, async (replay) => {
      const original = await blocksBetween(replay, AT + 1, HEAD);
      expect(replay.fork({ depth: DEPTH })).toBe(HEAD);
      expect(replay.forked()).toBe(true);
      const branch = await expectConsistent(replay, AT + 1, HEAD);
      expect(hashes(branch).flat()).toEqual([]);
      expect(branch.map(({ timestamp }) => timestamp)).toEqual(
        original.map(({ timestamp }) => timestamp),
      );
      expect(branch.filter(({ hash }, index) => hash === original[index]!.hash)).toEqual([]);
      const [shared] = await blocksBetween(replay, AT, AT);
      expect(branch.every(({ stateRoot }) => stateRoot === shared!.stateRoot)).toBe(true);
      const dropped = hashes(original).flat()[0]!;
      expect(await result(replay, "eth_getTransactionByHash", dropped)).toBeNull();
      expect(await result(replay, "eth_getTransactionReceipt", dropped)).toBeNull();
    });
  });

  test("that is late carries every transaction one block later, at its own time", async () => {
    await withReplay(name, { head: HEAD }, async (replay) => {
      const original = await blocksBetween(replay, AT + 1, HEAD);
      replay.fork({ at: AT, blocks: DEPTH, variant: "late" });
      const branch = await expectConsistent(replay, AT + 1, HEAD);
      expect(hashes(branch)).toEqual([[], ...hashes(original).slice(0, -1)]);
      expect(branch.slice(1).map(({ timestamp }) => timestamp)).toEqual(
        original.slice(0, -1).map(({ timestamp }) => timestamp),
      );
    });
  });

  test.each(["empty", "late"] as const)(
    "(%s) goes on, and loses to the original chain",
    async (variant) => {
      await withReplay(name, { head: HEAD }, async (replay) => {
        const original = await blocksBetween(replay, AT + 1, HEAD);
        replay.fork({ depth: DEPTH, variant });
        expect(replay.advance(3)).toBe(HEAD + 3);
        const branch = await expectConsistent(replay, AT + 1, HEAD + 3);

        expect(replay.unfork()).toBe(HEAD + 4);
        expect(replay.forked()).toBe(false);
        const restored = await expectConsistent(replay, AT + 1, HEAD + 4);
        expect(restored.slice(0, DEPTH)).toEqual(original);
        expect(await result(replay, "eth_blockNumber")).toBe(hex(HEAD + 4));
        for (const orphan of branch) {
          expect(await result(replay, "eth_getBlockByHash", orphan.hash, true)).toEqual(orphan);
          const logs = await result<WireLog[]>(replay, "eth_getLogs", { blockHash: orphan.hash });
          expect(logs.every(({ blockHash }) => blockHash === orphan.hash)).toBe(true);
        }
      });
    },
  );

  test("leaves the replaced blocks known by hash, but not those never shown", async () => {
    const { blocks } = await recordingOf(name);
    await withReplay(name, { head: HEAD }, async (replay) => {
      replay.fork({ depth: DEPTH, blocks: DEPTH + 2 });
      expect(replay.head()).toBe(HEAD + 2);
      const known = await result<WireBlock>(
        replay,
        "eth_getBlockByHash",
        blocks[HEAD]!.block.hash,
        true,
      );
      expect(known).toMatchObject(blocks[HEAD]!.block);
      const logs = await result(replay, "eth_getLogs", { blockHash: blocks[HEAD]!.block.hash });
      expect(logs).toMatchObject(blocks[HEAD]!.logs);
      expect(
        await result(replay, "eth_getBlockByHash", blocks[HEAD + 1]!.block.hash, true),
      ).toBeNull();
    });
  });

  test("has the balances of the transactions it carries", async () => {
    const recording = await recordingOf(name);
    const ledger = readLedger(recording);
    const [holder, { since, amounts }] = [...ledger.accounts].find(
      ([key, account]) =>
        key !== "supply" && account.since.some((block) => block > 50 && block < 2000),
    )!;
    const place = since.findIndex((block) => block > 50);
    const block = since[place]!;
    const before = amounts[place - 1] ?? 0n;
    const after = amounts[place]!;
    const data = `0x70a08231${holder.slice(2).padStart(64, "0")}`;
    await withReplay(name, { head: block }, async (replay) => {
      const balance = async (tag: unknown) =>
        BigInt(await result<string>(replay, "eth_call", { to: ledger.token, data }, tag));
      const { hash } = recording.blocks[block]!.block;
      expect(await balance("latest")).toBe(after);
      replay.fork({ depth: 1, variant: "late" });
      expect(await balance("latest")).toBe(before);
      expect(await balance({ blockHash: hash })).toBe(after);
      replay.advance();
      expect(await balance("latest")).toBe(after);
      replay.fork({ at: block - 1, blocks: 3, variant: "empty" });
      expect(await balance("latest")).toBe(before);
      replay.unfork();
      expect(await balance(hex(block))).toBe(after);
    });
  });

  test("can outlive the recording, which then has nothing more to win with", async () => {
    const { header } = await recordingOf(name);
    await withReplay(name, {}, async (replay) => {
      replay.fork({ depth: 2, variant: "late" });
      expect(replay.advance(4)).toBe(header.head + 4);
      const branch = await expectConsistent(replay, header.head - 1, header.head + 4);
      expect(hashes(branch).slice(3)).toEqual([[], [], []]);
      expect(replay.unfork()).toBe(header.head);
    });
  });
});

describe("forks", () => {
  test("of the same place differ from each other", async () => {
    await withReplay("quirks", { head: HEAD }, async (replay) => {
      const tips: string[] = [];
      for (let round = 0; round < 3; round++) {
        replay.fork({ depth: 2 });
        const tip = await result<WireBlock>(replay, "eth_getBlockByNumber", "latest", false);
        tips.push(tip.hash);
        if (round === 1) replay.unfork(0);
      }
      expect(new Set(tips).size).toBe(3);
      for (const tip of tips)
        expect(await result(replay, "eth_getBlockByHash", tip, false)).not.toBeNull();
    });
  });

  test("branch off the original chain only", async () => {
    await withReplay("quirks", { head: HEAD }, async (replay) => {
      expect(() => replay.fork({ at: HEAD + 1, blocks: 1 })).toThrow(RangeError);
      expect(() => replay.fork({ at: HEAD })).toThrow(RangeError);
      expect(() => replay.fork({ depth: HEAD + 1 })).toThrow(RangeError);
      replay.fork({ depth: 4 });
      expect(() => replay.fork({ depth: 2 })).toThrow(RangeError);
      expect(() => replay.setHead(HEAD - 4)).toThrow(RangeError);
      replay.setHead(HEAD - 1);
      expect((await ask(replay, "eth_getBlockByNumber", hex(HEAD), false)).result).toBeNull();
      expect((await ask(replay, "eth_getLogs", { blockHash: zeroHash })).error?.code).toBe(-32000);
    });
  });
});
