import * as schema from "../../../ponder.schema.ts";
import { groupBy, holds, type Rule, same, sum } from "./rules.ts";

const byId = (a: { id: bigint }, b: { id: bigint }) => (a.id < b.id ? -1 : 1);
const ofProver = ({ prover }: { prover: string }) => prover;
const position = ({ prover, staker }: { prover: string; staker: string }) => `${prover} ${staker}`;

export const stakingRules: Record<string, Rule> = {
  "a prover's shares and stakers are those of its stakes": (rows) => {
    const by = groupBy(rows(schema.stake), ofProver);
    return rows(schema.prover).flatMap(({ address, shares, stakers }) => {
      const stakes = by.get(address) ?? [];
      const members = stakes.filter(({ isStaker }) => isStaker);
      return [
        ...same(
          `shares of ${address}`,
          shares,
          sum(stakes, (stake) => stake.shares),
        ),
        ...same(`stakers of ${address}`, stakers, members.length),
        ...stakes.flatMap((stake) =>
          holds(`${position(stake)} holds and is no staker`, stake.isStaker || stake.shares === 0n),
        ),
      ];
    });
  },

  "the network holds what its provers hold": (rows, network) => {
    const provers = rows(schema.prover);
    const registered = provers.filter(({ state }) => state !== "RETIRED");
    const active = provers.filter(({ state }) => state === "ACTIVE");
    return [
      ...same("vaults", network.vaults, provers.length),
      ...same("provers", network.provers, registered.length),
      ...same("activeProvers", network.activeProvers, active.length),
      ...same(
        "stakers",
        network.stakers,
        sum(provers, (row) => row.stakers),
      ),
      ...same(
        "assets",
        network.assets,
        sum(registered, (row) => row.assets),
      ),
      ...same(
        "unstaking",
        network.unstaking,
        sum(provers, (row) => row.unstaking),
      ),
      ...same(
        "pendingCommission",
        network.pendingCommission,
        sum(provers, (row) => row.pendingCommission),
      ),
    ];
  },

  "what a prover holds is what came less what went": (rows) => {
    const swept = groupBy(
      rows(schema.vaultChange).filter(({ kind }) => kind === "RETIREMENT"),
      ofProver,
    );
    return rows(schema.prover).flatMap(({ address, ...row }) => {
      const came = row.staked + row.rewardToStakers + row.donated;
      const went = row.unstaked + row.slashedAssets;
      const dust = sum(swept.get(address) ?? [], (change) => change.assets);
      const rewards = row.marketRewards + row.epochRewards + row.otherRewards;
      return [
        ...same(`assets of ${address}`, row.assets, came - went + dust),
        ...same(
          `unstaking of ${address}`,
          row.unstaking,
          row.unstaked - row.unstakeCompleted - row.slashedUnstaking,
        ),
        ...same(
          `pendingCommission of ${address}`,
          row.pendingCommission,
          row.rewardCommission - row.commissionClaimed,
        ),
        ...same(`rewards of ${address}`, rewards, row.rewardCommission + row.rewardToStakers),
        ...same(`market rewards of ${address}`, row.marketRewards, row.rewards),
      ];
    });
  },

  "a vault's history leads from nothing to what is in it": (rows) => {
    const by = groupBy(rows(schema.vaultChange), ofProver);
    const hours = groupBy(rows(schema.vaultCheckpoint), ofProver);
    return rows(schema.prover).flatMap(({ address, ...row }) => {
      const changes = [...(by.get(address) ?? [])].sort(byId);
      let [assets, shares] = [0n, 0n];
      const broken = changes.flatMap((change) => {
        assets += change.assets;
        shares += change.shares;
        return [
          ...same(`assets after ${change.id}`, change.assetsAfter, assets),
          ...same(`shares after ${change.id}`, change.sharesAfter, shares),
        ];
      });
      const last = new Map(changes.map((change) => [Math.floor(change.timestamp / 3600), change]));
      const checkpoints = hours.get(address) ?? [];
      return [
        ...broken,
        ...same(`assets of ${address}`, row.assets, assets),
        ...same(`shares of ${address}`, row.shares, shares),
        ...same(`checkpoints of ${address}`, checkpoints.length, last.size),
        ...checkpoints.flatMap(({ hour, ...end }) => [
          ...same(`assets of ${address} in ${hour}`, end.assets, last.get(hour)?.assetsAfter),
          ...same(`shares of ${address} in ${hour}`, end.shares, last.get(hour)?.sharesAfter),
        ]),
      ];
    });
  },

  "a position's cost, its queue's and its leavers' are what it cost": (rows) => {
    const by = groupBy(rows(schema.unstake), position);
    return rows(schema.stake).flatMap((stake) => {
      const what = position(stake);
      const queue = by.get(what) ?? [];
      const done = queue.filter(({ completedAt }) => completedAt !== null);
      const queued = sum(queue, (entry) => entry.costBasis);
      const realised = sum(done, (entry) => entry.received! - entry.costBasis);
      const transferred = stake.transferredOut - (stake.realisedGain - realised);
      return [
        ...same(
          `cost of ${what}`,
          stake.costBasis + queued + transferred,
          stake.deposited + stake.transferredIn,
        ),
        ...holds(`${what} has a cost without shares`, stake.isStaker || stake.costBasis === 0n),
        ...same(
          `unstaked of ${what}`,
          stake.unstaked,
          sum(queue, (entry) => entry.amount),
        ),
        ...same(
          `received of ${what}`,
          stake.received,
          sum(done, (entry) => entry.received),
        ),
        ...same(`unstakesRequested of ${what}`, stake.unstakesRequested, queue.length),
        ...same(`unstakesCompleted of ${what}`, stake.unstakesCompleted, done.length),
        ...done.flatMap(({ number }) =>
          holds(`${what}: ${number} left before its turn`, number < stake.unstakesCompleted),
        ),
      ];
    });
  },

  "pending unstakes are worth the pool, but for a wei per entry and per slash": (rows) => {
    const queues = groupBy(rows(schema.unstake), ofProver);
    const slashes = groupBy(rows(schema.slashing), ofProver);
    return rows(schema.prover).flatMap(({ address, unstaking, slashingScale }) => {
      const entries = queues.get(address) ?? [];
      const pending = entries.filter(({ completedAt }) => completedAt === null);
      const worth = sum(pending, (row) => (row.amount * slashingScale) / row.scaleSnapshot);
      const slack = BigInt(entries.length + (slashes.get(address)?.length ?? 0));
      const gap = unstaking > worth ? unstaking - worth : worth - unstaking;
      return holds(`${address}: pool ${unstaking}, queue ${worth}`, gap <= slack);
    });
  },

  "slashes are what they took": (rows) => {
    const by = groupBy(rows(schema.slashing), ofProver);
    return rows(schema.prover).flatMap(({ address, ...row }) => {
      const slashes = [...(by.get(address) ?? [])].sort(byId);
      let scale = 10_000n;
      const chain = slashes.flatMap((slash) => {
        const before = scale;
        scale = slash.scaleAfter;
        return [
          ...same(`scale before ${slash.id}`, slash.scaleBefore, before),
          ...same(`amount of ${slash.id}`, slash.amount, slash.fromVault + slash.fromUnstaking),
        ];
      });
      return [
        ...chain,
        ...same(`scale of ${address}`, row.slashingScale, row.state === "RETIRED" ? 0n : scale),
        ...same(
          `slashedAssets of ${address}`,
          row.slashedAssets,
          sum(slashes, (s) => s.fromVault),
        ),
        ...same(
          `slashedUnstaking of ${address}`,
          row.slashedUnstaking,
          sum(slashes, (s) => s.fromUnstaking),
        ),
        ...same(
          `slashTaken of ${address}`,
          row.slashTaken,
          sum(
            slashes.filter(({ requestId }) => requestId !== null),
            (s) => s.amount,
          ),
        ),
      ];
    });
  },

  "the treasury pool is the sum of its movements": (rows, network) => {
    let pool = 0n;
    const chain = [...rows(schema.treasuryMovement)].sort(byId).flatMap((row) => {
      if (row.kind === "WITHDRAWAL") pool -= row.amount;
      else if (row.kind !== "EMERGENCY") pool += row.amount;
      return same(`pool after ${row.id}`, row.poolAfter, pool);
    });
    return [...chain, ...same("treasuryPool", network.treasuryPool, pool)];
  },

  "rewards, donations and claims are in the totals": (rows, network) => {
    const rewards = groupBy(rows(schema.reward), ({ kind }) => kind);
    const of = (kind: string) => sum(rewards.get(kind) ?? [], (row) => row.amount);
    const { staked, donated, commissionClaimed } = network;
    return [
      ...same("marketRewards", network.marketRewards, of("MARKET")),
      ...same("epochRewards", network.epochRewards, of("EPOCH")),
      ...same("otherRewards", network.otherRewards, of("OTHER")),
      ...same(
        "donated",
        donated,
        sum(rows(schema.donation), (row) => row.amount),
      ),
      ...same(
        "commissionClaimed",
        commissionClaimed,
        sum(rows(schema.commissionClaim), (row) => row.amount),
      ),
      ...same(
        "staked",
        staked,
        sum(rows(schema.stake), (row) => row.deposited),
      ),
    ];
  },

  "a reward epoch is its allocations": (rows) => {
    const by = groupBy(rows(schema.rewardAllocation), ({ epoch }) => `${epoch}`);
    return rows(schema.rewardEpoch).flatMap(({ epoch, ...row }) => {
      const all = by.get(`${epoch}`) ?? [];
      const paid = all.filter(({ distributedAt }) => distributedAt !== null);
      return [
        ...same(
          `total of ${epoch}`,
          row.total,
          sum(all, ({ amount }) => amount),
        ),
        ...same(
          `distributed of ${epoch}`,
          row.distributed,
          sum(paid, ({ amount }) => amount),
        ),
        ...same(`provers of ${epoch}`, row.provers, all.length),
        ...same(`proversPaid of ${epoch}`, row.proversPaid, paid.length),
      ];
    });
  },

  "the contracts hold at least what they owe": (rows, network) => {
    const held = new Map(rows(schema.tokenBalance).map((row) => [row.address, row.balance]));
    const balance = (address: string) => held.get(address as `0x${string}`) ?? 0n;
    const owed = network.treasuryPool + network.unstaking + network.pendingCommission;
    return [
      ...holds(
        `the market holds ${balance(network.market)}`,
        balance(network.market) >= network.escrow + network.protocolFeeBalance,
      ),
      ...holds(
        `the controller holds ${balance(network.staking)}`,
        balance(network.staking) + network.emergencyRecovered >= owed,
      ),
      ...(network.allTransfers ? rows(schema.prover) : []).flatMap(({ vault, assets }) =>
        same(`assets of ${vault}`, assets, balance(vault)),
      ),
    ];
  },
};
