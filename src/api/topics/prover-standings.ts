/** Provers side by side over a window, ranked by any of their figures, each beside its value in the window before. */
import { type Address, parseUnits } from "viem";
import { prover, request } from "../../../ponder.schema.ts";
import {
  byDefault,
  enumArg,
  greatestFirstArg,
  listArg,
  required,
  windowArgs,
} from "../declare/arguments.ts";
import { big, int, intOrNull, one, textOrNull } from "../declare/fields.ts";
import { amountRatio, countRatio, numberPercentiles } from "../declare/figures.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { type ProverFigures as Figures, proverFigures, readFrom } from "../reads/prover-figures.ts";
import { withProvers } from "../reads/prover-rows.ts";
import { compareRanked, isUnranked, sortKey } from "../reads/ranking.ts";
import { spanBefore } from "../rules/buckets.ts";
import { PLACES } from "../rules/returns.ts";
import type { Topic } from "../topic.ts";
import { NoReturnReason } from "./returns.ts";

const figures = {
  bids: int("Requests it first bid on."),
  revealRate: countRatio(
    "Bids revealed at least once / bids whose reveal window has closed; from `readFrom` on.",
  ),
  winRate: countRatio(
    "Requests won / requests it revealed in, of the bids whose reveal window has closed; from `readFrom` on.",
  ),
  priceOfMaxFee: amountRatio("Its price level: Σ price over Σ max fee of the requests it proved."),
  provingSeconds: numberPercentiles(
    "[s] From the end of the reveal phase to the proof of those it proved: an upper bound of the proving time; from `readFrom` on.",
  ),
  proven: int("Proofs accepted."),
  missed: int(
    "Deadlines that passed without its proof, refunded yet or not; dated by the first second after the deadline.",
  ),
  success: countRatio("Proven / (proven + missed)."),
  fees: big("[wei] Σ price of those proven, protocol fee included."),
  rewards: big("[wei] `fees` less the protocol fee: what the prover and its stakers got."),
  assets: big("[wei] What lies in its vault at the end of the window."),
  apr: textOrNull(
    'Net APR of its stakers over the window, as in `proverReturns`: a decimal, "0.05" is 5 % a year. Null with a `reason`.',
  ),
  reason: one(orNull(NoReturnReason), "Why there is no APR; null when there is."),
};

const ProverFigures = object("ProverFigures", "What a prover did in a window.", figures);

const ProverStanding = object(
  "ProverStanding",
  "How a prover did in a window, and in the window before.",
  {
    rank: intOrNull("Place in the ranking, from 1; null without the figure ranked by."),
    prover: one(stored("prover"), "The prover, as of the indexed head."),
    ...figures,
    before: one(
      orNull(ProverFigures),
      "The same figures of the window of the same length just before; null for a prover that had not joined by its end, and when it would begin before 1970.",
    ),
  },
);

const ProverOrder = enumeration("ProverOrder", "The figure that provers are ranked by.", {
  BIDS: "`bids`.",
  WIN_RATE: "`winRate`, in basis points.",
  PRICE_OF_MAX_FEE: "`priceOfMaxFee`, in basis points.",
  PROVING_SECONDS: "The median of `provingSeconds`.",
  PROVEN: "`proven`.",
  MISSED: "`missed`.",
  SUCCESS: "`success`, in basis points.",
  FEES: "`fees`.",
  REWARDS: "`rewards`.",
  ASSETS: "`assets`.",
  APR: "`apr`.",
});
export type ProverOrder = ValueOf<typeof ProverOrder>;

const FIGURE: Record<ProverOrder, (of: Figures) => number | bigint | null> = {
  BIDS: ({ bids }) => bids,
  WIN_RATE: ({ winRate }) => winRate.bps,
  PRICE_OF_MAX_FEE: ({ priceOfMaxFee }) => priceOfMaxFee.bps,
  PROVING_SECONDS: ({ provingSeconds }) => provingSeconds.p50,
  PROVEN: ({ proven }) => proven,
  MISSED: ({ missed }) => missed,
  SUCCESS: ({ success }) => success.bps,
  FEES: ({ fees }) => fees,
  REWARDS: ({ rewards }) => rewards,
  ASSETS: ({ assets }) => assets,
  APR: ({ apr }) => (apr === null ? null : parseUnits(apr, PLACES)),
};

const ProverStandingPage = pages(ProverStanding, {
  name: "ProverStandingPage",
  text: "Provers ranked by what they did in a window.",
  // Whatever they are ranked by is a whole number: the column is of the same kind.
  key: { sort: request.maxFee, name: prover.address },
  place: ({ fees, prover: { address } }) => ({ sort: fees, name: address }),
  more: {
    totalCount: int("Provers in the whole list."),
    from: int("[unix s] First second of the window."),
    to: int("[unix s] End of the window, exclusive."),
    readFrom: int(
      "[unix s] From when on reveal rate, win rate and proving times are told: the window's start, or 100 days before its end if that is later. The window before is cut in the same way.",
    ),
  },
});

/** The provers of `proverFigures`, ranked. */
export function rankProvers(
  figuresOf: ReadonlyMap<Address, Figures>,
  orderBy: ProverOrder,
  greatestFirst: boolean,
) {
  return [...figuresOf]
    .map(([name, of]) => ({ name, sort: sortKey(FIGURE[orderBy](of), greatestFirst), ...of }))
    .sort(compareRanked)
    .map((row, index) => ({ ...row, rank: isUnranked(row.sort) ? null : index + 1 }));
}

export const proverStandingTopic: Topic = {
  queries: {
    proverStandings: pagedList(ProverStandingPage, {
      text: "Provers ranked by a figure of a window, from an hour to all time, each figure beside its value in the window before. Each part counts by its own time, as in `proverRecord`; retired provers too.",
      args: {
        window: windowArgs({
          from: "First second of the window; 0 for all time",
          to: "End of the window, exclusive",
        }),
        orderBy: required(byDefault(enumArg(ProverOrder, "What they are ranked by."), "FEES")),
        orderDirection: greatestFirstArg,
        states: listArg(
          enumArg(
            stored("proverState"),
            "Only provers in one of these states at the end of the window; any if left out.",
          ),
        ),
      },
      cost: { base: 200 },
      ask: async ({ window, orderBy, orderDirection, states, ...page }, { db }, asked) => {
        const earlier = asked.names("items").includes("before") ? spanBefore(window) : null;
        const [now, before] = await Promise.all([
          proverFigures(db, window, states),
          earlier && proverFigures(db, { ...earlier, at: window.at }),
        ]);
        const all = rankProvers(now, orderBy, orderDirection);
        const found = rowsFrom(all, page, compareRanked);
        const rows = await withProvers(db, found, ({ name }) => name);
        return {
          rows: rows.map((row) => ({ ...row, before: before?.get(row.name) ?? null })),
          placeOf: (row) => ({
            sort: sortKey(FIGURE[orderBy](row), orderDirection),
            name: row.prover.address,
          }),
          totalCount: all.length,
          from: window.from,
          to: window.to,
          readFrom: readFrom(window),
        };
      },
    }),
  },
};
