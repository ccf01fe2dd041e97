import { describe, expect, test } from "vitest";
import { createCache, type Keepable } from "../../src/api/cache.ts";

type Text = Keepable & { text: string };
const lasting = (text: string): Text => ({ text, isCacheable: true, size: text.length });

/** A cache whose clock and version are set by hand, and which counts what it finds out. */
function createScene(maxSize = 1000) {
  const scene = { time: 0, version: "1" as string | null, versionReads: 0, found: 0 };
  const cache = createCache<Text>({
    maxSize,
    now: () => scene.time,
    readVersion: async () => {
      scene.versionReads++;
      if (scene.version === null) throw new Error("the database is away");
      return scene.version;
    },
  });
  const ask = (key: string, value = lasting(key)) =>
    cache(key, async () => {
      scene.found++;
      return value;
    });
  return Object.assign(scene, { cache, ask });
}

describe("an answer", () => {
  test("is found out once while the rows are the same", async () => {
    const scene = createScene();
    await scene.ask("a", lasting("first"));
    expect((await scene.ask("a", lasting("second"))).text).toBe("first");
    expect(scene.found).toBe(1);
  });

  test("is forgotten when the rows are of another version, at the latest after 50 ms", async () => {
    const scene = createScene();
    await scene.ask("a", lasting("old"));
    scene.version = "2";
    scene.time = 49;
    expect((await scene.ask("a", lasting("new"))).text).toBe("old");
    scene.time = 50;
    expect((await scene.ask("a", lasting("new"))).text).toBe("new");
  });

  test("does not come back with an old version of the rows", async () => {
    const scene = createScene();
    await scene.ask("a", lasting("1"));
    scene.time = 50;
    scene.version = "2";
    await scene.ask("a", lasting("2"));
    scene.time = 100;
    scene.version = "1";
    expect((await scene.ask("a", lasting("1 again"))).text).toBe("1 again");
  });

  test("that does not last is found out each time", async () => {
    const scene = createScene();
    const passing = { ...lasting("a"), isCacheable: false };
    await scene.ask("a", passing);
    await scene.ask("a", passing);
    expect(scene.found).toBe(2);
  });

  test("that was begun before the rows changed is not kept", async () => {
    const scene = createScene();
    let finish = (_: Text) => {};
    const slow = scene.cache(
      "a",
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await scene.ask("b");
    scene.version = "2";
    scene.time = 50;
    await scene.ask("c");
    finish(lasting("of the block before"));
    expect((await slow).text).toBe("of the block before");
    expect((await scene.ask("a", lasting("new"))).text).toBe("new");
  });

  test("that fails is not kept", async () => {
    const scene = createScene();
    const failing = scene.cache("a", () => Promise.reject(new Error("away")));
    await expect(failing).rejects.toThrow("away");
    expect((await scene.ask("a")).text).toBe("a");
  });
});

describe("the same question at the same time", () => {
  test("is asked of the database once", async () => {
    const scene = createScene();
    const answers = await Promise.all([scene.ask("a"), scene.ask("a"), scene.ask("a")]);
    expect(answers.map(({ text }) => text)).toEqual(["a", "a", "a"]);
    expect(scene.found).toBe(1);
  });

  test("is asked by each for itself when the first one's answer is a refusal", async () => {
    const scene = createScene();
    const refusal = { ...lasting("refused"), isCacheable: false };
    const answers = await Promise.all([scene.ask("a", refusal), scene.ask("a")]);
    expect(answers.map(({ text }) => text)).toEqual(["refused", "a"]);
  });
});

test("the version is read once for all that is asked within 50 ms", async () => {
  const scene = createScene();
  await Promise.all(["a", "b", "c"].map((key) => scene.ask(key)));
  await scene.ask("d");
  expect(scene.versionReads).toBe(1);
});

test("without a version nothing is kept, and questions are asked", async () => {
  const scene = createScene();
  scene.version = null;
  await scene.ask("a");
  await scene.ask("a");
  expect(scene.found).toBe(2);
  scene.version = "1";
  scene.time = 50;
  await scene.ask("a");
  await scene.ask("a");
  expect(scene.found).toBe(3);
});

test("what takes too much memory is not kept, and what was not asked for longest goes first", async () => {
  const scene = createScene(800);
  const text = "x".repeat(90);
  await scene.ask("large", lasting("x".repeat(200)));
  await scene.ask("large", lasting("x".repeat(200)));
  expect(scene.found).toBe(2);
  for (let index = 0; index < 9; index++) await scene.ask(`${index}`, lasting(text));
  expect(scene.found).toBe(11);
  await scene.ask("8", lasting(text));
  expect(scene.found).toBe(11);
  await scene.ask("0", lasting(text));
  expect(scene.found).toBe(12);
});
