/** Parameters, roles, submitters, epochs and accounts: the value now is the last of its history. */
import { sql } from "drizzle-orm";
import {
  account,
  activity,
  contract,
  network,
  parameterChange,
  prover,
  requester,
  reward,
  rewardAllocation,
  rewardEpoch,
  rewardEpochConfig,
  roleAdmin,
  roleChange,
  roleMember,
  stake,
  statsEpoch,
  submitter,
  submitterChange,
  tokenBalance,
  verifier,
  verifierChange,
} from "../../../ponder.schema.ts";
import { snake } from "../reads/columns.ts";
import { alike, checked, derived, lastOf, type Rule } from "./rule.ts";

/** Parameters that the network's row has, each in a column named after it. */
const parameters = [
  "biddingPhaseDuration",
  "revealPhaseDuration",
  "minMaxFee",
  "maxMaxFee",
  "slashBps",
  "slashWindow",
  "protocolFeeBps",
  "overcommitBps",
  "unstakeDelay",
  "minSelfStake",
  "maxSlashBps",
  "requireAuthorization",
];

export const governanceRules: readonly Rule[] = [
  checked({
    name: "PARAMETERS",
    meaning: "A parameter is what its last change made it. Left: 1, right: 1.",
    rows: sql`${network} r, (select ${sql.raw(
      parameters
        .map((name) => `max(new_value) filter (where name = '${name}') as ${snake(name)}`)
        .join(", "),
    )} from (select distinct on (contract, name) name, new_value from ${parameterChange} order by contract, name, id desc) c) p`,
    conditions: alike(
      Object.fromEntries(parameters.map(snake).map((name) => [`r.${name}::text`, `p.${name}`])),
    ),
  }),
  checked({
    name: "PARAMETER_CHANGES",
    meaning: "A parameter is changed from what it was. Left: changes, right: those.",
    rows: sql`(select *, lag(new_value) over w as before, row_number() over w as place,
        min(transaction) filter (where old_value is null) over (partition by contract, block) as read_with
      from ${parameterChange} window w as (partition by contract, name order by id)) r`,
    conditions: [
      `case when r.place > 1 then r.old_value is not distinct from r.before
        else r.old_value is null or r.contract = 'EPOCH_REWARDS' or r.name = 'feeToken' end`,
      "(r.account is null) = (r.old_value is null)",
      "r.old_value is not null or r.transaction = r.read_with",
      `r.name = any(case r.contract when 'EPOCH_REWARDS' then '{brevisProof,vkHash}'::text[]
        when 'STAKING' then '{unstakeDelay,minSelfStake,maxSlashBps,requireAuthorization}'
        else '{biddingPhaseDuration,revealPhaseDuration,minMaxFee,maxMaxFee,slashBps,slashWindow,protocolFeeBps,overcommitBps,feeToken}' end)`,
    ],
  }),
  checked({
    name: "SAMPLING",
    meaning:
      "Vault balances are sampled only where transfers are not all indexed. Left: 1, right: 1.",
    rows: sql`${network} r`,
    conditions: ["not r.all_transfers or r.sampled_at is null"],
  }),
  derived({
    name: "ROLES",
    meaning:
      "An account has the roles it was granted last and since when. Left: memberships, right: those.",
    table: roleMember,
    key: { contract: "contract", role: "role", account: "account" },
    from: sql`${roleChange}`,
    values: { granted: lastOf("granted"), since: "max(timestamp)" },
  }),
  checked({
    name: "ROLE_ADMINS",
    meaning:
      "A role's administrator is the one the feed named when it was set. Left: roles, right: those.",
    rows: sql`${roleAdmin} r left join (select distinct account, timestamp from ${activity} where kind = 'ROLE_ADMIN_CHANGED') a
      on a.timestamp = r.since and a.account = coalesce(r.admin, '0x0000000000000000000000000000000000000000')`,
    conditions: ["a.account is not null"],
  }),
  checked({
    name: "CONTRACTS",
    meaning:
      "A contract was paused or released when the feed said so. Left: contracts, right: those.",
    rows: sql`${contract} r cross join ${network} n
      left join (select distinct kind = 'PAUSED' as paused, timestamp from ${activity} where kind in ('PAUSED', 'UNPAUSED')) a
        on a.timestamp = r.paused_changed_at and a.paused = r.paused`,
    conditions: [
      "case when r.paused_changed_at is null then not r.paused else a.timestamp is not null end",
      "r.name::text = case r.address when n.market then 'MARKET' when n.staking then 'STAKING' else 'EPOCH_REWARDS' end",
    ],
  }),
  derived({
    name: "SUBMITTERS",
    meaning:
      "A submitter's prover, consent and registration are those of its last changes. Left: submitters, right: those.",
    table: submitter,
    key: { address: "submitter" },
    from: sql`${submitterChange}`,
    values: {
      prover: `(array_agg(case kind when 'REGISTERED' then prover end order by id desc) filter (where kind <> 'CONSENT'))[1]`,
      consent: `(array_agg(prover order by id desc) filter (where kind = 'CONSENT'))[1]`,
      registered_at: "max(timestamp) filter (where kind = 'REGISTERED')",
    },
  }),
  checked({
    name: "VERIFIERS",
    meaning:
      "A verifier is the one its last change named, since then. Left: versions, right: those.",
    rows: sql`${verifier} r full join (select version, ${sql.raw(lastOf("new_verifier"))} as last, max(timestamp) as since
      from ${verifierChange} group by 1) c on c.version = r.version`,
    conditions: [
      "r.version is not null",
      "c.version is null or r.since = c.since and r.address is not distinct from c.last",
    ],
  }),
  checked({
    name: "VERIFIER_CHANGES",
    meaning: "A verifier is changed from what it was. Left: changes, right: those.",
    rows: sql`(select *, lag(new_verifier) over w as before, row_number() over w as place
      from ${verifierChange} window w as (partition by version order by id)) r`,
    conditions: ["r.place = 1 or r.old_verifier is not distinct from r.before"],
  }),
  checked({
    name: "STATS_EPOCHS",
    meaning:
      "The market's statistics epochs are numbered without a gap, end where the next begins, and their plain counts are the network's. Left: epochs, right: those.",
    rows: sql`(select *, row_number() over (order by epoch) - 1 as place,
        case when scheduled then lead(case when scheduled then start_at end) over (order by epoch) end as next,
        sum(requests) over () as all_requests, sum(fulfilled) over () as all_fulfilled, sum(fees) over () as all_fees,
        count(*) filter (where scheduled) over () as all_scheduled from ${statsEpoch}) r, ${network} n`,
    conditions: [
      "r.epoch = r.place",
      "not r.scheduled or r.end_at is not distinct from r.next",
      "r.all_requests = n.requests and r.all_fulfilled = n.fulfilled and r.all_fees = n.rewards",
      "r.all_scheduled = n.stats_epoch_count and n.stats_epoch_id < n.stats_epoch_count",
    ],
  }),
  checked({
    name: "REWARD_CONFIGS",
    meaning:
      "The entries of the schedule of reward epochs are numbered and counted. Left: entries, right: those.",
    rows: sql`(select *, row_number() over (order by number) - 1 as place, count(*) filter (where scheduled) over () as scheduled_all
      from ${rewardEpochConfig}) r, ${network} n`,
    conditions: [
      "r.number = r.place",
      "r.scheduled = (r.number < n.reward_epoch_config_count)",
      "r.scheduled_all = n.reward_epoch_config_count",
    ],
  }),
  derived({
    name: "REWARD_EPOCHS",
    meaning:
      "A reward epoch is the sum of its allocations, paid and not. Left: epochs, right: those.",
    table: rewardEpoch,
    key: { epoch: "epoch" },
    from: sql`${rewardAllocation}`,
    sums: {
      total: "sum(amount)",
      distributed: "sum(amount) filter (where distributed_at is not null)",
      provers: "count(*)",
      provers_paid: "count(distributed_at)",
    },
    values: { set_at: "max(set_at)" },
  }),
  checked({
    name: "REWARD_PAYOUTS",
    meaning:
      "Every allocation that was paid has its reward. Left: payouts and paid allocations, right: those that agree.",
    rows: sql`(select * from ${reward} where epoch is not null) r
      full join (select * from ${rewardAllocation} where distributed_at is not null or distributed_transaction is not null) a
        on a.epoch = r.epoch and a.prover = r.prover`,
    conditions: alike({
      "r.amount": "a.amount",
      "r.timestamp": "a.distributed_at",
      "r.transaction": "a.distributed_transaction",
      "r.kind::text": "'EPOCH'",
    }),
  }),
  derived({
    name: "ACCOUNTS",
    meaning:
      "An account has the roles it took, since it took the first. Left: accounts, right: those.",
    table: account,
    key: { address: "address" },
    from: sql`(select address, 'requester' as role, first_request_at as at from ${requester}
      union all select address, 'prover', joined_at from ${prover}
      union all select staker, 'staker', first_staked_at from ${stake}
      union all select submitter, 'submitter', timestamp from ${submitterChange} where kind = 'REGISTERED') t`,
    values: {
      is_requester: "bool_or(role = 'requester')",
      is_prover: "bool_or(role = 'prover')",
      is_staker: "bool_or(role = 'staker')",
      is_submitter: "bool_or(role = 'submitter')",
      first_seen_at: "min(at)",
    },
  }),
  checked({
    name: "TOKEN_BALANCES",
    meaning:
      "Nobody holds less than nothing of the token. Left out while transfers are sampled. Left: holders, right: those.",
    exactOnly: true,
    rows: sql`${tokenBalance} r`,
    conditions: ["r.balance >= 0"],
  }),
];
