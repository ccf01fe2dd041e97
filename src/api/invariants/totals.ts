/** Every total is the sum of the rows it counts: hours and days of the rows, totals of their hours and days. */
import { sql } from "drizzle-orm";
import * as tables from "../../../ponder.schema.ts";
import { allColumns, factsOf, marketColumns, proverColumns } from "./facts.ts";
import { type Columns, checked, derived, nameOf, type Rule } from "./rule.ts";

const { assignment } = tables;

const sumsOf = (columns: readonly string[]): Columns =>
  Object.fromEntries(columns.map((column) => [column, `coalesce(sum(${column}), 0)`]));

/** Hours and days, and what they are of. */
const buckets = [
  { table: tables.marketHour, key: { hour: "at / 3600" }, subject: "at", columns: allColumns },
  {
    table: tables.proverDay,
    key: { prover: "prover", day: "at / 86400" },
    subject: "prover",
    columns: proverColumns,
  },
  {
    table: tables.programDay,
    key: { vk: "vk", day: "at / 86400" },
    subject: "vk",
    columns: marketColumns,
  },
  {
    table: tables.requesterDay,
    key: { requester: "requester", day: "at / 86400" },
    subject: "requester",
    columns: marketColumns,
  },
] as const;

/** Totals, and the hours or days they are the sums of. */
const totals = [
  { table: tables.network, key: { id: "0::int" }, of: tables.marketHour, columns: allColumns },
  {
    table: tables.prover,
    key: { address: "prover" },
    of: tables.proverDay,
    columns: proverColumns,
  },
  { table: tables.program, key: { vk: "vk" }, of: tables.programDay, columns: marketColumns },
  {
    table: tables.requester,
    key: { address: "requester" },
    of: tables.requesterDay,
    columns: marketColumns,
  },
] as const;

const levels = [
  "provers",
  "active_provers",
  "open_requests",
  "escrow",
  "assets",
  "unstaking",
  "assigned_stake",
  "distinct_stakers",
];
const running = (what: string, partition = "") => `sum(${what}) over (${partition}order by hour)`;

/**
 * By hour, how assets of registered provers, provers and assigned stake changed; the rest of the levels follows from the
 * counts.
 */
const stakeLevels = sql`(select at / 3600 as hour, sum(assets) as assets, sum(provers) as provers, sum(active) as active, sum(stake) as stake from (
    select c.timestamp as at, c.assets, 0 as provers, 0 as active, 0::numeric as stake from ${tables.vaultChange} c
      left join ${tables.proverStateChange} s on s.prover = c.prover and s.new_state = 'RETIRED' where s.id is null or c.id < s.id
    union all select s.timestamp, -coalesce((select sum(c.assets) from ${tables.vaultChange} c where c.prover = s.prover and c.id < s.id), 0), -1, 0, 0
      from ${tables.proverStateChange} s where s.new_state = 'RETIRED'
    union all select timestamp, 0, (old_state is null)::int, (new_state = 'ACTIVE')::int - (old_state is not distinct from 'ACTIVE')::int, 0
      from ${tables.proverStateChange}
    union all select started_at, 0, 0, 0, min_stake from ${assignment}
    union all select ended_at, 0, 0, 0, -min_stake from ${assignment} where ended_at is not null) c group by 1)`;

/**
 * By hour, how many accounts became a staker of a first prover, less those that left their last. A stake makes a staker even
 * where it minted no share.
 */
const stakerLevels = sql`(select timestamp / 3600 as hour, sum((provers > 0)::int - (provers - change > 0)::int) as change from (
    select *, sum(change) over (partition by staker order by id, change) as provers from (
      select *, is_staker - lag(is_staker, 1, 0) over (partition by prover, staker order by id) as change from (
        select *, (joins or sum(shares) over (partition by prover, staker order by id) > 0)::int as is_staker from (
          select id, timestamp, prover, account as staker, shares, kind = 'STAKE' as joins from ${tables.vaultChange} where kind in ('STAKE', 'UNSTAKE')
          union all select id, timestamp, prover, "to", shares, true from ${tables.shareTransfer}
          union all select id, timestamp, prover, "from", -shares, false from ${tables.shareTransfer}) m) s) c) p group by 1)`;

export const totalRules: readonly Rule[] = [
  ...buckets.map(({ table, key, subject, columns }) =>
    derived({
      name: `${nameOf(table)}_COUNTS`,
      meaning: `Every row of \`${nameOf(table).toLowerCase()}\` is the sum of the requests, bids, rewards and other rows of its time. Left: its rows, right: those that are.`,
      table,
      key,
      from: sql`${factsOf(columns)} where ${sql.raw(subject)} is not null`,
      sums: { ...sumsOf(columns) },
    }),
  ),
  ...totals.map(({ table, key, of, columns }) =>
    derived({
      name: `${nameOf(table)}_TOTALS`,
      meaning: `The totals of \`${nameOf(table).toLowerCase()}\` are the sums of its \`${nameOf(of).toLowerCase()}\`. Left: its rows, right: those of which they are.`,
      table,
      key,
      from: sql`${of}`,
      sums: sumsOf(columns),
    }),
  ),
  derived({
    name: "MARKET_DAYS",
    meaning:
      "A day that is over is the sum of its hours, and ends as the last. Left: days, right: those.",
    table: tables.marketDay,
    key: { day: "hour / 24" },
    from: sql`(select *, lead(hour / 24) over (order by hour) is distinct from hour / 24 as is_last from ${tables.marketHour}) h
      where hour / 24 < (select current_day from ${tables.network})`,
    sums: sumsOf(allColumns),
    values: {
      start: "hour / 24 * 86400::bigint",
      ...Object.fromEntries(levels.map((level) => [level, `max(${level}) filter (where is_last)`])),
    },
  }),
  checked({
    name: "MARKET_HOUR_LEVELS",
    meaning:
      "An hour ends with what all hours until then came to: requests, escrow, stake and provers. Left: hours, right: those.",
    rows: sql`(select h.*, ${sql.raw(
      [
        `${running("requests - fulfilled - refunded")} as open_is`,
        `${running("max_fees - fees - excess - refunds")} as escrow_is`,
        `${running("unstaked - unstake_completed - slashed_unstaking")} as unstaking_is`,
        `${running("coalesce(s.assets, 0)")} as assets_is`,
        `${running("coalesce(s.provers, 0)")} as provers_is`,
        `${running("coalesce(s.active, 0)")} as active_is`,
        `${running("coalesce(s.stake, 0)")} as stake_is`,
        `${running("coalesce(a.change, 0)")} as stakers_is`,
      ].join(", "),
    )} from ${tables.marketHour} h left join ${stakeLevels} s using (hour) left join ${stakerLevels} a using (hour)) r`,
    conditions: [
      "r.start = r.hour::bigint * 3600",
      "r.open_requests = r.open_is and r.escrow = r.escrow_is and r.unstaking = r.unstaking_is",
      "r.assets = r.assets_is and r.provers = r.provers_is and r.active_provers = r.active_is",
      "r.assigned_stake = r.stake_is and r.distinct_stakers = r.stakers_is",
    ],
  }),
  checked({
    name: "MARKET_NOW",
    meaning:
      "The last hour ends with what is there now, and is of the current day. Left: 1, right: 1.",
    rows: sql`${tables.network} r, (select * from ${tables.marketHour} order by hour desc limit 1) h`,
    conditions: [
      ...levels.map((level) => `r.${level} = h.${level}`),
      "r.current_day = h.hour / 24",
    ],
  }),
  checked({
    name: "PROVER_DAY_LEVELS",
    meaning:
      "A prover's day ends with what all days until then came to: assets, shares and assigned stake. Left: days, right: those.",
    rows: sql`(select d.*, sum(c.assets) over w as assets_is, sum(c.shares) over w as shares_is, sum(c.stake) over w as stake_is
      from ${tables.proverDay} d left join (
        select prover, at / 86400 as day, sum(assets) as assets, sum(shares) as shares, sum(stake) as stake from (
          select prover, timestamp as at, assets, shares, 0 as stake from ${tables.vaultChange}
          union all select prover, started_at, 0, 0, min_stake from ${assignment}
          union all select prover, ended_at, 0, 0, -min_stake from ${assignment} where ended_at is not null) m
        group by 1, 2) c using (prover, day) window w as (partition by d.prover order by d.day)) r`,
    conditions: [
      "r.start = r.day::bigint * 86400",
      "r.assets = coalesce(r.assets_is, 0) and r.shares = coalesce(r.shares_is, 0)",
      "r.assigned_stake = coalesce(r.stake_is, 0)",
    ],
  }),
  checked({
    name: "DAY_STARTS",
    meaning: "A day starts at its midnight. Left: days of programs and requesters, right: those.",
    rows: sql`(select day, start from ${tables.programDay} union all select day, start from ${tables.requesterDay}) r`,
    conditions: ["r.start = r.day::bigint * 86400"],
  }),
];
