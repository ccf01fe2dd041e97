import { type Abi, decodeFunctionData, type Hex, keccak256, numberToHex, size } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brevisMarketAbi } from "../../../abis/brevisMarket.ts";
import { network, request, requestInput } from "../../../ponder.schema.ts";
import { inputsOf, MOST_BYTES } from "../../../src/api/topics/request-input.ts";
import { createIndexer } from "../../support/indexer.ts";
import { loadRecording } from "../../support/recording.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "../server.ts";

/** What a requester calls: it takes what the event tells. */
const [, proofRequest] = brevisMarketAbi.find(
  (item) => item.type === "event" && item.name === "NewRequest",
)!.inputs;
const requestProof = [
  {
    type: "function",
    name: "requestProof",
    stateMutability: "nonpayable",
    inputs: [proofRequest],
    outputs: [],
  },
] as Abi;

describe.each(["month", "quirks"] as const)("on %s, an input", (name) => {
  let recorded: Recorded;
  let api: ReturnType<typeof serve>;
  beforeAll(async () => {
    recorded = await recordedDatabase(name);
    api = serve(recorded);
  });
  afterAll(() => recorded.close());

  /** All requests with what the API says their input is. */
  const answers = async (): Promise<Shape[]> => {
    const items: Shape[] = [];
    for (let after: string | null = null; ; ) {
      const page: Shape = (
        await api.data(
          "query ($after: String) { requests(limit: 100, after: $after) { items { id inputSize inputHash createdBlock createdTransaction inputData } pageInfo { hasNextPage endCursor } } }",
          { after },
        )
      ).requests;
      items.push(...page.items);
      if (!page.pageInfo.hasNextPage) return items;
      after = page.pageInfo.endCursor;
    }
  };

  const sentIn = async (block: number, hash: Hex) => {
    const { transactions } = await recorded.recording.request("eth_getBlockByNumber", [
      numberToHex(block),
      true,
    ]);
    return transactions.find((sent: { hash: Hex }) => sent.hash === hash);
  };

  test("is as long as the request says, has its hash, and is in the calldata of who asked the market itself", async () => {
    const market = recorded.rows(network)[0]!.market;
    const all = await answers();
    expect(all.length).toBe(recorded.rows(request).length);
    let inCalldata = 0;
    for (const { id, inputSize, inputHash, inputData, ...created } of all) {
      expect(inputData === null, id).toBe(inputSize === 0);
      if (inputData === null) continue;
      expect([size(inputData), keccak256(inputData)], id).toEqual([inputSize, inputHash]);
      const sent = await sentIn(created.createdBlock, created.createdTransaction);
      // Some calldata of the quirks was not recorded beyond the function.
      if (sent.to !== market || size(sent.input) === 4) continue;
      const { args }: Shape = decodeFunctionData({ abi: requestProof, data: sent.input });
      expect(args[0].inputData, id).toBe(inputData);
      inCalldata++;
    }
    expect(inCalldata).toBeGreaterThan(40);
  });

  test("is read only when it is asked for, those of a page in one statement", async () => {
    const asked = async (field: string) => {
      recorded.statements.length = 0;
      await api.data(`{ requests(limit: 50) { items { id ${field} } } }`);
      return recorded.statements.filter((text) => text.includes("request_input")).length;
    };
    expect(await asked("inputSize")).toBe(0);
    expect(await asked("inputData")).toBe(1);
  });

  test("of a thousand requests is refused before anything is read, of a hundred is not", async () => {
    recorded.statements.length = 0;
    const { extensions } = await api.refused("{ requests(limit: 1000) { items { inputData } } }");
    expect(extensions.code).toBe("QUERY_TOO_COSTLY");
    expect(recorded.statements).toEqual([]);
    await api.data("{ requests(limit: 100) { items { inputData } } }");
  });

  test("that is too long with the others is refused without being read", async () => {
    const [first] = recorded.rows(request).filter(({ inputSize }) => inputSize > 0);
    await recorded.db.execute(
      `update request set input_size = ${MOST_BYTES + 1} where id = '${first!.id}'`,
    );
    recorded.statements.length = 0;
    const { message, extensions } = await api.refused(
      `{ request(id: "${first!.id}") { inputData } }`,
    );
    await recorded.db.execute(
      `update request set input_size = ${first!.inputSize} where id = '${first!.id}'`,
    );
    expect(extensions.code).toBe("BAD_USER_INPUT");
    expect(message).toContain(`${MOST_BYTES} are given at once`);
    expect(recorded.statements.filter((text) => text.includes("request_input"))).toEqual([]);
  });
});

test("with INPUT_DATA=off no input is kept, and everything else is as it was", async () => {
  const without = await createIndexer({ env: { INPUT_DATA: "off" } });
  const whole = await createIndexer();
  await without.replay(loadRecording("month"), { until: 600 });
  await whole.replay(loadRecording("month"), { until: 600 });
  expect(whole.rows(requestInput).length).toBeGreaterThan(5);
  expect(without.rows(requestInput)).toEqual([]);
  expect(without.rows(request)).toEqual(whole.rows(request));
  expect(without.rows(network)).toEqual([{ ...whole.rows(network)[0], keepsInputs: false }]);
});

test("of a request that is not there is null", async () => {
  const recorded = await recordedDatabase("month");
  const { requestId } = recorded.rows(requestInput)[0]!;
  expect(await inputsOf(recorded.db, [`0x${"00".repeat(32)}`, requestId])).toEqual([
    null,
    expect.stringMatching(/^0x(..)+$/),
  ]);
  await recorded.close();
});
