import { describe, expect, test } from "vitest";
import { createAnswer } from "../../rpc/answer.ts";
import { createCompleteness } from "../../rpc/completeness.ts";
import { chainOf, createLiars, hashOf, type Lie, log } from "./support.ts";

const truth = chainOf([log(20, 0), log(20, 1)]);

const open = (lies: Record<string, Lie | null>, checksLogs = true) => {
  const nodes = createLiars(truth, lies);
  const blocks: string[] = [];
  const completeness = createCompleteness(nodes.pool, () => "off");
  const onBlock = ({ hash }: { hash: string }) => blocks.push(hash);
  const answer = createAnswer({ pool: nodes.pool, completeness, checksLogs, onBlock });
  const latest = async () =>
    (
      (await answer({ method: "eth_getBlockByNumber", params: ["latest", true] })) as {
        number: string;
      }
    ).number;
  return { ...nodes, answer, latest, blocks };
};

const headOf =
  (head: number): Lie =>
  ({ method, params }, told) => {
    if (method === "eth_blockNumber") return `0x${head.toString(16)}`;
    return params[0] === "latest" ? { ...told, number: `0x${head.toString(16)}` } : undefined;
  };

describe("the newest block", () => {
  test("is that of the node that is not behind", async () => {
    const { latest, notes } = open({ b: headOf(9), a: null });
    expect(await latest()).toBe("0x9");
    for (let times = 0; times < 8; times++) expect(await latest()).toBe("0x14");
    expect(notes).toEqual([
      expect.stringContaining("b gave a wrong answer (its newest block is 9, and 20 is known)"),
    ]);
  });

  test("may go back when every node says so: the chain was reorganised", async () => {
    let head = 20;
    const moving: Lie = (asked, told) => headOf(head)(asked, told);
    const { latest } = open({ a: moving, b: moving });
    expect(await latest()).toBe("0x14");
    head = 18;
    expect(await latest()).toBe("0x12");
  });

  test("is not believed when only one node knows of it", async () => {
    const { latest, notes } = open({ a: headOf(1_000_020), b: null });
    for (let times = 0; times < 4; times++) expect(await latest()).toBe("0x14");
    expect(notes.join()).toContain("its newest block is 1000020, and another's is 20");
  });
});

test("a live block's logs are complete, though its node leaves one out", async () => {
  const lie: Lie = ({ method }, told) => (method === "eth_getLogs" ? told.slice(0, 1) : undefined);
  const { answer } = open({ a: lie });
  expect(await answer({ method: "eth_getLogs", params: [{ blockHash: hashOf(20) }] })).toHaveLength(
    2,
  );
  const { answer: trusting } = open({ a: lie }, false);
  expect(
    await trusting({ method: "eth_getLogs", params: [{ blockHash: hashOf(20) }] }),
  ).toHaveLength(1);
});

test.each([
  ["null", null],
  ["another block", truth({ method: "eth_getBlockByNumber", params: ["0x4"] })],
  [
    "a transaction of another block",
    {
      ...(truth({ method: "eth_getBlockByNumber", params: ["0x3"] }) as object),
      transactions: [{ hash: hashOf(1) }],
    },
  ],
])(
  "instead of %s another node's block is handed on, and told to the listener",
  async (_, wrong) => {
    const lie: Lie = ({ method }) => (method === "eth_getBlockByNumber" ? wrong : undefined);
    const { answer, blocks } = open({ a: lie, b: null });
    const block = await answer({ method: "eth_getBlockByNumber", params: ["0x3", true] });
    expect(block).toMatchObject({ hash: hashOf(3) });
    expect(blocks).toEqual([hashOf(3)]);
  },
);
