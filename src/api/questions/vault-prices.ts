/** Question 12: a vault's share price over time, and what moved it. */
import { and, asc, desc, eq, gt, gte, inArray, lt, lte, sql } from "drizzle-orm";
import type { Address } from "viem";
import { vaultChange } from "../../../ponder.schema.ts";
import { sharePrice, type Vault } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import type { Bucket } from "../rules/buckets.ts";
import { numeric } from "../rules/phase-sql.ts";
import { CONTRIBUTION_SCALE } from "../rules/returns.ts";
import { boundariesOf } from "./flows.ts";
import { arrayOf, idsWithin, rowsOf } from "./history.ts";

export type VaultChange = typeof vaultChange.$inferSelect;
export type VaultChangeKind = VaultChange["kind"];

/** A vault at a time. Amounts in wei; the price is what the vault converts one whole share to, also while it has none. */
export type VaultState = Vault & { price: bigint };

const stateOf = ({ assets, shares }: Vault): VaultState => ({
  assets,
  shares,
  price: sharePrice({ assets, shares }),
});

/** One change of a vault, with the vault before and after it. */
export type PriceMove = { change: VaultChange; before: VaultState; after: VaultState };

/** The vault before and after a change. */
export function moveOf(change: VaultChange): PriceMove {
  const { assets, shares, assetsAfter, sharesAfter } = change;
  return {
    change,
    before: stateOf({ assets: assetsAfter - assets, shares: sharesAfter - shares }),
    after: stateOf({ assets: assetsAfter, shares: sharesAfter }),
  };
}

/** Changes of a vault in [from, to) [unix s], of some kinds (null: any), at most `first` + 1 from the place `after` (an id) on. */
export async function priceMoves(
  db: Db,
  given: {
    prover: Address;
    from: number;
    to: number;
    kinds: readonly VaultChangeKind[] | null;
    newestFirst: boolean;
    first: number;
    after: bigint | null;
  },
): Promise<PriceMove[]> {
  const { kinds, after, newestFirst } = given;
  const { low, high } = await idsWithin(db, given.from, given.to);
  const { id } = vaultChange;
  const rows = await db
    .select()
    .from(vaultChange)
    .where(
      and(
        eq(vaultChange.prover, given.prover),
        gte(id, low),
        lt(id, high),
        kinds === null ? undefined : inArray(vaultChange.kind, [...kinds]),
        after === null ? undefined : newestFirst ? lt(id, after) : gt(id, after),
      ),
    )
    .orderBy(newestFirst ? desc(id) : asc(id))
    .limit(given.first + 1);
  return rows.map(moveOf);
}

/** A vault after the last change at or before `at` [unix s]; null before it was created. */
export async function vaultStateAt(
  db: Db,
  { prover: of, at }: { prover: Address; at: number },
): Promise<VaultState | null> {
  const [row] = await db
    .select({ assets: vaultChange.assetsAfter, shares: vaultChange.sharesAfter })
    .from(vaultChange)
    .where(and(eq(vaultChange.prover, of), lte(vaultChange.timestamp, at)))
    .orderBy(desc(vaultChange.timestamp), desc(vaultChange.id))
    .limit(1);
  return row === undefined ? null : stateOf(row);
}

/** What one kind of change did to a vault within a bucket. */
export type KindOfMove = {
  kind: VaultChangeKind;
  events: number;
  /** [wei] In, or out when negative. */
  assets: bigint;
  /** Share wei minted, or burned when negative. */
  shares: bigint;
  /** Σ assets / assets just before, in parts of `CONTRIBUTION_SCALE`: by what fraction it moved the price. Null for kinds that mint or burn shares with the assets, which move it by rounding alone, and for a retirement. */
  contribution: bigint | null;
};

/** A vault in a bucket of time. */
export type PriceBucket = Bucket & {
  /** At the start and the end (or the present); null before the vault was created. */
  before: VaultState | null;
  after: VaultState | null;
  events: number;
  moves: KindOfMove[];
};

const neutral: readonly VaultChangeKind[] = ["STAKE", "UNSTAKE", "RETIREMENT"];

/** A vault in each of the buckets, which must be without a gap. A bucket without a change is as the one before. */
export async function priceBuckets(
  db: Db,
  { prover: of, buckets }: { prover: Address; buckets: readonly Bucket[] },
): Promise<PriceBucket[]> {
  if (buckets.length === 0) return [];
  const boundaries = boundariesOf(buckets);
  const { low, high } = await idsWithin(db, boundaries[0]!, boundaries.at(-1)!);
  const bucket = sql`width_bucket(timestamp, ${arrayOf(boundaries, "int")})`;
  type Sum = { bucket: number; kind: VaultChangeKind; count: number; assets: string } & {
    shares: string;
    part: string | null;
  };
  const [sums, ends] = await Promise.all([
    rowsOf<Sum>(
      db,
      sql`select ${bucket} as bucket, kind::text as kind, count(*)::int as count,
          sum(assets) as assets, sum(shares) as shares,
          sum(div(assets * ${numeric(CONTRIBUTION_SCALE)}, nullif(assets_after - assets, 0))) as part
        from ${vaultChange} where prover = ${of} and id >= ${low} and id < ${high}
        group by 1, 2 order by 1, min(id)`,
    ),
    rowsOf<{ bucket: number; assets: string; shares: string }>(
      db,
      sql`(select 0 as bucket, assets_after as assets, shares_after as shares from ${vaultChange}
          where prover = ${of} and id < ${low} order by id desc limit 1)
        union all
        (select distinct on (${bucket}) ${bucket}, assets_after, shares_after from ${vaultChange}
          where prover = ${of} and id >= ${low} and id < ${high} order by ${bucket}, id desc)`,
    ),
  ]);
  const found = new Map(
    ends.map((row) => [
      row.bucket,
      stateOf({ assets: BigInt(row.assets), shares: BigInt(row.shares) }),
    ]),
  );
  const byBucket = Map.groupBy(sums, (row) => row.bucket);
  let state = found.get(0) ?? null;
  return buckets.map(({ start, end }, index) => {
    const before = state;
    state = found.get(index + 1) ?? state;
    const moves = (byBucket.get(index + 1) ?? []).map((row) => ({
      kind: row.kind,
      events: row.count,
      assets: BigInt(row.assets),
      shares: BigInt(row.shares),
      contribution: neutral.includes(row.kind) ? null : BigInt(row.part ?? 0),
    }));
    const events = moves.reduce((sum, move) => sum + move.events, 0);
    return { start, end, before, after: state, events, moves };
  });
}
