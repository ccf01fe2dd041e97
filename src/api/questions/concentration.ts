/** Question 20: how concentrated wins, stake and demand are, and whether wins go round fairly. */
import { ne, sql } from "drizzle-orm";
import type { Address } from "viem";
import { bid, prover, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { gini, herfindahl, nakamoto } from "../rules/concentration.ts";
import { bps, type Ratio, ratio } from "../rules/ratios.ts";
import { auctionsOf, requestsOf, type Scope } from "./auctions.ts";
import { rowsOf } from "./history.ts";

export type Holder = { address: Address; amount: bigint; share: Ratio };

/** How something is spread over its holders. */
export type Concentration = {
  holders: number;
  total: bigint;
  herfindahl: Ratio;
  gini: Ratio;
  /** Least number of holders with more than half, and with more than a third. */
  nakamotoHalf: number | null;
  nakamotoThird: number | null;
  /** The largest, largest first. */
  largest: Holder[];
};

/** What an auction's revealers could expect if each of them were as likely to win. */
export type Fairness = {
  prover: Address;
  /** Auctions in which it revealed. */
  auctions: number;
  wins: number;
  /** [bps of a win] Σ 1/revealers over these auctions, floored: 10,000 is one win. */
  expectedWinsBps: bigint;
  /** Wins over expected wins; 10,000: just its part. */
  winsOfExpectedBps: number | null;
};

export type BackToBack = {
  /** Auctions won by the winner of the auction before, in the order of the requests, over auctions that have one before. */
  sameWinner: Ratio<number>;
  /** Σ share of wins²: what it would be were each winner drawn anew. */
  expectedBps: number | null;
  longestStreak: number;
  longestStreakProver: Address | null;
};

export type MarketConcentration = {
  /** Auctions with a winner, by winner; provers that revealed and never won count with zero. */
  wins: Concentration;
  /** [wei] Vault assets of registered provers, now. */
  stake: Concentration;
  /** Requests, and their max fees [wei], by requester. */
  requests: Concentration;
  maxFees: Concentration;
  fairness: Fairness[];
  backToBack: BackToBack;
};

/** Concentration in the auctions and requests of a scope; `first` limits the lists of holders, not the figures. */
export async function marketConcentration(
  db: Db,
  scope: Scope,
  first: number,
): Promise<MarketConcentration> {
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
export function concentrationOf(
  holders: readonly { address: Address; amount: bigint }[],
  first: number,
): Concentration {
  const amounts = holders.map(({ amount }) => amount);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const descending = holders.toSorted((a, b) =>
    a.amount === b.amount ? (a.address < b.address ? -1 : 1) : a.amount > b.amount ? -1 : 1,
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
): Fairness[] {
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
    .toSorted((a, b) => b.auctions - a.auctions || (a.prover < b.prover ? -1 : 1));
}
