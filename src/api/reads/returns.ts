/** What a share of a vault earned, by share prices, and what it was made of. */
import { sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Address } from "viem";
import {
  prover,
  proverStateChange,
  reward,
  slashing,
  unstake,
  vaultChange,
} from "../../../ponder.schema.ts";
import { sharePrice } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { countSql, sumSql } from "../rules/figures-sql.ts";
import { ascending } from "../rules/numbers.ts";
import { numeric } from "../rules/phase-sql.ts";
import {
  annualised,
  aprOf,
  apyOf,
  CONTRIBUTION_SCALE,
  type NoReturn,
  noReturn,
  type Span,
} from "../rules/returns.ts";
import { comma, idsWithin, rowsOf } from "./history.ts";
import type { Prover } from "./prover-rows.ts";

type ProverState = Prover["state"];
type Kind = (typeof vaultChange.$inferSelect)["kind"];

/** What a share of a prover's vault earned in a window. */
export type Return = Span & {
  address: Address;
  /** State at the end of the window. */
  state: ProverState;
  /** [wei] What lies in its vault at the end of the window. */
  assets: bigint;
  /** Place by APR, from 1; null without an APR. */
  rank: number | null;
  /** In 10^-18 a year; null with a reason. */
  apr: bigint | null;
  apy: string | null;
  reason: NoReturn | null;
};

/** Place in the ranking. */
type ReturnPlace = Pick<Return, "apr" | "address">;

/**
 * The provers that had joined by `to` [unix s], in one of the states then (null: any), by APR from `from` to `to`,
 * those without one last. Share prices are those after the last change at or before a time. One row per prover.
 */
export async function proverReturns(
  db: Db,
  { from, to, states }: { from: number; to: number; states: readonly ProverState[] | null },
): Promise<Return[]> {
  const vaultAt = (time: ReturnType<typeof sql>) => sql`(
    select c.assets_after as assets, c.shares_after as shares from ${vaultChange} c
    where c.prover = p.address and c.timestamp <= ${time} order by c.timestamp desc, c.id desc limit 1)`;
  const start = sql`greatest(p.joined_at, ${from}::int)`;
  // Only an unstake takes the last share; unstakes are few beside rewards.
  const rows = await rowsOf<Record<string, string | number | boolean | null>>(
    db,
    sql`select p.address, p.joined_at, ${start} as t0, s.new_state::text as state,
        a.assets as assets0, a.shares as shares0, b.assets as assets1, b.shares as shares1,
        exists (select from ${unstake} u join ${vaultChange} c on c.id = u.requested_id
          where u.prover = p.address and u.requested_at > ${start} and u.requested_at <= ${to}
            and c.shares_after = 0) as emptied
      from ${prover} p
      join lateral (select c.new_state from ${proverStateChange} c
        where c.prover = p.address and c.timestamp <= ${to} order by c.id desc limit 1) s on true
      left join lateral ${vaultAt(start)} a on true
      left join lateral ${vaultAt(sql`${to}::int`)} b on true
      where p.joined_at <= ${to}`,
  );
  const returns = rows
    .map((row): Return => {
      const amount = (name: string) => BigInt((row[name] as string | null) ?? 0);
      const [shares0, shares1] = [amount("shares0"), amount("shares1")];
      const assets = amount("assets1");
      const span = {
        createdAt: Number(row.joined_at),
        from: Number(row.t0),
        to,
        price0: sharePrice({ assets: amount("assets0"), shares: shares0 }),
        price1: sharePrice({ assets, shares: shares1 }),
        hadNoShares: shares0 === 0n || shares1 === 0n || row.emptied === true,
      };
      const reason = noReturn(span);
      return {
        ...span,
        address: row.address as Address,
        state: row.state as ProverState,
        assets,
        rank: null,
        apr: reason === null ? aprOf(span) : null,
        apy: reason === null ? apyOf(span) : null,
        reason,
      };
    })
    .filter(({ state }) => states === null || states.includes(state))
    .sort(comparePlaces);
  return returns.map((row, index) => ({ ...row, rank: row.apr === null ? null : index + 1 }));
}

/** The order of the ranking: greatest APR first, none last, then by address. */
export function comparePlaces(a: ReturnPlace, b: ReturnPlace): number {
  if (a.apr !== b.apr) return b.apr === null || (a.apr !== null && a.apr > b.apr) ? -1 : 1;
  return ascending(a.address, b.address);
}

/** What moves a share's price besides rounding, by the kind of the vault's change. */
const kindOf = {
  MARKET: "MARKET_REWARD",
  EPOCH: "EPOCH_REWARD",
  OTHER: "OTHER_REWARD",
  DONATION: "DONATION",
  SLASH: "SLASH",
} as const satisfies Record<string, Kind>;

const sources = Object.keys(kindOf) as (keyof typeof kindOf)[];

/**
 * What each of the returns was made of: all changes after the start of its window and up to its end. Amounts are in wei,
 * contributions (Σ amount / assets just before) in parts of `CONTRIBUTION_SCALE`, rates in 10^-18 a year; those are null
 * when there is no APR. `compounding` is the APR less its parts.
 */
export async function breakdownsOf(db: Db, returns: readonly Return[]) {
  const [first] = returns;
  if (first === undefined) return new Map<Address, never>();
  const { to } = first;
  const { low, high } = await idsWithin(db, Math.min(...returns.map((row) => row.from)), to + 1);
  const pairs = returns.map(({ address, from }) => sql`(${address}::text, ${from}::int)`);
  const windows = sql`(values ${comma(pairs)}) as w (prover, since)`;
  const within = sql`e.prover = w.prover and e.id >= ${low} and e.id < ${high}
    and e.timestamp > w.since and e.timestamp <= ${to}`;
  const prover = sql<Address>`e.prover`;
  const joined = (table: PgTable) => sql`${windows} join ${table} e on ${within}`;
  const [moves, rewards, slashes] = await Promise.all([
    db
      .select({
        prover,
        kind: sql<Kind>`e.kind::text`,
        events: countSql(),
        amount: sumSql(sql`e.assets`),
        contribution: sumSql(
          sql`div(e.assets * ${numeric(CONTRIBUTION_SCALE)}, nullif(e.assets_after - e.assets, 0))`,
        ),
      })
      .from(joined(vaultChange))
      .groupBy(sql`1, 2`),
    db
      .select({ prover, rewards: sumSql(sql`e.amount`), commission: sumSql(sql`e.commission`) })
      .from(joined(reward))
      .groupBy(sql`1`),
    db
      .select({
        prover,
        count: countSql(),
        amount: sumSql(sql`e.amount`),
        fromVault: sumSql(sql`e.from_vault`),
        fromUnstaking: sumSql(sql`e.from_unstaking`),
      })
      .from(joined(slashing))
      .groupBy(sql`1`),
  ]);
  return new Map(
    returns.map((row) => {
      const own = moves.filter(({ prover: of }) => of === row.address);
      const parts = sources.map((source) => {
        const {
          events = 0,
          amount = 0n,
          contribution = 0n,
        } = own.find(({ kind }) => kind === kindOf[source]) ?? {};
        const apr = row.apr === null ? null : annualised(contribution, row);
        return { source, events, amount, contribution, apr };
      });
      const paid = rewards.find(({ prover: of }) => of === row.address);
      const { prover: _, ...lost } = slashes.find(({ prover: of }) => of === row.address) ?? {};
      return [
        row.address,
        {
          samples: own.reduce((sum, { events }) => sum + events, 0),
          parts,
          compounding: parts.reduce<bigint | null>(
            (left, { apr }) => (left === null ? null : left - (apr ?? 0n)),
            row.apr,
          ),
          rewards: paid?.rewards ?? 0n,
          commission: paid?.commission ?? 0n,
          slashes: { count: 0, amount: 0n, fromVault: 0n, fromUnstaking: 0n, ...lost },
        },
      ] as const;
    }),
  );
}
