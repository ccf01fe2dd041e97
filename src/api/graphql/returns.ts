import { type Address, formatUnits } from "viem";
import { prover, request } from "../../../ponder.schema.ts";
import {
  type Breakdown,
  breakdownsOf,
  comparePlaces,
  type ProverState,
  proverReturns,
  type Return,
  type ReturnPlace,
  type Standing,
  standingsOf,
} from "../questions/returns.ts";
import { ratio } from "../rules/ratios.ts";
import { decimal } from "../rules/returns.ts";
import { UserError } from "./errors.ts";
import { addressOf, firstOf, type Optional, timeRangeOf } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Context, Module, Resolver } from "./module.ts";
import { once } from "./once.ts";

const DAY = 86_400;
const MAX_DAYS = 3650;
/** The list is ordered by figures, not by columns: these are of the same kind, and the APR may be null. */
const key = [
  { name: "apr", column: request.price },
  { name: "prover", column: prover.address },
];

type Args = {
  days?: Optional<number>;
  from?: Optional<number>;
  to?: Optional<number>;
  states?: Optional<ProverState[]>;
  provers?: Optional<string[]>;
  first?: Optional<number>;
  after?: Optional<string>;
};
type Row = { of: Return; standing: Standing; breakdown: () => Promise<Breakdown> };

/** Provers ranked by what a share of their vault earned. */
export const returns: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Provers by the net APR of their stakers over a window, the greatest first, those without one last. What is not of the window is as of the indexed head."
      proverReturns(
        "Length of the window in days of 24 hours, 1 to 3650. Default 30. Not together with \`from\`."
        days: Int
        "[unix s] Start of the window: the price is the one after the last change at or before that second."
        from: Int
        "[unix s] End of the window, that second included. Default and latest: the indexed head's time."
        to: Int
        "Only provers in one of these states at the end of the window; any if left out. Ranks count among them."
        states: [proverState!]
        "Only these provers, at most 100; all if left out. Their ranks are those of the whole list."
        provers: [String!]
        "Rows per page, 1 to 200. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): ProverReturnPage!
    }

    "Provers by the net APR of their stakers."
    type ProverReturnPage {
      "The page's provers."
      items: [ProverReturn!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Provers in the whole list."
      totalCount: Int!
      "[unix s] Start of the window asked about."
      from: Int!
      "[unix s] End of the window."
      to: Int!
    }

    "What a share of a prover's vault earned over a window, and what one should know of the prover besides. Net: commission is already out."
    type ProverReturn {
      "The prover: name, state now, stake, slashing scale, totals of all its time."
      prover: prover!
      "Place in the list by APR, from 1; null without an APR."
      rank: Int
      "State at the end of the window."
      state: proverState!
      "[unix s] Start of its window: the one asked about, or the vault's creation if that came later."
      from: Int!
      "[unix s] End of the window."
      to: Int!
      "[s] Length of its window."
      seconds: Int!
      "How the return is measured."
      method: ReturnMethod!
      "Changes of the vault after \`from\` and up to \`to\`: stakes, unstakes, rewards, donations, slashes."
      samples: Int!
      "[wei] Share price at the start: what the vault converts 10^18 share wei to."
      priceBefore: BigInt!
      "[wei] Share price at the end."
      priceAfter: BigInt!
      "(priceAfter / priceBefore − 1) × 31536000 / seconds, floored to 18 decimals: 0.05 is 5 % a year. May be negative. Null with a \`reason\`."
      apr: String
      "(priceAfter / priceBefore)^(31536000 / seconds) − 1, rounded to 9 decimals. Null with a \`reason\`, and beyond 10^12."
      apy: String
      "Why there is no APR; null when there is one."
      reason: NoReturnReason
      "Where the APR came from. With \`compounding\` the parts add up to it exactly."
      sources: [ReturnSource!]!
      "What is left of the APR: sources working on each other's gains, and the vault's rounding. A decimal of 18 places; null without an APR."
      compounding: String
      "Success rate as MarketViewer defines it: fulfilled / (fulfilled + refunded after the deadline + overdue and pending), over all its time."
      success: CountRatio!
      "Requests refunded after the deadline with this prover as the winner, over all its time."
      missed: Int!
      "Pending requests it is winning whose deadline has passed."
      overdue: Int!
      "The contract's own success rate (\`getProverStatsComposite\`). Its statistics restart from zero after a statistics epoch without a deed of the prover, so it may cover less. Null bps where the contract says 0 of 0."
      contractSuccess: CountRatio!
      "[bps] Commission on market rewards now; null once retired."
      marketCommissionBps: Int
      "[bps] Commission on epoch rewards now; null once retired."
      epochCommissionBps: Int
      "[bps] Commission on rewards of sources without a rate of their own now; null once retired."
      defaultCommissionBps: Int
      "[wei] Rewards of all sources in the window, before commission."
      rewards: BigInt!
      "Commission / rewards of the window: what the prover kept."
      commissionShare: AmountRatio!
      "Slashes in the window."
      slashes: SlashSum!
      "[wei] Value of the prover's own shares now."
      ownStake: BigInt!
      "Own stake / assets of the vault now."
      ownStakeShare: AmountRatio!
    }

    "How a return is measured."
    enum ReturnMethod {
      "By the price of a share at the two ends of the window, in the vault's own rounding; as if nothing were staked or taken out in between."
      SHARE_PRICE
    }

    "Why there is no return."
    enum NoReturnReason {
      "At the end of the window the vault was younger than 7 days."
      TOO_YOUNG
      "At some moment of the window the vault had no shares: nobody could have earned it."
      NO_SHARES
      "At the start of the window a share was worth nothing."
      NO_PRICE
    }

    "What moves a share's price."
    enum ReturnSourceKind {
      "Rewards of the market: fees of proofs."
      MARKET
      "Rewards of EpochRewards: the subsidy."
      EPOCH
      "Rewards added by anybody else."
      OTHER
      "Tokens sent straight to the vault."
      DONATION
      "Slashes of the vault."
      SLASH
    }

    "One source of a return."
    type ReturnSource {
      "Which."
      source: ReturnSourceKind!
      "Events in the window."
      events: Int!
      "[wei] Their amounts to the vault, commission already out; negative for slashes."
      amount: BigInt!
      "Σ amount / assets of the vault just before, over the window, not annualised. A decimal of 36 places; an event on an empty vault counts nothing here."
      contribution: String!
      "The same a year: contribution × 31536000 / seconds, floored to 18 decimals. Null without an APR."
      apr: String
    }

    "Slashes in sum."
    type SlashSum {
      "How many, those included that took nothing."
      count: Int!
      "[wei] Taken in all."
      amount: BigInt!
      "[wei] From the vault."
      fromVault: BigInt!
      "[wei] From pending unstakes."
      fromUnstaking: BigInt!
    }
  `,
  resolvers: {
    Query: {
      proverReturns: (async (_parent, args, context) => {
        const first = firstOf(args.first, { max: 200 });
        const { from, to, at } = await windowOf(args, context);
        const among = args.provers == null ? null : amongOf(args.provers);
        const all = await proverReturns(context.db, { from, to, states: args.states ?? null });
        const list = among === null ? all : all.filter(({ address }) => among.has(address));
        const after = placeOf<ReturnPlace>(key, args.after);
        const rest =
          after === null
            ? list
            : list.filter(({ apr, address }) => comparePlaces([apr, address], after) > 0);
        const page = listOf(rest, {
          key,
          keyOf: ({ apr, address }) => ({ apr, prover: address }),
          first,
          after: args.after,
        });
        const items = await answersOf(page.items, at, context);
        return { ...page, items, totalCount: list.length, from, to };
      }) satisfies Resolver<unknown, Args>,
    },
    ProverReturn: {
      prover: ({ standing }) => standing.prover,
      rank: ({ of }) => of.rank,
      state: ({ of }) => of.state,
      from: ({ of }) => of.from,
      to: ({ of }) => of.to,
      seconds: ({ of }) => of.to - of.from,
      method: () => "SHARE_PRICE",
      samples: async ({ breakdown }) => (await breakdown()).samples,
      priceBefore: ({ of }) => of.price0,
      priceAfter: ({ of }) => of.price1,
      apr: ({ of }) => decimalOf(of.apr),
      apy: ({ of }) => of.apy,
      reason: ({ of }) => of.reason,
      sources: async ({ breakdown }) =>
        (await breakdown()).parts.map((part) => ({
          ...part,
          contribution: formatUnits(part.contribution, 36),
          apr: decimalOf(part.apr),
        })),
      compounding: async ({ breakdown }) => decimalOf((await breakdown()).compounding),
      success: ({ standing }) => standing.success,
      missed: ({ standing }) => standing.prover.missed,
      overdue: ({ standing }) => standing.overdue,
      contractSuccess: ({ standing }) => standing.contractSuccess,
      marketCommissionBps: ({ standing }) => numberOf(standing.marketCommission),
      epochCommissionBps: ({ standing }) => numberOf(standing.epochCommission),
      defaultCommissionBps: ({ standing }) => numberOf(standing.defaultCommission),
      rewards: async ({ breakdown }) => (await breakdown()).rewards,
      commissionShare: async ({ breakdown }) => {
        const { commission, rewards } = await breakdown();
        return ratio(commission, rewards);
      },
      slashes: async ({ breakdown }) => (await breakdown()).slashes,
      ownStake: ({ standing }) => standing.ownStake,
      ownStakeShare: ({ standing }) => standing.ownStakeShare,
    } satisfies Record<string, (row: Row) => unknown>,
  },
  costs: { "Query.proverReturns": { base: 200 }, "ProverReturn.sources": { base: 5, rows: 5 } },
};

/** [unix s] The window asked about, and the indexed head's time. */
async function windowOf({ days, from, to }: Args, context: Context) {
  const { timestamp: at } = await context.head();
  const end = Math.min(to ?? at, at);
  if (days != null && from != null)
    throw new UserError({
      argument: "days",
      problem: "is given together with from; one of them says where the window starts.",
      example: "days: 30",
    });
  if (days != null && (days < 1 || days > MAX_DAYS))
    throw new UserError({
      argument: "days",
      problem: `is ${days}; it must be from 1 to ${MAX_DAYS}.`,
      example: "days: 30",
    });
  const start = from ?? Math.max(0, end - (days ?? 30) * DAY);
  timeRangeOf({ from: start, to: end });
  return { from: start, to: end, at };
}

function amongOf(provers: readonly string[]): Set<Address> {
  if (provers.length <= 100) return new Set(provers.map((value) => addressOf(value, "provers")));
  throw new UserError({
    argument: "provers",
    problem: `has ${provers.length} addresses; at most 100 are looked up at once.`,
    example: `provers: ["0x${"1f".repeat(20)}"]`,
  });
}

/** The rows of a page. What they were made of needs every change of the window: it is asked when one of its fields is, for all rows together. */
async function answersOf(page: readonly Return[], at: number, { db }: Context): Promise<Row[]> {
  const standings = await standingsOf(db, { addresses: page.map(({ address }) => address), at });
  const breakdowns = once(() => breakdownsOf(db, page));
  const breakdown = async (address: Address) => (await breakdowns()).get(address)!;
  return page.map((of) => ({
    of,
    standing: standings.get(of.address)!,
    breakdown: () => breakdown(of.address),
  }));
}

const decimalOf = (rate: bigint | null) => (rate === null ? null : decimal(rate));
const numberOf = (rate: bigint | null) => (rate === null ? null : Number(rate));
