import * as schema from "../../../ponder.schema.ts";
import {
  groupBy,
  holds,
  marketColumns,
  proverColumns,
  type Rule,
  same,
  sameColumns,
  stakingColumns,
  sum,
  sumColumns,
} from "./rules.ts";

const columns = [...marketColumns, ...stakingColumns] as const;
const held = [
  "provers",
  "activeProvers",
  "openRequests",
  "escrow",
  "assets",
  "unstaking",
  "assignedStake",
  "distinctStakers",
] as const;

export const bucketRules: Record<string, Rule> = {
  "the network's totals are the sums of its hours": (rows, network) =>
    sameColumns("network", network, sumColumns(rows(schema.marketHour), columns)),

  "the network's totals are the sums of its provers'": (rows, network) => {
    // What was refunded for no bid or no reveal is no prover's.
    const { refunds, ...sums } = sumColumns(rows(schema.prover), proverColumns);
    const missed = rows(schema.request).filter((row) => row.refundReason === "DEADLINE_MISSED");
    return [
      ...sameColumns("network", network, sums),
      ...same(
        "Σ refunds of provers",
        refunds,
        sum(missed, (row) => row.refundAmount),
      ),
    ];
  },

  "the network's totals are the sums of its programs'": (rows, network) =>
    sameColumns("network", network, sumColumns(rows(schema.program), marketColumns)),

  "the network's totals are the sums of its requesters'": (rows, network) =>
    sameColumns("network", network, sumColumns(rows(schema.requester), marketColumns)),

  "a day that is over is the sum of its hours and ends as the last": (rows, { currentDay }) => {
    const hours = groupBy(rows(schema.marketHour), ({ hour }) => String(Math.floor(hour / 24)));
    const over = [...hours.keys()].filter((day) => Number(day) < currentDay);
    const days = rows(schema.marketDay);
    return [
      ...same(
        "the last day with an hour",
        Math.max(0, ...[...hours.keys()].map(Number)),
        currentDay,
      ),
      ...same(
        "days",
        days
          .map(({ day }) => day)
          .sort()
          .join(),
        over.sort().join(),
      ),
      ...days.flatMap((row) => {
        const all = hours.get(String(row.day)) ?? [];
        const last = all.reduce((a, b) => (a.hour > b.hour ? a : b));
        return [
          ...sameColumns(`day ${row.day}`, row, sumColumns(all, columns)),
          ...held.flatMap((column) => same(`day ${row.day} ${column}`, row[column], last[column])),
        ];
      }),
    ];
  },

  "an hour's misses are those of its deadlines": (rows) => {
    const dates = rows(schema.request)
      .filter(({ refundReason }) => refundReason === "DEADLINE_MISSED")
      .map(({ deadline }) => Math.floor((Number(deadline) + 1) / 3600));
    const counts = (of: readonly number[]) =>
      Object.entries(Object.groupBy(of, (hour) => hour)).map(([hour, all = []]) => [
        Number(hour),
        all.length,
      ]);
    const kept = rows(schema.missHour).map(({ hour, missed }) => [hour, missed] as const);
    const sorted = [...kept].sort(([one], [other]) => one - other);
    return same("misses by hour", JSON.stringify(sorted), JSON.stringify(counts(dates)));
  },

  "a prover's totals are the sums of its days": (rows) => {
    const by = groupBy(rows(schema.proverDay), ({ prover }) => prover);
    return rows(schema.prover).flatMap((row) =>
      sameColumns(row.address, row, sumColumns(by.get(row.address) ?? [], proverColumns)),
    );
  },

  "a program's totals are the sums of its days": (rows) => {
    const by = groupBy(rows(schema.programDay), ({ vk }) => vk);
    return rows(schema.program).flatMap((row) =>
      sameColumns(row.vk, row, sumColumns(by.get(row.vk) ?? [], marketColumns)),
    );
  },

  "a requester's totals are the sums of its days": (rows) => {
    const by = groupBy(rows(schema.requesterDay), ({ requester }) => requester);
    return rows(schema.requester).flatMap((row) =>
      sameColumns(row.address, row, sumColumns(by.get(row.address) ?? [], marketColumns)),
    );
  },

  "the last hour ends with what is there now": (rows, network) => {
    const hours = rows(schema.marketHour);
    if (hours.length === 0) return [];
    const last = hours.reduce((a, b) => (a.hour > b.hour ? a : b));
    return held.flatMap((column) =>
      same(`hour ${last.hour} ${column}`, last[column], network[column]),
    );
  },

  "a prover's last day ends with what is there now": (rows) => {
    const by = groupBy(rows(schema.proverDay), ({ prover }) => prover);
    return rows(schema.prover).flatMap((row) => {
      const days = by.get(row.address) ?? [];
      if (days.length === 0) return same(`assets of ${row.address} without a day`, row.assets, 0n);
      const last = days.reduce((a, b) => (a.day > b.day ? a : b));
      return (["assets", "shares", "assignedStake"] as const).flatMap((column) =>
        same(`${row.address} on ${last.day} ${column}`, last[column], row[column]),
      );
    });
  },

  "nothing that is there now is less than nothing": (rows, network) => {
    // Where donations are found by sampling, a vault may give out what is not known to be in it.
    const isExact = network.allTransfers;
    const current = {
      network: [network],
      prover: rows(schema.prover),
      stake: rows(schema.stake),
      requester: rows(schema.requester),
      token_balance: rows(schema.tokenBalance),
    };
    const named = [
      ...(isExact ? ["assets", "balance"] : []),
      ...["provers", "activeProvers", "stakers", "openRequests", "escrow", "protocolFeeBalance"],
      ...["unstaking", "treasuryPool", "pendingCommission", "assignedStake", "openAssignments"],
      ...["shares", "slashingScale", "costBasis", "statsEpochCount", "rewardEpochConfigCount"],
    ];
    return Object.entries(current).flatMap(([table, all]) =>
      all.flatMap((row) =>
        named.flatMap((column) => {
          const value = (row as Record<string, unknown>)[column] as bigint | undefined;
          return holds(`${table}.${column} is ${value}`, value === undefined || value >= 0);
        }),
      ),
    );
  },

  "every role was taken by somebody": (rows, network) => {
    const accounts = rows(schema.account);
    const count = (role: "isProver" | "isRequester" | "isStaker") =>
      accounts.filter((row) => row[role]).length;
    const stakers = new Set(rows(schema.stake).map(({ staker }) => staker));
    return [
      ...same("provers", count("isProver"), network.vaults),
      ...same("requesters", count("isRequester"), rows(schema.requester).length),
      ...same("stakers", count("isStaker"), stakers.size),
      ...same(
        "distinct stakers",
        network.distinctStakers,
        new Set(rows(schema.stake).flatMap(({ isStaker, staker }) => (isStaker ? [staker] : [])))
          .size,
      ),
    ];
  },
};
