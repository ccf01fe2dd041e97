/** Questions about provers. */
import { both, graphql, idsOf, pick, type Question, rowsAt, statement } from "../ask.ts";

export const proverQuestions: readonly Question[] = [
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
    name: "feed",
    what: "a prover's latest 50 events",
    key: (keys, index) => pick(keys.provers, index),
    asks: {
      ours: (key) => [
        graphql(
          'query ($key: String) { activities(where: { prover: $key }, orderDirection: "desc", limit: 50) { items { id kind prover requestId amount timestamp } } }',
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
    same: idsOf({ ours: "activities", stock: "activitys", postgraphile: "allActivities" }),
  },
];
