import { expect, test } from "vitest";
import { toCsv } from "./csv.ts";

const csv = (value: string | number | null) =>
  toCsv([{ head: "a", cell: () => value }], [0]).split("\r\n")[1];

test("text a spreadsheet would run is made text; numbers stay numbers", () => {
  expect(csv("=1+1")).toBe("'=1+1");
  expect(csv("@x")).toBe("'@x");
  expect(csv("-12.5")).toBe("-12.5");
  expect(csv("-12 apples")).toBe("'-12 apples");
});

test("quotes, commas and new lines stand in quotes", () => {
  expect(toCsv([{ head: "a,b", cell: () => 'x"y\nz' }], [0])).toBe('"a,b"\r\n"x""y\nz"\r\n');
});

test("no value is an empty cell", () => {
  expect(csv(null)).toBe("");
});
