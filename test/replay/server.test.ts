import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../replay/faults.ts";
import { ask, clientOf, post, type RpcResponse, result, withReplay } from "./support.ts";

describe("JSON-RPC", () => {
  test("answers the small methods of a node", async () => {
    await withReplay("quirks", {}, async (replay) => {
      expect(await result(replay, "eth_chainId")).toBe("0x7a69");
      expect(await result(replay, "net_version")).toBe("31337");
      expect(await result(replay, "eth_syncing")).toBe(false);
      expect(await result(replay, "web3_clientVersion")).toBe("provernet-replay");
    });
  });

  test("answers a batch in its order, each request for itself", async () => {
    await withReplay("quirks", {}, async (replay) => {
      const batch = [
        { jsonrpc: "2.0", id: 7, method: "eth_blockNumber" },
        { jsonrpc: "2.0", id: "x", method: "eth_nothing", params: [] },
        { jsonrpc: "2.0", method: "eth_chainId" },
        17,
        { jsonrpc: "2.0", id: null, method: "eth_chainId", params: [] },
      ];
      const answers = (await (await post(replay, batch)).json()) as RpcResponse[];
      expect(answers.map(({ id }) => id)).toEqual([7, "x", null, null]);
      expect(answers.map(({ error }) => error?.code)).toEqual([
        undefined,
        -32601,
        -32600,
        undefined,
      ]);
    });
  });

  const broken: [string, unknown, number][] = [
    ["no JSON", "{", -32700],
    ["an empty batch", [], -32600],
    ["no request", { id: 1 }, -32600],
    ["parameters by name", { id: 1, method: "eth_chainId", params: {} }, -32600],
    ["an id that is an object", { id: {}, method: "eth_chainId" }, -32600],
    ["an unknown method", { id: 1, method: "eth_sendRawTransaction", params: ["0x"] }, -32601],
    ["a method of Object.prototype", { id: 1, method: "toString" }, -32601],
    ["a missing block", { id: 1, method: "eth_getBlockByNumber", params: [] }, -32602],
    ["a decimal block", { id: 1, method: "eth_getBlockByNumber", params: ["12", true] }, -32602],
    ["a flag that is none", { id: 1, method: "eth_getBlockByNumber", params: ["0x1", 1] }, -32602],
    ["a short hash", { id: 1, method: "eth_getBlockByHash", params: ["0x12", true] }, -32602],
    ["a call of nobody", { id: 1, method: "eth_call", params: [{ data: "0x" }] }, -32602],
    [
      "odd calldata",
      { id: 1, method: "eth_call", params: [{ to: `0x${"1".repeat(40)}`, data: "0x1" }] },
      -32602,
    ],
  ];
  test.each(broken)("refuses %s", async (_, body, code) => {
    await withReplay("quirks", {}, async (replay) => {
      const answer = (await (await post(replay, body)).json()) as RpcResponse;
      expect(answer.error?.code).toBe(code);
    });
  });

  test("does not answer notifications, nor anything but POST", async () => {
    await withReplay("quirks", {}, async (replay) => {
      const silent = await post(replay, [{ jsonrpc: "2.0", method: "eth_chainId" }]);
      expect([silent.status, await silent.text()]).toEqual([204, ""]);
      expect((await fetch(replay.url)).status).toBe(405);
    });
  });

  test("counts requests by method, those in batches too", async () => {
    await withReplay("quirks", {}, async (replay) => {
      await clientOf(replay).getBlockNumber();
      const request = { jsonrpc: "2.0", id: 1, method: "eth_chainId" };
      await post(replay, [request, request, { ...request, method: "eth_blockNumber" }]);
      replay.failNext(1);
      await post(replay, request);
      expect(replay.counts()).toEqual({ eth_blockNumber: 2, eth_chainId: 3 });
      replay.resetCounts();
      expect(replay.counts()).toEqual({});
    });
  });
});

describe("a node that misbehaves on order", () => {
  test("hangs until it is resumed", async () => {
    await withReplay("quirks", {}, async (replay) => {
      replay.stall();
      let answered = false;
      const pending = result(replay, "eth_chainId").then((answer) => {
        answered = true;
        return answer;
      });
      while (replay.counts().eth_chainId === undefined) await new Promise(setImmediate);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(answered).toBe(false);
      replay.resume();
      expect(await pending).toBe("0x7a69");
    });
  });

  test("stops although it hangs", async () => {
    let pending: Promise<unknown> = Promise.resolve();
    await withReplay("quirks", {}, async (replay) => {
      replay.stall();
      pending = result(replay, "eth_chainId").catch(() => "broken");
      while (replay.counts().eth_chainId === undefined) await new Promise(setImmediate);
    });
    expect(await pending).toBe("broken");
  });

  test("fails the next requests, of one method if told so", async () => {
    await withReplay("quirks", {}, async (replay) => {
      const status = async (method: string) =>
        (await post(replay, { jsonrpc: "2.0", id: 1, method })).status;
      replay.failNext(2, { method: "eth_blockNumber", as: "http-429" });
      expect(await status("eth_chainId")).toBe(200);
      expect(await status("eth_blockNumber")).toBe(429);
      expect(await status("eth_blockNumber")).toBe(429);
      expect(await status("eth_blockNumber")).toBe(200);
      replay.failNext(1);
      expect(await status("eth_chainId")).toBe(500);
      expect(await status("eth_chainId")).toBe(200);
      replay.failNext(1, { as: "rpc-error" });
      expect((await ask(replay, "eth_chainId")).error?.code).toBe(-32603);
      replay.failNext(1, { as: "drop" });
      await expect(ask(replay, "eth_chainId")).rejects.toThrow();
      expect(await status("eth_chainId")).toBe(200);
    });
  });

  test("fails a share of the requests, the same ones every time, until healed", async () => {
    const failures = (as: FaultKind) =>
      withReplay("quirks", {}, async (replay) => {
        replay.failing(0.3, { as, seed: 5 });
        const statuses: boolean[] = [];
        for (let index = 0; index < 100; index++) {
          statuses.push((await ask(replay, "eth_chainId")).error === undefined);
        }
        replay.heal();
        expect((await ask(replay, "eth_chainId")).result).toBe("0x7a69");
        return statuses;
      });
    const first = await failures("rpc-error");
    const failed = first.filter((answered) => !answered).length;
    expect(failed).toBeGreaterThan(15);
    expect(failed).toBeLessThan(45);
    expect(await failures("rpc-error")).toEqual(first);
  });
});
