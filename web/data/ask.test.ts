import { afterEach, expect, test, vi } from "vitest";
import { ask, askEarly } from "./ask.ts";

afterEach(() => vi.unstubAllGlobals());

test("what was asked early is given to the first that asks the same, and only to it", async () => {
  let answered = 0;
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return Response.json({ data: { count: ++answered } });
  });
  const operation = "query Count($from: Int) {\n  count\n}";
  askEarly(operation, { from: 1, to: undefined });
  expect(await ask(operation, { from: 2 })).toEqual({ count: 2 });
  // A variable that is not set is none.
  expect(await ask(operation, { from: 1 })).toEqual({ count: 1 });
  expect(await ask(operation, { from: 1 })).toEqual({ count: 3 });
  expect(asked).toHaveLength(3);
});

test("what failed early fails for the one who wants it, who may ask again", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("no network");
  });
  askEarly("query Gone { gone }", {});
  await expect(ask("query Gone { gone }", {})).rejects.toMatchObject({ code: "UNREACHABLE" });
  vi.stubGlobal("fetch", async () => Response.json({ data: { gone: false } }));
  expect(await ask("query Gone { gone }", {})).toEqual({ gone: false });
});

test("a question too long for an address goes by POST, whole", async () => {
  const sent: RequestInit[] = [];
  vi.stubGlobal("fetch", async (_address: string, request: RequestInit) => {
    sent.push(request);
    return Response.json({ data: {} });
  });
  const id = "&=+é".repeat(2_000);
  await ask("query Long { long }", { id });
  expect(sent[0]!.method).toBe("POST");
  expect(JSON.parse(String(sent[0]!.body))).toEqual({
    query: "query Long { long }",
    variables: { id },
  });
});
