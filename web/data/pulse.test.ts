import { expect, test } from "vitest";
import { whatChanged } from "./pulse.ts";

const at = (block: number, newest: string) => ({ block, newest });

test("the first pulse says nothing", () => {
  expect(whatChanged(null, at(5, "5000001"))).toBe("nothing");
});

test("a block without events is no news", () => {
  expect(whatChanged(at(5, "5000001"), at(6, "5000001"))).toBe("nothing");
  expect(whatChanged(at(5, "5000001"), at(6, "6000000"))).toBe("news");
});

test("a block that goes back, or an event that is gone, is a reorganisation", () => {
  expect(whatChanged(at(6, "6000000"), at(5, "5000001"))).toBe("reorganisation");
  expect(whatChanged(at(6, "6000000"), at(7, "5000001"))).toBe("reorganisation");
});
