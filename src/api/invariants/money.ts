/** What is held is what is owed: the amounts of the whole network. */
import { type SQL, sql } from "drizzle-orm";
import {
  assignment,
  prover,
  request,
  requester,
  reward,
  stake,
  tokenBalance,
  treasuryMovement,
  vaultChange,
} from "../../../ponder.schema.ts";
import { balance, n, ofNetwork, type Rule } from "./rule.ts";

const balanceOf = (contract: string): SQL =>
  sql`coalesce((select balance from ${tokenBalance} t, ${n} where t.address = n.${sql.raw(contract)}), 0)`;

export const moneyRules: readonly Rule[] = [
  balance({
    name: "MARKET_BALANCE",
    meaning:
      "The market's tokens are escrow and protocol fees; stray: sent to it past requestProof.",
    allowsStray: true,
    left: balanceOf("market"),
    right: ofNetwork("escrow + protocol_fee_balance"),
  }),
  balance({
    name: "STAKING_BALANCE",
    meaning:
      "The controller's tokens, with those recovered in an emergency, are treasury pool, pending unstakes and pending commission; stray: sent to it past its functions, such as recovered tokens given back.",
    allowsStray: true,
    left: sql`${balanceOf("staking")} + ${ofNetwork("emergency_recovered")}`,
    right: ofNetwork("treasury_pool + unstaking + pending_commission"),
  }),
  balance({
    name: "VAULT_ASSETS",
    meaning: "The assets of every vault are its token balance. Left out while vaults are sampled.",
    exactOnly: true,
    left: sql`(select sum(assets) from ${prover})`,
    right: sql`(select sum(t.balance) from ${prover} p join ${tokenBalance} t on t.address = p.vault)`,
    exceptions: sql`(select count(*) from ${prover} p left join ${tokenBalance} t on t.address = p.vault
      where p.assets <> coalesce(t.balance, 0))`,
  }),
  balance({
    name: "VAULT_HISTORY",
    meaning:
      "Assets and shares of every vault are the sums of its changes; left and right: assets.",
    left: sql`(select sum(assets) from ${prover})`,
    right: sql`(select sum(assets) from ${vaultChange})`,
    exceptions: sql`(select count(*) from ${prover} p left join (
        select prover, sum(assets) as assets, sum(shares) as shares from ${vaultChange} group by prover
      ) c on c.prover = p.address
      where p.assets <> coalesce(c.assets, 0) or p.shares <> coalesce(c.shares, 0))`,
  }),
  balance({
    name: "SHARES",
    meaning: "The shares of every vault are those of its stakers.",
    left: sql`(select sum(shares) from ${stake})`,
    right: sql`(select sum(shares) from ${prover})`,
    exceptions: sql`(select count(*) from ${prover} p left join (
        select prover, sum(shares) as shares from ${stake} group by prover
      ) s on s.prover = p.address where p.shares <> coalesce(s.shares, 0))`,
  }),
  balance({
    name: "ESCROW",
    meaning: "Escrow is the max fees of pending requests, in sum and for every requester.",
    left: ofNetwork("escrow"),
    right: sql`(select sum(max_fee) from ${request} where status = 'PENDING')`,
    exceptions: sql`(select count(*) from ${requester} q left join (
        select requester, sum(max_fee) as escrow from ${request} where status = 'PENDING' group by requester
      ) r on r.requester = q.address where q.escrow <> coalesce(r.escrow, 0))`,
  }),
  balance({
    name: "ESCROW_FLOW",
    meaning: "What was escrowed is paid as a price, returned, refunded, or still in escrow.",
    left: ofNetwork("max_fees"),
    right: ofNetwork("fees + excess + refunds + escrow"),
  }),
  balance({
    name: "ASSIGNED_STAKE",
    meaning:
      "Assigned stake is the minimum stake of open assignments, in sum and for every prover.",
    left: ofNetwork("assigned_stake"),
    right: sql`(select sum(min_stake) from ${assignment} where outcome = 'OPEN')`,
    exceptions: sql`(select count(*) from ${prover} p left join (
        select prover, sum(min_stake) as stake from ${assignment} where outcome = 'OPEN' group by prover
      ) a on a.prover = p.address where p.assigned_stake <> coalesce(a.stake, 0))`,
  }),
  balance({
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
  }),
  balance({
    name: "PROTOCOL_FEES",
    meaning: "Protocol fees taken are those withdrawn and those still held.",
    left: ofNetwork("protocol_fees"),
    right: ofNetwork("protocol_fees_withdrawn + protocol_fee_balance"),
  }),
  balance({
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
  }),
  balance({
    name: "UNSTAKING",
    meaning: "Pending unstakes are what was asked back, less what was paid out and slashed.",
    left: ofNetwork("unstaking"),
    right: ofNetwork("unstaked - unstake_completed - slashed_unstaking"),
    exceptions: sql`(select count(*) from ${prover}
      where unstaking <> unstaked - unstake_completed - slashed_unstaking)`,
  }),
  balance({
    name: "TREASURY",
    meaning: "The treasury pool is the sum of its movements.",
    left: ofNetwork("treasury_pool"),
    right: sql`(select sum(case kind when 'WITHDRAWAL' then -amount when 'EMERGENCY' then 0 else amount end)
      from ${treasuryMovement})`,
  }),
];
