/** Question 27: what was true after a block or second of the past. */
import { type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import {
  activity,
  parameterChange,
  prover,
  proverStateChange,
  shareTransfer,
  slashing,
  unstake,
  vaultChange,
} from "../../../ponder.schema.ts";
import { firstIdOf } from "../../domain/ids.ts";
import { sharePrice, toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { firstIdsAt, rowsOf } from "./history.ts";
import type { ParameterChange } from "./parameters.ts";
import { proverOf } from "./prover-rows.ts";
import type { ProverState } from "./prover-set.ts";

/** A place in the chain: after the last event at or before a time or block. */
export type Moment = {
  /** First id beyond: every event that counts has a smaller one. */
  high: bigint;
  /** The last event's block, and its time [unix s]. */
  block: number;
  timestamp: number;
};

/** The place after a block, or after a second [unix s]; null when nothing had happened by then. */
export async function momentOf(
  db: Db,
  when: { block: number } | { at: number },
): Promise<Moment | null> {
  const high =
    "block" in when
      ? firstIdOf(BigInt(when.block) + 1n)
      : (await firstIdsAt(db, [when.at + 1]))[0]!;
  const [last] = await rowsOf<{ block: number; timestamp: number }>(
    db,
    sql`select block, timestamp from ${activity} where id < ${high} order by id desc limit 1`,
  );
  return last === undefined ? null : { high, ...last };
}

/** Each parameter's last change by then. */
export async function parametersAsOf(db: Db, { high }: Moment): Promise<ParameterChange[]> {
  return db
    .selectDistinctOn([parameterChange.contract, parameterChange.name])
    .from(parameterChange)
    .where(sql`${parameterChange.id} < ${high}`)
    .orderBy(
      parameterChange.contract,
      parameterChange.name,
      sql`${parameterChange.id} desc`,
    ) as Promise<ParameterChange[]>;
}

/** A prover then. Amounts in wei; the price is what the vault converted one whole share to. */
export type PastProver = {
  address: Address;
  state: ProverState;
  /** [unix s] Since when in that state. */
  since: number;
  assets: bigint;
  shares: bigint;
  price: bigint;
};

/** Every prover that had joined, with its last state and its vault's last change: two look-ups in indexes each. */
const proversThen = (high: bigint): SQL =>
  sql`${prover} p
    cross join lateral (select new_state as state, timestamp as since from ${proverStateChange} c
      where c.prover = p.address and c.id < ${high} order by c.id desc limit 1) s
    left join lateral (select assets_after as assets, shares_after as shares from ${vaultChange} c
      where c.prover = p.address and c.id < ${high} order by c.id desc limit 1) v on true`;

/** Provers then, by address, retired ones included: at most `first` + 1 from the place `after` (an address) on. Null state: any. */
export async function proversAsOf(
  db: Db,
  given: { high: bigint; state: ProverState | null; first: number; after: Address | null },
): Promise<PastProver[]> {
  const { high, state, first, after } = given;
  const rows = await rowsOf<
    Pick<PastProver, "address" | "state" | "since"> & Record<"assets" | "shares", string | null>
  >(
    db,
    sql`select p.address, s.state::text as state, s.since, v.assets, v.shares
      from ${proversThen(high)}
      where p.address > ${after ?? ""} and (${state}::text is null or s.state::text = ${state})
      order by p.address limit ${first + 1}`,
  );
  return rows.map(({ assets, shares, ...row }) => {
    const vault = { assets: BigInt(assets ?? 0), shares: BigInt(shares ?? 0) };
    return { ...row, ...vault, price: sharePrice(vault) };
  });
}

/** How many provers there were, by state, and the assets of the registered ones' vaults [wei]. */
export type PastSet = Record<
  "registered" | "active" | "deactivated" | "jailed" | "retired",
  number
> & { assets: bigint };

/** The set of provers then. */
export async function proverSetAsOf(db: Db, { high }: Moment): Promise<PastSet> {
  const [row] = await rowsOf<Record<keyof PastSet, string>>(
    db,
    sql`select count(*) filter (where s.state <> 'RETIRED') as registered,
        count(*) filter (where s.state = 'ACTIVE') as active,
        count(*) filter (where s.state = 'DEACTIVATED') as deactivated,
        count(*) filter (where s.state = 'JAILED') as jailed,
        count(*) filter (where s.state = 'RETIRED') as retired,
        coalesce(sum(v.assets) filter (where s.state <> 'RETIRED'), 0) as assets
      from ${proversThen(high)}`,
  );
  const { assets, ...counts } = row!;
  const numbers = Object.entries(counts).map(([name, value]) => [name, Number(value)]);
  return { ...Object.fromEntries(numbers), assets: BigInt(assets) } as PastSet;
}

/** A staker's stake with a prover then. Amounts in wei. */
export type PastStake = Pick<Moment, "block" | "timestamp"> & {
  shares: bigint;
  /** What they were worth, by the vault then. */
  value: bigint;
  /** Unstakes then pending, after slashing up to then. */
  unstaking: bigint;
  /** [wei] Share price then. */
  price: bigint;
};

/** A staker's stake then: the sum of its history. Null for an address that never was a prover. */
export async function stakeAsOf(
  db: Db,
  given: { moment: Moment; prover: Address; staker: Address },
): Promise<PastStake | null> {
  const { moment, prover: of, staker } = given;
  const { high, block, timestamp } = moment;
  const transferred = (side: string) =>
    sql`coalesce((select sum(shares) from ${shareTransfer} where prover = ${of} and ${sql.raw(side)} = ${staker} and id < ${high}), 0)`;
  const [found, [row]] = await Promise.all([
    proverOf(db, of),
    rowsOf<Record<"shares" | "unstaking", string> & Record<"assets" | "supply", string | null>>(
      db,
      sql`select
        coalesce((select sum(shares) from ${vaultChange} where prover = ${of} and account = ${staker}
          and kind in ('STAKE', 'UNSTAKE') and id < ${high}), 0)
          + ${transferred('"to"')} - ${transferred('"from"')} as shares,
        v.assets, v.supply,
        (select coalesce(sum(div(amount * coalesce(s.scale, 10000), scale_snapshot)), 0)
          from ${unstake} where prover = ${of} and staker = ${staker} and requested_id < ${high}
          and (completed_id is null or completed_id >= ${high})) as unstaking
        from (select 1) one
        left join lateral (select assets_after as assets, shares_after as supply from ${vaultChange}
          where prover = ${of} and id < ${high} order by id desc limit 1) v on true
        left join lateral (select scale_after as scale from ${slashing}
          where prover = ${of} and id < ${high} order by id desc limit 1) s on true`,
    ),
  ]);
  if (found === null) return null;
  const vault = { assets: BigInt(row!.assets ?? 0), shares: BigInt(row!.supply ?? 0) };
  const shares = BigInt(row!.shares);
  return {
    block,
    timestamp,
    shares,
    value: toAssets(shares, vault),
    unstaking: BigInt(row!.unstaking),
    price: sharePrice(vault),
  };
}
