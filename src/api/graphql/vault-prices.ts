import { formatUnits } from "viem";
import { type prover, vaultChange } from "../../../ponder.schema.ts";
import { proverOf } from "../questions/prover-rows.ts";
import type { Unit } from "../questions/series.ts";
import {
  type PriceMove,
  priceBuckets,
  priceMoves,
  type VaultChangeKind,
  vaultStateAt,
} from "../questions/vault-prices.ts";
import { CONTRIBUTION_SCALE } from "../rules/returns.ts";
import { bucketsWithin } from "./buckets.ts";
import { addressOf, atOf, firstOf, type Optional, timeRangeOf } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const MAX_BUCKETS = 400;
const key = [{ name: "id", column: vaultChange.id }];

type Parent = { prover: typeof prover.$inferSelect };
type Span = { from?: Optional<number>; to?: Optional<number> };
type MoveArgs = Span & {
  kinds?: Optional<VaultChangeKind[]>;
  order?: Optional<"NEWEST" | "OLDEST">;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** A vault's share price over time, and what moved it. */
export const vaultPrices: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "A vault's share price over time, and what moved it. Null for an address that never was a prover."
      vaultPrices(
        "Address of the vault's prover."
        prover: String!
      ): VaultPrices
    }

    "A vault's share price over time."
    type VaultPrices {
      "The prover."
      prover: prover!
      "The vault after the last change at or before a time; null before it was created."
      state(
        "[unix s] The time. Default: the indexed head's."
        at: Int
      ): VaultState
      "Change by change, each with the vault before and after it."
      moves(
        "[unix s] Only from this time on."
        from: Int
        "[unix s] Only before this time."
        to: Int
        "Only changes of these kinds."
        kinds: [vaultChangeKind!]
        "Which end of the list comes first."
        order: ListOrder = NEWEST
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): VaultMovePage!
      "The same in whole buckets of time, without gaps, oldest first; a week starts on Monday, UTC."
      buckets(
        "Length of the buckets."
        unit: BucketUnit! = DAY
        "[unix s] The first bucket is the one this lies in. Default: 30 buckets, the last being the indexed head's."
        from: Int
        "[unix s] Exclusive: the last bucket begins before. Default and latest: the second after the indexed head. At most 400 buckets."
        to: Int
      ): [VaultBucket!]!
    }

    "A vault at a moment."
    type VaultState {
      "[wei] Assets."
      assets: BigInt!
      "Shares, in share wei."
      shares: BigInt!
      "[wei] Share price: what the vault converts 10^18 share wei to, floored as it does. Also told while there are no shares, and then worth nothing to anybody."
      price: BigInt!
    }

    "Changes of a vault."
    type VaultMovePage {
      "The page's changes."
      items: [VaultMove!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "One change of a vault."
    type VaultMove {
      "The change: kind, who, how much, when."
      change: vaultChange!
      "The vault before it."
      before: VaultState!
      "The vault after it."
      after: VaultState!
      "[wei] Price after less price before. Stakes and unstakes move it by rounding alone."
      priceChange: BigInt!
      "Assets of the change / assets before it: by what fraction it moved the price. A decimal of 36 places, negative for a slash. Null for a stake, an unstake and a retirement, and for a change of an empty vault."
      contribution: String
    }

    "A vault in a bucket of time."
    type VaultBucket {
      "[unix s] First second."
      start: Int!
      "[unix s] End, exclusive."
      end: Int!
      "The vault at the start; null before it was created."
      before: VaultState
      "The vault at the end, or at the indexed head while the bucket lasts; null before it was created."
      after: VaultState
      "[wei] Price at the end less price at the start; null unless the vault was there at both."
      priceChange: BigInt
      "Changes in it."
      events: Int!
      "The changes by kind, in the order they first occurred; kinds without a change are left out."
      moves: [VaultMoveSum!]!
    }

    "What the changes of one kind did to a vault in a bucket."
    type VaultMoveSum {
      "The kind."
      kind: vaultChangeKind!
      "How many."
      events: Int!
      "[wei] Assets in, or out when negative."
      assets: BigInt!
      "Share wei minted, or burned when negative."
      shares: BigInt!
      "Σ assets / assets just before each: by what fraction they moved the price. A decimal of 36 places; null for stakes, unstakes and a retirement."
      contribution: String
    }
  `,
  resolvers: {
    Query: {
      vaultPrices: (async (_parent, args, { db }) => {
        const found = await proverOf(db, addressOf(args.prover, "prover"));
        return found && { prover: found };
      }) satisfies Resolver<unknown, { prover: string }>,
    },
    VaultPrices: {
      state: (async ({ prover: of }, args, context) =>
        vaultStateAt(context.db, {
          prover: of.address,
          at: await atOf(args.at, context),
        })) satisfies Resolver<Parent, { at?: Optional<number> }>,
      moves: (async ({ prover: of }, args, { db }) => {
        const first = firstOf(args.first);
        const { from, to } = timeRangeOf(args);
        const rows = await priceMoves(db, {
          prover: of.address,
          from: from ?? 0,
          to: to ?? 2 ** 31 - 1,
          kinds: args.kinds ?? null,
          newestFirst: args.order !== "OLDEST",
          first,
          after: placeOf<[bigint]>(key, args.after)?.[0] ?? null,
        });
        return listOf(rows, { key, keyOf: ({ change }) => change, first, after: args.after });
      }) satisfies Resolver<Parent, MoveArgs>,
      buckets: (async ({ prover: of }, args, context) => {
        const { buckets } = await bucketsWithin(args, context, MAX_BUCKETS);
        const rows = await priceBuckets(context.db, { prover: of.address, buckets });
        return rows.map((row) => ({
          ...row,
          priceChange: row.before && row.after && row.after.price - row.before.price,
          moves: row.moves.map((move) => ({ ...move, contribution: fraction(move.contribution) })),
        }));
      }) satisfies Resolver<Parent, Span & { unit: Unit }>,
    },
    VaultMove: {
      priceChange: (({ before, after }) =>
        after.price - before.price) satisfies Resolver<PriceMove>,
      contribution: (({ change: { kind, assets }, before }) =>
        before.assets === 0n || ["STAKE", "UNSTAKE", "RETIREMENT"].includes(kind)
          ? null
          : fraction((assets * CONTRIBUTION_SCALE) / before.assets)) satisfies Resolver<PriceMove>,
    },
  },
  costs: {
    "VaultPrices.moves": { base: 5 },
    "VaultPrices.buckets": { base: 50, rows: 30 },
    "VaultBucket.moves": { rows: 3 },
  },
};

const fraction = (contribution: bigint | null) =>
  contribution === null ? null : formatUnits(contribution, 36);
