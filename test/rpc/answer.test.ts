import { describe, expect, test } from "vitest";
import { type BlockCheck, createAnswer } from "../../rpc/answer.ts";
import { createCompleteness } from "../../rpc/completeness.ts";
import { chainOf, createLiars, hashOf, type Lie, log } from "./support.ts";

const truth = chainOf([log(20, 0), log(20, 1)]);

const open = (lies: Record<string, Lie | null>, check: BlockCheck = "logs") => {
  const nodes = createLiars(truth, lies);
  const blocks: string[] = [];
  const completeness = createCompleteness(nodes.pool, () => "off");
  const onBlock = ({ hash }: { hash: string }) => blocks.push(hash);
  const answer = createAnswer({ pool: nodes.pool, completeness, check, onBlock });
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
  const { answer: trusting } = open({ a: lie }, "off");
  expect(
    await trusting({ method: "eth_getLogs", params: [{ blockHash: hashOf(20) }] }),
  ).toHaveLength(1);
});

describe("asked for twice", () => {
  const block = { method: "eth_getBlockByNumber", params: ["0x14", true] };
  const itsLogs = { method: "eth_getLogs", params: [{ blockHash: hashOf(20) }] };
  const lie =
    (method: string, change: (told: Parameters<Lie>[1]) => unknown): Lie =>
    (asked, told) =>
      asked.method.startsWith(method) ? change(told) : undefined;

  test.each(["a", "b"])(
    "a new block is what both nodes say; node %s is not believed alone",
    async (liar) => {
      const honest = open({ a: null, b: null }, "twice");
      expect(await honest.answer(block)).toMatchObject({ timestamp: "0x1" });
      expect(await honest.answer(itsLogs)).toHaveLength(2);
      expect(honest.notes).toEqual([]);

      const later = lie("eth_getBlock", (told) => ({ ...told, timestamp: "0x2" }));
      const forged = lie("eth_getLogs", (told) =>
        told.map((each: object) => ({ ...each, data: "0x01" })),
      );
      const { answer } = open({ a: null, b: null, [liar]: later }, "twice");
      await expect(answer(block)).rejects.toThrow(
        /a and b|b and a.* tell block 0x.*14 differently/,
      );
      const { answer: logsOf } = open({ a: null, b: null, [liar]: forged }, "twice");
      await expect(logsOf(itsLogs)).rejects.toThrow(/tell log 20:0 \(block:index\) differently/);
      // Otherwise either is believed.
      expect(await open({ a: later, b: later }).answer(block)).toMatchObject({ timestamp: "0x2" });
    },
  );

  test("a new block that the second node hears of later is waited for", async () => {
    let times = 0;
    const late: Lie = ({ method }) =>
      method === "eth_getBlockByHash" && ++times < 3 ? null : undefined;
    const { answer } = open({ a: late, b: late }, "twice");
    expect(await answer(block)).toMatchObject({ hash: hashOf(20) });
    expect(times).toBe(3);
  });

  test("the only node is believed", async () => {
    const { answer } = open({ a: null }, "twice");
    expect(await answer(block)).toMatchObject({ hash: hashOf(20) });
    expect(await answer(itsLogs)).toHaveLength(2);
  });
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
