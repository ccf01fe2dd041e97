/** How the client asks: errors, retries, waiting as the server says. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ClientOptions, createClient } from "../../client/src/client.ts";
import { ApiError } from "../../client/src/errors.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

type Reply = Response | Error;
const json = (body: object, status = 200, headers = {}) => Response.json(body, { status, headers });
const refused = (code: string, more: object = {}, status = 200, headers = {}) =>
  json({ errors: [{ message: `It is ${code}.`, extensions: { code, ...more } }] }, status, headers);
const fine = () => json({ data: { meta: { ready: true } } });

/** A server that gives one reply after the other; notes when it was asked, in milliseconds, and what. */
const against = (replies: Reply[], options: Partial<ClientOptions> = {}) => {
  const asked: { at: number; url: string; init: RequestInit }[] = [];
  const start = Date.now();
  const send = async (url: unknown, init: RequestInit = {}) => {
    asked.push({ at: Date.now() - start, url: String(url), init });
    const reply = replies.shift()!;
    if (reply instanceof Error) throw reply;
    return reply;
  };
  const client = createClient({ url: "http://indexer/", fetch: send as typeof fetch, ...options });
  return { client, asked };
};
const settled = async <Result>(promise: Promise<Result>) => {
  const result = promise.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return result;
};

test("asks by POST, with the key, and whole numbers of any size as text", async () => {
  const { client, asked } = against([fine()], { apiKey: "secret" });
  const answer = await client.ask("query Q { meta { ready } }", { fee: 10n ** 30n, n: 1 });
  expect(answer).toEqual({ meta: { ready: true } });
  expect(asked[0]!.url).toBe("http://indexer/graphql");
  expect(asked[0]!.init.headers).toMatchObject({ "x-api-key": "secret" });
  expect(JSON.parse(String(asked[0]!.init.body))).toEqual({
    query: "query Q { meta { ready } }",
    variables: { fee: "1000000000000000000000000000000", n: 1 },
  });
});

test("waits exactly as long as the server says, then asks again", async () => {
  const { client, asked } = against([
    refused("RATE_LIMITED", { retryAfter: 7 }, 429),
    new Response("busy", { status: 503, headers: { "retry-after": "3" } }),
    fine(),
  ]);
  expect(await settled(client.ask("{ a }", {}))).toEqual({ meta: { ready: true } });
  expect(asked.map(({ at }) => at)).toEqual([0, 7_000, 10_000]);
});

test.each([
  ["TRY_AGAIN", () => refused("TRY_AGAIN")],
  ["DATABASE_UNAVAILABLE", () => refused("DATABASE_UNAVAILABLE")],
  ["NOT_INDEXED_YET", () => refused("NOT_INDEXED_YET")],
  ["no connection", () => new TypeError("fetch failed")],
  ["a proxy's page", () => new Response("<html>", { status: 502 })],
])("%s is asked again, later each time, and given up after so many times", async (_, reply) => {
  const once = against([reply(), fine()]);
  expect(await settled(once.client.ask("{ a }", {}))).toEqual({ meta: { ready: true } });
  const always = against(
    Array.from({ length: 4 }, () => reply()),
    { retries: 3 },
  );
  expect(await settled(always.client.ask("{ a }", {}))).toBeInstanceOf(ApiError);
  const [first, second, third, fourth] = always.asked.map(({ at }) => at);
  expect(always.asked).toHaveLength(4);
  expect(second! - first!).toBeGreaterThanOrEqual(125);
  expect(fourth! - third!).toBeGreaterThan(second! - first!);
});

test.each(["BAD_USER_INPUT", "QUERY_TOO_COSTLY", "INTERNAL_SERVER_ERROR"])(
  "%s is told at once: asking again would not help",
  async (code) => {
    const { client, asked } = against([refused(code, { argument: "prover" })]);
    const error = (await settled(client.ask("{ a }", {}))) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code,
      message: `It is ${code}.`,
      extensions: { argument: "prover" },
    });
    expect(asked).toHaveLength(1);
  },
);

test("data beside an error is no answer", async () => {
  const { client } = against([
    json({
      data: { a: 1, b: null },
      errors: [{ message: "b failed", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    }),
  ]);
  expect(await settled(client.ask("{ a b }", {}))).toMatchObject({ message: "b failed" });
});

test("can be stopped while it waits", async () => {
  const { client, asked } = against([refused("RATE_LIMITED", { retryAfter: 60 }, 429), fine()]);
  const controller = new AbortController();
  const asking = client.ask("{ a }", {}, { signal: controller.signal }).catch((error) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  controller.abort(new Error("enough"));
  expect(await asking).toEqual(new Error("enough"));
  expect(asked).toHaveLength(1);
});
