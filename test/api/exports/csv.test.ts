import { expect, test } from "vitest";
import { cellOf, csv } from "../../../src/api/exports/csv.ts";
import { readCsv } from "./support.ts";

test.each([
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\tx",
  "\rx",
  '=HYPERLINK("http://x","y")',
  '-2+3,"',
  "=1\r\n=2",
])("the text %j is no formula in a spreadsheet", (text) => {
  const cell = cellOf("text", text);
  expect(cell.replace(/^"/, "")).toMatch(/^'/);
  expect(readCsv(`a\r\n${cell}\r\n`)).toEqual([{ a: `'${text}` }]);
});

test.each([
  "plain",
  "a,b",
  'a "b"',
  "two\r\nlines",
  "two\nlines",
  "a=b",
  "",
  " x ",
  "ünïcödé 🦀",
  "'quoted'",
])("the text %j comes back as it was", (text) => {
  expect(readCsv(`a,b\r\n${cellOf("text", text)},1\r\n`)).toEqual([{ a: text, b: "1" }]);
});

test("numbers are numbers, and null is empty", () => {
  expect(cellOf("int", -5)).toBe("-5");
  expect(cellOf("wei", "-1500000000000000000")).toBe("-1500000000000000000");
  expect(cellOf("brev", "-1500000000000000000")).toBe("-1.5");
  expect(cellOf("brev", "1")).toBe("0.000000000000000001");
  expect(cellOf("brev", `${2n ** 256n - 1n}`)).toBe(
    "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
  );
  expect(cellOf("text", null)).toBe("");
  expect(cellOf("bool", false)).toBe("false");
  expect(cellOf("list", ["A", "B"])).toBe('"[""A"",""B""]"');
});

test("lines end with CRLF, the head's too", () => {
  const file = csv.open([{ name: "a", kind: "text", path: ["a"] }]);
  expect([file.begin(), file.rows([["x"], [null]]), file.end()].join("")).toBe("a\r\nx\r\n\r\n");
});
