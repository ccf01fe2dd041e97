import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { settleDeepFork } from "../../rpc/finality/settle.ts";
import { DEEP_FORK } from "../../rpc/finality/watch.ts";
import { readSettings } from "../../settings.ts";
import { type Liar, type Lie, startLiar } from "./liar.ts";
import { END, HEAD, type World } from "./world.ts";

/** What goes wrong, and what the operator sees. Afterwards the rows are those of an undisturbed run. */
export type Case = {
  name: string;
  /** Also in the short selection that every test run makes. */
  isShort?: boolean;
  run: (world: World, random: () => number) => Promise<void>;
};

/** A share of the answers of one method. */
const some = (random: () => number, share: number, method: string, lie: Lie): Lie => {
  return (request, answer) =>
    request.method === method && random() < share ? lie(request, answer) : null;
};

/** Without one of the logs, if there are any. */
const withoutOne =
  (random: () => number): Lie =>
  (_, { result }) =>
    result?.length > 0
      ? { result: result.toSpliced(Math.floor(random() * result.length), 1) }
      : null;

const withHead =
  (change: (head: number) => number): Lie =>
  ({ method, params }, { result }) => {
    const hex = (value: string) => `0x${Math.max(0, change(Number(value))).toString(16)}`;
    if (method === "eth_blockNumber") return { result: hex(result) };
    if (method === "eth_getBlockByNumber" && params[0] === "latest")
      return {
        result: {
          ...result,
          number: hex(result.number),
          hash: `0x${"ab".repeat(32)}`,
          transactions: [],
        },
      };
    return null;
  };

/** Indexes from the start to the end behind a node that lies in some way, beside an honest one if asked. */
async function throughLies(
  world: World,
  lie: Lie,
  { besideHonest = false, env = {} }: { besideHonest?: boolean; env?: Record<string, string> } = {},
): Promise<{ metrics: string; output: string; liar: Liar }> {
  const liar = await startLiar(world.replay.url);
  try {
    liar.tell(lie);
    const urls = besideHonest ? [liar.url, world.replay.url] : [liar.url];
    const ponder = await world.index(urls, { env });
    world.replay.setHead(END);
    await world.reach(ponder, END);
    const metrics = await (await fetch(`${ponder.url}/metrics`)).text();
    await ponder.stop();
    expect(liar.lies()).toBeGreaterThan(0);
    return { metrics, output: world.output(), liar };
  } finally {
    await liar.stop();
  }
}

const blamed = (metrics: string): number =>
  Number(/^provernet_rpc_endpoint_blamed_total\{endpoint="1.*"\} (\d+)/m.exec(metrics)?.[1]);

/** Ends an indexer with a signal at a random moment, and starts another, so often. */
async function killed(
  world: World,
  { signal, times, random }: { signal: NodeJS.Signals; times: number; random: () => number },
) {
  for (let time = 0; time < times; time++) {
    const ponder = await world.index(undefined, { until: "spawned" });
    // From the start of the process to well into live blocks.
    const isEarly = random() < 0.5;
    if (!isEarly) await Promise.race([ponder.waitFor("health"), ponder.exited]);
    const steps = Math.floor(random() * 8);
    for (let step = 0; step < steps; step++) {
      await sleep(random() * 400);
      world.replay.setHead(Math.min(END, world.replay.head() + Math.floor(random() * 4)));
    }
    ponder.process.kill(signal);
    await ponder.exited;
    await ponder.stop();
  }
  const ponder = await world.index();
  world.replay.setHead(END);
  await world.reach(ponder, END);
  await ponder.stop();
}

const deepFork = async (world: World, { isRunning }: { isRunning: boolean }) => {
  const { replay } = world;
  replay.fork({ at: 120, blocks: HEAD - 120, variant: "late" });
  const ponder = await world.index();
  // What was taken for final moves on upon the branch.
  for (let head = HEAD + 5; head <= HEAD + 62; head += 3) {
    replay.setHead(head);
    await sleep(150);
  }
  await world.reach(ponder, replay.head());
  await sleep(6_000);
  if (!isRunning) await ponder.stop();
  replay.unfork(END - replay.head());
  expect(replay.head()).toBe(END);
  if (isRunning) {
    expect(await ponder.exited).toBe(DEEP_FORK);
    expect(world.output()).toContain(
      "The chain was reorganised deeper than what was taken for final",
    );
    await ponder.stop();
  }
  const said: string[] = [];
  const settings = readSettings(world.environment([replay.url]));
  await settleDeepFork(settings, (message) => said.push(message));
  expect(said.join()).toContain("They are removed and built anew");
  const again = await world.index();
  await world.reach(again, END);
  await again.stop();
  await settleDeepFork(settings, (message) => said.push(message));
  expect(said).toHaveLength(1);
};

/** Every case. `random` gives the same numbers for the same seed. */
export const cases: Case[] = [
  {
    name: "the only node leaves out a log here and there",
    isShort: true,
    async run(world, random) {
      const lie = some(random, 0.25, "eth_getLogs", withoutOne(random));
      const { metrics, output } = await throughLies(world, lie);
      expect(output).toContain("gave a wrong answer");
      expect(blamed(metrics)).toBeGreaterThan(0);
    },
  },
  {
    name: "one of two nodes never has any log",
    async run(world) {
      const none: Lie = ({ method }, { result }) =>
        method === "eth_getLogs" && result?.length > 0 ? { result: [] } : null;
      const { output } = await throughLies(world, none, { besideHonest: true });
      expect(output).toContain("it is left alone for a while");
    },
  },
  {
    name: "one of two nodes leaves out logs, and ranges are asked for twice",
    async run(world, random) {
      const lie = some(random, 0.3, "eth_getLogs", withoutOne(random));
      const env = { LOG_CHECKS: "twice" };
      const { output } = await throughLies(world, lie, { besideHonest: true, env });
      expect(output).toContain("gave a wrong answer");
    },
  },
  {
    name: "answers are cut off, or are web pages",
    async run(world, random) {
      await throughLies(world, (_, answer) =>
        random() < 0.05
          ? { text: random() < 0.5 ? "<html>502</html>" : JSON.stringify(answer).slice(0, -9) }
          : null,
      );
    },
  },
  {
    name: "blocks come without transactions, with another hash, or not at all",
    async run(world, random) {
      const lies: Lie[] = [
        (_, { result }) => ({ result: { ...result, hash: `0x${"cd".repeat(32)}` } }),
        () => ({ result: null }),
        (_, { result }) => ({ result: { ...result, transactions: [null] } }),
      ];
      await throughLies(world, (request, answer) => {
        const isFull = request.method.startsWith("eth_getBlockBy") && request.params[1] === true;
        const isHead = request.params?.[0] === "latest";
        if (!isFull || isHead || random() > 0.1) return null;
        return lies[Math.floor(random() * 2) + 1]!(request, answer);
      });
    },
  },
  {
    name: "nodes fail, refuse for their rate, and hang up",
    async run(world, random) {
      const seed = Math.floor(random() * 1e6);
      world.replay.failing(0.02, { as: "http-429", seed });
      world.replay.failing(0.02, { as: "http-500", seed: seed + 1 });
      world.replay.failing(0.02, { as: "rpc-error", seed: seed + 2 });
      world.replay.failing(0.02, { as: "drop", seed: seed + 3 });
      const ponder = await world.index();
      world.replay.setHead(END);
      await world.reach(ponder, END);
      await ponder.stop();
    },
  },
  {
    name: "one of two nodes does not answer at times",
    async run(world, random) {
      await throughLies(world, () => (random() < 0.03 ? "hang" : null), { besideHonest: true });
    },
  },
  {
    name: "one of two nodes is ten blocks behind",
    async run(world) {
      const { output } = await throughLies(
        world,
        withHead((head) => head - 10),
        { besideHonest: true },
      );
      expect(output).toMatch(/gave a wrong answer \(its newest block is/);
    },
  },
  {
    name: "one of two nodes claims a block a million ahead",
    async run(world) {
      const { output } = await throughLies(
        world,
        withHead((head) => head + 1_000_000),
        { besideHonest: true },
      );
      expect(output).toMatch(/gave a wrong answer \(its newest block is 1000/);
    },
  },
  {
    name: "one of two nodes serves another chain",
    async run(world) {
      const other: Lie = ({ method }) => (method === "eth_chainId" ? { result: "0x1" } : null);
      const { output } = await throughLies(world, other, { besideHonest: true });
      expect(output).toMatch(/serves chain 1, but the settings mean chain 31337: it is set aside/);
    },
  },
  {
    name: "the nodes are away for a while, and their address is a secret",
    isShort: true,
    async run(world) {
      const secret = {
        user: "someone:hunter2222@",
        path: "/v3/deadbeefdeadbeef?apikey=topsecret1",
      };
      const liar = await startLiar(world.replay.url, secret);
      const ponder = await world.index([liar.url]);
      for (const reply of [
        "drop",
        { text: "unknown key deadbeefdeadbeef", status: 401 },
      ] as const) {
        liar.tell(() => reply);
        await sleep(5_000);
      }
      liar.tell(null);
      world.replay.setHead(END);
      await world.reach(ponder, END);
      await ponder.stop();
      await liar.stop();
      expect(world.output()).toMatch(/WARN|ERROR/);
      for (const word of ["hunter2222", "someone", "deadbeef", "topsecret1"])
        expect(world.output()).not.toContain(word);
    },
  },
  {
    name: "kill -9 at random moments",
    run: (world, random) => killed(world, { signal: "SIGKILL", times: 4, random }),
  },
  {
    name: "SIGTERM at random moments",
    run: (world, random) => killed(world, { signal: "SIGTERM", times: 2, random }),
  },
  {
    name: "SIGINT at random moments",
    run: (world, random) => killed(world, { signal: "SIGINT", times: 3, random }),
  },
  {
    name: "a restart while a reorganisation is pending",
    async run(world, random) {
      const first = await world.index();
      world.replay.setHead(HEAD + 20);
      await world.reach(first, HEAD + 20);
      first.process.kill("SIGKILL");
      await first.exited;
      await first.stop();
      world.replay.fork({ depth: 1 + Math.floor(random() * 18), variant: "late" });
      const second = await world.index(undefined, { until: "health" });
      await sleep(random() * 1_500);
      second.process.kill("SIGKILL");
      await second.exited;
      await second.stop();
      world.replay.unfork(END - world.replay.head());
      const third = await world.index();
      await world.reach(third, END);
      await third.stop();
    },
  },
  {
    name: "a second indexer on the same schema",
    async run(world) {
      const first = await world.index();
      const second = await world.index(undefined, { until: "spawned" });
      world.replay.setHead(END);
      await world.reach(first, END);
      expect(await second.exited).not.toBe(0);
      expect(second.output()).toContain("is locked by a different Ponder app");
      await second.stop();
      await first.stop();
    },
  },
  {
    name: "a fork deeper than finality while it runs",
    isShort: true,
    run: (world) => deepFork(world, { isRunning: true }),
  },
  {
    name: "a fork deeper than finality while it is stopped",
    run: (world) => deepFork(world, { isRunning: false }),
  },
];
