import fc from "fast-check";
import { expect, test } from "vitest";
import { readable } from "../../src/domain/text.ts";

test.each([
  ["an ordinary URL stays", "https://a.example/b?c=d", "https://a.example/b?c=d"],
  ["U+0000 is shown as its symbol", "a\0b\0", "a␀b␀"],
  ["half of a surrogate pair becomes U+FFFD", "a\ud800b", "a\ufffdb"],
  ["the other half, too", "\udc00", "\ufffd"],
  ["a whole pair stays", "\u{1f600}", "\u{1f600}"],
  ["halves in the wrong order are two", "\udc00\ud800", "\ufffd\ufffd"],
  ["what hurts nobody in a database stays", "\u202e<script>'; --", "\u202e<script>'; --"],
  ["nothing stays nothing", "", ""],
])("%s", (_, text, expected) => {
  expect(readable(text)).toBe(expected);
});

test("whatever the text, PostgreSQL takes it, and it is made readable once", () => {
  const units = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(units, (text) => {
      const made = readable(text);
      expect(made.includes("\0")).toBe(false);
      expect(made.isWellFormed()).toBe(true);
      expect(made.length).toBe(text.length);
      expect(readable(made)).toBe(made);
    }),
  );
});
