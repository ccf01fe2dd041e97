import { expect, test } from "vitest";
import { cleanName, escaped, isAddress, linkOf, mixesScripts, shortId, soughtIn } from "./names.ts";

test("what turns the direction of writing, and controls, show as what they are", () => {
  expect(cleanName("abc\u202edef\u0000")).toBe("abc\ufffddef\ufffd");
  expect(escaped("a\u202eb\u0000")).toBe("a\\u{202e}b\\u{0}");
});

test("what takes no room is left out", () => {
  expect(cleanName("He\u200blios\ufeff\u{e0041}")).toBe("Helios");
  expect(cleanName("\u3164\u200b")).toBe("");
});

test("marks do not pile up, and a name has an end", () => {
  expect(cleanName(`e${"\u0301".repeat(60)}x`)).toBe("e\u0301\u0301x".normalize("NFD"));
  expect([...cleanName("x".repeat(500))]).toHaveLength(33);
});

test("markup is text like any other", () => {
  expect(cleanName("<img src=x onerror=1>")).toBe("<img src=x onerror=1>");
});

test("alphabets that look alike are told", () => {
  expect(mixesScripts("Неlios")).toBe(true);
  expect(mixesScripts("Helios")).toBe(false);
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "ipfs://x",
  "http://elf.example",
  "https://user:pass@elf.example/",
  "https:\\\\elf.example",
  "//elf.example",
  "",
])("%s is no link", (raw) => {
  expect(linkOf(raw)).toBeNull();
});

test("a host is shown in punycode", () => {
  expect(linkOf("https://exаmple.org/x")?.host).toBe("xn--exmple-4nf.org");
});

test("an id is cut in its middle, the number of a block is not", () => {
  expect(shortId(`0xd8fb31${"0".repeat(52)}125a86`)).toBe("0xd8fb31…125a86");
  expect(shortId("5000")).toBe("5000");
});

test("an address has forty digits in lower case", () => {
  expect(isAddress(`0x${"a".repeat(40)}`)).toBe(true);
  expect(isAddress(`0x${"g".repeat(40)}`)).toBe(false);
});

test.each([
  ["https://basescan.org/tx/0xD8fb3105db75", "0xD8fb3105db75"],
  ["0xd8fb31…125a86", "0xd8fb31"],
  [" 5,575 ", "5575"],
  ["Smith, 12 Ltd", "Smith, 12 Ltd"],
  ["0x12", "0x12"],
])("in %s is looked for %s", (text, sought) => {
  expect(soughtIn(text)).toBe(sought);
});
