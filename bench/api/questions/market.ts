/** Questions about the market and its stakers. */
import { dig, graphql, pick, type Question, rowsAt, statement, sum } from "../ask.ts";
import type { Keys } from "../keys.ts";

const HOURS_OF_YEAR = 365 * 24;
const HOURS_OF_ASK = 1000;
const firstHour = ({ now }: Keys): number => 24 * (Math.floor(now / 86_400) - 364);

export const marketQuestions: readonly Question[] = [
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
];
