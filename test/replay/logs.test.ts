import { type Hex, toEventSelector, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { tokenAbi } from "../../abis/token.ts";
import {
  ask,
  clientOf,
  hex,
  RECORDINGS,
  recordingOf,
  result,
  type WireLog,
  withReplay,
} from "./support.ts";

type Filter = {
  address?: string | string[];
  topics?: (Hex | Hex[] | null)[];
  fromBlock?: string;
  toBlock?: string;
  blockHash?: Hex;
};

const TRANSFER = toEventSelector("Transfer(address,address,uint256)");
const NEW_BID = toEventSelector("NewBid(bytes32,address,bytes32)");
const BID_REVEALED = toEventSelector("BidRevealed(bytes32,address,uint256)");

const whole = { fromBlock: "earliest", toBlock: "latest" } as const;

describe.each(RECORDINGS)("logs of %s", (name) => {
  test("are all there, in order, without a filter", async () => {
    const { blocks } = await recordingOf(name);
    await withReplay(name, {}, async (replay) => {
      const logs = await result<WireLog[]>(replay, "eth_getLogs", whole);
      expect(logs).toMatchObject(blocks.flatMap((block) => block.logs));
      expect(await result(replay, "eth_getLogs", { ...whole, address: [] })).toEqual(logs);
    });
  });

  test("are those of an address, of several addresses, of topics at their places", async () => {
    const { blocks, header } = await recordingOf(name);
    const all = blocks.flatMap((block) => block.logs);
    const market = header.contracts.brevisMarket.address.toLowerCase();
    const token = header.contracts.token.address.toLowerCase();
    const someReqid = all.find(({ topics }) => topics[0] === NEW_BID)!.topics[1]!;
    const cases: [Filter, (log: (typeof all)[number]) => boolean][] = [
      [{ address: header.contracts.token.address }, ({ address }) => address === token],
      [{ address: [token, market] }, ({ address }) => [token, market].includes(address)],
      [{ topics: [TRANSFER] }, ({ topics }) => topics[0] === TRANSFER],
      [
        { topics: [[NEW_BID, BID_REVEALED], someReqid] },
        ({ topics }) => [NEW_BID, BID_REVEALED].includes(topics[0]!) && topics[1] === someReqid,
      ],
      [{ address: market, topics: [null, someReqid] }, ({ topics }) => topics[1] === someReqid],
      [{ topics: [null, null, null, null] }, ({ topics }) => topics.length === 4],
      [{ topics: [[], null] }, ({ topics }) => topics.length >= 2],
      [{ address: zeroHash.slice(0, 42) }, () => false],
    ];
    await withReplay(name, {}, async (replay) => {
      for (const [filter, expected] of cases) {
        const logs = await result<WireLog[]>(replay, "eth_getLogs", { ...whole, ...filter });
        expect(logs).toMatchObject(all.filter(expected));
      }
    });
  });

  test("are those of a range of blocks or of one block by its hash", async () => {
    const { blocks } = await recordingOf(name);
    await withReplay(name, { head: 2000 }, async (replay) => {
      const range = { fromBlock: hex(500), toBlock: hex(900) };
      const logs = await result<WireLog[]>(replay, "eth_getLogs", range);
      expect(logs).toMatchObject(blocks.slice(500, 901).flatMap((block) => block.logs));
      const tip = await result<WireLog[]>(replay, "eth_getLogs", {});
      expect(tip).toMatchObject(blocks[2000]!.logs);
      for (const { block, logs: expected } of blocks.slice(700, 720)) {
        const ofBlock = await result<WireLog[]>(replay, "eth_getLogs", { blockHash: block.hash });
        expect(ofBlock).toMatchObject(expected);
        expect(ofBlock.every(({ blockHash }) => blockHash === block.hash)).toBe(true);
      }
    });
  });

  test("are decoded by viem", async () => {
    const { header } = await recordingOf(name);
    await withReplay(name, {}, async (replay) => {
      const client = clientOf(replay);
      const bids = await client.getContractEvents({
        address: header.contracts.brevisMarket.address,
        abi: brevisMarketAbi,
        eventName: "NewBid",
        fromBlock: 0n,
      });
      expect(bids.length).toBeGreaterThan(100);
      const mints = await client.getContractEvents({
        address: header.contracts.token.address,
        abi: tokenAbi,
        eventName: "Transfer",
        args: { from: "0x0000000000000000000000000000000000000000" },
        fromBlock: 0n,
      });
      const minted = mints.reduce((sum, { args }) => sum + args.value!, 0n);
      expect(minted).toBeGreaterThan(10n ** 24n);
    });
  });
});

describe("a filter is refused", () => {
  const refused: [string, unknown, number][] = [
    ["when its range is inverted", { fromBlock: "0x10", toBlock: "0xf" }, -32602],
    ["when it ends beyond the head", { fromBlock: "0x10", toBlock: "0x65" }, -32602],
    ["when it starts beyond the head", { fromBlock: "0x65", toBlock: "0x66" }, -32602],
    ["when its block is unknown", { blockHash: zeroHash }, -32000],
    ["when it has both a hash and a range", { blockHash: zeroHash, fromBlock: "0x1" }, -32602],
    ["when an address is none", { address: "0x12" }, -32602],
    ["when a topic is none", { topics: ["0x12"] }, -32602],
    ["when it has five topics", { topics: [null, null, null, null, null] }, -32602],
    ["when a block number is none", { fromBlock: 1 }, -32602],
    ["when there is none", undefined, -32602],
  ];
  test.each(refused)("%s", async (_, filter, code) => {
    await withReplay("quirks", { head: 100 }, async (replay) => {
      expect((await ask(replay, "eth_getLogs", filter)).error?.code).toBe(code);
    });
  });
});
