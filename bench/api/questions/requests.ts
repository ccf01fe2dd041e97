/** Questions about requests. */
import {
  both,
  column,
  dig,
  graphql,
  idsOf,
  pick,
  type Question,
  type Row,
  rowsAt,
  statement,
} from "../ask.ts";

/** PostGraphile takes the name `id` for its own. */
const ROW_ID = "id: rowId";
const REQUEST = "requester vk status maxFee winner winnerFee price createdAt";
const PAGE = "status maxFee price createdAt";
const PAGE_INFO = "pageInfo { hasNextPage endCursor }";

const pages = { ours: "requests", stock: "requests", postgraphile: "allRequests" } as const;

export const requestQuestions: readonly Question[] = [
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
          `query ($key: String!) { requests(where: { requester: $key }, orderDirection: "desc", limit: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
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
          `query ($key: String!) { requests(where: { vk: $key, status: FULFILLED }, orderDirection: "desc", limit: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
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
          `query ($after: String) { requests(after: $after, orderDirection: "desc", limit: 50) { items { id ${PAGE} } ${PAGE_INFO} } }`,
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
