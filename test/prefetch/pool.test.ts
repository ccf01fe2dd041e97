import { describe, expect, test } from "vitest";
import { Malformed, RangeRefused, Unanswered } from "../../prefetch/failures.ts";
import { answer, createNodes, echo, numbers, ok, status } from "./support.ts";

describe("questions to nodes", () => {
  test("are asked in batches, and each gets its own answer in whatever order they come", async () => {
    const { ask, posts } = createNodes({
      "http://a": (asked) => answer([...asked].reverse(), ({ params }) => ({ result: params[0] })),
    });
    expect(await Promise.all(numbers(25).map((n) => ask(n)))).toEqual(numbers(25));
    expect(posts.map(({ asked }) => asked.length)).toEqual([10, 10, 5]);
  });

  test("for logs are asked alone", async () => {
    const { ask, posts } = createNodes({ "http://a": echo });
    await Promise.all(numbers(3).map((n) => ask(n, "eth_getLogs")));
    expect(posts.map(({ asked }) => asked.length)).toEqual([1, 1, 1]);
  });

  test.each([
    ["is cut off", () => ok('[{"jsonrpc":"2.0","id":0,"resu')],
    ["lacks an answer", () => ok([{ id: 0, result: 0 }])],
    ["is not a batch", () => ok({ id: 0, result: 0 })],
    ["has answers without a result", () => ok([{ id: 0 }, { id: 1, result: 1 }])],
    ["is HTTP 500", () => status(500)],
    [
      "does not come",
      () => {
        throw new Error("connection reset");
      },
    ],
  ])("are asked again when a batch's answer %s", async (_, broken) => {
    let times = 0;
    const { ask } = createNodes({ "http://a": (asked) => (++times <= 2 ? broken() : echo(asked)) });
    expect(await Promise.all([ask(0), ask(1)])).toEqual([0, 1]);
    expect(times).toBe(3);
  });

  test("are asked of another node when an answer is no use", async () => {
    const { pool, posts } = createNodes({
      "http://a": (asked) => answer(asked, () => ({ result: null })),
      "http://b": echo,
    });
    const check = (result: unknown) => {
      if (result === null) throw new Malformed("block 7 is not there");
      return result;
    };
    const asked = numbers(4).map((n) => pool.ask({ method: "echo", params: [n] }, check));
    expect(await Promise.all(asked)).toEqual(numbers(4));
    expect(posts.at(-1)!.url).toBe("http://b");
  });

  test("come back to a node that gave a useless answer rather than wait for one that is paused", async () => {
    let times = 0;
    const { ask, posts, clock } = createNodes({
      "http://a": () => status(429, "600"),
      "http://b": (asked) => (++times === 2 ? status(500) : echo(asked)),
    });
    for (const n of numbers(3)) await ask(n);
    expect(posts.filter(({ url }) => url === "http://a")).toHaveLength(1);
    expect(clock.now()).toBeLessThan(5_000);
  });

  test("wait as long as a node that has enough asks for", async () => {
    let times = 0;
    const { ask, posts } = createNodes({
      "http://a": (asked) => (++times === 1 ? status(429, "20") : echo(asked)),
    });
    await ask(1);
    expect(posts.map(({ at }) => at)).toEqual([0, 20_010]);
  });

  test("that are refused one by one for being too many are asked again", async () => {
    const seen = new Set<number>();
    const { ask } = createNodes({
      "http://a": (asked) =>
        answer(asked, ({ params }) => {
          const value = params[0] as number;
          const isNew = !seen.has(value);
          seen.add(value);
          return isNew && value % 2 === 0
            ? { error: { code: 429, message: "Too Many Requests" } }
            : { result: value };
        }),
    });
    expect(await Promise.all(numbers(6).map((n) => ask(n)))).toEqual(numbers(6));
  });

  test.each([
    ["HTTP 413", () => status(413)],
    ["an error", () => ok({ error: { code: -32600, message: "batch size too large" } })],
  ])("come in smaller batches after %s", async (_, refuse) => {
    const { ask, posts } = createNodes({
      "http://a": (asked) => (asked.length > 3 ? refuse() : echo(asked)),
    });
    expect(await Promise.all(numbers(10).map((n) => ask(n)))).toEqual(numbers(10));
    expect(posts.at(-1)!.asked.length).toBeLessThanOrEqual(3);
  });

  test("go to others while a node fails again and again, and that is told once", async () => {
    const { ask, notes, posts } = createNodes({
      "http://a/secret": () => status(502),
      "http://b": echo,
    });
    for (const _ of numbers(40)) await Promise.all(numbers(60).map((n) => ask(n)));
    expect(notes).toEqual([
      "http://a/… fails again and again (HTTP 502): it is left alone for a while.",
    ]);
    // Five failures in a row, of two posts at once.
    expect(posts.filter(({ url }) => url !== "http://b").length).toBeLessThanOrEqual(10);
  });

  test("are never asked again of a node that forbids it", async () => {
    const { ask, notes, posts } = createNodes({ "http://a": () => status(401), "http://b": echo });
    for (const n of numbers(20)) await ask(n);
    expect(notes).toEqual(["http://a refuses (HTTP 401): it is not asked any more."]);
    expect(posts.filter(({ url }) => url === "http://a")).toHaveLength(1);
  });

  test("are given up when no node is left", async () => {
    const { ask } = createNodes({ "http://a": () => status(403) });
    await expect(ask(1)).rejects.toThrow("No endpoint is left: HTTP 403");
  });

  test("are given up when nobody answers for three minutes", async () => {
    const { ask, clock } = createNodes({ "http://a": () => status(429) });
    await expect(ask(1)).rejects.toThrow(Unanswered);
    expect(clock.now()).toBeGreaterThan(180_000);
    expect(clock.now()).toBeLessThan(300_000);
  });

  test("are given up when one of them fails twelve times", async () => {
    const { ask } = createNodes({
      "http://a": (asked) =>
        answer(asked, ({ params }) =>
          params[0] === 3 ? { error: { code: -32603, message: "oops" } } : { result: params[0] },
        ),
    });
    await expect(ask(3)).rejects.toThrow("echo failed 12 times. The last time: oops (-32603)");
    expect(await ask(4)).toBe(4);
  });

  test("end with the pool", async () => {
    const { ask, pool } = createNodes({ "http://a": () => status(429) });
    const asked = ask(1);
    asked.catch(() => {});
    pool.stop(new Error("stopped"));
    await expect(asked).rejects.toThrow("stopped");
    await expect(ask(2)).rejects.toThrow("stopped");
  });
});

describe("a question for logs", () => {
  test("of too many blocks is refused at once, with what the node suggests", async () => {
    const message = "exceed maximum block range: 5000";
    const { ask, posts } = createNodes({
      "http://a": (asked) => answer(asked, () => ({ error: { code: -32000, message } })),
    });
    const error = await ask(1, "eth_getLogs").catch((reason) => reason);
    expect(error).toBeInstanceOf(RangeRefused);
    expect(error).toMatchObject({ suggested: 5_000 });
    expect(posts).toHaveLength(1);
  });

  test("that fails twice for no clear reason is refused: less may go through", async () => {
    const { ask, posts } = createNodes({
      "http://a": (asked) =>
        answer(asked, () => ({ error: { code: -32603, message: "internal" } })),
    });
    await expect(ask(1, "eth_getLogs")).rejects.toThrow(RangeRefused);
    expect(posts).toHaveLength(2);
  });

  test("that is not answered in time twice is refused", async () => {
    const { ask } = createNodes({
      "http://a": () => {
        throw new DOMException("timed out", "TimeoutError");
      },
    });
    await expect(ask(1, "eth_getLogs")).rejects.toThrow("no answer in time");
  });

  test("whose answer is too large is refused", async () => {
    const { ask } = createNodes({ "http://a": () => status(413) });
    await expect(ask(1, "eth_getLogs")).rejects.toThrow(RangeRefused);
  });

  test("is put off, not refused, when it came too soon", async () => {
    let times = 0;
    const { ask } = createNodes({
      "http://a": (asked) =>
        ++times < 5
          ? answer(asked, () => ({ error: { code: -32005, message: "rate limit exceeded" } }))
          : echo(asked),
    });
    expect(await ask(1, "eth_getLogs")).toBe(1);
  });
});
