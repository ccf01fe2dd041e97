import { expect, test } from "vitest";
import {
  bpsOf,
  counted,
  exactBrev,
  formatBps,
  formatBrev,
  formatSeconds,
  formatShare,
  grouped,
  parameterText,
  plainBrev,
} from "./numbers.ts";

const BREV = 10n ** 18n;

test.each([
  [0n, "0"],
  [1n, "< 0.0001"],
  [-1n, "> −0.0001"],
  [BREV / 10_000n, "0.0001"],
  [BREV - 1n, "0.9999"],
  [BREV, "1.00"],
  [31_029510154047254849n, "31.02"],
  [999_999999999999999999n, "999.99"],
  [1_000n * BREV, "1,000"],
  [99_999_999999999999999999n, "99,999"],
  [391_858_735037742394455156n, "391.8k"],
  [1_249_999n * BREV, "1.24M"],
  [-2_345n * BREV, "−2,345"],
  [2n ** 256n - 1n, "> 1,000B"],
])("%s wei reads %s: cut, never rounded up", (wei, text) => {
  expect(formatBrev(wei)).toBe(text);
});

test("all digits are there on demand, and plain in a file", () => {
  expect(exactBrev("31029510154047254849")).toBe("31.029510154047254849");
  expect(exactBrev(-1_234_500000000000000000n)).toBe("−1,234.5");
  expect(plainBrev(-1_234_500000000000000000n)).toBe("-1234.5");
  expect(plainBrev(1n)).toBe("0.000000000000000001");
});

test("a share is cut: 9,999 basis points are not all", () => {
  expect(formatBps(9_999)).toBe("99.99 %");
  expect(formatBps(-5)).toBe("−0.05 %");
  expect(formatShare("3.054351965180943209")).toBe("305.43 %");
  expect(formatShare("-0.251199")).toBe("−25.11 %");
  expect(formatShare("0")).toBe("0.00 %");
});

test("a yield beyond all sense fits a card", () => {
  expect(formatBps(26_847_552_492_639n)).toBe("> 10,000,000 %");
  expect(formatBps(-26_847_552_492_639n)).toBe("< −10,000,000 %");
});

test("the longest duration a setting can have fits a line", () => {
  expect(formatSeconds(Number(2n ** 256n - 1n))).toBe("> 30,000 years");
});

test("of nothing there is no share", () => {
  expect(bpsOf(0n, 0n)).toBeNull();
  expect(bpsOf("2", "3")).toBe(6_666);
});

test.each([
  [87, "87 s"],
  [357, "5 m 57 s"],
  [3_600, "1 h"],
  [11_520, "3 h 12 m"],
  [532_800, "6 d 4 h"],
])("%s seconds read %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test.each([
  ["SECONDS", "600", "10 m"],
  ["BPS", "4283", "42.83 %"],
  ["WEI", String(1_000n * BREV), "1,000 BREV"],
  [null, "true", "true"],
  [null, `0x${"ab".repeat(32)}`, `0x${"ab".repeat(11)}…`],
] as const)("a rule in %s, %s, is %s", (unit, value, text) => {
  expect(parameterText(unit, value)).toBe(text);
});

test("thousands are grouped", () => {
  expect(grouped("-1234567")).toBe("−1,234,567");
});

test("one is not many", () => {
  expect([0, 1, 1_234].map((count) => counted(count, "request"))).toEqual([
    "0 requests",
    "1 request",
    "1,234 requests",
  ]);
  expect(counted(2, "miss", "misses")).toBe("2 misses");
});
