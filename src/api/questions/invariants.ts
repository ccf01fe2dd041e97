/** Question 28: what must be equal in the index, whatever happened on chain. */
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import {
  assignment,
  marketHour,
  network,
  program,
  prover,
  request,
  requester,
  reward,
  stake,
  tokenBalance,
  treasuryMovement,
  vaultChange,
} from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { rowsOf } from "../reads/history.ts";

/** Two sides that must be equal: `left` = `right` + `stray`. */
export type Invariant = {
  name: string;
  meaning: string;
  left: bigint;
  right: bigint;
  /** [wei] Held beyond what is owed: tokens that somebody sent to the contract past its functions. Null where nothing may be left over. */
  stray: bigint | null;
  /** Rows or columns in which the two sides differ; 0 when it holds. */
  exceptions: number;
  holds: boolean;
};

type Rule = {
  name: string;
  meaning: string;
  /** Whether the left side may hold more. */
  allowsStray?: true;
  /** Only where every transfer of the token is indexed. */
  exactOnly?: true;
  left: SQL;
  right: SQL;
  /** How many rows or columns differ. */
  exceptions?: SQL;
};

const n = sql`(select * from ${network} limit 1) n`;
const ofNetwork = (what: string): SQL => sql`(select ${sql.raw(what)} from ${n})`;
const balanceOf = (contract: string): SQL =>
  sql`coalesce((select balance from ${tokenBalance} t, ${n} where t.address = n.${sql.raw(contract)}), 0)`;

const held = ["id", "provers", "activeProvers", "openRequests", "escrow", "assets", "unstaking"];
const notOfProvers = ["requests", "maxFees", "refunded", "refundedNoBids", "refundedNoReveals"];
const notOfRequesters = ["bids", "bidders", "reveals", "revealers"];

/** Columns that the network adds up from the rows of a table. */
function summed(
  table: Parameters<typeof getTableColumns>[0],
  without: readonly string[],
): string[] {
  const ours = getTableColumns(network);
  const skipped = [...held, "assignedStake", "stakers", "pendingCommission", ...without];
  return Object.keys(getTableColumns(table))
    .filter((name) => name in ours && !skipped.includes(name))
    .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function totals(
  name: string,
  what: string,
  table: Parameters<typeof getTableColumns>[0],
  without: readonly string[] = [],
): Rule {
  const columns = summed(table, without);
  const sums = sql.raw(
    columns.map((column) => `coalesce(sum(${column}), 0) as ${column}`).join(", "),
  );
  const equal = sql.raw(columns.map((column) => `(n.${column} = s.${column})::int`).join(" + "));
  return {
    name,
    meaning: `The network's totals are the sums over all ${what}: left the columns compared, right those equal.`,
    left: sql`${columns.length}::int`,
    right: sql`coalesce((select ${equal} from ${n}, (select ${sums} from ${table}) s), ${columns.length}::int)`,
  };
}

const rules: readonly Rule[] = [
  {
    name: "MARKET_BALANCE",
    meaning:
      "The market's tokens are escrow and protocol fees; stray: sent to it past requestProof.",
    allowsStray: true,
    left: balanceOf("market"),
    right: ofNetwork("escrow + protocol_fee_balance"),
  },
  {
    name: "STAKING_BALANCE",
    meaning:
      "The controller's tokens, with those recovered in an emergency, are treasury pool, pending unstakes and pending commission; stray: sent to it past its functions, such as recovered tokens given back.",
    allowsStray: true,
    left: sql`${balanceOf("staking")} + ${ofNetwork("emergency_recovered")}`,
    right: ofNetwork("treasury_pool + unstaking + pending_commission"),
  },
  {
    name: "VAULT_ASSETS",
    meaning: "The assets of every vault are its token balance. Left out while vaults are sampled.",
    exactOnly: true,
    left: sql`(select sum(assets) from ${prover})`,
    right: sql`(select sum(t.balance) from ${prover} p join ${tokenBalance} t on t.address = p.vault)`,
    exceptions: sql`(select count(*) from ${prover} p left join ${tokenBalance} t on t.address = p.vault
      where p.assets <> coalesce(t.balance, 0))`,
  },
  {
    name: "VAULT_HISTORY",
    meaning:
      "Assets and shares of every vault are the sums of its changes; left and right: assets.",
    left: sql`(select sum(assets) from ${prover})`,
    right: sql`(select sum(assets) from ${vaultChange})`,
    exceptions: sql`(select count(*) from ${prover} p left join (
        select prover, sum(assets) as assets, sum(shares) as shares from ${vaultChange} group by prover
      ) c on c.prover = p.address
      where p.assets <> coalesce(c.assets, 0) or p.shares <> coalesce(c.shares, 0))`,
  },
  {
    name: "SHARES",
    meaning: "The shares of every vault are those of its stakers.",
    left: sql`(select sum(shares) from ${stake})`,
    right: sql`(select sum(shares) from ${prover})`,
    exceptions: sql`(select count(*) from ${prover} p left join (
        select prover, sum(shares) as shares from ${stake} group by prover
      ) s on s.prover = p.address where p.shares <> coalesce(s.shares, 0))`,
  },
  {
    name: "ESCROW",
    meaning: "Escrow is the max fees of pending requests, in sum and for every requester.",
    left: ofNetwork("escrow"),
    right: sql`(select sum(max_fee) from ${request} where status = 'PENDING')`,
    exceptions: sql`(select count(*) from ${requester} q left join (
        select requester, sum(max_fee) as escrow from ${request} where status = 'PENDING' group by requester
      ) r on r.requester = q.address where q.escrow <> coalesce(r.escrow, 0))`,
  },
  {
    name: "ESCROW_FLOW",
    meaning: "What was escrowed is paid as a price, returned, refunded, or still in escrow.",
    left: ofNetwork("max_fees"),
    right: ofNetwork("fees + excess + refunds + escrow"),
  },
  {
    name: "ASSIGNED_STAKE",
    meaning:
      "Assigned stake is the minimum stake of open assignments, in sum and for every prover.",
    left: ofNetwork("assigned_stake"),
    right: sql`(select sum(min_stake) from ${assignment} where outcome = 'OPEN')`,
    exceptions: sql`(select count(*) from ${prover} p left join (
        select prover, sum(min_stake) as stake from ${assignment} where outcome = 'OPEN' group by prover
      ) a on a.prover = p.address where p.assigned_stake <> coalesce(a.stake, 0))`,
  },
  {
    name: "WATERFALL",
    meaning:
      "Every settled request's max fee is protocol fee, commission, stakers' part and excess, or its refund.",
    left: sql`(select sum(max_fee) from ${request} where status <> 'PENDING')`,
    right: sql`(select sum(coalesce(protocol_fee + commission + to_stakers + excess, refund_amount, 0))
      from ${request} where status <> 'PENDING')`,
    exceptions: sql`(select count(*) from ${request} where case
      when status = 'PENDING' then false
      when status = 'FULFILLED' then (price = protocol_fee + reward and reward = commission + to_stakers and max_fee = price + excess) is not true
      else max_fee is distinct from refund_amount end)`,
  },
  {
    name: "PROTOCOL_FEES",
    meaning: "Protocol fees taken are those withdrawn and those still held.",
    left: ofNetwork("protocol_fees"),
    right: ofNetwork("protocol_fees_withdrawn + protocol_fee_balance"),
  },
  {
    name: "REWARDS",
    meaning: "Rewards added are the totals, in sum and by source.",
    left: sql`(select sum(amount) from ${reward})`,
    right: ofNetwork("market_rewards + epoch_rewards + other_rewards"),
    exceptions: sql`(select (coalesce(w.market, 0) <> n.market_rewards)::int
        + (coalesce(w.epoch, 0) <> n.epoch_rewards)::int + (coalesce(w.other, 0) <> n.other_rewards)::int
        + (coalesce(w.commission, 0) <> n.reward_commission)::int
      from ${n}, (select sum(amount) filter (where kind = 'MARKET') as market,
        sum(amount) filter (where kind = 'EPOCH') as epoch,
        sum(amount) filter (where kind = 'OTHER') as other, sum(commission) as commission from ${reward}) w)`,
  },
  {
    name: "UNSTAKING",
    meaning: "Pending unstakes are what was asked back, less what was paid out and slashed.",
    left: ofNetwork("unstaking"),
    right: ofNetwork("unstaked - unstake_completed - slashed_unstaking"),
    exceptions: sql`(select count(*) from ${prover}
      where unstaking <> unstaked - unstake_completed - slashed_unstaking)`,
  },
  {
    name: "TREASURY",
    meaning: "The treasury pool is the sum of its movements.",
    left: ofNetwork("treasury_pool"),
    right: sql`(select sum(case kind when 'WITHDRAWAL' then -amount when 'EMERGENCY' then 0 else amount end)
      from ${treasuryMovement})`,
  },
  totals("TOTALS_BY_HOUR", "hours", marketHour),
  totals("TOTALS_BY_PROVER", "provers (requests and escrow left out: they are nobody's)", prover, [
    ...notOfProvers,
    "refunds",
  ]),
  totals(
    "TOTALS_BY_REQUESTER",
    "requesters (bids and reveals left out)",
    requester,
    notOfRequesters,
  ),
  totals("TOTALS_BY_PROGRAM", "programs", program),
];

/** Names of the invariants, in their order. */
export const invariantNames = rules.map(({ name }) => name);

/** All invariants, by one statement: it sees one state of the index, also while blocks come in. Empty before anything is indexed. */
export async function invariants(db: Db): Promise<Invariant[]> {
  const parts = rules.map(
    ({ name, left, right, exceptions }) =>
      sql`select ${name}::text as name, coalesce(${left}, 0)::numeric as lhs, coalesce(${right}, 0)::numeric as rhs,
        coalesce(${exceptions ?? sql`0`}, 0)::int as exceptions, (select all_transfers from ${n}) as exact`,
  );
  const rows = await rowsOf<{
    name: string;
    lhs: string;
    rhs: string;
    exceptions: number;
    exact: boolean | null;
  }>(db, sql.join(parts, sql` union all `));
  const found = new Map(rows.map((row) => [row.name, row]));
  return rules.flatMap(({ name, meaning, allowsStray, exactOnly }) => {
    const row = found.get(name);
    if (row === undefined || row.exact === null || (exactOnly && !row.exact)) return [];
    const [left, right] = [BigInt(row.lhs), BigInt(row.rhs)];
    const isEqual = allowsStray ? left >= right : left === right;
    const stray = allowsStray && isEqual ? left - right : null;
    const exceptions = Math.max(row.exceptions, isEqual ? 0 : 1);
    return [{ name, meaning, left, right, stray, exceptions, holds: exceptions === 0 }];
  });
}
