/** Question 20: how concentrated wins, stake and demand are, and whether wins go round fairly. */
import { ne, sql } from "drizzle-orm";
import type { Address } from "viem";
import { bid, prover, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { byDefault, rowsArg } from "../declare/arguments.ts";
import { big, bytes, bytesOrNull, int, intOrNull, list, one, question } from "../declare/fields.ts";
import { amountRatio, countRatio } from "../declare/figures.ts";
import { proverNamedBy } from "../declare/named.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { auctionsOf, requestsOf, type Scope, scopeArgs } from "../reads/auctions.ts";
import { rowsOf } from "../reads/history.ts";
import { gini, herfindahl, nakamoto } from "../rules/concentration.ts";
import { ascending, sumOf } from "../rules/numbers.ts";
import { bps, ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const Holder = object("Holder", "One holder.", {
  address: bytes("Address of the prover or requester."),
  proverAccount: proverNamedBy("address", "The prover; null for a requester."),
  amount: big("What it holds."),
  share: amountRatio("Its part of the total."),
});

const Concentration = object("Concentration", "How something is spread over its holders.", {
  holders: int("Holders."),
  total: big("What they hold together."),
  herfindahl: amountRatio(
    "Herfindahl–Hirschman index: Σ amount² / (Σ amount)². 10000 bps: one has all; 10000/n: n have the same.",
  ),
  gini: amountRatio("Gini coefficient: 0: all have the same; towards 10000 bps: one has all."),
  nakamotoHalf: intOrNull(
    "Nakamoto coefficient: least number of holders who have more than half; null when nothing is held.",
  ),
  nakamotoThird: intOrNull(
    "Least number of holders who have more than a third; null when nothing is held.",
  ),
  largest: list(Holder, "The largest holders, largest first."),
});

const WinFairness = object(
  "WinFairness",
  "A prover's wins against an even chance in each auction in which it revealed.",
  {
    prover: bytes("The prover."),
    proverAccount: proverNamedBy("prover", "Its row."),
    auctions: int("Auctions in which it revealed."),
    wins: int("Auctions it won."),
    expectedWinsBps: big(
      "[1/10000 win] Σ 1/revealers over these auctions, floored: what an even chance promised.",
    ),
    winsOfExpectedBps: intOrNull(
      "[bps] Wins over expected wins, floored; 10000: exactly what was expected.",
    ),
  },
);

const BackToBackWins = object(
  "BackToBackWins",
  "Auctions won by the winner of the auction before, in the order of the requests.",
  {
    sameWinner: countRatio(
      "Auctions with the same winner as the one before, over the auctions with a winner but the first.",
    ),
    expectedBps: intOrNull(
      "[bps] Σ share of wins²: what it would be were every winner drawn anew. Null without wins.",
    ),
    longestStreak: int("Most auctions that one prover won in a row."),
    longestStreakProver: bytesOrNull(
      "The prover that did; of several, the one with the lowest address; null without wins.",
    ),
    longestStreakAccount: proverNamedBy(
      "longestStreakProver",
      "Row of `longestStreakProver`; null when that is.",
    ),
  },
);

const MarketConcentration = object(
  "MarketConcentration",
  "Concentration of wins, stake and demand.",
  {
    wins: one(
      Concentration,
      "Auctions with a winner, by winner. Provers that revealed and never won count with 0.",
    ),
    stake: one(Concentration, "[wei] Vault assets of registered provers, as of the indexed head."),
    requests: one(Concentration, "Requests, by requester."),
    maxFees: one(Concentration, "[wei] Max fees, by requester."),
    fairness: list(WinFairness, "Wins against what 1/revealers promised; most auctions first."),
    backToBack: one(BackToBackWins, "Auctions won by the winner of the auction before."),
  },
);

/** Concentration in the auctions and requests of a scope; `first` limits the lists of holders, not the figures. */
export async function marketConcentration(
  db: Db,
  scope: Scope,
  first: number,
): Promise<ValueOf<typeof MarketConcentration>> {
  const [auctions, requests] = await Promise.all([auctionsOf(db, scope), requestsOf(db, scope)]);
  const [reveals, stakes, demand, streaks] = await Promise.all([
    rowsOf<{ prover: Address; revealers: number; auctions: number; wins: number }>(
      db,
      sql`select b.prover, r.revealers, count(*)::int as auctions,
          (count(*) filter (where r.winner = b.prover))::int as wins
        from (select id, revealers, winner from ${request} where ${auctions}) r
        join ${bid} b on b.request_id = r.id and b.reveals > 0
        group by 1, 2 order by 1`,
    ),
    db
      .select({ address: prover.address, amount: prover.assets })
      .from(prover)
      .where(ne(prover.state, "RETIRED")),
    rowsOf<{ address: Address; requests: string; fees: string }>(
      db,
      sql`select requester as address, count(*) as requests, sum(max_fee) as fees
        from ${request} where ${requests} group by 1`,
    ),
    rowsOf<{ winner: Address; length: number }>(
      db,
      sql`select winner, count(*)::int as length from (
          select winner, row_number() over (order by created_id)
            - row_number() over (partition by winner order by created_id) as streak
          from ${request} where ${auctions} and winner is not null
        ) r group by winner, streak order by length desc, winner`,
    ),
  ]);
  const fairness = fairnessOf(reveals);
  const wins = concentrationOf(
    fairness.map((row) => ({ address: row.prover, amount: BigInt(row.wins) })),
    first,
  );
  const byFees = demand.map(({ address, fees }) => ({ address, amount: BigInt(fees) }));
  const byCount = demand.map(({ address, requests: n }) => ({ address, amount: BigInt(n) }));
  const won = streaks.reduce((sum, { length }) => sum + length, 0);
  return {
    wins,
    stake: concentrationOf(stakes, first),
    requests: concentrationOf(byCount, first),
    maxFees: concentrationOf(byFees, first),
    fairness: fairness.slice(0, first),
    backToBack: {
      // Each streak but the first begins with a change of the winner.
      sameWinner: ratio(won - streaks.length, Math.max(0, won - 1)),
      expectedBps: wins.herfindahl.bps,
      longestStreak: streaks[0]?.length ?? 0,
      longestStreakProver: streaks[0]?.winner ?? null,
    },
  };
}

/** The figures of holders in any order. */
function concentrationOf(
  holders: readonly { address: Address; amount: bigint }[],
  first: number,
): ValueOf<typeof Concentration> {
  const amounts = holders.map(({ amount }) => amount);
  const total = sumOf(amounts);
  const descending = holders.toSorted(
    (a, b) => ascending(b.amount, a.amount) || ascending(a.address, b.address),
  );
  return {
    holders: holders.length,
    total,
    herfindahl: herfindahl(amounts),
    gini: gini(amounts),
    nakamotoHalf: nakamoto(amounts, { numerator: 1n, denominator: 2n }),
    nakamotoThird: nakamoto(amounts, { numerator: 1n, denominator: 3n }),
    largest: descending
      .slice(0, first)
      .map(({ address, amount }) => ({ address, amount, share: ratio(amount, total) })),
  };
}

/** Wins of each prover against what 1/revealers promised; most auctions first. */
export function fairnessOf(
  rows: readonly { prover: Address; revealers: number; auctions: number; wins: number }[],
): ValueOf<typeof WinFairness>[] {
  return [...Map.groupBy(rows, ({ prover: of }) => of)]
    .map(([of, groups]) => {
      // One fraction for all: only the final division floors.
      const common = groups.reduce((product, { revealers }) => product * BigInt(revealers), 1n);
      const expected = groups.reduce(
        (sum, { revealers, auctions }) => sum + (BigInt(auctions) * common) / BigInt(revealers),
        0n,
      );
      const wins = groups.reduce((sum, row) => sum + row.wins, 0);
      return {
        prover: of,
        auctions: groups.reduce((sum, row) => sum + row.auctions, 0),
        wins,
        expectedWinsBps: (expected * 10_000n) / common,
        winsOfExpectedBps: bps(BigInt(wins) * common, expected),
      };
    })
    .toSorted((a, b) => b.auctions - a.auctions || ascending(a.prover, b.prover));
}

export const concentrationTopic: Topic = {
  queries: {
    marketConcentration: question(MarketConcentration, {
      text: "How concentrated wins, stake and demand are, and whether wins go round fairly, in a span of time.",
      args: {
        ...scopeArgs,
        limit: byDefault(
          rowsArg(
            "Rows of each list of holders and provers, 1 to 1000; the figures are of all. Default 10.",
          ),
          10,
        ),
      },
      cost: { base: 200 },
      ask: ({ vk, span, limit }, { db }) => marketConcentration(db, { vk, ...span }, limit),
    }),
  },
};
