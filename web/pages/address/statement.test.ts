import { expect, test } from "vitest";
import { entriesOf, statementOf } from "./statement.ts";

const common = { timestamp: 1_700_000_000, transaction: "0x1", prover: "0x2" };

test("the books have every move once, oldest first, and add up", () => {
  const changes = [
    { ...common, id: "3", kind: "UNSTAKE" as const, assets: "-40", shares: "-40" },
    { ...common, id: "1", kind: "STAKE" as const, assets: "100", shares: "100" },
    { ...common, id: "2", kind: "MARKET_REWARD" as const, assets: "5", shares: "0" },
  ];
  const transfer = { ...common, assets: "10", shares: "10" };
  const entries = entriesOf(changes, [{ ...transfer, id: "4" }], [{ ...transfer, id: "5" }]);
  expect(entries.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    "1 STAKE",
    "3 UNSTAKE",
    "4 SHARES_IN",
    "5 SHARES_OUT",
  ]);
  expect(entries.reduce((total, { shares }) => total + shares, 0n)).toBe(60n);
  expect(statementOf(entries).split("\r\n")[1]).toBe(
    "2023-11-14T22:13:20.000Z,1700000000,0x1,0x2,STAKE,100,0.0000000000000001,100",
  );
});
