import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bid, prover, request } from "../../ponder.schema.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "./server.ts";

let recorded: Recorded;
let api: ReturnType<typeof serve>;
let requests: Shape[];
let bids: Shape[];

beforeAll(async () => {
  recorded = await recordedDatabase("month");
  api = serve(recorded);
  requests = recorded.rows(request);
  bids = recorded.rows(bid);
});
afterAll(() => recorded.close());
beforeEach(() => {
  recorded.statements.length = 0;
});

const count = async (where: string) =>
  (await api.data(`{ requests(where: ${where}, limit: 1) { totalCount } }`)).requests.totalCount;
const counted = (holds: (row: Shape) => boolean) => requests.filter(holds).length;

describe("a filter", () => {
  test("holds all conditions within one part of an OR together", async () => {
    const fee = requests[0].maxFee;
    const expected = counted(
      (row) => (row.status === "REFUNDED" && row.bidCount === 0) || row.maxFee === fee,
    );
    expect(await count(`{ OR: [{ status: REFUNDED, bidCount: 0 }, { maxFee: "${fee}" }] }`)).toBe(
      expected,
    );
    const flattened = counted(
      (row) => row.status === "REFUNDED" || row.bidCount === 0 || row.maxFee === fee,
    );
    expect(flattened).toBeGreaterThan(expected);
  });

  test("nests AND and OR as deep as one likes", async () => {
    expect(
      await count(
        "{ bidCount_gte: 2, AND: [{ OR: [{ status: FULFILLED, revealCount: 2 }, { AND: [{ status: REFUNDED }, { winner_not: null }] }] }, { bidCount_lt: 5 }] }",
      ),
    ).toBe(
      counted(
        (row) =>
          row.bidCount >= 2 &&
          row.bidCount < 5 &&
          ((row.status === "FULFILLED" && row.revealCount === 2) ||
            (row.status === "REFUNDED" && row.winner !== null)),
      ),
    );
  });

  test("with an empty part of an OR holds for every row", async () => {
    expect(await count("{ OR: [{ status: PENDING }, {}] }")).toBe(requests.length);
  });

  test("takes null for equality, capitals in hex, and lists", async () => {
    const { vk } = requests[0];
    expect(await count("{ winner: null }")).toBe(counted((row) => row.winner === null));
    expect(await count(`{ vk: "0x${vk.slice(2).toUpperCase()}" }`)).toBe(
      counted((row) => row.vk === vk),
    );
    expect(await count("{ status_in: [PENDING, REFUNDED] }")).toBe(
      counted((row) => row.status === "PENDING" || row.status === "REFUNDED"),
    );
    expect(await count("{ status_in: [] }")).toBe(0);
  });

  test("takes % and _ of a client for themselves", async () => {
    expect(await count('{ imgUrl_contains: "%" }')).toBe(
      counted((row) => row.imgUrl.includes("%")),
    );
    expect(await count('{ imgUrl_contains: "_" }')).toBe(
      counted((row) => row.imgUrl.includes("_")),
    );
    const start = requests[0].imgUrl.slice(0, 6);
    expect(await count(`{ imgUrl_starts_with: ${JSON.stringify(start)} }`)).toBe(
      counted((row) => row.imgUrl.startsWith(start)),
    );
  });
});

describe("pages", () => {
  const compare = (a: Shape, b: Shape) => (a < b ? -1 : a > b ? 1 : 0);
  /** Null above everything, equal ones by id. */
  const sorted = (column: string, direction: string) =>
    [...requests]
      .sort(
        (a, b) =>
          (a[column] === null || b[column] === null
            ? Number(a[column] === null) - Number(b[column] === null)
            : compare(a[column], b[column])) || compare(a.id, b.id),
      )
      [direction === "asc" ? "slice" : "reverse"]()
      .map(({ id }) => id);

  test.each(
    ["id", "createdId", "settledId", "winner"].flatMap((column) => [
      [column, "asc"],
      [column, "desc"],
    ]),
  )("by %s %s cover every row once, forwards and backwards", async (orderBy, orderDirection) => {
    const expected = sorted(orderBy, orderDirection);
    const query = `query ($orderBy: String, $orderDirection: String, $after: String, $before: String) {
      requests(orderBy: $orderBy, orderDirection: $orderDirection, after: $after, before: $before, limit: 130) {
        items { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const ids = (page: Shape) => page.items.map(({ id }: Shape) => id);

    const forwards: string[] = [];
    let page: Shape = { pageInfo: { endCursor: null, hasNextPage: true } };
    while (page.pageInfo.hasNextPage) {
      const after = page.pageInfo.endCursor;
      ({ requests: page } = await api.data(query, { orderBy, orderDirection, after }));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      forwards.push(...ids(page));
    }
    expect(forwards).toEqual(expected);

    const last = ids(page);
    const backwards: string[] = [];
    while (page.pageInfo.hasPreviousPage) {
      const before = page.pageInfo.startCursor;
      ({ requests: page } = await api.data(query, { orderBy, orderDirection, before }));
      backwards.unshift(...ids(page));
    }
    expect([...backwards, ...last]).toEqual(expected);
  });

  test("count their rows only when asked, in a fragment too", async () => {
    await api.data("{ requests(limit: 1) { items { id } } }");
    expect(recorded.statements).toHaveLength(1);
    const { requests: page } = await api.data(
      "{ requests(limit: 1) { ...Count } } fragment Count on requestPage { totalCount }",
    );
    expect(page.totalCount).toBe(requests.length);
    expect(recorded.statements).toHaveLength(3);
  });
});

describe("relations", () => {
  test("of all rows of a page are read in one statement each", async () => {
    const { requests: page } = await api.data(
      `{ requests(limit: 200) { items { id
          bids(limit: 3) { totalCount items { prover proverAccount { name } } }
          proof { verifier } program { vk } winnerProver { address } } } }`,
    );
    // requests, bids, their count, provers of bids, proofs, programs, winners
    expect(recorded.statements).toHaveLength(7);
    for (const { id, bids: inner } of page.items) {
      const own = bids.filter(({ requestId }) => requestId === id);
      expect(inner.totalCount).toBe(own.length);
      expect(inner.items.map(({ prover: address }: Shape) => address)).toEqual(
        own
          .sort((a, b) => Number(a.firstBidId - b.firstBidId))
          .map(({ prover: address }) => address)
          .slice(0, 3),
      );
    }
  });

  test("keep filter, order, limit and cursor for each parent", async () => {
    const provers = recorded.rows(prover).map(({ address }: Shape) => address);
    const query = (after: string) => `{ provers(limit: 1000) { items { address
      bidList(where: { fee_not: null }, orderBy: "firstBidId", orderDirection: "desc", limit: 4 ${after}) {
        items { firstBidId requestId } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`;
    const expected = (address: string) =>
      bids
        .filter((row) => row.prover === address && row.fee !== null)
        .sort((a, b) => Number(b.firstBidId - a.firstBidId))
        .map(({ firstBidId }) => String(firstBidId));
    const idsOf = (page: Shape) => page.items.map(({ firstBidId }: Shape) => firstBidId);

    const { provers: all } = await api.data(query(""));
    expect(all.items).toHaveLength(provers.length);
    expect(recorded.statements).toHaveLength(2);
    for (const { address, bidList } of all.items) {
      expect(idsOf(bidList)).toEqual(expected(address).slice(0, 4));
      expect(bidList.pageInfo.hasNextPage).toBe(expected(address).length > 4);
    }

    const busy = all.items.find(({ bidList }: Shape) => bidList.pageInfo.hasNextPage);
    const { provers: next } = await api.data(
      query(`, after: "${busy.bidList.pageInfo.endCursor}"`),
    );
    const same = next.items.find(({ address }: Shape) => address === busy.address);
    expect(idsOf(same.bidList)).toEqual(expected(busy.address).slice(4, 8));
    expect(same.bidList.pageInfo.hasPreviousPage).toBe(true);
  });

  test("with keys of several columns find their rows", async () => {
    const { unstakes } = await api.data(
      "{ unstakes(limit: 100) { items { prover staker number stake { prover staker unstakes { totalCount items { number } } } } } }",
    );
    expect(unstakes.items.length).toBeGreaterThan(0);
    for (const { prover: of, staker, number, stake } of unstakes.items) {
      expect(stake).toMatchObject({ prover: of, staker });
      expect(stake.unstakes.items.map((row: Shape) => row.number)).toContain(number);
      expect(stake.unstakes.totalCount).toBe(stake.unstakes.items.length);
    }
    expect(recorded.statements).toHaveLength(4);
  });

  test("without a counterpart are null, and ask nothing", async () => {
    const { requests: page } = await api.data(
      "{ requests(where: { winner: null }, limit: 5) { items { winnerProver { address } proof { verifier } } } }",
    );
    expect(page.items[0]).toEqual({ winnerProver: null, proof: null });
    expect(recorded.statements).toHaveLength(2);
  });

  test("a row is found by its key, whole numbers within keys being whole", async () => {
    const { id, requester } = requests[3];
    const { request: found } = await api.data(
      `{ request(id: "${id.toUpperCase().replace("0X", "0x")}") { requester } }`,
    );
    expect(found.requester).toBe(requester);
    const [day] = (await api.data("{ proverDays(limit: 1) { items { prover day bids } } }"))
      .proverDays.items;
    expect(
      (
        await api.data(
          `{ proverDay(prover: "${day.prover}", day: ${day.day}) { prover day bids } }`,
        )
      ).proverDay,
    ).toEqual(day);
    expect((await api.data(`{ request(id: "0x${"00".repeat(32)}") { id } }`)).request).toBeNull();
  });
});
