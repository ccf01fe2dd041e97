import type { Address } from "viem";
import { prover } from "../../../ponder.schema.ts";
import {
  type Moment,
  momentOf,
  parametersAsOf,
  proverSetAsOf,
  proversAsOf,
  stakeAsOf,
} from "../questions/as-of.ts";
import { networkAsOf } from "../questions/past-network.ts";
import type { ProverState } from "../questions/prover-set.ts";
import { descriptions } from "./descriptions.ts";
import { UserError } from "./errors.ts";
import { addressOf, atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Context, Module, Resolver } from "./module.ts";

const key = [{ name: "address", column: prover.address }];

type When = { at?: Optional<number>; block?: Optional<number> };
type ProverArgs = {
  state?: Optional<ProverState>;
  first?: Optional<number>;
  after?: Optional<string>;
};

const when = /* GraphQL */ `
        "[unix s] After this second. Not together with \`block\`. Default: the indexed head's."
        at: Int
        "After this block. Not together with \`at\`."
        block: Int`;

/** Columns of the network's row that are known for the past, with their types. */
const counts =
  "openRequests requests bids bidders reveals revealers fulfilled refunded missed refundedNoBids refundedNoReveals slashed";
const sums =
  "escrow assignedStake unstaking pendingCommission treasuryPool protocolFeeBalance protocolFeesWithdrawn maxFees fees protocolFees rewards commission toStakers excess refunds surplus slashAsked slashTaken staked unstaked unstakeCompleted marketRewards epochRewards otherRewards rewardCommission rewardToStakers commissionClaimed donated slashedAssets slashedUnstaking";
const fields = (names: string, type: string) =>
  names
    .split(" ")
    .map((name) => `${JSON.stringify(`${meaningOf(name)} As of then.`)} ${name}: ${type}!`)
    .join("\n");

/** What was true at a block or time. */
export const asOf: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What was true after a block or second of the past. Null when nothing had happened by then."
      asOf(${when}
      ): AsOf
      "A staker's stake with a prover after a block or second of the past. Null for an address that never was a prover, or when nothing had happened by then."
      stakeAsOf(
        "The prover."
        prover: String!
        "The staker."
        staker: String!${when}
      ): PastStake
    }

    "What was true after a block or second."
    type AsOf {
      "The last block with an event at or before the time or block asked about: what follows holds from it on."
      block: Int!
      "[unix s] Time of that block."
      timestamp: Int!
      "Counts, sums and pools of the network."
      network: PastNetwork!
      "The parameters then in force, by contract and name; those that no event had named, and the index did not read at its start, are missing."
      parameters: [PastParameter!]!
      "How many provers there were in each state."
      proverCounts: PastProverCounts!
      "The provers that had joined, retired ones included, by address."
      provers(
        "Only those in this state then."
        state: proverState
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): PastProverPage!
    }

    "The network as of then."
    type PastNetwork {
      ${fields(counts, "Int")}
      ${fields(sums, "BigInt")}
    }

    "A parameter as of then."
    type PastParameter {
      "Its contract."
      contract: contractName!
      "The contract's own name of it."
      name: String!
      "Its value, as text: a decimal integer, true or false, or a hex value."
      value: String!
      "[unix s] Since when; for a first value the start of indexing."
      since: Int!
    }

    "The set of provers as of then."
    type PastProverCounts {
      "Joined and not retired."
      registered: Int!
      "In state ACTIVE."
      active: Int!
      "In state DEACTIVATED."
      deactivated: Int!
      "In state JAILED."
      jailed: Int!
      "Retired so far."
      retired: Int!
      "[wei] Assets in the vaults of the registered ones."
      assets: BigInt!
    }

    "Provers as of then."
    type PastProverPage {
      "The page's provers."
      items: [PastProver!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "A prover as of then."
    type PastProver {
      "Its address."
      address: String!
      "Its state."
      state: proverState!
      "[unix s] Since when in that state."
      since: Int!
      "[wei] Assets of its vault."
      assets: BigInt!
      "Shares of its vault, in share wei."
      shares: BigInt!
      "[wei] Share price: what its vault converted 10^18 share wei to."
      price: BigInt!
    }

    "A staker's stake with a prover as of then."
    type PastStake {
      "The last block with an event at or before the time or block asked about."
      block: Int!
      "[unix s] Time of that block."
      timestamp: Int!
      "Shares held, in share wei."
      shares: BigInt!
      "[wei] What they were worth, by the vault then."
      value: BigInt!
      "[wei] Unstakes then pending, after slashing up to then."
      unstaking: BigInt!
      "[wei] Share price then."
      price: BigInt!
    }
  `,
  resolvers: {
    Query: {
      asOf: (async (_parent, args, context) => momentAsked(args, context)) satisfies Resolver<
        unknown,
        When
      >,
      stakeAsOf: (async (_parent, args, context) => {
        const of = addressOf(args.prover, "prover");
        const staker = addressOf(args.staker, "staker");
        const moment = await momentAsked(args, context);
        return moment && stakeAsOf(context.db, { moment, prover: of, staker });
      }) satisfies Resolver<unknown, When & { prover: string; staker: string }>,
    },
    AsOf: {
      network: ((moment, _args, { db }) => networkAsOf(db, moment)) satisfies Resolver<Moment>,
      parameters: (async (moment, _args, { db }) =>
        (await parametersAsOf(db, moment)).map(({ contract, name, newValue, timestamp }) => ({
          contract,
          name,
          value: newValue,
          since: timestamp,
        }))) satisfies Resolver<Moment>,
      proverCounts: ((moment, _args, { db }) =>
        proverSetAsOf(db, moment)) satisfies Resolver<Moment>,
      provers: (async ({ high }, args, { db }) => {
        const first = firstOf(args.first);
        const after = placeOf<[Address]>(key, args.after)?.[0] ?? null;
        const rows = await proversAsOf(db, { high, state: args.state ?? null, first, after });
        return listOf(rows, { key, keyOf: (row) => row, first, after: args.after });
      }) satisfies Resolver<Moment, ProverArgs>,
    },
  },
  costs: {
    "AsOf.network": { base: 100 },
    "AsOf.parameters": { base: 10, rows: 20 },
    "AsOf.proverCounts": { base: 50 },
    "Query.stakeAsOf": { base: 20 },
  },
};

/** The place in the chain asked about: after a block, or after a second. */
async function momentAsked({ at, block }: When, context: Context): Promise<Moment | null> {
  const head = await context.head();
  const refuse = (argument: "at" | "block", problem: string) =>
    new UserError({
      argument,
      problem,
      example: argument === "at" ? `at: ${head.timestamp}` : `block: ${head.block}`,
    });
  if (block == null) {
    const time = await atOf(at, context);
    if (time > head.timestamp)
      throw refuse("at", `is ${time}, after the indexed head's ${head.timestamp}.`);
    return momentOf(context.db, { at: time });
  }
  if (at != null) throw refuse("block", "and at are both given; give one of them.");
  if (block < 0) throw refuse("block", `is ${block}; a block's number is not negative.`);
  if (block > head.block)
    throw refuse("block", `is ${block}, beyond the indexed head ${head.block}.`);
  return momentOf(context.db, { block });
}

function meaningOf(name: string): string {
  const columns: Readonly<Record<string, string>> = descriptions.tables.network.columns;
  return (columns[name] ?? name).replace(/CURRENT |CUMULATIVE /, "");
}
