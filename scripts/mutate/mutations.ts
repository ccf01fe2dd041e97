/** Rules of ours, each broken in one way. `find` occurs once in its file. */
export type Mutation = {
  rule: string;
  file: string;
  find: string;
  replace: string;
  /** The test that is asked to notice; left out: those of rules and rows. */
  witness?: string;
};

const domain = (file: string) => `src/domain/${file}.ts`;
const handlers = (file: string) => `src/handlers/${file}.ts`;

const NOTHING_FREED = "{ assignedStake: 0n, openAssignments: 0 };";

export const mutations: readonly Mutation[] = [
  // The auction.
  {
    rule: "a later equal bid wins",
    file: domain("auction"),
    find: "bidder.fee < winner.fee",
    replace: "bidder.fee <= winner.fee",
  },
  {
    rule: "a later equal bid takes second place",
    file: domain("auction"),
    find: "bidder.fee < second.fee",
    replace: "bidder.fee <= second.fee",
  },
  {
    rule: "the displaced winner does not become second",
    file: domain("auction"),
    find: "second: winner };",
    replace: "second };",
  },
  {
    rule: "the winner is paid its own bid",
    file: domain("auction"),
    find: "(second ?? winner).fee",
    replace: "winner.fee",
  },
  {
    rule: "a bid of hash zero counts once",
    file: domain("auction"),
    find: "storedHash === undefined || BigInt(storedHash) === 0n",
    replace: "storedHash === undefined",
  },
  {
    rule: "a refund with a winner is no miss",
    file: domain("auction"),
    find: 'return "DEADLINE_MISSED"',
    replace: 'return "NO_REVEALS"',
  },
  {
    rule: "no reveals are called no bids",
    file: domain("auction"),
    find: 'bidCount === 0 ? "NO_BIDS" : "NO_REVEALS"',
    replace: '"NO_BIDS"',
  },
  // Money.
  {
    rule: "portions round up",
    file: domain("fees"),
    find: "(amount * bps) / BPS",
    replace: "(amount * bps + BPS - 1n) / BPS",
  },
  {
    rule: "the reward is gross of the protocol fee",
    file: domain("fees"),
    find: "reward: price - protocolFee",
    replace: "reward: price",
  },
  // Phases.
  {
    rule: "bidding ends at once",
    file: domain("phases"),
    find: "BigInt(createdAt) + biddingPhaseDuration",
    replace: "BigInt(createdAt)",
  },
  {
    rule: "reveal ends with bidding",
    file: domain("phases"),
    find: " + durations.revealPhaseDuration",
    replace: "",
  },
  // Vaults.
  {
    rule: "no virtual asset",
    file: domain("vault"),
    find: "shares * (vault.assets + 1n)",
    replace: "shares * vault.assets",
  },
  {
    rule: "no virtual share",
    file: domain("vault"),
    find: "assets * (vault.shares + 1n)",
    replace: "assets * vault.shares",
  },
  {
    rule: "rounding up rounds down",
    file: domain("vault"),
    find: "(numerator + denominator - 1n) / denominator",
    replace: "numerator / denominator",
  },
  // Unstaking and slashing.
  {
    rule: "unstakes keep their amount",
    file: domain("unstaking"),
    find: "(amount * (scale || NEVER_SLASHED)) / (scaleSnapshot || NEVER_SLASHED)",
    replace: "amount",
  },
  {
    rule: "a retired prover's unstakes are worthless",
    file: domain("unstaking"),
    find: "(amount * (scale || NEVER_SLASHED))",
    replace: "(amount * scale)",
  },
  {
    rule: "unstakes are ready at once",
    file: domain("unstaking"),
    find: "BigInt(requestedAt) + delay",
    replace: "BigInt(requestedAt)",
  },
  {
    rule: "the scale falls by bps points",
    file: domain("unstaking"),
    find: "portion(scale, 10_000n - bps)",
    replace: "scale - bps",
  },
  {
    rule: "a slash leaves pending unstakes alone",
    file: domain("unstaking"),
    find: "(unstaking * after) / before",
    replace: "unstaking",
  },
  // Positions.
  {
    rule: "leaving shares take no cost along",
    file: domain("position"),
    find: "(position.costBasis * shares) / position.shares",
    replace: "0n",
  },
  {
    rule: "the last share leaves cost behind",
    file: domain("position"),
    find: "shares >= position.shares ? position.costBasis",
    replace: "shares > position.shares ? position.costBasis",
  },
  // The contract's statistics.
  {
    rule: "prover statistics are never carried forward",
    file: domain("statsEpochs"),
    find: "previous.lastActiveAt !== 0 ? previous : current",
    replace: "previous.lastActiveAt !== 0 ? current : current",
  },
  {
    rule: "prover statistics are carried from hidden rows",
    file: domain("statsEpochs"),
    find: "current.lastActiveAt === 0 && previous.lastActiveAt !== 0",
    replace: "current.lastActiveAt === 0",
  },
  {
    rule: "global statistics are never carried forward",
    file: domain("statsEpochs"),
    find: "    ? previous\n    : current",
    replace: "    ? current\n    : current",
  },
  {
    rule: "a miss touches the last activity",
    file: handlers("settlement"),
    find: "proverStats: { requestsRefunded: 1 },",
    replace: "proverStats: { requestsRefunded: 1 }, proverIs: { lastActiveAt: timestamp },",
  },
  // Sets.
  {
    rule: "removal keeps the order",
    file: domain("enumerableSet"),
    find: "set.members[place] = last;\n    set.places.set(last, place);",
    replace: "set.members.splice(place, 1, ...set.members.splice(place + 1), last);",
  },
  {
    rule: "changes count twice",
    file: domain("enumerableSet"),
    find: "if (adds === (place !== undefined)) continue;",
    replace: "",
  },
  // Reward epochs.
  {
    rule: "calldata tells no epoch",
    file: domain("rewardEpochs"),
    find: "epochs.push(call.epoch);",
    replace: ";",
  },
  {
    rule: "a call within the calldata is not seen",
    file: domain("rewardEpochs"),
    find: "input.indexOf(selector); at >= 0",
    replace: "input.startsWith(selector, 2) ? 2 : -1; at >= 0",
  },
  // Text, time, names, sums.
  {
    rule: "U+0000 is kept",
    file: domain("text"),
    find: '.replaceAll("\\0", "\\u2400")',
    replace: "",
  },
  { rule: "lone surrogates are kept", file: domain("text"), find: ".toWellFormed()", replace: "" },
  {
    rule: "an hour has 60 seconds",
    file: domain("time"),
    find: "Math.floor(timestamp / 3600)",
    replace: "Math.floor(timestamp / 60)",
  },
  {
    rule: "a day has 24 minutes",
    file: domain("time"),
    find: "Math.floor(timestamp / 86_400)",
    replace: "Math.floor(timestamp / 1_440)",
  },
  {
    rule: "a block has a thousand logs",
    file: domain("ids"),
    find: "1_000_000n",
    replace: "1_000n",
  },
  {
    rule: "sums subtract",
    file: domain("sums"),
    find: "as bigint) + (change",
    replace: "as bigint) - (change",
  },
  // What handlers take from where.
  {
    rule: "the requester is who sent the transaction",
    file: handlers("market"),
    find: "  return depositor;",
    replace: "  return event.transaction.from;",
  },
  {
    rule: "a winner keeps its stake assigned when outbid",
    file: "src/store/requests.ts",
    find: 'await endAssignment(context, event, before, "OUTBID");',
    replace: NOTHING_FREED,
  },
  {
    rule: "assigned stake is not released on refund",
    file: handlers("settlement"),
    find: 'await endAssignment(context, event, before, "MISSED");',
    replace: NOTHING_FREED,
  },
  {
    rule: "assigned stake is not released on proof",
    file: handlers("settlement"),
    find: 'await endAssignment(context, event, before, "FULFILLED");',
    replace: NOTHING_FREED,
  },
  {
    rule: "tokens given before the vault existed are ignored",
    file: handlers("vaults"),
    find: "given.balance > 0n",
    replace: "given.balance < 0n",
  },
  {
    rule: "share transfers are ignored",
    file: handlers("vaults"),
    find: "shares === 0n) return;",
    replace: "shares >= 0n) return;",
  },
  {
    rule: "donations are ignored",
    file: handlers("token"),
    find: "allTransfers && from !== staking",
    replace: "allTransfers && from === staking",
  },
  {
    rule: "a stake that mints no share makes no staker",
    file: handlers("staking"),
    find: "countStaker(context, staker, before?.isStaker ? 0 : 1)",
    replace: "countStaker(context, staker, before?.isStaker || shares === 0n ? 0 : 1)",
  },
  {
    rule: "dust swept on retirement is lost",
    file: handlers("staking"),
    find: "treasuryPool: dust,",
    replace: "treasuryPool: 0n,",
  },
  {
    rule: "a removed commission rate is a rate of zero",
    file: handlers("staking"),
    find: "useDefault ? null : event.args.newRate",
    replace: "useDefault ? 0n : event.args.newRate",
  },
  {
    rule: "the treasury gets the vault part only",
    file: handlers("rewards"),
    find: "treasuryPool: amount }",
    replace: "treasuryPool: fromVault }",
  },
  // The backfill's store.
  {
    rule: "a row that is written and changed later stays as it was written",
    file: "backfill/store.ts",
    find: 'if (entry.is === "written") entry.is = "changed";',
    replace: "",
  },
  {
    rule: "a row that left memory is taken for one that is not there",
    file: "backfill/store.ts",
    find: "if (left !== null && !left.has(key)) return null;",
    replace: "if (left !== null) return null;",
  },
  {
    rule: "of two that read a row again the later undoes the earlier",
    file: "backfill/store.ts",
    find: "if (now !== undefined || row === null) return now ?? null;",
    replace: "if (row === null) return null;",
  },
  {
    rule: "rows that were added and not yet written are lost when their table is read",
    file: "backfill/store.ts",
    find: "keeping.added = [];\n    return keeping;",
    replace: "keeping.added = [];\n    keeping.kept.clear();\n    return keeping;",
  },
  {
    rule: "a change to null changes nothing",
    file: "backfill/form.ts",
    find: "if (value === undefined || value === row[name]) continue;",
    replace: "if (value == null || value === row[name]) continue;",
  },
  {
    rule: "hex is kept as it is given",
    file: "backfill/form.ts",
    find: "/^0x[0-9a-f]*$/.test(value)",
    replace: 'value.startsWith("0x")',
  },
  // The API's protection.
  ...(
    [
      [
        "who waits longest comes first, however dear",
        "places",
        "points < line.get(found)!",
        "false",
      ],
      ["dear ones come all at once", "places", "pointsTaken + points <= mostPoints", "true"],
      ["what finds little in much is light", "cost", "readsMuch ||= reach >= MUCH;", ""],
      ["counts are light", "cost", "readsMuch ||= page.count >= MUCH;", ""],
    ] as const
  ).map(([rule, file, find, replace]) => ({
    ...{ rule, find, replace },
    file: `src/api/protection/${file}.ts`,
    witness: "test/api/protection",
  })),
  // Subscriptions.
  {
    rule: "the cursor moves before the last of what is told at once",
    file: "src/api/topics/live-requests.ts",
    find: "const place = index === updates.length - 1 ? moved : before;",
    replace: "const place = moved;",
    witness: "test/api/live/requests.test.ts",
  },
];
