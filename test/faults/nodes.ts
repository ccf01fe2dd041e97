import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { startReplay } from "../../replay/server.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import type { Case } from "./cases.ts";
import { type Lie, startLiar } from "./liar.ts";
import { some, withHead, withoutOne } from "./lies.ts";
import { END, HEAD, NAME, type World } from "./world.ts";

/** Indexes from the start to the end behind a node that lies in some way, beside an honest one if asked. */
async function throughLies(
  world: World,
  lie: Lie,
  {
    what = "false answers of a node",
    besideHonest = false,
    env = {},
  }: { what?: string; besideHonest?: boolean; env?: Record<string, string> } = {},
): Promise<{ metrics: string; output: string }> {
  const liar = await startLiar(world.replay.url);
  try {
    liar.tell(lie);
    const urls = besideHonest ? [liar.url, world.replay.url] : [liar.url];
    const ponder = await world.index(urls, { env });
    world.replay.setHead(END);
    await world.reach(ponder);
    const metrics = await (await fetch(`${ponder.url}/metrics`)).text();
    await ponder.stop();
    expect(liar.lies()).toBeGreaterThan(0);
    world.note(what, liar.lies());
    return { metrics, output: world.output() };
  } finally {
    await liar.stop();
  }
}

const blamed = (metrics: string): number =>
  Number(/^provernet_rpc_endpoint_blamed_total\{endpoint="1.*"\} (\d+)/m.exec(metrics)?.[1]);

/** Nodes that lie, fail, lag, or are on another branch. */
export const nodeCases: readonly Case[] = [
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
        return lies[Math.floor(random() * lies.length)]!(request, answer);
      });
    },
  },
  {
    name: "nodes fail, refuse for their rate, and hang up",
    async run(world, random) {
      const error = { code: -32603, message: "internal error" };
      const ways = [
        { text: "Too Many Requests", status: 429 },
        { text: "Internal Server Error", status: 500 },
        { text: JSON.stringify({ jsonrpc: "2.0", id: null, error }) },
        "drop",
      ] as const;
      const lie: Lie = () => (random() < 0.08 ? ways[Math.floor(random() * ways.length)]! : null);
      await throughLies(world, lie, { what: "refusals and failures of a node" });
    },
  },
  {
    name: "answers are huge",
    async run(world, random) {
      await throughLies(
        world,
        (_, answer) =>
          random() < 0.01 ? { text: JSON.stringify(answer).padEnd(40_000_000) } : null,
        { what: "huge answers of a node", besideHonest: true },
      );
    },
  },
  {
    name: "one of two nodes is on another branch for a while",
    async run(world, random) {
      const other = await startReplay({
        recording: await readRecording(recordingDirectory(NAME)),
        head: HEAD,
      });
      try {
        const ponder = await world.index([world.replay.url, other.url]);
        for (let time = 0; time < 3; time++) {
          other.fork({ depth: 1 + Math.floor(random() * 8), variant: "late" });
          world.note("branches of one node");
          for (let step = 0; step < 10; step++) {
            for (const node of [world.replay, other]) node.advance();
            await sleep(150);
          }
          other.unfork(Math.max(1, world.replay.head() - other.head()));
        }
        other.setHead(END);
        await world.finish(ponder);
      } finally {
        await other.stop();
      }
    },
  },
  {
    name: "one of two nodes does not answer at times",
    async run(world, random) {
      await throughLies(world, () => (random() < 0.03 ? "hang" : null), {
        what: "answers that never came",
        besideHonest: true,
      });
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
  ...[10, 60].map(
    (blocks): Case => ({
      name: `the only node comes back ${blocks} blocks behind, as from a backup`,
      async run(world) {
        const ponder = await world.keep();
        world.replay.setHead(HEAD + 62);
        await world.reach(ponder);
        world.replay.setHead(HEAD + 62 - blocks);
        world.note("older heads of the only node");
        for (let polls = 0; polls < 20; polls++) await sleep(100);
        while (world.replay.head() < END) {
          world.replay.advance();
          await sleep(150);
        }
        await world.finish(ponder);
      },
    }),
  ),
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
        world.note("nodes away");
        await sleep(5_000);
      }
      liar.tell(null);
      await world.finish(ponder);
      await liar.stop();
      expect(world.output()).toMatch(/WARN|ERROR/);
      for (const word of ["hunter2222", "someone", "deadbeef", "topsecret1"])
        expect(world.output()).not.toContain(word);
    },
  },
];
