import { describe, expect, test } from "vitest";
import {
  checkAllLogs,
  chooseRangeCheck,
  createCompleteness,
  headerOf,
  type RangeCheck,
} from "../../rpc/completeness.ts";
import { chainOf, createLiars, hashOf, type Lie, log, market, other, topic } from "./support.ts";

const logs = [
  log(3, 0),
  log(3, 1),
  log(3, 2, other),
  log(5, 0, other),
  log(8, 0),
  log(8, 1),
  log(12, 0),
];
const truth = chainOf(logs);
const query = { addresses: [market], topics: [[topic]] };
const ours = logs.filter(({ address }) => address === market);

const isRange: Lie = ({ method, params }) =>
  method === "eth_getLogs" && !("blockHash" in (params[0] as object));
const without =
  (count: number, where = isRange): Lie =>
  (asked, told) =>
    where(asked, told) ? told.slice(count) : undefined;
const isBlock: Lie = ({ method, params }) =>
  method === "eth_getLogs" && "blockHash" in (params[0] as object);

const ask = async (lies: Record<string, Lie | null>, check: RangeCheck) => {
  const nodes = createLiars(truth, lies);
  const found = await createCompleteness(nodes.pool, () => check).ofRange(query, [0, 20]);
  return { ...nodes, found };
};

describe("a range of logs", () => {
  test.each(["blooms", "twice", "off"] as const)(
    "%s: is what an honest node says",
    async (check) => {
      const { found, notes } = await ask({ a: null }, check);
      expect(found).toEqual(ours);
      expect(notes).toEqual([]);
    },
  );

  test.each([
    ["one is missing", without(1)],
    ["all are missing", without(99)],
    [
      "the last of a block is missing",
      ((asked, told) => (isRange(asked, told) ? told.toSpliced(1, 1) : undefined)) as Lie,
    ],
  ])("blooms: is put right when %s with the only node there is", async (_, lie) => {
    const { found, notes } = await ask({ a: lie }, "blooms");
    expect(found).toEqual(ours);
    expect(notes.join()).toMatch(/a gave a wrong answer \(of block 3 it gave \d logs of 2\)/);
  });

  test("blooms: where the chain keeps none, each block that is said to hold something is read whole", async () => {
    const bare: typeof truth = (call) => {
      const told = truth(call) as object;
      return "logsBloom" in told ? { ...told, logsBloom: `0x${"0".repeat(512)}` } : told;
    };
    const nodes = createLiars(bare, {
      a: (asked, told) => (isRange(asked, told) ? told.toSpliced(1, 1) : undefined),
    });
    const { ofRange } = createCompleteness(nodes.pool, () => "blooms");
    expect(await ofRange(query, [0, 20])).toEqual(ours);
  });

  test("blooms: a block whose logs are all told is not read by itself", async () => {
    const { posts } = await ask({ a: null }, "blooms");
    const whole = posts
      .flatMap(({ asked }) => asked)
      .flatMap(({ params }) => (params[0] as { blockHash?: string }).blockHash ?? []);
    // Of block 3 another's log is not told; block 5 holds nothing of ours, and its bloom says so.
    expect(whole).toEqual([hashOf(3)]);
  });

  test("off: believes what is said", async () => {
    const { found } = await ask({ a: without(1) }, "off");
    expect(found).toEqual(ours.slice(1));
  });

  test.each(["a", "b"])("twice: is put right when node %s of two leaves one out", async (liar) => {
    const lies = { a: null, b: null, [liar]: without(1) };
    const { found, notes, pool } = await ask(lies, "twice");
    expect(found).toEqual(ours);
    expect(notes).toEqual([expect.stringMatching(`^${liar} gave .*left alone for a while`)]);
    expect(pool.endpoints().filter(({ isAside }) => isAside)).toMatchObject([
      { name: liar, blamed: 1 },
    ]);
  });

  test("the header of each block is asked for once, whatever is asked", async () => {
    const nodes = createLiars(truth, { a: null });
    const completeness = createCompleteness(nodes.pool, () => "blooms");
    await completeness.ofRange(query, [0, 20]);
    await completeness.ofRange({ ...query, addresses: [other] }, [0, 20]);
    const headers = nodes.posts
      .flatMap(({ asked }) => asked)
      .filter(({ method }) => method === "eth_getBlockByNumber");
    expect(headers).toHaveLength(21);
  });
});

describe("a block's logs", () => {
  const header = {
    number: 3,
    hash: hashOf(3),
    logsBloom: (
      truth({ method: "eth_getBlockByNumber", params: ["0x3"] }) as { logsBloom: `0x${string}` }
    ).logsBloom,
  };
  const whole = logs.slice(0, 3);

  test("are all of them, numbered without a gap, with the block's bloom", () => {
    expect(checkAllLogs(whole.toReversed(), header)).toEqual(whole);
    expect(() => checkAllLogs(whole.slice(1), header)).toThrow("log 0 of block 3 is missing");
    expect(() => checkAllLogs(whole.slice(0, 2), header)).toThrow("are not those of its bloom");
    expect(() => checkAllLogs([], header)).toThrow("are not those of its bloom");
    const elsewhere = whole.map((each) => ({ ...each, blockHash: hashOf(4) }));
    expect(() => checkAllLogs(elsewhere, header)).toThrow("came with the hash");
  });

  test("come from another node when one leaves some out", async () => {
    const { pool } = createLiars(truth, { a: without(1, isBlock), b: null });
    expect(await createCompleteness(pool, () => "off").ofBlock(header)).toEqual(whole);
  });

  test("come from the receipts when every node leaves some out", async () => {
    const { pool, posts } = createLiars(truth, { a: without(1, isBlock) });
    expect(await createCompleteness(pool, () => "off").ofBlock(header)).toEqual(whole);
    expect(posts.flatMap(({ asked }) => asked.map(({ method }) => method))).toContain(
      "eth_getBlockReceipts",
    );
  });

  // Three thousand blocks of Base were kept, of a megabyte each.
  test("are kept for who asks next, of as many blocks as together have few", async () => {
    const blocks = Array.from({ length: 51 }, (_, number) => number);
    const busy = blocks.flatMap((number) =>
      Array.from({ length: 1_000 }, (_, index) => log(number, index, market, 0)),
    );
    const chain = chainOf(busy, 50);
    const { pool, posts } = createLiars(chain, { a: null });
    const { ofBlock } = createCompleteness(pool, () => "off");
    const headers = blocks.map((number) =>
      headerOf(chain({ method: "eth_getBlockByHash", params: [hashOf(number)] }) as never),
    );
    for (const each of headers) expect(await ofBlock(each)).toHaveLength(1_000);
    const asked = () => posts.flatMap((post) => post.asked).length;
    expect(asked()).toBe(51);
    await ofBlock(headers.at(-1)!);
    expect(asked()).toBe(51);
    await ofBlock(headers[0]!);
    expect(asked()).toBe(52);
  });
});

test("blooms are asked for where that is cheap", () => {
  const far = ["https://node.example"];
  const near = ["http://127.0.0.1:8545"];
  expect(chooseRangeCheck({ logChecks: "auto", rpcUrls: far }, 50_000)).toBe("blooms");
  expect(chooseRangeCheck({ logChecks: "auto", rpcUrls: far }, 50_001)).toBe("twice");
  expect(chooseRangeCheck({ logChecks: "auto", rpcUrls: near }, 1_000_000)).toBe("blooms");
  expect(chooseRangeCheck({ logChecks: "auto", rpcUrls: near }, 1_000_001)).toBe("twice");
  expect(chooseRangeCheck({ logChecks: "off", rpcUrls: near }, 1)).toBe("off");
});
