import { ContractFunctionExecutionError, ContractFunctionZeroDataError, zeroAddress } from "viem";
import { expect, test } from "vitest";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import * as schema from "../../ponder.schema.ts";
import { createIndexer } from "../support/indexer.ts";
import { alice, wordOf } from "../support/people.ts";

const answers = { brevisProof: alice, vkHash: wordOf("1") };
const block = { number: 22n, timestamp: 1_760_000_000n, hash: wordOf("2") };

/** An indexer whose node answers as told. */
const withNode = (readContract: (call: { functionName: keyof typeof answers }) => unknown) =>
  createIndexer({
    client: {
      readContract: async (call: never) => readContract(call),
      getBlock: async () => block,
    },
  });

const noCode = () => {
  const functionName = "brevisProof";
  const cause = new ContractFunctionZeroDataError({ functionName });
  return new ContractFunctionExecutionError(cause, { abi: epochRewardsAbi, functionName });
};

test("the first verifier and key of EpochRewards, which no event tells, are in the history", async () => {
  const indexer = await withNode(({ functionName }) => answers[functionName]);
  await indexer.emit("EpochRewards:setup");
  expect(indexer.rows(schema.parameterChange)).toMatchObject([
    { contract: "EPOCH_REWARDS", name: "brevisProof", oldValue: null, newValue: alice },
    { contract: "EPOCH_REWARDS", name: "vkHash", oldValue: null, newValue: wordOf("1") },
  ]);
});

test("an EpochRewards that comes after the start block has none", async () => {
  const indexer = await withNode(() => {
    throw noCode();
  });
  await indexer.emit("EpochRewards:setup");
  expect(indexer.rows(schema.parameterChange)).toEqual([]);
});

test("a node that does not answer stops the index rather than leave them out", async () => {
  const indexer = await withNode(() => {
    throw new Error("the node is away");
  });
  await expect(indexer.emit("EpochRewards:setup")).rejects.toThrow("the node is away");
});

test("without an address nothing is asked", async () => {
  const indexer = await withNode(() => {
    throw new Error("asked");
  });
  const { EpochRewards } = indexer.context.contracts;
  indexer.context.contracts.EpochRewards = { ...EpochRewards, address: zeroAddress };
  await indexer.emit("EpochRewards:setup");
  expect(indexer.rows(schema.parameterChange)).toEqual([]);
});
