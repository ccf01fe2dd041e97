import { afterAll, beforeAll, expect, test } from "vitest";
import { type Opened, openRecording } from "../api/support.ts";
import { createJudge, type Tampering } from "./tampering.ts";

/** The rows of a table that a condition names, once more under other ids. */
const doubled = (table: string, where: string) => [
  `create temp table twin on commit drop as select * from ${table} where ${where} order by id limit 1`,
  "update twin set id = id + 500000",
  `insert into ${table} select * from twin`,
  "drop table twin",
];
const FULFILLED =
  "(select id from request where status = 'FULFILLED' and second_fee < max_fee order by id limit 1)";
const PAIR =
  "(select request_id from bid where fee is not null group by 1 having count(distinct fee) > 2 order by 1 limit 1)";
const LOSERS = `(select prover, fee, first_bid_id, row_number() over (order by prover) as n from bid, request q where request_id = q.id
  and q.id = ${PAIR} and bid.fee is not null and prover <> q.winner limit 2)`;
const QUIET =
  "(select a.id from activity a join bid b on b.first_bid_id = a.id where b.commits = 1 order by a.id limit 1)";
const CLAIM = "(select id from commission_claim order by id limit 1)";

const noticed: readonly Tampering[] = [
  {
    what: "a proof's price and what comes back, together",
    statements: [
      `update request set second_fee = second_fee + 1, price = price + 1, excess = excess - 1 where id = ${FULFILLED}`,
    ],
  },
  {
    what: "a proof's price, the second bid and the feed, together",
    statements: [
      `update activity a set amount = a.amount + 1 from request q where q.id = ${FULFILLED} and a.request_id = q.id
        and (a.kind = 'FULFILLED' or a.kind = 'REVEALED' and a.prover = q.second)`,
      `update bid b set fee = b.fee + 1 from request q where q.id = ${FULFILLED} and b.request_id = q.id and b.prover = q.second`,
      `update request set second_fee = second_fee + 1, price = price + 1, excess = excess - 1,
        reward = reward + 1, to_stakers = to_stakers + 1 where id = ${FULFILLED}`,
    ],
  },
  { what: "a donation told twice", statements: doubled("donation", "true") },
  {
    what: "a donation told twice, in the feed too",
    statements: [
      ...doubled("donation", "id = (select min(id) from donation)"),
      ...doubled("activity", "id = (select min(id) from donation)"),
    ],
  },
  { what: "a reward told twice", statements: doubled("reward", "true") },
  {
    what: "two requests exchange their requesters, in the feed too",
    statements: [
      `create temp table two on commit drop as select id, requester, lead(requester) over w as next, lag(requester) over w as last
        from (select distinct on (requester) * from request order by requester limit 2) r window w as (order by requester)`,
      "update request q set requester = coalesce(two.next, two.last) from two where q.id = two.id",
      `update activity a set account = coalesce(two.next, two.last) from two
        where a.request_id = two.id and a.kind not in ('BID', 'REVEALED')`,
    ],
  },
  {
    what: "two requests exchange their programs",
    statements: [
      `create temp table two on commit drop as select id, vk, lead(vk) over w as next, lag(vk) over w as last
        from (select distinct on (vk) * from request order by vk limit 2) r window w as (order by vk)`,
      "update request q set vk = coalesce(two.next, two.last) from two where q.id = two.id",
    ],
  },
  ...["market_day", "prover_day", "program_day", "requester_day"].map((table) => ({
    what: `a whole day of ${table} moved`,
    statements: [
      `update ${table} set day = day - 1, start = start - 86400 where day = (select min(day) from ${table})`,
    ],
  })),
  {
    what: "a whole hour moved",
    statements: [
      "update market_hour set hour = hour - 1, start = start - 3600 where hour = (select min(hour) from market_hour)",
    ],
  },
  {
    what: "a claim of commission deleted everywhere",
    statements: [
      `create temp table gone on commit drop as select * from commission_claim where id = ${CLAIM}`,
      "delete from commission_claim where id in (select id from gone)",
      "delete from activity where id in (select id from gone)",
      "delete from event_block where number in (select block from gone) and number not in (select block from activity)",
      ...["prover", "network"].map(
        (table) =>
          `update ${table} t set commission_claimed = commission_claimed - g.amount, pending_commission = pending_commission + g.amount
            from gone g where ${table === "prover" ? "t.address = g.prover" : "true"}`,
      ),
      `update prover_day d set commission_claimed = commission_claimed - g.amount from gone g
        where d.prover = g.prover and d.day = g.timestamp / 86400`,
      `update market_hour h set commission_claimed = commission_claimed - g.amount from gone g where h.hour = g.timestamp / 3600`,
      `update market_day d set commission_claimed = commission_claimed - g.amount from gone g where d.day = g.timestamp / 86400`,
    ],
  },
  {
    what: "a request's time moved everywhere by a second",
    statements: [
      "create temp table late on commit drop as select id, created_id, created_block from request order by created_id limit 1",
      "update activity set timestamp = timestamp + 1 where block in (select created_block from late)",
      "update event_block set timestamp = timestamp + 1 where number in (select created_block from late)",
      "update request set created_at = created_at + 1 where created_block in (select created_block from late)",
    ],
  },
];

/** What nobody notices, and why. */
const unnoticed: readonly (Tampering & { why: string })[] = [
  {
    what: "two losing bids of a request exchanged, in the feed too",
    why: "No view of the contracts answers a losing bid but the second, and the event alone tells it.",
    statements: [
      `create temp table two on commit drop as select a.prover, b.fee from ${LOSERS} a join ${LOSERS} b on a.n <> b.n`,
      `update bid set fee = two.fee from two where bid.request_id = ${PAIR} and bid.prover = two.prover`,
      `update activity a set amount = two.fee from two where a.request_id = ${PAIR} and a.prover = two.prover and a.kind = 'REVEALED'`,
    ],
  },
  {
    what: "a bid's time moved everywhere by a second",
    why: "Only the chain tells when a block was.",
    statements: [
      `create temp table late on commit drop as select * from activity where id = ${QUIET}`,
      "update activity set timestamp = timestamp + 1 where block in (select block from late)",
      "update event_block set timestamp = timestamp + 1 where number in (select block from late)",
      "update bid set first_bid_at = first_bid_at + 1, last_bid_at = last_bid_at + 1 where first_bid_id / 1000000 in (select block from late)",
    ],
  },
];

let opened: Opened;
let judge: Awaited<ReturnType<typeof createJudge>>;
beforeAll(async () => {
  opened = await openRecording("quirks");
  judge = await createJudge(opened, "quirks");
});
afterAll(() => opened.close());

test("nothing is wrong with what nobody changed", async () => {
  expect(await judge({ what: "nothing", statements: [] })).toEqual([]);
});
test.each(noticed.map((each) => [each.what, each] as const))("%s: is noticed", async (_, each) => {
  const names = await judge(each);
  process.stdout.write(`${each.what}: ${names.join(", ")}\n`);
  expect(names).not.toEqual([]);
});
test.each(unnoticed.map((each) => [each.what, each] as const))(
  "%s: is not noticed, as docs/limits.md says",
  async (_, each) => {
    expect(await judge(each)).toEqual([]);
  },
);
