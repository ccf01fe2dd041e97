/** Question 12: a vault's share price over time, and what moved it. */
import { and, asc, desc, eq, gt, gte, inArray, lt, lte, sql } from "drizzle-orm";
import { type Address, formatUnits } from "viem";
import { vaultChange } from "../../../ponder.schema.ts";
import { sharePrice, type Vault } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  byDefault,
  enumArg,
  listArg,
  newestFirstArg,
  rangeArgs,
  required,
  timeArg,
} from "../declare/arguments.ts";
import { big, bigOrNull, int, list, one, question, textOrNull } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { bucketArgs, unitArg } from "../reads/buckets.ts";
import { boundariesOf, bucketSql } from "../reads/flows.ts";
import { idsWithin, rowsOf } from "../reads/history.ts";
import { type Prover, proverOf, proversOf } from "../reads/prover-rows.ts";
import type { Bucket } from "../rules/buckets.ts";
import { countSql, sumSql } from "../rules/figures-sql.ts";
import { numeric } from "../rules/phase-sql.ts";
import { LATEST } from "../rules/phases.ts";
import { CONTRIBUTION_SCALE } from "../rules/returns.ts";
import type { Topic } from "../topic.ts";

const VaultState = object("VaultState", "A vault at a moment.", {
  assets: big("[wei] Assets."),
  shares: big("Shares, in share wei."),
  price: big(
    "[wei] Share price: what the vault converts 10^18 share wei to, floored as it does. Also told while there are no shares, and then worth nothing to anybody.",
  ),
});

const VaultMove = object("VaultMove", "One change of a vault.", {
  change: one(stored("vaultChange"), "The change: kind, who, how much, when."),
  before: one(VaultState, "The vault before it."),
  after: one(VaultState, "The vault after it."),
  priceChange: big(
    "[wei] Price after less price before. Stakes and unstakes move it by rounding alone.",
  ),
  contribution: textOrNull(
    "Assets of the change / assets before it: by what fraction it moved the price. A decimal of 36 places, negative for a slash. Null for a stake, an unstake and a retirement, and for a change of an empty vault.",
  ),
});

const VaultMovePage = pages(VaultMove, {
  name: "VaultMovePage",
  text: "Changes of a vault.",
  key: { id: vaultChange.id },
  place: ({ change: { id } }) => ({ id }),
});

const VaultMoveSum = object(
  "VaultMoveSum",
  "What the changes of one kind did to a vault in a bucket.",
  {
    kind: one(stored("vaultChangeKind"), "The kind."),
    events: int("How many."),
    assets: big("[wei] Assets in, or out when negative."),
    shares: big("Share wei minted, or burned when negative."),
    contribution: textOrNull(
      "Σ assets / assets just before each: by what fraction they moved the price. A decimal of 36 places; null for stakes, unstakes and a retirement.",
    ),
  },
);

const VaultBucket = object("VaultBucket", "A vault in a bucket of time.", {
  start: int("[unix s] First second."),
  end: int("[unix s] End, exclusive."),
  before: one(orNull(VaultState), "The vault at the start; null before it was created."),
  after: one(
    orNull(VaultState),
    "The vault at the end, or at the indexed head while the bucket lasts; null before it was created.",
  ),
  priceChange: bigOrNull(
    "[wei] Price at the end less price at the start; null unless the vault was there at both.",
  ),
  events: int("Changes in it."),
  moves: list(
    VaultMoveSum,
    "The changes by kind, in the order they first occurred; kinds without a change are left out.",
    { rows: 3 },
  ),
});

const VaultPrices = object("VaultPrices", "A vault's share price over time.", {
  prover: one(stored("prover"), "The prover."),
  state: question(orNull(VaultState), {
    text: "The vault after the last change at or before a time; null before it was created.",
    args: { at: timeArg("[unix s] The time. Default: the indexed head's.") },
    ask: ({ at }, { db }, { parent }: Asked<Parent>) =>
      vaultStateAt(db, { prover: parent.prover.address, at }),
  }),
  moves: pagedList(VaultMovePage, {
    text: "Change by change, each with the vault before and after it.",
    args: {
      span: rangeArgs(),
      kinds: listArg(enumArg(stored("vaultChangeKind"), "Only changes of these kinds.")),
      orderDirection: newestFirstArg,
    },
    cost: { base: 5 },
    ask: ({ span, orderDirection, ...given }, { db }, { parent }: Asked<Parent>) =>
      priceMoves(db, {
        ...given,
        prover: parent.prover.address,
        from: span.from ?? 0,
        to: span.to ?? LATEST,
        newestFirst: orderDirection,
      }),
  }),
  buckets: question(listOf(VaultBucket), {
    text: "The same in whole buckets of time, without gaps, oldest first; a week starts on Monday, UTC.",
    args: { within: bucketArgs(required(byDefault(unitArg, "DAY")), { max: 400 }) },
    cost: { base: 50, rows: 30 },
    ask: ({ within }, { db }, { parent }: Asked<Parent>) =>
      priceBuckets(db, { prover: parent.prover.address, buckets: within.buckets }),
  }),
});

/** How many vaults are asked about at once. */
const MOST_VAULTS = 20;

type Parent = { prover: Prover };
type VaultState = ValueOf<typeof VaultState>;
type VaultMove = ValueOf<typeof VaultMove>;
type Kind = (typeof vaultChange.$inferSelect)["kind"];

/** Kinds that mint or burn shares with the assets, which move the price by rounding alone, and a retirement. */
const NEUTRAL: readonly Kind[] = ["STAKE", "UNSTAKE", "RETIREMENT"];

/** A part of `CONTRIBUTION_SCALE` as a decimal. */
const fraction = (contribution: bigint): string => formatUnits(contribution, 36);

const stateOf = ({ assets, shares }: Vault): VaultState => ({
  assets,
  shares,
  price: sharePrice({ assets, shares }),
});

/** The vault before and after a change, and what it did to the price. */
function moveOf(change: typeof vaultChange.$inferSelect): VaultMove {
  const { kind, assets, shares, assetsAfter, sharesAfter } = change;
  const before = stateOf({ assets: assetsAfter - assets, shares: sharesAfter - shares });
  const after = stateOf({ assets: assetsAfter, shares: sharesAfter });
  const isNeutral = before.assets === 0n || NEUTRAL.includes(kind);
  return {
    change,
    before,
    after,
    priceChange: after.price - before.price,
    contribution: isNeutral ? null : fraction((assets * CONTRIBUTION_SCALE) / before.assets),
  };
}

/** Changes of a vault in [from, to) [unix s], of some kinds (null: any). */
export async function priceMoves(
  db: Db,
  given: {
    prover: Address;
    from: number;
    to: number;
    kinds: readonly Kind[] | null;
    newestFirst: boolean;
  } & PageOf<typeof VaultMovePage>,
): Promise<VaultMove[]> {
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
        after === null ? undefined : newestFirst ? lt(id, after.id) : gt(id, after.id),
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

/** A vault in each of the buckets, which must be without a gap. A bucket without a change is as the one before. */
export async function priceBuckets(
  db: Db,
  { prover: of, buckets }: { prover: Address; buckets: readonly Bucket[] },
): Promise<ValueOf<typeof VaultBucket>[]> {
  if (buckets.length === 0) return [];
  const boundaries = boundariesOf(buckets);
  const { low, high } = await idsWithin(db, boundaries[0]!, boundaries.at(-1)!);
  const bucket = bucketSql(sql`timestamp`, buckets);
  const [sums, ends] = await Promise.all([
    db
      .select({
        bucket,
        kind: vaultChange.kind,
        events: countSql(),
        assets: sumSql(vaultChange.assets),
        shares: sumSql(vaultChange.shares),
        part: sumSql(
          sql`div(assets * ${numeric(CONTRIBUTION_SCALE)}, nullif(assets_after - assets, 0))`,
        ),
      })
      .from(vaultChange)
      .where(and(eq(vaultChange.prover, of), gte(vaultChange.id, low), lt(vaultChange.id, high)))
      .groupBy(sql`1, 2`)
      .orderBy(sql`1, min(id)`),
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
    const moves = (byBucket.get(index + 1) ?? []).map(({ bucket: _, part, ...row }) => ({
      ...row,
      contribution: NEUTRAL.includes(row.kind) ? null : fraction(part),
    }));
    const events = moves.reduce((sum, move) => sum + move.events, 0);
    const priceChange = before && state && state.price - before.price;
    return { start, end, before, after: state, priceChange, events, moves };
  });
}

export const vaultPriceTopic: Topic = {
  queries: {
    vaultPrices: question(orNull(VaultPrices), {
      text: "A vault's share price over time, and what moved it. Null for an address that never was a prover.",
      args: { prover: required(addressArg("Address of the vault's prover.")) },
      ask: async ({ prover: address }, { db }) => {
        const prover = await proverOf(db, address);
        return prover && { prover };
      },
    }),
    vaultPricesOf: question(listOf(VaultPrices), {
      text: "The same of several vaults, in the order asked for; addresses that never were provers are left out.",
      args: {
        provers: required(
          listArg(addressArg("Addresses of the vaults' provers, 1 to 20."), {
            min: 1,
            max: MOST_VAULTS,
            example: `["0x${"1f".repeat(20)}"]`,
          }),
        ),
      },
      cost: { rows: MOST_VAULTS },
      ask: async ({ provers }, { db }) => {
        const found = await proversOf(db, provers);
        return [...new Set(provers)].flatMap((address) => {
          const prover = found.get(address);
          return prover === undefined ? [] : { prover };
        });
      },
    }),
  },
};
