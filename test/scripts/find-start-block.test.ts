import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { startReplay } from "../../replay/server.ts";
import { noSettings } from "../../settings/environment.ts";
import { recordingDirectory } from "../../settings/networks.ts";

const script = fileURLToPath(new URL("../../scripts/find-start-block.ts", import.meta.url));

const market = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const staking = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
const token = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";
const factory = "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65";

const HEAD = 1_000_000;
const deployments: Record<string, number> = {
  [market]: 654_321,
  [staking]: 654_300,
  [token]: 0,
  [factory]: HEAD,
};

type Call = { method: string; params: string[] };
type Answer = (call: Call) => unknown;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A node that keeps the whole history, or what `instead` answers when it is not undefined. Throwing is a JSON-RPC error. */
async function startNode(instead: Answer = () => undefined): Promise<string> {
  const answer: Answer = (call) => {
    const given = instead(call);
    if (given !== undefined) return given;
    const [subject, block] = call.params;
    if (call.method === "eth_chainId") return "0x7a69";
    if (call.method === "eth_blockNumber") return `0x${HEAD.toString(16)}`;
    if (call.method === "eth_call") return `0x${factory.slice(2).padStart(64, "0")}`;
    return Number(block) >= (deployments[String(subject).toLowerCase()] ?? Number.POSITIVE_INFINITY)
      ? "0x60"
      : "0x";
  };
  const server = createServer(async (request, response) => {
    const call = {
      params: [],
      ...JSON.parse((await request.toArray()).join("")),
    } as Call & { id: number };
    const respond = (body: object) => response.end(JSON.stringify({ id: call.id, ...body }));
    try {
      respond({ jsonrpc: "2.0", result: answer(call) });
    } catch (error) {
      respond({ jsonrpc: "2.0", error: { code: -32000, message: (error as Error).message } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function findStartBlock(env: Record<string, string>) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...noSettings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, status] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  return { status, stdout: stdout.join(""), stderr: stderr.join("") };
}

const settingsFor = (url: string) => ({
  NETWORK: "custom",
  RPC_URL: url,
  CHAIN_ID: "31337",
  MARKET_ADDRESS: market,
  STAKING_ADDRESS: staking,
  TOKEN_ADDRESS: token,
});

describe("the search for the first blocks", () => {
  test("finds the first block in which each contract has code", async () => {
    const { status, stdout } = await findStartBlock(settingsFor(await startNode()));
    expect(stdout).toBe(
      [
        "MARKET_START_BLOCK=654321",
        "STAKING_START_BLOCK=654300",
        "TOKEN_START_BLOCK=0",
        "VAULT_FACTORY_START_BLOCK=1000000",
        "START_BLOCK=0",
        "",
      ].join("\n"),
    );
    expect(status).toBe(0);
  });

  test("finds in a recorded chain the blocks that the recording names", async () => {
    const recording = await readRecording(recordingDirectory("quirks"));
    const replay = await startReplay({ recording });
    closers.push(() => replay.stop());
    const { brevisMarket, stakingController, token, epochRewards } = recording.header.contracts;
    const { stdout, stderr } = await findStartBlock({
      NETWORK: "custom",
      RPC_URL: replay.url,
      CHAIN_ID: "31337",
      MARKET_ADDRESS: brevisMarket.address,
      STAKING_ADDRESS: stakingController.address,
      TOKEN_ADDRESS: token.address,
      EPOCH_REWARDS_ADDRESS: epochRewards.address,
    });
    expect({ stdout, stderr }).toMatchObject({
      stdout: [
        "MARKET_START_BLOCK=16",
        "STAKING_START_BLOCK=12",
        "TOKEN_START_BLOCK=1",
        "VAULT_FACTORY_START_BLOCK=10",
        "EPOCH_REWARDS_START_BLOCK=22",
        "START_BLOCK=1",
        "",
      ].join("\n"),
    });
  });

  test("does not ask for the vault factory when its address is given", async () => {
    const node = await startNode(({ method }) => {
      if (method === "eth_call") throw new Error("not to be asked");
    });
    const env = { ...settingsFor(node), VAULT_FACTORY_ADDRESS: factory };
    expect((await findStartBlock(env)).stdout).toContain("VAULT_FACTORY_START_BLOCK=1000000\n");
  });

  test("explains a node that has forgotten the state of old blocks", async () => {
    const node = await startNode(({ method, params: [, block] }) => {
      if (method === "eth_getCode" && Number(block) < HEAD - 128)
        throw new Error("missing trie node");
    });
    const { status, stderr } = await findStartBlock(settingsFor(node));
    expect(status).toBe(1);
    expect(stderr).toMatch(/block 499999 .*missing trie node.*archive node.*MARKET_START_BLOCK/s);
    expect(stderr).not.toContain("    at ");
  });

  test("refuses an address without a contract", async () => {
    const bob = "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc";
    const env = { ...settingsFor(await startNode()), MARKET_ADDRESS: bob };
    const { status, stderr } = await findStartBlock(env);
    expect(status).toBe(1);
    expect(stderr).toContain(`MARKET_ADDRESS: there is no contract at ${bob}`);
  });

  test("refuses a node of another chain", async () => {
    const node = await startNode(({ method }) => (method === "eth_chainId" ? "0x1" : undefined));
    const { status, stderr } = await findStartBlock(settingsFor(node));
    expect(status).toBe(1);
    expect(stderr).toContain("serves chain 1, but the settings mean chain 31337");
  });

  test("does not print the key in a node's address when the node does not answer", async () => {
    const { status, stderr } = await findStartBlock(settingsFor("http://127.0.0.1:1/v2/hunter2"));
    expect(status).toBe(1);
    expect(stderr).toContain("http://127.0.0.1:1/… does not answer: fetch failed: bad port");
    expect(stderr).not.toContain("hunter2");
  });

  test("has nothing to do for a recording", async () => {
    const { status, stderr } = await findStartBlock({ NETWORK: "recording" });
    expect(status).toBe(1);
    expect(stderr).toContain("A recording says itself");
  });
});
