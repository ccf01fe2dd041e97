import { describe, expect, test } from "vitest";
import { createOperating } from "../../src/api/operating.ts";
import { createReadiness, createTarget } from "../../src/api/readiness.ts";

/** An index at a block of a chain, on a clock that is set by hand. */
function createScene({
  maxAge = 0,
  chainHead = 100 as number | null,
  endBlock = null as number | null,
} = {}) {
  const scene = {
    block: 100,
    timestamp: 1_000,
    isWhole: true,
    time: 1_000,
    isAway: false,
    asked: 0,
  };
  const progress = async () => {
    scene.asked += 1;
    if (scene.isAway)
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const { block, timestamp } = scene;
    const head = { block, timestamp };
    return { chain: "base", chainId: 8453, head, finalized: head, ready: scene.isWhole };
  };
  const head = {
    at: chainHead,
    ask: async () => {
      if (head.at === null) throw new Error("the node is away");
      return head.at;
    },
  };
  const leaving = new AbortController();
  const readiness = createReadiness({
    leaving: leaving.signal,
    progress,
    chainHead: head.ask,
    endBlock,
    maxAge,
    now: () => scene.time * 1000,
  });
  const reasons = async () => {
    scene.time += 1;
    return (await readiness()).reasons;
  };
  return Object.assign(scene, { progress, head, leaving, readiness, reasons });
}

describe("ready is an index", () => {
  test("whose history is whole", async () => {
    const scene = createScene();
    scene.isWhole = false;
    expect(await scene.reasons()).toEqual(["The history is still being indexed."]);
    scene.isWhole = true;
    expect(await scene.reasons()).toEqual([]);
  });

  // Ponder says yes thirty blocks before the head.
  test("that has come up to where the chain was then", async () => {
    const scene = createScene({ chainHead: 130 });
    expect(await scene.reasons()).toEqual(["Block 100 is indexed, and the chain was at 130."]);
    scene.head.at = 200;
    scene.block = 129;
    expect(await scene.reasons()).toHaveLength(1);
    scene.block = 130;
    expect(await scene.reasons()).toEqual([]);
    // A reorganisation takes blocks back; it has been there.
    scene.block = 128;
    expect(await scene.reasons()).toEqual([]);
  });

  // With END_BLOCK it was never ready.
  test("that ends before there, once it is at its end", async () => {
    const scene = createScene({ chainHead: 130, endBlock: 101 });
    expect(await scene.reasons()).toEqual(["Block 100 is indexed, and END_BLOCK is 101."]);
    scene.block = 101;
    expect(await scene.reasons()).toEqual([]);
  });

  test("of whose chain a node tells the head", async () => {
    const scene = createScene({ chainHead: null });
    expect(await scene.reasons()).toEqual(["The indexer does not say where the chain is."]);
    scene.head.at = 100;
    expect(await scene.reasons()).toEqual([]);
  });

  test("whose head is not too old: a stall shows", async () => {
    const scene = createScene({ maxAge: 60 });
    scene.time = 1_059;
    expect(await scene.reasons()).toEqual([]);
    expect(await scene.reasons()).toEqual([
      "The last indexed block is 61 s old; 60 s are allowed (API_READY_MAX_AGE).",
    ]);
    scene.timestamp = 1_062;
    expect(await scene.reasons()).toEqual([]);
  });

  test("whose database answers", async () => {
    const scene = createScene();
    scene.isAway = true;
    expect(await scene.reasons()).toEqual(["The database does not answer."]);
    scene.isAway = false;
    expect(await scene.reasons()).toEqual([]);
  });

  test("whose server stays", async () => {
    const scene = createScene();
    expect(await scene.reasons()).toEqual([]);
    scene.leaving.abort();
    expect(await scene.reasons()).toEqual(["The server is about to end."]);
  });

  test("and is asked a few times a second at most", async () => {
    const scene = createScene();
    await Promise.all([1, 2, 3, 4].map(() => scene.readiness()));
    expect(scene.asked).toBe(1);
  });
});

describe("what operators ask", () => {
  const open = (token: string | null = null) => {
    const scene = createScene();
    const logged: unknown[] = [];
    const { readiness, progress } = scene;
    const log = (message: string) => logged.push(message);
    const metrics = async () => "provernet_ready 1\n";
    const app = createOperating({ readiness, progress, metrics, token, log });
    const ask = async (path: string, headers = {}) => {
      const answer = await app.request(path, { headers });
      return [answer.status, await answer.text()] as const;
    };
    return Object.assign(scene, { app, ask, logged });
  };

  test("is answered as Ponder answers it", async () => {
    const { ask } = open();
    expect(await ask("/health")).toEqual([200, ""]);
    expect((await ask("/ready"))[0]).toBe(200);
    expect(await ask("/status")).toEqual([
      200,
      '{"base":{"id":8453,"block":{"number":100,"timestamp":1000}}}',
    ]);
    expect(await ask("/metrics")).toEqual([200, "provernet_ready 1\n"]);
  });

  // 300 clients of /status took the connections by which /ready and the cache look.
  test("is found out once for all who ask at a time", async () => {
    const scene = open();
    await Promise.all(Array.from({ length: 100 }, () => scene.ask("/status")));
    expect(scene.asked).toBeLessThan(5);
  });

  // A stack was shown: pg-pool/index.js:45.
  test("without the database, with a code and nothing of the inside", async () => {
    const scene = open();
    scene.isAway = true;
    const [status, text] = await scene.ask("/status");
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([
      503,
      "DATABASE_UNAVAILABLE",
    ]);
    expect(text).not.toMatch(/ECONN|\.js|Error/);
    expect((await scene.ask("/ready"))[0]).toBe(503);
    expect((await scene.ask("/health"))[0]).toBe(200);
    expect(scene.logged).toEqual(["/status failed"]);
  });

  test("needs the token where there is one; whether it lives and is ready does not", async () => {
    const { ask } = open("b7f0c2d94e6a4f118a3d");
    for (const path of ["/status", "/metrics"]) {
      expect((await ask(path))[0]).toBe(401);
      expect((await ask(path, { authorization: "Bearer wrong" }))[0]).toBe(401);
      expect((await ask(path, { authorization: "Bearer b7f0c2d94e6a4f118a3d" }))[0]).toBe(200);
    }
    expect((await ask("/health"))[0]).toBe(200);
    expect((await ask("/ready"))[0]).toBe(200);
  });
});

describe("the target block", () => {
  test("is the chain's head or the end block before it, asked of the node once a second", async () => {
    let asked = 0;
    const head = async () => {
      asked += 1;
      return 120;
    };
    const target = createTarget(head, null);
    expect([await target(), await target(), asked]).toEqual([120, 120, 1]);
    expect(await createTarget(head, 90)()).toBe(90);
    expect(await createTarget(head, 200)()).toBe(120);
  });

  test("is null without a node, and when it does not answer", async () => {
    expect(await createTarget(null, 90)()).toBeNull();
    const away = async () => {
      throw new Error("away");
    };
    expect(await createTarget(away, null)()).toBeNull();
  });
});
