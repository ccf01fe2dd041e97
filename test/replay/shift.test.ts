import {
  decodeEventLog,
  decodeFunctionResult,
  type Hex,
  numberToHex,
  toEventSelector,
  toFunctionSelector,
  zeroHash,
} from "viem";
import { describe, expect, test } from "vitest";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { lastTimestamp } from "../../replay/recording.ts";
import { createShift } from "../../replay/shift.ts";
import { mapWords } from "../../replay/words.ts";
import {
  askAll,
  blocksBetween,
  hex,
  RECORDINGS,
  rawLines,
  recordingOf,
  result,
  type WireBlock,
  type WireLog,
  type WireReceipt,
  withReplay,
} from "./support.ts";

const YEAR = 31_557_600n;
const DAYS = 86_400 * 100;
const whole = { fromBlock: "earliest", toBlock: "latest" };

const TIME_EVENTS = new Map(
  [...brevisMarketAbi, ...epochRewardsAbi].flatMap((item) =>
    item.type === "event" && /^(NewRequest|StatsReset|StatsEpoch|EpochConfig)/.test(item.name)
      ? [[toEventSelector(item), item] as const]
      : [],
  ),
);

/** The event's name and the one time in its data, null for an event without. */
const timeOf = (log: WireLog): { name: string; time: bigint; rest: string } | null => {
  const event = TIME_EVENTS.get(log.topics[0]!);
  if (event === undefined) return null;
  const topics = log.topics as [Hex, ...Hex[]];
  const args = decodeEventLog({ abi: [event], topics, data: log.data }).args as {
    startAt?: bigint;
    fromTime?: bigint;
    req?: { fee: { deadline: bigint } };
  };
  const time = args.startAt ?? args.fromTime ?? args.req!.fee.deadline;
  const rest = JSON.stringify(args, (key, value) =>
    ["startAt", "fromTime", "deadline"].includes(key)
      ? null
      : String(value) === "[object Object]"
        ? value
        : String(value),
  );
  return { name: event.name, time, rest };
};

/** What the shifted value of a time must be. */
const moved = (genesis: bigint, value: bigint, seconds: number): bigint => {
  const distance = value > genesis ? value - genesis : genesis - value;
  return distance > 10n * YEAR ? value : value + BigInt(seconds);
};

describe.each(RECORDINGS)("%s shifted in time", (name) => {
  test.each([DAYS, -DAYS])(
    "has all its block times moved by %i seconds, and nothing else",
    async (seconds) => {
      const { blocks } = await recordingOf(name);
      await withReplay(name, { shift: seconds }, async (replay) => {
        const served = await blocksBetween(replay, 0, 200);
        for (const [number, block] of served.entries()) {
          const recorded = blocks[number]!.block as unknown as WireBlock;
          const timestamp = hex(Number(recorded.timestamp) + seconds);
          expect(block).toMatchObject({
            ...recorded,
            timestamp,
            transactions: recorded.transactions.map((transaction) => ({
              ...transaction,
              blockTimestamp: timestamp,
            })),
          });
        }
        const busy = served.find(({ transactions }) => transactions.length > 0)!;
        const receipts = await result<WireReceipt[]>(replay, "eth_getBlockReceipts", busy.hash);
        const times = receipts.flatMap(({ blockTimestamp, logs }) => [
          blockTimestamp,
          ...logs.map((log) => log.blockTimestamp),
        ]);
        expect(new Set(times)).toEqual(new Set([busy.timestamp]));
      });
    },
  );

  test("has the times inside its events moved: deadlines and epoch starts", async () => {
    const logs = (shift: number) =>
      withReplay(name, { shift }, (replay) => result<WireLog[]>(replay, "eth_getLogs", whole));
    const [plain, shifted] = [await logs(0), await logs(DAYS)];
    const genesis = BigInt((await recordingOf(name)).blocks[0]!.block.timestamp);
    const seen = new Map<string, number>();
    const times = (logs: WireLog[]) => logs.map((log) => Number(log.blockTimestamp));
    expect(times(shifted)).toEqual(times(plain).map((time) => time + DAYS));
    const unlike: WireLog[] = [];
    for (const [index, log] of plain.entries()) {
      const other = shifted[index]!;
      const before = timeOf(log);
      if (before === null) unlike.push(...(other.data === log.data ? [] : [other]));
      else {
        const time = moved(genesis, before.time, DAYS);
        expect(timeOf(other)).toEqual({ ...before, time });
        expect(other.data.length).toBe(log.data.length);
        seen.set(before.name, (seen.get(before.name) ?? 0) + 1);
      }
    }
    expect(unlike).toEqual([]);
    expect(seen.get("NewRequest")).toBeGreaterThan(100);
    expect(seen.get("EpochConfigSet")).toBeGreaterThan(0);
  });

  test("has the times moved that its getters return, and no other answer changed", {
    timeout: 60_000,
  }, async () => {
    const { header, blocks } = await recordingOf(name);
    const genesis = BigInt(blocks[0]!.block.timestamp);
    const lines = rawLines(name, "calls.ndjson.gz");
    const { block, calls } = JSON.parse(lines.at(-1)!) as {
      block: number;
      calls: [Hex, Hex, Hex | null][];
    };
    const answered = calls.filter(([, , answer]) => answer !== null);
    const requests = answered.map(([to, data]) => ({
      method: "eth_call",
      params: [{ to, data }, hex(block)],
    }));
    await withReplay(name, { shift: DAYS }, async (replay) => {
      const answers = await askAll<Hex>(replay, requests);
      const wrong: unknown[] = [];
      for (const [index, [, , recorded]] of answered.entries()) {
        const words = (answer: Hex) => answer.slice(2).match(/.{1,64}/g) ?? [];
        const served = words(answers[index]!.result!);
        for (const [place, word] of words(recorded!).entries()) {
          const before = BigInt(`0x${word}`);
          const looksLikeTime = before > genesis - YEAR && before < genesis + YEAR;
          const expected = looksLikeTime ? before + BigInt(DAYS) : before;
          if (BigInt(`0x${served[place]}`) !== expected)
            wrong.push({ call: requests[index], word });
        }
      }
      expect(wrong).toEqual([]);
      const ask = async (contract: "epochRewards" | "brevisMarket", data: Hex) => {
        const to = header.contracts[contract].address;
        return result<Hex>(replay, "eth_call", { to, data }, hex(block));
      };
      const recorded = (contract: "epochRewards" | "brevisMarket", data: Hex) =>
        calls.find(
          ([to, asked]) =>
            to === header.contracts[contract].address.toLowerCase() && asked === data,
        )![2]!;

      const start = toFunctionSelector("startTimestamp()");
      expect(BigInt(await ask("epochRewards", start))).toBe(
        BigInt(recorded("epochRewards", start)) + BigInt(DAYS),
      );

      const configs = toFunctionSelector("getEpochConfigs()");
      const decoded = (data: Hex) =>
        decodeFunctionResult({ abi: epochRewardsAbi, functionName: "getEpochConfigs", data });
      expect(decoded(await ask("epochRewards", configs))).toEqual(
        decoded(recorded("epochRewards", configs)).map((config) => ({
          ...config,
          fromTime: moved(genesis, config.fromTime, DAYS),
        })),
      );

      const first: Hex = `${toFunctionSelector("statsEpochs(uint256)")}${"0".repeat(64)}`;
      const epoch = (data: Hex) =>
        decodeFunctionResult({
          abi: brevisMarketAbi,
          functionName: "statsEpochs",
          data,
        }) as readonly bigint[];
      expect(epoch(await ask("brevisMarket", first))).toEqual(
        epoch(recorded("brevisMarket", first)).map((time) => moved(genesis, time, DAYS)),
      );
    });
  });

  test("ends when it is told to end", async () => {
    const recording = await recordingOf(name);
    const end = 1_900_000_000;
    await withReplay(name, { shift: end - lastTimestamp(recording) }, async (replay) => {
      const head = await result<WireBlock>(replay, "eth_getBlockByNumber", "latest", false);
      expect(Number(head.timestamp)).toBe(end);
    });
  });
});

test("a time that means never stays what it is", async () => {
  const recording = await recordingOf("quirks");
  const { logData } = createShift(recording, DAYS);
  const genesis = Number(recording.blocks[0]!.block.timestamp);
  const scheduled = (startAt: bigint) =>
    logData({
      address: recording.header.contracts.brevisMarket.address,
      topics: [toEventSelector("StatsEpochScheduled(uint64)")],
      data: numberToHex(startAt, { size: 32 }),
      logIndex: "0x0",
      transactionIndex: "0x0",
      transactionHash: zeroHash,
    });
  for (const startAt of [0n, 2n ** 64n - 1n, 2n ** 63n, BigInt(genesis) + 11n * YEAR]) {
    expect(BigInt(scheduled(startAt))).toBe(startAt);
  }
  expect(BigInt(scheduled(BigInt(genesis)))).toBe(BigInt(genesis + DAYS));
});

test("a chain cannot be shifted to before 1970", async () => {
  await expect(withReplay("quirks", { shift: -1_800_000_000 }, async () => {})).rejects.toThrow(
    RangeError,
  );
});

describe("rewriting single words of ABI data", () => {
  const word = (value: number | bigint) => value.toString(16).padStart(64, "0");

  test("leaves text alone that is not UTF-8, and whatever follows the data", () => {
    const data: Hex = `0x${word(64)}${word(5)}${word(3)}${"ff00fe".padEnd(64, "0")}deadbeef`;
    const parameters = [
      { name: "name", type: "string" },
      { name: "startAt", type: "uint64" },
    ];
    const mapped = mapWords({ parameters, data, map: (_, value) => value + 1n });
    expect(mapped).toBe(data.replace(word(5), word(6)));
  });

  test("goes through arrays of structs, static arrays and nested offsets", () => {
    const item = {
      type: "tuple[]",
      name: "items",
      components: [
        { type: "uint64", name: "at" },
        { type: "uint64[2]", name: "pair" },
        { type: "bytes", name: "blob" },
      ],
    };
    const element = [word(7), word(8), word(9), word(128), word(1), "aa".padEnd(64, "0")].join("");
    const data: Hex = `0x${word(32)}${word(2)}${word(64)}${word(256)}${element}${element}`;
    const names: string[] = [];
    const mapped = mapWords({
      parameters: [item],
      data,
      map: ({ name }, value) => {
        names.push(`${name}=${value}`);
        return value;
      },
    });
    expect(mapped).toBe(data);
    expect(names).toEqual(["at=7", "pair=8", "pair=9", "at=7", "pair=8", "pair=9"]);
  });

  test("stops where data does not fit its types", () => {
    const parameters = [{ name: "times", type: "uint64[]" }];
    for (const data of [
      "0x",
      `0x${word(2n ** 255n)}`,
      `0x${word(32)}${word(2n ** 200n)}`,
    ] as Hex[]) {
      expect(mapWords({ parameters, data, map: () => 0n })).toBe(data);
    }
  });
});
