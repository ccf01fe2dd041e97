/** Question 6: provers ranked by what a share of their vault earned. */
import { formatUnits, parseUnits } from "viem";
import { prover, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  type ArgumentGroup,
  addressArg,
  daysArg,
  enumArg,
  intArg,
  listArg,
  refuseTwoStarts,
} from "../declare/arguments.ts";
import { big, int, intOrNull, later, list, one, text, textOrNull } from "../declare/fields.ts";
import { amountRatio, countRatio } from "../declare/figures.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { timeRangeOf } from "../inputs.ts";
import { once } from "../once.ts";
import { breakdownsOf, comparePlaces, proverReturns, type Return } from "../reads/returns.ts";
import { standingsOf } from "../reads/standings.ts";
import { DAY } from "../rules/buckets.ts";
import { ratio } from "../rules/ratios.ts";
import { decimal, PLACES } from "../rules/returns.ts";
import type { Topic } from "../topic.ts";

const ReturnMethod = enumeration("ReturnMethod", "How a return is measured.", {
  SHARE_PRICE:
    "By the price of a share at the two ends of the window, in the vault's own rounding; as if nothing were staked or taken out in between.",
});

export const NoReturnReason = enumeration("NoReturnReason", "Why there is no return.", {
  TOO_YOUNG: "At the end of the window the vault was younger than 7 days.",
  NO_SHARES: "At some moment of the window the vault had no shares: nobody could have earned it.",
  NO_PRICE: "At the start of the window a share was worth nothing.",
});

const ReturnSourceKind = enumeration("ReturnSourceKind", "What moves a share's price.", {
  MARKET: "Rewards of the market: fees of proofs.",
  EPOCH: "Rewards of EpochRewards: the subsidy.",
  OTHER: "Rewards added by anybody else.",
  DONATION: "Tokens sent straight to the vault.",
  SLASH: "Slashes of the vault.",
});

const ReturnSource = object("ReturnSource", "One source of a return.", {
  source: one(ReturnSourceKind, "Which."),
  events: int(
    "Events in the window that changed the vault: a reward that is commission alone is none.",
  ),
  amount: big("[wei] Their amounts to the vault, commission already out; negative for slashes."),
  contribution: text(
    "Σ amount / assets of the vault just before, over the window, not annualised. A decimal of 36 places; an event on an empty vault counts nothing here.",
  ),
  apr: textOrNull(
    "The same a year: contribution × 31536000 / seconds, floored to 18 decimals. Null without an APR.",
  ),
});

const SlashSum = object("SlashSum", "Slashes in sum.", {
  count: int("How many, those included that took nothing."),
  amount: big("[wei] Taken in all."),
  fromVault: big("[wei] From the vault."),
  fromUnstaking: big("[wei] From pending unstakes."),
});

const ProverReturn = object(
  "ProverReturn",
  "What a share of a prover's vault earned over a window, and what one should know of the prover besides. Net: commission is already out.",
  {
    prover: one(
      stored("prover"),
      "The prover: name, state now, stake, slashing scale, totals of all its time.",
    ),
    rank: intOrNull("Place in the list by APR, from 1; null without an APR."),
    state: one(stored("proverState"), "State at the end of the window."),
    from: int(
      "[unix s] Start of its window: the one asked about, or the vault's creation if that came later.",
    ),
    to: int("[unix s] End of the window."),
    seconds: int("[s] Length of its window."),
    method: one(ReturnMethod, "How the return is measured."),
    samples: later(
      int(
        "Changes of the vault after `from` and up to `to`: stakes, unstakes, rewards, donations, slashes.",
      ),
    ),
    priceBefore: big("[wei] Share price at the start: what the vault converts 10^18 share wei to."),
    priceAfter: big("[wei] Share price at the end."),
    apr: textOrNull(
      "(priceAfter / priceBefore − 1) × 31536000 / seconds, floored to 18 decimals: 0.05 is 5 % a year. May be negative. Null with a `reason`.",
    ),
    apy: textOrNull(
      "(priceAfter / priceBefore)^(31536000 / seconds) − 1, rounded to 9 decimals. Null with a `reason`, and beyond 10^12.",
    ),
    reason: one(orNull(NoReturnReason), "Why there is no APR; null when there is one."),
    sources: later(
      list(
        ReturnSource,
        "Where the APR came from. With `compounding` the parts add up to it exactly.",
        { base: 5, rows: 5 },
      ),
    ),
    compounding: later(
      textOrNull(
        "What is left of the APR: sources working on each other's gains, and the vault's rounding. A decimal of 18 places; null without an APR.",
      ),
    ),
    success: countRatio(
      "Success rate as MarketViewer defines it: fulfilled / (fulfilled + refunded after the deadline + overdue and pending), over all its time.",
    ),
    missed: int(
      "Requests refunded after the deadline with this prover as the winner, over all its time.",
    ),
    overdue: int("Pending requests it is winning whose deadline has passed."),
    contractSuccess: countRatio(
      "The contract's own success rate (`getProverStatsComposite`). Its statistics restart from zero after a statistics epoch, however short, in which the prover did nothing, so it may cover less, or nothing: `contractStatistics` says why. Null bps where the contract says 0 of 0.",
    ),
    marketCommissionBps: intOrNull("[bps] Commission on market rewards now; null once retired."),
    epochCommissionBps: intOrNull("[bps] Commission on epoch rewards now; null once retired."),
    defaultCommissionBps: intOrNull(
      "[bps] Commission on rewards of sources without a rate of their own now; null once retired.",
    ),
    rewards: later(big("[wei] Rewards of all sources in the window, before commission.")),
    commissionShare: later(
      amountRatio("Commission / rewards of the window: what the prover kept."),
    ),
    slashes: later(one(SlashSum, "Slashes in the window.")),
    ownStake: big("[wei] Value of the prover's own shares now."),
    ownStakeShare: amountRatio("Own stake / assets of the vault now."),
  },
);

const ProverReturnPage = pages(ProverReturn, {
  name: "ProverReturnPage",
  text: "Provers by the net APR of their stakers.",
  // The list is ordered by figures, not by columns: these are of the same kind, and the APR may be null.
  key: { apr: request.price, address: prover.address },
  place: ({ apr, prover: { address } }) => ({
    apr: apr === null ? null : parseUnits(apr, PLACES),
    address,
  }),
  more: {
    totalCount: int("Provers in the whole list."),
    from: int("[unix s] Start of the window asked about."),
    to: int("[unix s] End of the window."),
  },
});

type ProverReturn = ValueOf<typeof ProverReturn>;

/**
 * Returns, with the rest about their provers. Their breakdown needs every change of the window: it is read when selected.
 */
async function answersOf(db: Db, returns: readonly Return[], at: number): Promise<ProverReturn[]> {
  const standings = await standingsOf(db, { addresses: returns.map(({ address }) => address), at });
  const breakdowns = once(() => breakdownsOf(db, returns));
  return returns.map((of): ProverReturn => {
    const breakdown = async () => (await breakdowns()).get(of.address)!;
    const standing = standings.get(of.address)!;
    return {
      ...standing,
      rank: of.rank,
      state: of.state,
      from: of.from,
      to: of.to,
      seconds: of.to - of.from,
      method: "SHARE_PRICE",
      samples: async () => (await breakdown()).samples,
      priceBefore: of.price0,
      priceAfter: of.price1,
      apr: decimalOf(of.apr),
      apy: of.apy,
      reason: of.reason,
      sources: async () =>
        (await breakdown()).parts.map((part) => ({
          ...part,
          contribution: formatUnits(part.contribution, 36),
          apr: decimalOf(part.apr),
        })),
      compounding: async () => decimalOf((await breakdown()).compounding),
      missed: standing.prover.missed,
      rewards: async () => (await breakdown()).rewards,
      commissionShare: async () => {
        const { commission, rewards } = await breakdown();
        return ratio(commission, rewards);
      },
      slashes: async () => (await breakdown()).slashes,
    };
  });
}

const decimalOf = (rate: bigint | null) => (rate === null ? null : decimal(rate));

/** [unix s] The window asked about, that of `at`, the indexed head's time, included. */
const windowArgs: ArgumentGroup<{ from: number; to: number; at: number }> = {
  args: {
    days: daysArg("Length of the window in days of 24 hours"),
    from: intArg(
      "[unix s] Start of the window: the price is the one after the last change at or before that second.",
    ),
    to: intArg(
      "[unix s] End of the window, that second included. Default and latest: the indexed head's time.",
    ),
  },
  readGroup: async (
    { days, from, to }: Record<"days" | "from" | "to", number | null>,
    { head },
  ) => {
    const { timestamp: at } = await head();
    const end = Math.min(to ?? at, at);
    refuseTwoStarts({ days, from });
    const start = from ?? Math.max(0, end - (days ?? 30) * DAY);
    timeRangeOf({ from: start, to: end });
    return { from: start, to: end, at };
  },
};

export const returnTopic: Topic = {
  queries: {
    proverReturns: pagedList(ProverReturnPage, {
      text: "Provers by the net APR of their stakers over a window, the greatest first, those without one last. What is not of the window is as of the indexed head.",
      args: {
        window: windowArgs,
        states: listArg(
          enumArg(
            stored("proverState"),
            "Only provers in one of these states at the end of the window; any if left out. Ranks count among them.",
          ),
        ),
        provers: listArg(
          addressArg(
            "Only these provers, at most 100; all if left out. Their ranks are those of the whole list.",
          ),
          { max: 100, example: `["0x${"1f".repeat(20)}"]` },
        ),
      },
      cost: { base: 200 },
      max: 200,
      ask: async ({ window: { from, to, at }, states, provers, ...page }, { db }) => {
        const all = await proverReturns(db, { from, to, states });
        const among = provers && new Set(provers);
        const found = among === null ? all : all.filter(({ address }) => among.has(address));
        const rows = await answersOf(db, rowsFrom(found, page, comparePlaces), at);
        return { rows, totalCount: found.length, from, to };
      },
    }),
  },
};
