/** Vaults, stakes and unstakes: what each says of the others. */
import { type SQL, sql } from "drizzle-orm";
import {
  account,
  activity,
  donation,
  network,
  proverStateChange,
  reward,
  shareTransfer,
  slashing,
  stake,
  treasuryMovement,
  unstake,
  vaultChange,
  vaultCheckpoint,
} from "../../../ponder.schema.ts";
import { balance, checked, derived, ofNetwork, type Rule } from "./rule.ts";

/** [bps] A prover's slashing scale just before an event; after retirement the contract takes it for never slashed. */
const scaleAt = (of: string, id: string): SQL => sql`case
  when exists (select from ${proverStateChange} s where s.prover = ${sql.raw(of)} and s.new_state = 'RETIRED' and s.id < ${sql.raw(id)}) then 10000
  else coalesce((select scale_after from ${slashing} s where s.prover = ${sql.raw(of)} and s.id < ${sql.raw(id)} order by s.id desc limit 1), 10000) end`;

export const stakingRules: readonly Rule[] = [
  derived({
    name: "VAULT_CHANGES",
    meaning:
      "A vault changed by the stakes, unstakes, rewards, donations, slashes and retirements that there were. Left: changes, right: those.",
    table: vaultChange,
    key: { id: "id", prover: "prover" },
    from: sql`(select id, prover, 'STAKE' as kind, account, amount as assets, null::numeric as shares from ${activity} where kind = 'STAKED'
      union all select requested_id, prover, 'UNSTAKE', staker, -amount, -shares from ${unstake}
      union all select id, prover, kind::text || '_REWARD', source, to_stakers, 0 from ${reward} where to_stakers > 0
      union all select id, prover, 'DONATION', "from", amount, 0 from ${donation}
      union all select id, prover, 'SLASH', null, -from_vault, 0 from ${slashing} where from_vault > 0
      union all select id, prover, 'RETIREMENT', null, -amount, 0 from ${treasuryMovement} where kind = 'RETIREMENT') c`,
    values: {
      kind: "max(kind)::vault_change_kind",
      account: "max(account)",
      assets: "max(assets)",
    },
  }),
  checked({
    name: "VAULT_RUNNING",
    meaning:
      "Assets and shares after each change of a vault are the sum of all until then; what a stake minted is its share of them. Left: changes, right: those.",
    rows: sql`(select *, sum(assets) over w as assets_sum, sum(shares) over w as shares_sum from ${vaultChange}
      window w as (partition by prover order by id)) r
      left join ${unstake} u on u.requested_id = r.id`,
    conditions: [
      "r.kind <> 'UNSTAKE' or r.shares = -u.shares",
      "r.assets_after = r.assets_sum and r.shares_after = r.shares_sum",
      "r.kind in ('STAKE', 'UNSTAKE') or r.shares = 0",
      "r.kind <> 'STAKE' or r.shares = div(r.assets * (r.shares_after - r.shares + 1), r.assets_after - r.assets + 1)",
    ],
  }),
  derived({
    name: "VAULT_CHECKPOINTS",
    meaning:
      "A vault's hour ends as the last change in it left the vault. Left: hours, right: those.",
    table: vaultCheckpoint,
    key: { prover: "prover", hour: "hour" },
    from: sql`(select prover, timestamp / 3600 as hour, assets_after, shares_after,
        row_number() over (partition by prover, timestamp / 3600 order by id desc) = 1 as is_last from ${vaultChange}) c where is_last`,
    values: {
      assets: "max(assets_after)",
      shares: "max(shares_after)",
      start: "hour * 3600::bigint",
    },
  }),
  checked({
    name: "REWARD_SPLIT",
    meaning:
      "A reward is commission and the stakers' part, and of the kind of its source. Left: rewards, right: those.",
    rows: sql`${reward} r, ${network} n`,
    conditions: [
      "r.amount = r.commission + r.to_stakers",
      "r.kind::text = case when r.source = n.market then 'MARKET' when r.source = n.epoch_rewards_contract then 'EPOCH' else 'OTHER' end",
    ],
  }),
  checked({
    name: "DONATIONS",
    meaning:
      "A donation is found by sampling only where balances are sampled, and then without its giver. Left: donations, right: those.",
    rows: sql`${donation} r, ${network} n`,
    conditions: [
      "r.sampled = (r.id % 1000000 >= 900000)",
      'not r.sampled or r."from" is null and not n.all_transfers',
    ],
  }),
  derived({
    name: "STAKE_SHARES",
    meaning:
      "A stake's shares, deposits and transfers are those of the vault's changes and share transfers. Left: stakes, right: those.",
    table: stake,
    key: { prover: "prover", staker: "staker" },
    from: sql`(select prover, account as staker, timestamp, shares, assets as deposited, 0 as came, 0 as went from ${vaultChange} where kind = 'STAKE'
      union all select prover, account, null, shares, 0, 0, 0 from ${vaultChange} where kind = 'UNSTAKE'
      union all select prover, "to", timestamp, shares, 0, assets, 0 from ${shareTransfer}
      union all select prover, "from", null, -shares, 0, 0, assets from ${shareTransfer}) m`,
    values: {
      shares: "sum(shares)",
      deposited: "sum(deposited)",
      transferred_in: "sum(came)",
      transferred_out: "sum(went)",
      first_staked_at: "min(timestamp)",
    },
  }),
  derived({
    name: "ACCOUNT_STAKES",
    meaning:
      "An account is a staker of as many provers as it says. Left: accounts, right: those of which that is so.",
    table: account,
    key: { address: "staker" },
    from: sql`${stake}`,
    sums: { stakes: "count(*) filter (where is_staker)" },
  }),
  derived({
    name: "STAKE_UNSTAKES",
    meaning:
      "A stake's unstakes, what was asked for and paid, and how far its queue is, are those of its entries. Left: stakes, right: those.",
    table: stake,
    key: { prover: "prover", staker: "staker" },
    from: sql`${unstake}`,
    sums: {
      unstaked: "sum(amount)",
      received: "sum(received)",
      unstakes_requested: "max(number) + 1",
      unstakes_completed: "count(completed_id)",
    },
  }),
  checked({
    name: "STAKE_COST",
    meaning:
      "What a position cost is in its shares, in its unstakes, or left with the shares given away, less which their value was a gain. Left: stakes, right: those.",
    rows: sql`${stake} r left join (select prover, staker, sum(cost_basis) as cost, sum(received - cost_basis) as gain
      from ${unstake} group by 1, 2) u using (prover, staker)`,
    conditions: [
      `r.deposited + r.transferred_in = r.cost_basis + coalesce(u.cost, 0)
        + r.transferred_out - (r.realised_gain - coalesce(u.gain, 0))`,
      "r.is_staker or r.shares = 0 and r.cost_basis = 0",
      "r.cost_basis >= 0",
    ],
  }),
  checked({
    name: "UNSTAKES",
    meaning:
      "An unstake is numbered in its queue without a gap, leaves it in its turn, and is paid by the slashes since. Left: unstakes, right: those.",
    rows: sql`(select *, row_number() over w - 1 as place, count(completed_id) over w as done,
        ${scaleAt("unstake.prover", "unstake.requested_id")} as scale_then,
        ${scaleAt("unstake.prover", "unstake.completed_id")} as scale_paid
      from ${unstake} window w as (partition by prover, staker order by requested_id)) r`,
    conditions: [
      "r.number = r.place",
      "r.completed_id is null or r.done = r.place + 1",
      "(r.completed_id is null) = (r.received is null)",
      "(r.completed_id is null) = (r.completed_at is null)",
      "(r.completed_id is null) = (r.completed_transaction is null)",
      "r.scale_snapshot = r.scale_then",
      "r.received is null or r.received = div(r.amount * r.scale_paid, r.scale_snapshot)",
      "r.cost_basis >= 0",
    ],
  }),
  checked({
    name: "UNSTAKES_PAID",
    meaning:
      "Each completion of unstakes paid its entries' sum. Left: completions and entries completed together, right: those that agree.",
    rows: sql`(select completed_id, sum(received) as received, min(prover) as prover, min(staker) as staker,
        min(completed_at) as at, max(completed_at) as last_at, min(completed_transaction) as tx, max(completed_transaction) as last_tx
      from ${unstake} where completed_at is not null or completed_id is not null or completed_transaction is not null group by 1) r
      full join (select * from ${activity} where kind = 'UNSTAKE_COMPLETED') a on a.id = r.completed_id`,
    conditions: [
      "a.amount = coalesce(r.received, 0)",
      "r.completed_id is null and a.amount = 0 or r.prover = a.prover and r.staker = a.account",
      "r.completed_id is null or r.at = a.timestamp and r.last_at = a.timestamp and r.tx = a.transaction and r.last_tx = a.transaction",
    ],
  }),
  checked({
    name: "SHARE_TRANSFERS",
    meaning:
      "Shares were transferred at their value in the vault then. Left: transfers, right: those.",
    rows: sql`${shareTransfer} r left join lateral (select assets_after, shares_after from ${vaultChange} c
      where c.prover = r.prover and c.id < r.id order by c.id desc limit 1) v on true`,
    conditions: ["r.assets = div(r.shares * (v.assets_after + 1), v.shares_after + 1)"],
  }),
  checked({
    name: "TREASURY_RUNNING",
    meaning:
      "The treasury pool after each movement is the sum of all until then. Left: movements, right: those.",
    rows: sql`(select *, sum(case kind when 'WITHDRAWAL' then -amount when 'EMERGENCY' then 0 else amount end)
      over (order by id) as pool from ${treasuryMovement}) r`,
    conditions: ["r.pool_after = r.pool"],
  }),
  balance({
    name: "EMERGENCIES",
    meaning: "What was recovered in emergencies is the sum of its movements.",
    left: ofNetwork("emergency_recovered"),
    right: sql`(select sum(amount) from ${treasuryMovement} where kind = 'EMERGENCY')`,
  }),
];
