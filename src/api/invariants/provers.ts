/** Provers: their state, vault, slashes and commission rates, and what they hold. */
import { sql } from "drizzle-orm";
import {
  activity,
  assignment,
  commissionChange,
  commissionRate,
  network,
  prover,
  proverStateChange,
  slashing,
  stake,
  vault,
  vaultChange,
  vaultNumber,
} from "../../../ponder.schema.ts";
import { alike, balance, checked, derived, lastOf, ofNetwork, type Rule } from "./rule.ts";

export const proverRules: readonly Rule[] = [
  derived({
    name: "PROVER_STATE",
    meaning:
      "A prover joined, is and retired as the changes of its state tell. Left: provers, right: those.",
    table: prover,
    key: { address: "prover" },
    from: sql`${proverStateChange}`,
    values: {
      state: lastOf("new_state"),
      joined_at: "min(timestamp)",
      retired_at: "max(timestamp) filter (where new_state = 'RETIRED')",
    },
  }),
  checked({
    name: "STATE_CHANGES",
    meaning: "A prover's state is left as it was entered. Left: changes, right: those.",
    rows: sql`(select *, lag(new_state) over (partition by prover order by id) as before from ${proverStateChange}) r`,
    conditions: alike({ "r.old_state": "r.before" }),
  }),
  checked({
    name: "VAULTS",
    meaning:
      "Prover, vault and the factory's list name each other, as of when the prover joined. Left: provers and vaults, right: those that agree.",
    rows: sql`${prover} r full join ${vault} v on v.prover = r.address
      full join ${vaultNumber} l on l.prover = r.address
      left join ${proverStateChange} j on j.prover = r.address and j.old_state is null`,
    conditions: alike({
      "r.vault": "v.address",
      "v.address": "l.vault",
      "v.created_at": "r.joined_at",
      "v.created_block": "j.block",
    }),
  }),
  checked({
    name: "PROVERS_JOINED",
    meaning:
      "A prover joined in the transaction that initialised it. Left: joins and initialisations, right: those that agree.",
    rows: sql`(select * from ${proverStateChange} where old_state is null) r
      full join (select * from ${activity} where kind = 'PROVER_INITIALIZED') a on a.prover = r.prover`,
    conditions: [
      ...alike({ "r.transaction": "a.transaction", "r.block": "a.block" }),
      "r.id < a.id",
    ],
  }),
  balance({
    name: "VAULT_NUMBERS",
    meaning:
      "The factory's vaults are numbered from 0 without a gap. Left: vaults, right: highest number + 1.",
    left: ofNetwork("vaults"),
    right: sql`(select max(number) + 1 from ${vaultNumber})`,
    exceptions: sql`(select abs(count(*) - max(number) - 1) from ${vaultNumber})`,
  }),
  derived({
    name: "PROVER_STAKERS",
    meaning:
      "A prover's stakers are its stakes' and its shares theirs. Left: provers, right: those.",
    table: prover,
    key: { address: "prover" },
    from: sql`${stake}`,
    sums: { stakers: "count(*) filter (where is_staker)", shares: "sum(shares)" },
  }),
  derived({
    name: "PROVER_ASSIGNMENTS",
    meaning:
      "A prover counts its assignments, those that are open, and the stake they commit. Left: provers, right: those.",
    table: prover,
    key: { address: "prover" },
    from: sql`${assignment}`,
    sums: {
      assignments: "count(*)",
      open_assignments: "count(*) filter (where outcome = 'OPEN')",
      assigned_stake: "sum(min_stake) filter (where outcome = 'OPEN')",
    },
  }),
  derived({
    name: "PROVER_ACTIVITY",
    meaning:
      "A prover was last active at its last bid, reveal or proof. Left: provers, right: those.",
    table: prover,
    key: { address: "prover" },
    from: sql`${activity} where kind in ('BID', 'REVEALED', 'FULFILLED')`,
    values: { last_active_at: "max(timestamp)" },
  }),
  checked({
    name: "PROVER_HOLDS",
    meaning:
      "What a prover holds came in and did not go out: assets, pending unstakes, pending commission. Left: provers, right: those.",
    rows: sql`${prover} r left join (select prover, -sum(assets) as dust from ${vaultChange}
      where kind = 'RETIREMENT' group by 1) d on d.prover = r.address`,
    conditions: [
      "r.assets = r.staked + r.reward_to_stakers + r.donated - r.unstaked - r.slashed_assets - coalesce(d.dust, 0)",
      "r.unstaking = r.unstaked - r.unstake_completed - r.slashed_unstaking",
      "r.pending_commission = r.reward_commission - r.commission_claimed",
      "r.market_rewards + r.epoch_rewards + r.other_rewards = r.reward_commission + r.reward_to_stakers",
      "r.market_rewards = r.rewards",
    ],
  }),
  checked({
    name: "NETWORK_HOLDS",
    meaning:
      "The network holds what its provers hold, assets of registered ones only. Left: 1, right: 1.",
    rows: sql`${network} r, (select count(*) as vaults, count(*) filter (where state <> 'RETIRED') as provers,
        count(*) filter (where state = 'ACTIVE') as active_provers, coalesce(sum(stakers), 0) as stakers,
        coalesce(sum(assets) filter (where state <> 'RETIRED'), 0) as assets, coalesce(sum(unstaking), 0) as unstaking,
        coalesce(sum(pending_commission), 0) as pending_commission, coalesce(sum(assigned_stake), 0) as assigned_stake
      from ${prover}) p`,
    conditions: [
      "vaults",
      "provers",
      "active_provers",
      "stakers",
      "assets",
      "unstaking",
      "pending_commission",
      "assigned_stake",
    ].map((column) => `r.${column} = p.${column}`),
  }),
  checked({
    name: "SLASHES",
    meaning:
      "A slash leaves the scale it found less its rate, and takes what it took from vault and unstakes. Left: slashes, right: those.",
    rows: sql`(select *, lag(scale_after, 1, 10000) over (partition by prover order by id) as before from ${slashing}) r
      left join ${proverStateChange} s on s.prover = r.prover and s.new_state = 'RETIRED' and s.id < r.id`,
    conditions: [
      "r.amount = r.from_vault + r.from_unstaking",
      "r.scale_before = case when s.id is null then r.before else 0 end",
      "r.scale_after = div(r.scale_before * (10000 - r.bps), 10000)",
    ],
  }),
  checked({
    name: "PROVER_SCALE",
    meaning:
      "A prover's slashing scale is what its last slash left; 0 once retired. Left: provers, right: those.",
    rows: sql`${prover} r left join (select prover, ${sql.raw(lastOf("scale_after"))} as scale from ${slashing} group by 1) s
      on s.prover = r.address`,
    conditions: [
      "r.slashing_scale = case r.state when 'RETIRED' then 0 else coalesce(s.scale, 10000) end",
    ],
  }),
  derived({
    name: "COMMISSION_RATES",
    meaning: "A commission rate is what its last change made it. Left: rates, right: those.",
    table: commissionRate,
    key: { prover: "prover", source: "source" },
    from: sql`${commissionChange}`,
    values: { rate: lastOf("new_rate"), since: "max(timestamp)" },
  }),
  checked({
    name: "COMMISSION_CHANGES",
    meaning:
      "A change of a commission rate begins with what the one before left. Left: changes, right: those.",
    rows: sql`(select *, lag(new_rate) over (partition by prover, source order by id) as before from ${commissionChange}) r`,
    conditions: alike({ "r.old_rate": "r.before" }),
  }),
  derived({
    name: "DEFAULT_RATES",
    meaning: "A prover's default commission is the last one it set. Left: provers, right: those.",
    table: prover,
    key: { address: "prover" },
    from: sql`${commissionChange} where source = '0x0000000000000000000000000000000000000000'`,
    values: { default_commission_rate: lastOf("new_rate") },
  }),
];
