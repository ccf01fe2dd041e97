import { beforeAll, describe, expect, test } from "vitest";
import { ignored } from "../src/handlers/ignored.ts";
import { createIndexer } from "./support/indexer.ts";
import { handlers } from "./support/registry.ts";
import { loadSources } from "./support/sources.ts";

const { contracts } = await loadSources({
  ...{ NETWORK: "recording", RECORDING: "month", RPC_URL: "http://127.0.0.1:1" },
});
const events = contracts.flatMap(({ name, abi }) =>
  abi.flatMap((item) => (item.type === "event" ? [`${name}:${item.name}`] : [])),
);

beforeAll(() => createIndexer());

describe("of the events of every contract", () => {
  test("there are those that we know of", () => {
    expect(events).toEqual([...new Set(events)]);
    expect(events.length).toBeGreaterThan(70);
    expect(events).toContain("Market:NewRequest");
  });

  test.each(events)("%s is handled, or ignored for a reason", (event) => {
    expect([handlers.has(event), event in ignored]).toContain(true);
    expect([handlers.has(event), event in ignored]).toContain(false);
  });

  test("none is ignored that no contract has, nor without a reason", () => {
    expect(Object.keys(ignored).filter((event) => !events.includes(event))).toEqual([]);
    for (const reason of Object.values(ignored)) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
