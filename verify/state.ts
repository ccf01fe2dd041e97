/** What the contracts store, rebuilt from the index's rows. Pure: no database, no network. */
import type { Address, Hex } from "viem";
import type { Row, Rows } from "./rows.ts";
import {
  commissionRates,
  pendingStakerSets,
  proverPendingSets,
  proverSets,
  roleSets,
  senderPendingSets,
  stakerSets,
  submitterSets,
} from "./sets.ts";

/** Where the contracts are. Null: not there, or not known. */
export type Addresses = {
  readonly market: Address;
  readonly staking: Address;
  readonly token: Address;
  readonly vaultFactory: Address;
  readonly epochRewards: Address | null;
  readonly marketViewer: Address | null;
  readonly stakingViewer: Address | null;
};

/**
 * The contracts as of the indexed block, asked at a time. Keys are lower-case; of two keys, the contract's outer one comes
 * first: `prover:staker`.
 */
export type ChainState = ReturnType<typeof stateOf>;

/** What to rebuild. */
type Snapshot = {
  rows: Rows;
  addresses: Addresses;
  /** [unix s] `block.timestamp` of the call: answers that depend on the time change between two blocks. */
  timestamp: bigint;
};

/** The contracts' state. Throws if the index has not written its network row yet. */
export function stateOf({ rows, addresses, timestamp }: Snapshot) {
  const [network] = rows.network;
  if (network === undefined) throw new Error("The index has no network row yet.");
  const sets = proverSets(rows.proverStateChange);
  return {
    timestamp,
    addresses,
    network,
    contracts: keyed(rows.contract, ({ address }) => address),
    roleMembers: roleSets(rows.roleChange),
    roleAdmins: new Map(rows.roleAdmin.map((row) => [`${row.contract}:${row.role}`, row.admin])),
    parameters: lastParameters(rows.parameterChange),
    balances: new Map(rows.tokenBalance.map(({ address, balance }) => [address, balance])),

    requests: keyed(rows.request, ({ id }) => id),
    bids: keyed(rows.bid, ({ requestId, prover }) => `${requestId}:${prover}`),
    pendingOfSender: senderPendingSets(rows),
    pendingOfProver: proverPendingSets(rows.assignment),
    verifiers: new Map(rows.verifier.map(({ version, address }) => [version, address])),
    submitters: keyed(rows.submitter, ({ address }) => address),
    submittersOf: submitterSets(rows.submitterChange),
    statsEpochs: rows.statsEpoch
      .filter(({ scheduled }) => scheduled)
      .toSorted((a, b) => a.epoch - b.epoch),
    proverStats: keyed(rows.proverStatsEpoch, ({ prover, epoch }) => `${prover}:${epoch}`),

    provers: keyed(rows.prover, ({ address }) => address),
    proverOfVault: new Map(rows.vaultNumber.map(({ vault, prover }) => [vault, prover])),
    vaults: rows.vaultNumber.toSorted((a, b) => a.number - b.number).map(({ vault }) => vault),
    proverList: sets.get("all") ?? [],
    activeProvers: sets.get("active") ?? [],
    stakersOf: stakerSets(rows),
    pendingStakersOf: pendingStakerSets(rows.unstake),
    stakes: keyed(rows.stake, ({ prover, staker }) => `${prover}:${staker}`),
    queues: queues(rows.unstake),
    commissionRatesOf: commissionRates(rows.commissionChange),

    rewardConfigs: rows.rewardEpochConfig
      .filter(({ scheduled }) => scheduled)
      .toSorted((a, b) => a.number - b.number),
    /** Start of the first entry the schedule ever had, kept when it is removed; null before. */
    rewardStart: rows.rewardEpochConfig.find(({ number }) => number === 0)?.fromTime ?? null,
    rewardEpochs: keyed(rows.rewardEpoch, ({ epoch }) => epoch),
    allocations: keyed(rows.rewardAllocation, ({ epoch, prover }) => `${epoch}:${prover}`),
  };
}

const keyed = <Item, Key>(rows: readonly Item[], key: (row: Item) => Key): Map<Key, Item> =>
  new Map(rows.map((row) => [key(row), row]));

/** The last value of each parameter, by `CONTRACT:name`. */
function lastParameters(changes: Rows["parameterChange"]): Map<string, string> {
  const inOrder = changes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(inOrder.map(({ contract, name, newValue }) => [`${contract}:${name}`, newValue]));
}

/** The unstakes that wait, first in first out, by `prover:staker`. */
function queues(unstakes: Rows["unstake"]): Map<string, Row<"unstake">[]> {
  const waiting = unstakes
    .filter(({ completedId }) => completedId === null)
    .toSorted((a, b) => a.number - b.number);
  return Map.groupBy(waiting, ({ prover, staker }) => `${prover}:${staker}`);
}

/** Nothing, as the contracts store it. */
export const ZERO_HASH: Hex = `0x${"0".repeat(64)}`;
