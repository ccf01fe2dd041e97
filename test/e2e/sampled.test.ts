import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenAbi } from "../../abis/token.ts";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { connect } from "../../verify/chain.ts";
import { askOver } from "../../verify/sources/graphql.ts";
import { createUrl } from "../support/database.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
/** A multiple of the interval after the first block of the controller, so that a sample was taken just there. */
const [FIRST, EVERY] = [12, 97];
const END = FIRST + 25 * EVERY;

let replay: Replay;
let ponder: Ponder;

beforeAll(async () => {
  replay = await startReplay({
    recording: await readRecording(join(project, "recordings/quirks")),
  });
  ponder = await startPonder({
    env: {
      NETWORK: "recording",
      RECORDING: "quirks",
      RPC_URL: replay.url,
      DATABASE_URL: await createUrl(),
      TOKEN_TRANSFERS: "sampled",
      VAULT_SAMPLE_BLOCKS: String(EVERY),
      END_BLOCK: String(END),
    },
  });
}, 600_000);
afterAll(async () => {
  await ponder?.stop();
  await replay?.stop();
});

test("sampled, every vault's assets are its balance at the sample, donations before and after it existed included", async () => {
  const ask = askOver(`${ponder.url}/graphql`);
  const answer = (await ask(
    "{ meta { allTransfers sampledAt block { timestamp } } provers(limit: 1000) { items { vault assets } } donations(limit: 1000) { items { sampled } } }",
  )) as unknown as {
    meta: { allTransfers: boolean; sampledAt: number; block: { timestamp: number } };
    provers: { items: { vault: `0x${string}`; assets: string }[] };
    donations: { items: { sampled: boolean }[] };
  };
  expect(answer.meta.allTransfers).toBe(false);
  expect(answer.meta.sampledAt).toBeLessThanOrEqual(answer.meta.block.timestamp);
  const client = connect(replay.url);
  const { address } = (await readRecording(join(project, "recordings/quirks"))).header.contracts
    .token;
  for (const { vault, assets } of answer.provers.items) {
    const balance = await client.readContract({
      abi: tokenAbi,
      address: address as `0x${string}`,
      functionName: "balanceOf",
      args: [vault],
      blockNumber: BigInt(END),
    });
    expect(BigInt(assets), vault).toBe(balance);
  }
  expect(answer.provers.items.length).toBeGreaterThan(20);
  expect(answer.donations.items.filter(({ sampled }) => sampled).length).toBeGreaterThan(5);
});

test("the protocol's own balances are exact, both directions", async () => {
  const ask = askOver(`${ponder.url}/graphql`);
  const answer = (await ask("{ tokenBalances { items { address balance } } }")) as unknown as {
    tokenBalances: { items: { address: `0x${string}`; balance: string }[] };
  };
  const client = connect(replay.url);
  const { address } = (await readRecording(join(project, "recordings/quirks"))).header.contracts
    .token;
  for (const { address: holder, balance } of answer.tokenBalances.items) {
    const chain = await client.readContract({
      abi: tokenAbi,
      address: address as `0x${string}`,
      functionName: "balanceOf",
      args: [holder],
      blockNumber: BigInt(END),
    });
    expect(BigInt(balance), holder).toBe(chain);
  }
  expect(answer.tokenBalances.items.length).toBe(3);
});
