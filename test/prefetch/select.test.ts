import { type Address, type Hex, numberToHex, pad } from "viem";
import { describe, expect, test } from "vitest";
import type { Children, Log } from "../../prefetch/chain.ts";
import type { Need } from "../../prefetch/ponderSync.ts";
import { readRules } from "../../prefetch/rules.ts";
import {
  childrenWithin,
  learnChildren,
  queriesOf,
  selectBlocks,
  selectLogs,
} from "../../prefetch/select.ts";
import { type Factory, type Filter, historyOf, type LogFilter } from "../../prefetch/sources.ts";

const address = (n: number): Address => pad(numberToHex(n), { size: 20 });
const word = (n: number): Hex => pad(numberToHex(n), { size: 32 });
const rules = await readRules();

const factory: Factory & { childAddressLocation: string } = {
  id: "factory",
  address: address(1),
  eventSelector: word(0xfac),
  childAddressLocation: "topic1",
};
const event = (given: Partial<LogFilter>): LogFilter => ({
  type: "log",
  address: address(1),
  topic0: word(1),
  topic1: null,
  topic2: null,
  topic3: null,
  ...given,
});
const needOf = (filters: Filter[], interval: [number, number] = [0, 99]): Need => ({
  interval,
  filters: filters.map((filter) => ({ filter, interval })),
  factories: [],
});
const log = (block: number, index: number, given: Partial<Log> = {}): Log => ({
  address: address(1),
  topics: [word(1)],
  data: "0x",
  blockNumber: numberToHex(block),
  blockHash: word(block),
  logIndex: numberToHex(index),
  transactionIndex: "0x0",
  transactionHash: word(1_000 + block),
  ...given,
});

describe("what is asked for", () => {
  test("is one question for all events that are wanted whatever their arguments", () => {
    const need = needOf([
      event({}),
      event({ topic0: word(2) }),
      event({ address: address(2), topic0: word(2) }),
    ]);
    expect(queriesOf(need, new Map())).toEqual([
      { addresses: [address(1), address(2)], topics: [[word(1), word(2)]] },
    ]);
  });

  test("is a question of its own for an event that is wanted with some arguments only", () => {
    const need = needOf([event({}), event({ topic0: word(9), topic2: [word(5), word(6)] })]);
    expect(queriesOf(need, new Map())).toEqual([
      { addresses: [address(1)], topics: [[word(1)]] },
      { addresses: [address(1)], topics: [word(9), null, [word(5), word(6)]] },
    ]);
  });

  test("leaves out vaults that are created after the range", () => {
    const children: Children = new Map([
      [
        factory.id,
        new Map([
          [address(7), 99],
          [address(8), 100],
        ]),
      ],
    ]);
    const need = needOf([event({ address: factory })]);
    expect(queriesOf(need, children)).toEqual([{ addresses: [address(7)], topics: [[word(1)]] }]);
    expect(queriesOf(need, new Map())).toEqual([]);
  });

  test("names no more than two hundred vaults in one question", () => {
    const vaults = Array.from({ length: 450 }, (_, n): [Address, number] => [address(n + 1), 0]);
    const need = needOf([event({ address: factory })]);
    const queries = queriesOf(need, new Map([[factory.id, new Map(vaults)]]));
    expect(queries.map(({ addresses }) => addresses?.length)).toEqual([200, 200, 50]);
  });
});

describe("what is kept", () => {
  const select = (filters: Filter[], logs: Log[], children: Children = new Map()) =>
    selectLogs({ need: needOf(filters), logs, children, rules });

  test("is each log once, in the chain's order, and none that nobody wants", () => {
    const logs = [log(2, 11), log(2, 1), log(1, 5), log(2, 1), log(3, 0, { topics: [word(4)] })];
    expect(select([event({})], logs)).toEqual([log(1, 5), log(2, 1), log(2, 11)]);
  });

  test("is a contract's log from its start block to its end block", () => {
    const logs = [log(4, 0), log(5, 0), log(7, 0), log(8, 0)];
    expect(select([event({ fromBlock: 5, toBlock: 7 })], logs)).toEqual([log(5, 0), log(7, 0)]);
  });

  test("is a log whose arguments are among those wanted", () => {
    const filter = event({ topic1: [word(5), word(6)] });
    const logs = [5, 6, 7].map((n) => log(n, 0, { topics: [word(1), word(n)] }));
    expect(select([filter], logs)).toEqual(logs.slice(0, 2));
  });

  test("is a vault's log from the block that announces the vault", () => {
    const children: Children = new Map([[factory.id, new Map([[address(7), 10]])]]);
    const logs = [9, 10, 11].map((block) => log(block, 0, { address: address(7) }));
    expect(select([event({ address: factory })], logs, children)).toEqual(logs.slice(1));
  });
});

test("a vault is known from its first announcement", () => {
  const announce = (block: number, child: number) =>
    log(block, 0, { topics: [word(0xfac), word(child)] });
  const children: Children = new Map([[factory.id, new Map([[address(5), 4]])]]);
  const logs = [announce(8, 5), announce(20, 6), announce(12, 6), log(3, 0)];
  learnChildren({ factories: [factory], logs, children, rules });
  expect([...children.get(factory.id)!]).toEqual([
    [address(5), 4],
    [address(6), 12],
  ]);
  expect([...childrenWithin(children, [5, 12]).get(factory.id)!]).toEqual([[address(6), 12]]);
});

test.each([
  [{ interval: 10, offset: 3 }, [0, 30], [3, 13, 23]],
  [{ interval: 10, offset: 3, fromBlock: 13 }, [0, 30], [13, 23]],
  [{ interval: 10, offset: 3, toBlock: 13 }, [0, 30], [3, 13]],
  [{ interval: 10, offset: 0 }, [20, 20], [20]],
  [{ interval: 1, offset: 0, fromBlock: 12, toBlock: 12 }, [0, 99], [12]],
  [{ interval: 300, offset: 12 }, [13, 311], []],
] as const)("a block source %o wants of blocks %o: %o", (source, interval, blocks) => {
  const filter: Filter = { type: "block", ...source };
  expect(selectBlocks(needOf([filter], [...interval]))).toEqual(blocks);
});

describe("Ponder's historical part", () => {
  test("goes from the first block wanted to the last final one", () => {
    const filters = [event({ fromBlock: 20 }), event({ fromBlock: 30, toBlock: 40 })];
    expect(historyOf(filters, 1_000)).toEqual([20, 1_000]);
    expect(historyOf(filters, 10)).toBeNull();
  });

  test("begins with the factory when that is looked at earlier, and ends with the last source", () => {
    const filters = [event({ address: { ...factory, fromBlock: 5 }, fromBlock: 20, toBlock: 40 })];
    expect(historyOf(filters, 1_000)).toEqual([5, 40]);
  });
});
