/** The questions, in the words of each API, and what is compared of their answers. */
import type { Keys } from "./keys.ts";
import type { Statement } from "./statements.ts";

export type Api = "ours" | "stock" | "postgraphile" | "floor";

/** One HTTP request. */
export type Ask = { path: string; body: unknown };

/** An answer's rows, as JSON came. */
type Row = Record<string, unknown>;

export type Question = {
  name: string;
  /** What is asked, for the table. */
  what: string;
  /** The key to ask for, from any number. */
  key: (keys: Keys, index: number) => string;
  /** The requests that answer it, one after the other; an API that cannot answer it is left out. */
  asks: Partial<Record<Api, (key: string, context: AskContext) => Ask[]>>;
  /** What must be the same in every API's answer; null where only some of it is. */
  same: (api: Api, answers: readonly unknown[]) => unknown;
};

/** What some questions need besides. */
export type AskContext = { keys: Keys; cursors: Partial<Record<Api, string>> };

const graphql = (query: string, variables: object): Ask => ({
  path: "/graphql",
  body: { query, variables },
});
const statement = (name: Statement, ...values: unknown[]): Ask => ({
  path: `/${name}`,
  body: values,
});
const pick = <T>(of: readonly T[], index: number): T => of[index % of.length]!;

/** Follows names through JSON; a list's items are followed one by one. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return dig((value as Record<string, unknown> | null)?.[name], ...rest);
}
const rowsAt = (answer: unknown, ...path: readonly string[]): Row[] =>
  (dig(answer, ...path) as Row[] | null | undefined) ?? [];
const column = (rows: readonly Row[], name: string) => rows.map((row) => String(row[name]));
const sum = (rows: readonly Row[], name: string) =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

/** PostGraphile takes the name `id` for its own. */
const ROW_ID = "id: rowId";
const REQUEST = "requester vk status maxFee winner winnerFee price createdAt";
const PAGE = "status maxFee price createdAt";
const PAGE_INFO = "pageInfo { hasNextPage endCursor }";

const idsOf = (field: { ours: string; stock: string; postgraphile: string }, of = "id") =>
  ((api, [answer]) => {
    if (api === "floor") return column(rowsAt(answer, "rows"), of);
    const list = api === "postgraphile" ? "nodes" : "items";
    return column(rowsAt(answer, "data", field[api], list), of);
  }) satisfies Question["same"];

const pages = { ours: "listRequests", stock: "requests", postgraphile: "allRequests" } as const;

const HOURS_OF_YEAR = 365 * 24;
const HOURS_OF_ASK = 1000;

export const questions: readonly Question[] = [
  {
    name: "request",
    what: "one request with its bids",
    key: (keys, index) => pick(keys.requests, index),
    asks: {
      ...both((key) => [
        graphql(
          `query ($id: String!) { request(id: $id) { id ${REQUEST} bids { items { prover commits fee reveals } } } }`,
          { id: key },
        ),
      ]),
      postgraphile: (key) => [
        graphql(
          `query ($id: String!) { requestByRowId(rowId: $id) { ${ROW_ID} ${REQUEST} bidsByRequestId { nodes { prover commits fee reveals } } } }`,
          { id: key },
        ),
      ],
      floor: (key) => [statement("request", key)],
    },
    same(api, [answer]) {
      const found =
        api === "floor"
          ? rowsAt(answer, "rows")[0]
          : (dig(answer, "data", api === "postgraphile" ? "requestByRowId" : "request") as Row);
      const bids =
        api === "floor"
          ? rowsAt(found, "bids")
          : api === "postgraphile"
            ? rowsAt(found, "bidsByRequestId", "nodes")
            : rowsAt(found, "bids", "items");
      return [
        found?.id,
        found?.status,
        found?.price ?? null,
        bids.map(({ prover, fee }) => `${prover} ${fee}`).sort(),
      ];
    },
  },
  {
    name: "requesterPage",
    what: "a requester's latest 50 requests",
    key: (keys, index) => pick(keys.requesters, index),
    asks: {
      ours: (key) => [
        graphql(
          `query ($key: String!) { listRequests(requester: $key, first: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
          { key },
        ),
      ],
      stock: (key) => [
        graphql(
          `query ($key: String!) { requests(where: { requester: $key }, orderBy: "createdId", orderDirection: "desc", limit: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
          { key },
        ),
      ],
      postgraphile: (key) => [
        graphql(
          `query ($key: String!) { allRequests(condition: { requester: $key }, orderBy: CREATED_ID_DESC, first: 50) { nodes { ${ROW_ID} ${PAGE} } ${PAGE_INFO} } }`,
          { key },
        ),
      ],
      floor: (key) => [statement("requesterPage", key)],
    },
    same: idsOf(pages),
  },
  {
    name: "programPage",
    what: "a program's latest 50 fulfilled requests",
    key: (keys, index) => pick(keys.programs, index),
    asks: {
      ours: (key) => [
        graphql(
          `query ($key: String!) { listRequests(vk: $key, status: FULFILLED, first: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
          { key },
        ),
      ],
      stock: (key) => [
        graphql(
          `query ($key: String!) { requests(where: { vk: $key, status: FULFILLED }, orderBy: "createdId", orderDirection: "desc", limit: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
          { key },
        ),
      ],
      postgraphile: (key) => [
        graphql(
          `query ($key: String!) { allRequests(condition: { vk: $key, status: FULFILLED }, orderBy: CREATED_ID_DESC, first: 50) { nodes { ${ROW_ID} ${PAGE} } ${PAGE_INFO} } }`,
          { key },
        ),
      ],
      floor: (key) => [statement("programPage", key)],
    },
    same: idsOf(pages),
  },
  {
    name: "deepPage",
    what: "50 requests from the middle of all, by cursor",
    key: (keys) => keys.middle.id,
    asks: {
      ours: (_key, { cursors }) => [
        graphql(
          `query ($after: String) { listRequests(after: $after, first: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
          { after: cursors.ours },
        ),
      ],
      stock: (_key, { cursors }) => [
        graphql(
          `query ($after: String) { requests(orderBy: "createdId", orderDirection: "desc", after: $after, limit: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
          { after: cursors.stock },
        ),
      ],
      postgraphile: (_key, { cursors }) => [
        graphql(
          `query ($after: Cursor) { allRequests(orderBy: CREATED_ID_DESC, after: $after, first: 50) { nodes { ${ROW_ID} ${PAGE} } ${PAGE_INFO} } }`,
          { after: cursors.postgraphile },
        ),
      ],
      floor: (key) => [statement("deepPage", key)],
    },
    same: idsOf(pages),
  },
  {
    name: "performance",
    what: "a prover and its last 30 days",
    key: (keys, index) => pick(keys.provers, index),
    asks: {
      ...both((key) => [
        graphql(
          `query ($key: String!) { prover(address: $key) { address state assets fulfilled fees } proverDays(where: { prover: $key }, orderBy: "day", orderDirection: "desc", limit: 30) { items { day bids reveals fulfilled fees rewards } } }`,
          { key },
        ),
      ]),
      postgraphile: (key) => [
        graphql(
          `query ($key: String!) { proverByAddress(address: $key) { address state assets fulfilled fees } allProverDays(condition: { prover: $key }, orderBy: DAY_DESC, first: 30) { nodes { day bids reveals fulfilled fees rewards } } }`,
          { key },
        ),
      ],
      floor: (key) => [statement("performance", key)],
    },
    same(api, [answer]) {
      const days =
        api === "floor"
          ? rowsAt(rowsAt(answer, "rows")[0], "days")
          : api === "postgraphile"
            ? rowsAt(answer, "data", "allProverDays", "nodes")
            : rowsAt(answer, "data", "proverDays", "items");
      return days.map(({ day, bids, fees }) => `${day} ${bids} ${fees}`);
    },
  },
  {
    name: "leaderboard",
    what: "the 20 provers with most proofs",
    key: () => "",
    asks: {
      ...both(() => [
        graphql(
          `{ provers(orderBy: "fulfilled", orderDirection: "desc", limit: 20) { items { address name fulfilled fees assets } } }`,
          {},
        ),
      ]),
      postgraphile: () => [
        graphql(
          "{ allProvers(orderBy: FULFILLED_DESC, first: 20) { nodes { address name fulfilled fees assets } } }",
          {},
        ),
      ],
      floor: () => [statement("leaderboard")],
    },
    // Those with equally many may come in any order.
    same: idsOf({ ours: "provers", stock: "provers", postgraphile: "allProvers" }, "fulfilled"),
  },
  {
    name: "series",
    what: "the market by day for a year",
    key: () => "",
    asks: {
      ours: (_key, { keys }) => [
        graphql(
          "query ($from: Int) { marketSeries(unit: DAY, from: $from) { points { start requests fulfilled refunded fees protocolFees } } }",
          { from: 3600 * firstHour(keys) },
        ),
      ],
      // A page has 1000 rows at most, and nothing adds up hours to days.
      stock: (_key, { keys }) =>
        Array.from({ length: Math.ceil(HOURS_OF_YEAR / HOURS_OF_ASK) }, (_, part) => {
          const from = firstHour(keys) + part * HOURS_OF_ASK;
          return graphql(
            `query ($from: Int!, $to: Int!) { marketHours(where: { hour_gte: $from, hour_lt: $to }, orderBy: "hour", limit: ${HOURS_OF_ASK}) { items { hour requests fulfilled refunded fees protocolFees } } }`,
            { from, to: from + HOURS_OF_ASK },
          );
        }),
      postgraphile: () => [
        graphql(
          `{ allMarketHours(orderBy: HOUR_DESC, first: ${HOURS_OF_YEAR}) { nodes { hour requests fulfilled refunded fees protocolFees } } }`,
          {},
        ),
      ],
      floor: (_key, { keys }) => [statement("series", firstHour(keys))],
    },
    same(api, answers) {
      // The latest hours that there are: a few more or less than a year.
      if (api === "postgraphile") return null;
      const rows = answers.flatMap((answer) =>
        api === "floor"
          ? rowsAt(answer, "rows")
          : api === "stock"
            ? rowsAt(answer, "data", "marketHours", "items")
            : rowsAt(answer, "data", "marketSeries", "points"),
      );
      return [sum(rows, "requests"), sum(rows, "fulfilled"), sum(rows, "refunded")];
    },
  },
  {
    name: "feed",
    what: "a prover's latest 50 events",
    key: (keys, index) => pick(keys.provers, index),
    asks: {
      ours: (key) => [
        graphql(
          "query ($key: String) { listActivity(prover: $key, first: 50) { items { id kind prover requestId amount timestamp } } }",
          { key },
        ),
      ],
      stock: (key) => [
        graphql(
          `query ($key: String) { activitys(where: { prover: $key }, orderBy: "id", orderDirection: "desc", limit: 50) { items { id kind prover requestId amount timestamp } } }`,
          { key },
        ),
      ],
      postgraphile: (key) => [
        graphql(
          "query ($key: String) { allActivities(condition: { prover: $key }, orderBy: ROW_ID_DESC, first: 50) { nodes { id: rowId kind prover requestId amount timestamp } } }",
          { key },
        ),
      ],
      floor: (key) => [statement("feed", key)],
    },
    same: idsOf({ ours: "listActivity", stock: "activitys", postgraphile: "allActivities" }),
  },
  {
    name: "portfolio",
    what: "a staker's positions: ours and the floor value them, the others only list them",
    key: (keys, index) => pick(keys.stakers, index),
    asks: {
      ours: (key) => [
        graphql(
          "query ($key: String!) { stakerPortfolio(staker: $key) { total { value } positions { prover { address name state } stake { shares deposited received } value costBasis realisedGain unstaking } } }",
          { key },
        ),
      ],
      stock: (key) => [
        graphql(
          "query ($key: String!) { stakes(where: { staker: $key }, limit: 1000) { items { prover shares costBasis deposited received realisedGain proverAccount { name state assets shares slashingScale } unstakes(where: { completedAt: null }) { items { amount scaleSnapshot } } } } }",
          { key },
        ),
      ],
      postgraphile: (key) => [
        graphql(
          "query ($key: String!) { allStakes(condition: { staker: $key }) { nodes { prover shares costBasis deposited received realisedGain proverByProver { name state assets shares slashingScale } } } }",
          { key },
        ),
      ],
      floor: (key) => [statement("portfolio", key)],
    },
    same(api, [answer]) {
      if (api === "ours")
        return rowsAt(answer, "data", "stakerPortfolio", "positions")
          .map((row) => `${dig(row, "prover", "address")} ${dig(row, "stake", "shares")}`)
          .sort();
      const rows =
        api === "floor"
          ? rowsAt(answer, "rows")
          : api === "stock"
            ? rowsAt(answer, "data", "stakes", "items")
            : rowsAt(answer, "data", "allStakes", "nodes");
      return rows.map(({ prover, shares }) => `${prover} ${shares}`).sort();
    },
  },
  {
    name: "refundable",
    what: "a requester's escrows that can be refunded now: stock knows one of the three reasons, PostGraphile none",
    key: (keys, index) => pick(keys.requesters, index),
    asks: {
      ours: (key) => [
        graphql(
          "query ($key: String) { refundableRequests(requester: $key) { totalCount totalAmount items { reason since request { id maxFee deadline } } } }",
          { key },
        ),
      ],
      stock: (key, { keys }) => [
        graphql(
          `query ($key: String, $now: BigInt) { requests(where: { requester: $key, status: PENDING, deadline_lt: $now }, orderBy: "createdId", limit: 50) { items { id maxFee deadline bidCount winner } } }`,
          { key, now: String(keys.now) },
        ),
      ],
      floor: (key, { keys }) => [statement("refundable", key, keys.now)],
    },
    same(api, [answer]) {
      if (api === "stock") return null;
      const ids =
        api === "floor"
          ? column(rowsAt(answer, "rows"), "id")
          : rowsAt(answer, "data", "refundableRequests", "items").map((row) =>
              String(dig(row, "request", "id")),
            );
      return ids.sort();
    },
  },
];

/** The same words for the generated queries, which our API keeps. */
function both(ask: (key: string) => Ask[]): Pick<Question["asks"], "ours" | "stock"> {
  return { ours: ask, stock: ask };
}

const firstHour = ({ now }: Keys): number => 24 * (Math.floor(now / 86_400) - 364);

/** How each API is asked for the cursor of the place in the middle. */
export const cursorAsks: Record<
  "ours" | "stock" | "postgraphile",
  { ask: (keys: Keys) => Ask; path: readonly string[] }
> = {
  ours: {
    ask: ({ middle }) =>
      graphql("query ($to: Int) { listRequests(to: $to, first: 1) { pageInfo { endCursor } } }", {
        to: middle.time + 1,
      }),
    path: ["data", "listRequests", "pageInfo", "endCursor"],
  },
  stock: {
    ask: ({ middle }) =>
      graphql(
        `query ($id: BigInt) { requests(where: { createdId_lte: $id }, orderBy: "createdId", orderDirection: "desc", limit: 1) { pageInfo { endCursor } } }`,
        { id: middle.id },
      ),
    path: ["data", "requests", "pageInfo", "endCursor"],
  },
  postgraphile: {
    ask: ({ middle }) =>
      graphql(
        "query ($offset: Int) { allRequests(orderBy: CREATED_ID_DESC, offset: $offset, first: 1) { pageInfo { endCursor } } }",
        { offset: middle.newer },
      ),
    path: ["data", "allRequests", "pageInfo", "endCursor"],
  },
};
