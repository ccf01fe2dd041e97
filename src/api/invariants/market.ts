/** Requests, bids, assignments and proofs: what each says of the others. */
import { sql } from "drizzle-orm";
import {
  activity,
  assignment,
  bid,
  missHour,
  network,
  parameterChange,
  program,
  proof,
  request,
  requester,
  requestInput,
  reward,
  slashing,
  submitter,
  verifier,
  verifierChange,
} from "../../../ponder.schema.ts";
import { alike, checked, derived, type Rule } from "./rule.ts";

/** [s] A phase's duration just before an event. Its first value is from the block indexing began at, whatever its id. */
const durationAt = (name: string, id: string) => sql`coalesce(
  (select new_value::numeric from ${parameterChange} where name = ${sql.raw(`'${name}'`)} and id < ${sql.raw(id)} order by id desc limit 1),
  (select new_value::numeric from ${parameterChange} where name = ${sql.raw(`'${name}'`)} order by id limit 1))`;

const isOf = (status: string, columns: readonly string[]) =>
  columns.map((column) => `(r.${column} is not null) = (r.status in (${status}))`);

export const marketRules: readonly Rule[] = [
  checked({
    name: "REQUEST_STATUS",
    meaning:
      "A request has the columns of its status and no others, and they fit together: price, fee, reward and excess; reason and deadline of a refund. Left: requests, right: those.",
    rows: sql`${request} r`,
    conditions: [
      ...isOf("'FULFILLED', 'REFUNDED', 'SLASHED'", ["settled_id"]),
      ...isOf("'FULFILLED'", [
        "price",
        "protocol_fee",
        "reward",
        "commission",
        "to_stakers",
        "excess",
        "proving_seconds",
      ]),
      ...isOf("'REFUNDED', 'SLASHED'", ["refund_amount", "refund_reason"]),
      ...isOf("'SLASHED'", ["slash_asked", "slash_taken"]),
      "r.price is null or r.price = coalesce(r.second_fee, r.winner_fee)",
      "r.price is null or r.max_fee = r.price + r.excess and r.price = r.protocol_fee + r.reward and r.reward = r.commission + r.to_stakers",
      "r.refund_amount is null or r.refund_amount = r.max_fee",
      `case r.refund_reason when 'NO_BIDS' then r.bid_count = 0
        when 'NO_REVEALS' then r.bid_count > 0 and r.winner is null
        when 'DEADLINE_MISSED' then r.winner is not null and r.refunded_at > r.deadline else true end`,
      "r.status <> 'SLASHED' or r.refund_reason = 'DEADLINE_MISSED'",
      "(r.winner is null) = (r.winner_fee is null) and (r.winner is null) = (r.assignment_id is null)",
      "(r.second is null) = (r.second_fee is null)",
      "r.second is null or r.winner_fee <= r.second_fee and r.second_fee <= r.max_fee",
      "(r.input_size = 0) = (r.input_hash is null)",
      "r.bid_count >= r.bidders",
    ],
  }),
  checked({
    name: "REQUEST_INPUT",
    meaning:
      "A request's input is there, and as long as the request says, where inputs are kept; nowhere else is one. Left: requests, and inputs without one; right: those.",
    rows: sql`(select q.id, q.input_size, octet_length(i.data) as kept, (select keeps_inputs from ${network} limit 1) as keeps_inputs
      from ${request} q full join ${requestInput} i on i.request_id = q.id) r`,
    conditions: [
      "coalesce(r.kept, 0) = case when r.keeps_inputs then r.input_size else 0 end",
      "r.kept is null or r.input_size > 0",
    ],
  }),
  checked({
    name: "PROVING_SECONDS",
    meaning:
      "The proving time is the proof's less the end of the reveal phase, by the durations in force then. Left: proven requests, right: those.",
    rows: sql`(select *, ${durationAt("biddingPhaseDuration", "settled_id")} + ${durationAt("revealPhaseDuration", "settled_id")} as phases
      from ${request} where status = 'FULFILLED') r`,
    conditions: ["r.proving_seconds = r.fulfilled_at - r.created_at - r.phases"],
  }),
  derived({
    name: "REQUEST_BIDS",
    meaning: "A request counts its bids and their reveals. Left: requests, right: those that do.",
    table: request,
    key: { id: "request_id" },
    from: sql`${bid}`,
    sums: {
      bidders: "count(*)",
      reveal_count: "sum(reveals)",
      revealers: "count(*) filter (where reveals > 0)",
    },
  }),
  checked({
    name: "WINNER",
    meaning:
      "Winner and second of a request are its two lowest revealed bids, one prover's repeated reveal counting again. Left: requests, right: those.",
    rows: sql`${request} r
      left join ${bid} w on w.request_id = r.id and w.prover = r.winner
      left join ${bid} s on s.request_id = r.id and s.prover = r.second
      left join (select request_id, min(fee) as lowest from ${bid} group by 1) b on b.request_id = r.id`,
    conditions: [
      "r.winner_fee is not distinct from b.lowest",
      "r.winner is null or w.reveals > 0",
      "r.second is null or s.reveals > 0",
      "(r.second is null) = (r.reveal_count < 2)",
    ],
  }),
  derived({
    name: "REQUEST_ASSIGNMENT",
    meaning:
      "A request's winner is the prover of its last assignment, with its fee. Left: requests, right: those.",
    table: request,
    key: { id: "request_id" },
    from: sql`(select *, row_number() over (partition by request_id order by id desc) = 1 as is_last
      from ${assignment}) a where is_last`,
    values: { assignment_id: "max(id)", winner: "max(prover)", winner_fee: "max(fee)" },
  }),
  checked({
    name: "ASSIGNMENT",
    meaning:
      "An assignment commits its request's minimum stake until the next begins, the proof or the refund. Left: assignments, right: those.",
    rows: sql`(select *, lead(id) over (partition by request_id order by id) as next from ${assignment}) r
      left join ${request} q on q.id = r.request_id
      left join ${activity} a on a.id = r.ended_id`,
    conditions: [
      "r.min_stake = q.min_stake",
      ...alike({ "r.ended_at": "a.timestamp" }),
      `case when r.next is not null then r.outcome = 'OUTBID' and r.ended_id = r.next
        when q.status = 'PENDING' then r.outcome = 'OPEN' and r.ended_id is null
        when q.status = 'FULFILLED' then r.outcome = 'FULFILLED' and r.ended_id = q.settled_id
        else r.outcome = 'MISSED' and a.kind = 'REFUNDED' and a.request_id = q.id end`,
    ],
  }),
  checked({
    name: "PROOF",
    meaning:
      "A proof is its request's: the winner's, of the version asked for, accepted by the verifier registered then. Left: proofs and proven requests, right: those that agree.",
    rows: sql`${proof} r full join (select * from ${request} where status = 'FULFILLED') q on q.id = r.request_id
      left join ${verifier} v on v.version = r.version
      left join lateral (select id, new_verifier from ${verifierChange} c
        where c.version = r.version and c.id < r.event_id order by c.id desc limit 1) b on true
      left join lateral (select id, old_verifier from ${verifierChange} c
        where c.version = r.version and c.id > r.event_id order by c.id limit 1) f on true`,
    conditions: alike({
      "r.prover": "q.winner",
      "r.version": "q.version",
      "r.event_id": "q.settled_id",
      "r.verifier":
        "case when b.id is not null then b.new_verifier when f.id is not null then f.old_verifier else v.address end",
    }),
  }),
  checked({
    name: "MARKET_REWARDS",
    meaning:
      "Every proof that earned something was rewarded with it, split alike. Left: market rewards and such proofs, right: those that agree.",
    rows: sql`(select * from ${reward} where kind = 'MARKET' or request_id is not null) r
      full join (select * from ${request} where reward > 0) q on q.id = r.request_id`,
    conditions: alike({
      "r.prover": "q.winner",
      "r.amount": "q.reward",
      "r.commission": "q.commission",
      "r.to_stakers": "q.to_stakers",
      "r.timestamp": "q.fulfilled_at",
      "r.kind::text": "'MARKET'",
    }),
  }),
  checked({
    name: "REQUEST_SLASHES",
    meaning:
      "Every request that was slashed has its slash, for as much as was asked and taken. Left: slashes for requests and slashed requests, right: those that agree.",
    rows: sql`(select * from ${slashing} where request_id is not null or asked is not null) r
      full join (select * from ${request} where status = 'SLASHED') q on q.id = r.request_id`,
    conditions: alike({
      "r.prover": "q.winner",
      "r.asked": "q.slash_asked",
      "r.amount": "q.slash_taken",
      "r.transaction": "q.slashed_transaction",
    }),
  }),
  ...[
    { name: "REQUESTER", table: requester, key: { address: "requester" }, values: {} },
    {
      name: "PROGRAM",
      table: program,
      key: { vk: "vk" },
      values: { img_url: "(array_agg(img_url order by created_id desc))[1]" },
    },
  ].map(({ name, table, key, values }) =>
    derived({
      name: `${name}_REQUESTS`,
      meaning: `The first and last request of each ${name.toLowerCase()} are what its row says. Left: ${name.toLowerCase()}s, right: those.`,
      table,
      key,
      from: sql`${request}`,
      values: {
        first_request_at: "min(created_at)",
        last_request_at: "max(created_at)",
        ...values,
      },
    }),
  ),
  derived({
    name: "OPEN_REQUESTS",
    meaning:
      "A requester's open requests and escrow are its pending requests and their max fees. Left: requesters, right: those.",
    table: requester,
    key: { address: "requester" },
    from: sql`${request} where status = 'PENDING'`,
    sums: { open_requests: "count(*)", escrow: "sum(max_fee)" },
  }),
  derived({
    name: "MISS_HOURS",
    meaning: "The misses of an hour are those of its deadlines. Left: hours, right: those.",
    table: missHour,
    key: { hour: "hour" },
    from: sql`(select div(deadline + 1, 3600) as hour from ${request} where refund_reason = 'DEADLINE_MISSED') m`,
    values: { missed: "count(*)", start: "hour * 3600::bigint" },
  }),
  checked({
    name: "VERIFIER_PROOFS",
    meaning:
      "A verifier version counts its proofs, from when the registry named it. Left: versions, right: those that do.",
    rows: sql`${verifier} r left join (select version, count(*) as proofs, count(verifier) as verified
      from ${proof} group by 1) p on p.version = r.version`,
    conditions: ["r.proofs between coalesce(p.verified, 0) and coalesce(p.proofs, 0)"],
  }),
  checked({
    name: "SUBMITTER_ACTIONS",
    meaning:
      "A submitter acted no more often than it sent bids, reveals and proofs of another's, and last when it sent one. Left: submitters, right: those.",
    rows: sql`${submitter} r left join (select sender, count(*) as sent, array_agg(timestamp) as times
      from ${activity} where kind in ('BID', 'REVEALED', 'FULFILLED') and sender <> prover
        and sender in (select address from ${submitter})
      group by sender) a on a.sender = r.address`,
    conditions: [
      "r.actions <= coalesce(a.sent, 0)",
      "(r.actions = 0) = (r.last_action_at is null)",
      "r.last_action_at is null or r.last_action_at = any(a.times)",
    ],
  }),
  checked({
    name: "NETWORK_REQUESTS",
    meaning:
      "The network's requests are open, proven or refunded; its refunds have one reason each. Left: 1, right: 1.",
    rows: sql`${network} r`,
    conditions: [
      "r.requests = r.open_requests + r.fulfilled + r.refunded",
      "r.refunded = r.missed + r.refunded_no_bids + r.refunded_no_reveals",
      "r.fees = r.protocol_fees + r.rewards and r.rewards = r.commission + r.to_stakers",
      "r.market_rewards = r.rewards",
    ],
  }),
];
