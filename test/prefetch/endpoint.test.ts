import { describe, expect, test } from "vitest";
import { createEndpoint, limitsOf } from "../../prefetch/endpoint.ts";
import { retryAfterMs } from "../../prefetch/failures.ts";

const limits = { parallel: 8, rate: 100, growth: 4, batch: 10 };
const endpointOf = (given = {}) =>
  createEndpoint("http://node", { ...limits, ...given }, () => 0.5);

describe("an endpoint", () => {
  test("is asked two things at once to begin with, and more while all goes well", () => {
    const endpoint = endpointOf();
    let now = 0;
    for (let posts = 0; posts < 100; posts++) {
      const post = endpoint.begin(1, now);
      now += 100;
      endpoint.succeeded(post, now);
    }
    expect(endpoint.figures().parallel).toBe(8);
    expect(endpoint.figures().rate).toBe(400);
  });

  test("has no room while as much is under way as it bears", () => {
    const endpoint = endpointOf();
    expect(endpoint.room(0)).toBe(10);
    endpoint.begin(1, 0);
    const post = endpoint.begin(1, 0);
    expect(endpoint.room(0)).toBe(0);
    expect(endpoint.readyAt(0)).toBe(Number.POSITIVE_INFINITY);
    endpoint.succeeded(post, 5);
    expect(endpoint.room(5)).toBe(10);
  });

  test("is asked no more in a second than its rate", () => {
    const endpoint = endpointOf({ rate: 20, growth: 1, parallel: 100 });
    let now = 0;
    let calls = 0;
    while (now <= 10_000) {
      const room = endpoint.room(now);
      if (room === 0) {
        now = Math.max(now + 1, endpoint.readyAt(now));
        continue;
      }
      endpoint.succeeded(endpoint.begin(room, now), now);
      calls += room;
    }
    // Ten seconds' worth and what it may be asked at the very start.
    expect(calls).toBeGreaterThanOrEqual(200);
    expect(calls).toBeLessThanOrEqual(221);
  });

  test("that asks to wait is given the time it asks for, and half of everything after it", () => {
    const endpoint = endpointOf({ parallel: 2 });
    endpoint.throttled(endpoint.begin(5, 0), 1_000, 7_000);
    expect(endpoint.room(7_999)).toBe(0);
    expect(endpoint.readyAt(1_000)).toBe(8_000);
    expect(endpoint.room(8_000)).toBeGreaterThan(0);
    expect(endpoint.figures()).toMatchObject({ parallel: 1, rate: 50 });
  });

  test("that refuses several posts at once is held back once", () => {
    const endpoint = endpointOf();
    const posts = [endpoint.begin(1, 0), endpoint.begin(1, 0)];
    for (const post of posts) endpoint.throttled(post, 100, null);
    expect(endpoint.figures().rate).toBe(50);
  });

  test("that fails is given longer pauses each time, to half a minute", () => {
    const endpoint = endpointOf();
    const pauses: number[] = [];
    let now = 1;
    for (let failures = 0; failures < 10; failures++) {
      const post = endpoint.begin(1, now);
      endpoint.failed(post, now, false);
      const ready = endpoint.readyAt(now);
      pauses.push(ready - now);
      now = ready + 1;
    }
    expect(pauses.slice(0, 4)).toEqual([750, 1_500, 3_000, 6_000]);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
  });

  test("that fails five times in a row is set aside for a minute, if there are others", () => {
    const endpoint = endpointOf();
    let now = 1;
    const results: boolean[] = [];
    for (let failures = 0; failures < 5; failures++) {
      results.push(endpoint.failed(endpoint.begin(1, now), now, true));
      now = endpoint.readyAt(now) + 1;
    }
    expect(results).toEqual([false, false, false, false, true]);
    expect(now).toBeGreaterThan(60_000);
  });

  test("that fails gets smaller batches, and larger ones again when it does not", () => {
    const endpoint = endpointOf({ batch: 40 });
    let now = 1;
    for (const batch of [20, 10, 5]) {
      endpoint.failed(endpoint.begin(40, now), now, false);
      expect(endpoint.figures().batch).toBe(batch);
      now = endpoint.readyAt(now) + 1;
    }
    for (let posts = 0; posts < 30; posts++) endpoint.succeeded(endpoint.begin(1, now), now);
    expect(endpoint.figures().batch).toBe(40);
  });

  test("that finds a batch too large gets smaller ones, to single calls", () => {
    const endpoint = endpointOf();
    expect(endpoint.tooLarge(endpoint.begin(10, 0), 0)).toBe(true);
    for (let posts = 0; posts < 30; posts++) endpoint.succeeded(endpoint.begin(1, 0), 0);
    expect(endpoint.figures().batch).toBe(5);
    expect(endpoint.tooLarge(endpoint.begin(1, 0), 0)).toBe(false);
  });
});

test("public nodes are asked little at first, and those on this machine as much as they bear", () => {
  expect(limitsOf("https://node.example/key", 4)).toMatchObject({ rate: 80, parallel: 8 });
  expect(limitsOf("http://127.0.0.1:8545", 4).rate).toBeGreaterThan(1_000);
  expect(limitsOf("http://127.0.0.1.example", 1).rate).toBe(20);
});

test("Retry-After is seconds or a date", () => {
  expect(retryAfterMs("3", 0)).toBe(3_000);
  expect(retryAfterMs("0.5", 0)).toBe(500);
  const date = "Wed, 21 Oct 2026 07:28:00 GMT";
  expect(retryAfterMs(date, Date.parse(date) - 4_000)).toBe(4_000);
  expect(retryAfterMs(date, Date.parse(date) + 4_000)).toBeNull();
  expect(retryAfterMs("soon", 0)).toBeNull();
  expect(retryAfterMs(null, 0)).toBeNull();
});
