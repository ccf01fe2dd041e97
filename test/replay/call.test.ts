import {
  type BaseError,
  ContractFunctionRevertedError,
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  hexToBigInt,
  type PublicClient,
  slice,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import { describe, expect, test } from "vitest";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { tokenAbi } from "../../abis/token.ts";
import {
  ask,
  askAll,
  clientOf,
  hex,
  RECORDINGS,
  rawLines,
  recordingOf,
  withReplay,
} from "./support.ts";

type CallsLine = { block: number; calls: [string, Hex, Hex | null, (Hex | null)?][] };

const BALANCE_OF = "0x70a08231";
const TOTAL_SUPPLY = "0x18160ddd";

describe.each(RECORDINGS)("eth_call on %s", (name) => {
  test("answers every recorded call at its block, reverts with their data", {
    timeout: 120_000,
  }, async () => {
    const { header } = await recordingOf(name);
    const token = header.contracts.token.address.toLowerCase();
    let answered = 0;
    let computed = 0;
    await withReplay(name, {}, async (replay) => {
      for (const line of rawLines(name, "calls.ndjson.gz")) {
        const { block, calls } = JSON.parse(line) as CallsLine;
        const responses = await askAll<Hex>(
          replay,
          calls.map(([to, data]) => ({ method: "eth_call", params: [{ to, data }, hex(block)] })),
        );
        const wrong = calls.filter(([, , result, revert], index) => {
          const { result: got, error } = responses[index]!;
          if (result !== null) return got !== result;
          return error?.code !== 3 || error.data !== (revert ?? "0x");
        });
        expect(wrong).toEqual([]);
        answered += calls.length;
        // These are not looked up but added up from the Transfer logs: the same test holds for them.
        computed += calls.filter(
          ([to, data]) =>
            to.toLowerCase() === token && [BALANCE_OF, TOTAL_SUPPLY].includes(data.slice(0, 10)),
        ).length;
      }
    });
    expect(answered).toBeGreaterThan(50_000);
    expect(computed).toBeGreaterThan(1000);
  });

  test("knows balances and supply at blocks where nothing was recorded", async () => {
    const { header, blocks } = await recordingOf(name);
    const { address } = header.contracts.token;
    await withReplay(name, {}, async (replay) => {
      const client = clientOf(replay);
      const at = BigInt(header.head - 1);
      const market = header.contracts.brevisMarket.address;
      const balance = (account: Hex, blockNumber: bigint) =>
        client.readContract({
          address,
          abi: tokenAbi,
          functionName: "balanceOf",
          args: [account],
          blockNumber,
        });
      expect(await balance(market, at)).toBeGreaterThan(0n);
      expect(await balance(zeroAddress, at)).toBe(0n);
      const supply = await client.readContract({
        address,
        abi: tokenAbi,
        functionName: "totalSupply",
        blockNumber: at,
      });
      const holders = new Set(
        blocks.flatMap(({ logs }) =>
          logs.flatMap((log) =>
            log.address === address.toLowerCase()
              ? log.topics.slice(1).map((topic): Hex => `0x${topic.slice(26)}`)
              : [],
          ),
        ),
      );
      const calls = [...holders].map((account) => ({
        method: "eth_call",
        params: [
          {
            to: address,
            data: encodeFunctionData({ abi: tokenAbi, functionName: "balanceOf", args: [account] }),
          },
          hex(header.head - 1),
        ],
      }));
      const balances = await askAll<Hex>(replay, calls);
      const sum = balances.reduce((total, { result }) => total + hexToBigInt(result!), 0n);
      expect(sum).toBe(supply);
    });
  });

  test("understands a block by number, tag, hash and object", async () => {
    const { header, blocks } = await recordingOf(name);
    const { hash } = blocks[46]!.block;
    const call = {
      to: header.contracts.brevisMarket.address,
      data: encodeFunctionData({ abi: brevisMarketAbi, functionName: "biddingPhaseDuration" }),
    };
    await withReplay(name, { head: 46 }, async (replay) => {
      const answers = await Promise.all(
        [["0x2e"], ["latest"], [], [{ blockHash: hash }], [{ blockNumber: "0x2e" }]].map((tag) =>
          ask<Hex>(replay, "eth_call", call, ...tag),
        ),
      );
      expect(new Set(answers.map(({ result }) => result)).size).toBe(1);
      expect(hexToBigInt(answers[0]!.result!)).toBeGreaterThan(0n);
      const input = await ask(replay, "eth_call", { to: call.to, input: call.data }, "latest");
      expect(input.result).toBe(answers[0]!.result);
    });
  });

  test("says what it has when a call was not recorded at a block", async () => {
    const { header } = await recordingOf(name);
    const to = header.contracts.brevisMarket.address;
    const data = encodeFunctionData({ abi: brevisMarketAbi, functionName: "biddingPhaseDuration" });
    await withReplay(name, {}, async (replay) => {
      const elsewhere = await ask(replay, "eth_call", { to, data }, hex(60));
      expect(elsewhere.error?.code).toBe(-32004);
      expect(elsewhere.error?.message).toMatch(
        /no answer to the call of 0x[0-9a-f]{40} with 0x96f6fe91 at block 60, but at blocks 0-46, \d+.*\d+$/,
      );
      const nowhere = await ask(replay, "eth_call", { to, data: "0xdeadbeef" }, hex(60));
      expect(nowhere.error?.message).toMatch(/at block 60, and at no other block$/);
      const beyond = await ask(replay, "eth_call", { to, data }, hex(header.head + 1));
      expect(beyond.error).toEqual({ code: -32000, message: "header not found" });
    });
  });

  test("gives nothing for a contract that does not exist yet", async () => {
    const { header } = await recordingOf(name);
    await withReplay(name, {}, async (replay) => {
      const { address, block } = header.contracts.stakingController;
      const unborn = await ask(
        replay,
        "eth_call",
        { to: address, data: "0xdeadbeef" },
        hex(block - 1),
      );
      expect(unborn.result).toBe("0x");
    });
  });
});

test("viem sees a recorded revert as the contract's revert, with its data", async () => {
  const abi = [...epochRewardsAbi, ...brevisMarketAbi].filter((item) => item.type === "function");
  const selectors = abi.map((item) => toFunctionSelector(item));
  const lines = rawLines("quirks", "calls.ndjson.gz").map((line) => JSON.parse(line) as CallsLine);
  const { block, calls } = lines.find((line) =>
    line.calls.some(([, data, result]) => result === null && selectors.includes(slice(data, 0, 4))),
  )!;
  const [to, data, , revert] = calls.find(
    ([, asked, result]) => result === null && selectors.includes(slice(asked, 0, 4)),
  )!;
  const { functionName, args } = decodeFunctionData({ abi, data });
  await withReplay("quirks", {}, async (replay) => {
    const parameters = { address: to as Hex, abi, functionName, args, blockNumber: BigInt(block) };
    const error = await clientOf(replay)
      .readContract(parameters as Parameters<PublicClient["readContract"]>[0])
      .catch((reason: BaseError) => reason);
    const reverted = (error as BaseError).walk(
      (cause) => cause instanceof ContractFunctionRevertedError,
    ) as ContractFunctionRevertedError;
    expect(reverted.raw).toBe(revert);
  });
});
