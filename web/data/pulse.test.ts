import { expect, test } from "vitest";
import { whatChanged } from "./pulse.ts";

const at = (epoch: string, newest: string) => ({ epoch, newest });

test("the first pulse says nothing", () => {
  expect(whatChanged(null, at("1", "5000001"))).toBe("nothing");
});

test("a block without events is no news", () => {
  expect(whatChanged(at("1", "5000001"), at("1", "5000001"))).toBe("nothing");
  expect(whatChanged(at("1", "5000001"), at("1", "6000000"))).toBe("news");
});

/** By the heights alone, a branch that had grown longer meanwhile was taken for news. */
test("another epoch is a reorganisation, whatever came since", () => {
  expect(whatChanged(at("1", "6000000"), at("2", "6000000"))).toBe("reorganisation");
  expect(whatChanged(at("1", "6000000"), at("2", "7000000"))).toBe("reorganisation");
});
