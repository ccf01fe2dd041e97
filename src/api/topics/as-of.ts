/** Question 27: what was true after a block or second of the past. */
import { desc, lt, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import {
  parameterChange,
  prover,
  proverStateChange,
  shareTransfer,
  slashing,
  unstake,
  vaultChange,
} from "../../../ponder.schema.ts";
import { sharePrice, toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { addressArg, enumArg, required } from "../declare/arguments.ts";
import { big, bytes, int, one, question, text } from "../declare/fields.ts";
import { proverNamedBy } from "../declare/named.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { rowsOf } from "../reads/history.ts";
import { type Moment, momentArgs } from "../reads/moments.ts";
import { networkAsOf, PastNetwork } from "../reads/past-network.ts";
import { proverOf } from "../reads/prover-rows.ts";
import { countSql, sumSql } from "../rules/figures-sql.ts";
import type { Topic } from "../topic.ts";
import { meaningFields } from "./parameter-meaning.ts";

const PastParameter = object("PastParameter", "A parameter as of then.", {
  contract: one(stored("contractName"), "Its contract."),
  name: text("The contract's own name of it."),
  value: text("Its value, as text: a decimal integer, true or false, or a hex value."),
  since: int("[unix s] Since when; for a first value the start of indexing."),
  ...meaningFields,
});

const PastProverCounts = object("PastProverCounts", "The set of provers as of then.", {
  registered: int("Joined and not retired."),
  active: int("In state ACTIVE."),
  deactivated: int("In state DEACTIVATED."),
  jailed: int("In state JAILED."),
  retired: int("Retired so far."),
  assets: big("[wei] Assets in the vaults of the registered ones."),
});

const PastProver = object("PastProver", "A prover as of then.", {
  address: bytes("Its address."),
  proverAccount: proverNamedBy("address", "Its row as it is now: its name."),
  state: one(stored("proverState"), "Its state."),
  since: int("[unix s] Since when in that state."),
  assets: big("[wei] Assets of its vault."),
  shares: big("Shares of its vault, in share wei."),
  price: big("[wei] Share price: what its vault converted 10^18 share wei to."),
});

const PastProverPage = pages(PastProver, {
  name: "PastProverPage",
  text: "Provers as of then.",
  key: { address: prover.address },
  place: ({ address }) => ({ address }),
});

const AsOf = object("AsOf", "What was true after a block or second.", {
  block: int(
    "The last block with an event at or before the time or block asked about: what follows holds from it on.",
  ),
  timestamp: int("[unix s] Time of that block."),
  network: question(PastNetwork, {
    text: "Counts, sums and pools of the network.",
    cost: { base: 100 },
    ask: (_none, { db }, { parent }: Asked<Moment>) => networkAsOf(db, parent),
  }),
  parameters: question(listOf(PastParameter), {
    text: "The parameters then in force, by contract and name; those that no event had named, and the index did not read at its start, are missing.",
    cost: { base: 10, rows: 20 },
    ask: (_none, { db }, { parent }: Asked<Moment>) => parametersAsOf(db, parent),
  }),
  proverCounts: question(PastProverCounts, {
    text: "How many provers there were in each state.",
    cost: { base: 50 },
    ask: (_none, { db }, { parent }: Asked<Moment>) => proverSetAsOf(db, parent),
  }),
  provers: pagedList(PastProverPage, {
    text: "The provers that had joined, retired ones included, by address.",
    args: { state: enumArg(stored("proverState"), "Only those in this state then.") },
    ask: (given, { db }, { parent: { high } }: Asked<Moment>) =>
      proversAsOf(db, { high, ...given }),
  }),
});

const PastStake = object("PastStake", "A staker's stake with a prover as of then.", {
  block: int("The last block with an event at or before the time or block asked about."),
  timestamp: int("[unix s] Time of that block."),
  shares: big("Shares held, in share wei."),
  value: big("[wei] What they were worth, by the vault then."),
  unstaking: big("[wei] Unstakes then pending, after slashing up to then."),
  price: big("[wei] Share price then."),
});

type PastParameter = ValueOf<typeof PastParameter>;
type PastProverCounts = ValueOf<typeof PastProverCounts>;
type PastProver = ValueOf<typeof PastProver>;

/** Each parameter's last change by then. */
export async function parametersAsOf(db: Db, { high }: Moment): Promise<PastParameter[]> {
  const { contract, name, newValue, timestamp, id } = parameterChange;
  return db
    .selectDistinctOn([contract, name], { contract, name, value: newValue, since: timestamp })
    .from(parameterChange)
    .where(lt(id, high))
    .orderBy(contract, name, desc(id));
}

/** Every prover that had joined, with its last state and its vault's last change: two look-ups in indexes each. */
const proversThen = (high: bigint): SQL =>
  sql`${prover} p
    cross join lateral (select new_state as state, timestamp as since from ${proverStateChange} c
      where c.prover = p.address and c.id < ${high} order by c.id desc limit 1) s
    left join lateral (select assets_after as assets, shares_after as shares from ${vaultChange} c
      where c.prover = p.address and c.id < ${high} order by c.id desc limit 1) v on true`;

/** Provers then, by address, retired ones included. Null state: any. */
export async function proversAsOf(
  db: Db,
  given: { high: bigint; state: PastProver["state"] | null } & PageOf<typeof PastProverPage>,
): Promise<PastProver[]> {
  const { high, state, first, after } = given;
  const rows = await rowsOf<
    Pick<PastProver, "address" | "state" | "since"> & Record<"assets" | "shares", string | null>
  >(
    db,
    sql`select p.address, s.state::text as state, s.since, v.assets, v.shares
      from ${proversThen(high)}
      where p.address > ${after?.address ?? ""} and (${state}::text is null or s.state::text = ${state})
      order by p.address limit ${first + 1}`,
  );
  return rows.map(({ assets, shares, ...row }) => {
    const vault = { assets: BigInt(assets ?? 0), shares: BigInt(shares ?? 0) };
    return { ...row, ...vault, price: sharePrice(vault) };
  });
}

/** The set of provers then. */
export async function proverSetAsOf(db: Db, { high }: Moment): Promise<PastProverCounts> {
  const isRegistered = sql`s.state <> 'RETIRED'`;
  const [counts] = await db
    .select({
      registered: countSql(isRegistered),
      active: countSql(sql`s.state = 'ACTIVE'`),
      deactivated: countSql(sql`s.state = 'DEACTIVATED'`),
      jailed: countSql(sql`s.state = 'JAILED'`),
      retired: countSql(sql`s.state = 'RETIRED'`),
      assets: sumSql(sql`v.assets`, isRegistered),
    })
    .from(proversThen(high));
  return counts!;
}

/** A staker's stake then: the sum of its history. Null for an address that never was a prover. */
export async function stakeAsOf(
  db: Db,
  given: { moment: Moment; prover: Address; staker: Address },
): Promise<ValueOf<typeof PastStake> | null> {
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

export const asOfTopic: Topic = {
  queries: {
    asOf: question(orNull(AsOf), {
      text: "What was true after a block or second of the past. Null when nothing had happened by then.",
      args: { moment: momentArgs },
      ask: ({ moment }): Moment | null => moment,
    }),
    stakeAsOf: question(orNull(PastStake), {
      text: "A staker's stake with a prover after a block or second of the past. Null for an address that never was a prover, or when nothing had happened by then.",
      args: {
        prover: required(addressArg("The prover.")),
        staker: required(addressArg("The staker.")),
        moment: momentArgs,
      },
      cost: { base: 20 },
      ask: async ({ moment, ...asked }, { db }) => moment && stakeAsOf(db, { ...asked, moment }),
    }),
  },
};
