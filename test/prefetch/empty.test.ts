import { expect, test } from "vitest";
import type { Interval, Rows } from "../../prefetch/chain.ts";
import { holdEmpty } from "../../prefetch/empty.ts";
import type { Need } from "../../prefetch/ponderSync.ts";
import { WrongChain } from "../../settings/environment.ts";
import { log } from "../rpc/support.ts";

const settings = {
  marketAddress: "0x1",
  stakingAddress: "0x2",
  tokenAddress: "0x3",
  logChecks: "auto",
} as const;

const open = (given: { missing?: Interval[]; logChecks?: "auto" | "off" } = {}) => {
  const { missing = [[1, 9]], logChecks = "auto" } = given;
  const written: Interval[] = [];
  const { sink, end } = holdEmpty({
    settings: { ...settings, logChecks },
    range: [1, 9],
    plan: { missing: () => missing, need: () => ({}) as Need },
    sink: async ({ interval }) => void written.push(interval),
  });
  const write = (interval: Interval, logs: Rows["logs"] = []) =>
    sink(
      { interval, filters: [], factories: [] },
      { blocks: [], transactions: [], logs, children: new Map() },
    );
  return { write, end, written };
};

test("nothing is noted as fetched while no log has come, and at the end that is refused", async () => {
  const { write, end, written } = open();
  await write([1, 4]);
  await write([5, 9]);
  expect(written).toEqual([]);
  await expect(end()).rejects.toThrow(WrongChain);
  await expect(end()).rejects.toThrow(/no log at all of 0x1 \(MARKET_ADDRESS\)/);
});

test("with the first log everything before it is written, in order", async () => {
  const { write, end, written } = open();
  await write([1, 4]);
  await write([5, 6], [log(5, 0)]);
  await write([7, 9]);
  await end();
  expect(written).toEqual([
    [1, 4],
    [5, 6],
    [7, 9],
  ]);
});

test.each([
  ["where some of it was there before", { missing: [[5, 9]] as Interval[] }],
  ["when the nodes are to be believed", { logChecks: "off" as const }],
])("empty ranges are written %s", async (_, given) => {
  const { write, end, written } = open(given);
  await write([5, 9]);
  await end();
  expect(written).toEqual([[5, 9]]);
});
