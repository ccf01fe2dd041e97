/** The calls worth asking a chain: every view, with the arguments that the index knows. */
import {
  type Abi,
  type AbiFunction,
  type Address,
  encodeFunctionData,
  type Hex,
  toHex,
} from "viem";
import { abis, type ContractName } from "./answer.ts";
import type { ChainState } from "./state.ts";

/** A call, ready to be sent and to be answered from the index. */
export type ChainCall = { to: Address; data: Hex; contract: ContractName; function: AbiFunction };

/** What to ask about. */
export type Scope = {
  /** Lower-case; null for all. */
  provers: readonly Address[] | null;
  /** At most this many requests, stakers, requesters and submitters, spread evenly over all; null for all. */
  sample: number | null;
};

/** Requests asked in one batch call. */
const BATCH = 100;
const ONE = 10n ** 18n;

/** Every call in scope. The viewers and EpochRewards are left out where their addresses are not known. */
export function callsOf(state: ChainState, scope: Scope): ChainCall[] {
  const { addresses } = state;
  const calls: ChainCall[] = [];
  const ask = (contract: ContractName, to: Address | null, listed: Listed) => {
    if (to !== null) calls.push(...encode(contract, to, listed));
  };
  const subjects = subjectsOf(state, scope);
  ask("brevisMarket", addresses.market, marketCalls(state, subjects));
  ask("marketViewer", addresses.marketViewer, marketViewerCalls(subjects));
  ask("stakingController", addresses.staking, stakingCalls(state, subjects));
  ask("stakingViewer", addresses.stakingViewer, stakingViewerCalls(subjects));
  ask("vaultFactory", addresses.vaultFactory, factoryCalls(state, subjects));
  ask("epochRewards", addresses.epochRewards, rewardCalls(state, subjects));
  ask("token", addresses.token, tokenCalls(state));
  for (const [vault, prover] of state.proverOfVault) {
    if (!subjects.provers.includes(prover)) continue;
    ask(
      "proverVault",
      vault,
      vaultCalls(subjects.stakes.filter((stake) => stake.prover === prover)),
    );
  }
  return calls;
}

/** Lists of arguments by function: its name, or its signature where the name is overloaded. */
type Listed = Record<string, readonly (readonly unknown[])[]>;
type Subjects = ReturnType<typeof subjectsOf>;

function subjectsOf(state: ChainState, { provers, sample }: Scope) {
  const chosen = [...state.provers.keys()].filter((prover) => provers?.includes(prover) ?? true);
  const stakes = [...state.stakes.values()].filter(({ prover }) => chosen.includes(prover));
  const all = [...state.requests.values()];
  const requests = spread(
    provers === null
      ? all
      : all.filter(({ winner }) => winner !== null && provers.includes(winner)),
    sample,
  );
  const ids = new Set(requests.map(({ id }) => id));
  return {
    provers: chosen,
    requests,
    bids: [...state.bids.values()].filter(({ requestId }) => ids.has(requestId)),
    requesters: spread([...new Set(all.map(({ requester }) => requester))], sample),
    submitters: spread([...state.submitters.keys()], sample),
    stakes: spread(stakes, sample),
    stakers: spread([...new Set(stakes.map(({ staker }) => staker))], sample),
  };
}

/** At most `count` items, evenly spaced. */
const spread = <Item>(items: readonly Item[], count: number | null): Item[] =>
  count === null || items.length <= count
    ? [...items]
    : Array.from(
        { length: count },
        (_, index) => items[Math.floor((index * items.length) / count)]!,
      );

/**
 * An ABI's functions with the arguments listed for them; those without arguments once. A name listed nowhere is not asked.
 */
function encode(contract: ContractName, to: Address, listed: Listed): ChainCall[] {
  const functions = (abis[contract] as Abi).filter((item) => item.type === "function");
  return functions.flatMap((item) => {
    const signature = `${item.name}(${item.inputs.map(({ type }) => type).join(",")})`;
    const lists = item.inputs.length === 0 ? [[]] : (listed[signature] ?? listed[item.name] ?? []);
    return lists.map((args) => ({
      to,
      contract,
      function: item,
      data: encodeFunctionData({ abi: [item], args: [...args] }),
    }));
  });
}

const each = (items: readonly unknown[]) => items.map((item) => [item]);
const upTo = (length: number) => Array.from({ length }, (_, index) => BigInt(index));
const batches = <Item>(items: readonly Item[]) =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );

function roleCalls({ roleMembers }: ChainState, contract: Address): Listed {
  const keys = [...roleMembers.keys()].filter((key) => key.startsWith(`${contract}:`));
  const roles = keys.map((key) => key.slice(contract.length + 1));
  return {
    roleMembers: each(roles),
    roleMemberCount: each(roles),
    roleAdmin: each(roles),
    hasRole: keys.flatMap((key, index) =>
      (roleMembers.get(key) ?? []).map((account) => [roles[index], account]),
    ),
  };
}

function marketCalls(state: ChainState, subjects: Subjects): Listed {
  const epochs = upTo(state.statsEpochs.length);
  const ids = each(subjects.requests.map(({ id }) => id));
  const provers = each(subjects.provers);
  const byEpoch = subjects.provers.flatMap((prover) => epochs.map((epoch) => [prover, epoch]));
  return {
    ...roleCalls(state, state.addresses.market),
    picoVerifiers: each([...state.verifiers.keys()].map(Number)),
    requests: ids,
    getRequest: ids,
    getBidders: ids,
    getBidHash: subjects.bids.map(({ requestId, prover }) => [requestId, prover]),
    assignedStake: provers,
    getProverPendingRequests: provers,
    getSenderPendingRequests: each(subjects.requesters),
    submitterToProver: each(subjects.submitters),
    submitterConsent: each(subjects.submitters),
    getSubmittersForProver: provers,
    statsEpochs: each(epochs),
    globalStats: each(epochs),
    getGlobalStatsForStatsEpoch: each(epochs),
    proverStats: byEpoch,
    getProverStatsTotal: provers,
    getProverRecentStats: provers,
    getProverStatsForStatsEpoch: byEpoch,
  };
}

function marketViewerCalls({ requests, provers, requesters, bids }: Subjects): Listed {
  const ids = requests.map(({ id }) => id);
  const bidders = Map.groupBy(bids, ({ requestId }) => requestId);
  const byProver = each(provers);
  const bySender = each(requesters);
  return {
    batchGetRequests: each(batches(ids)),
    batchGetBidders: each(batches(ids)),
    batchGetBidHashes: [...bidders].map(([id, of]) => [id, of.map(({ prover }) => prover)]),
    getProverPendingCount: byProver,
    getProverPendingRequests: byProver,
    getProverOverdueCount: byProver,
    getProverOverdueRequests: byProver,
    getSenderPendingCount: bySender,
    getSenderPendingRequests: bySender,
    getSenderOverdueCount: bySender,
    getSenderOverdueRequests: bySender,
    getSenderRefundableRequests: bySender,
    getProverStatsComposite: byProver,
    batchGetProverStatsComposite: each(batches(provers)),
  };
}

function stakingCalls(state: ChainState, { provers, stakes }: Subjects): Listed {
  const byProver = each(provers);
  const byStake = stakes.map(({ prover, staker }) => [prover, staker]);
  return {
    ...roleCalls(state, state.addresses.staking),
    getProverCount: [[true], [false]],
    getProvers: [
      [true, 0n, 0n],
      [false, 0n, 0n],
    ],
    getTotalVaultAssets: [[true], [false]],
    getProverInfo: byProver,
    getProverState: byProver,
    getProverVault: byProver,
    getProverStakers: byProver,
    getProverTotalAssets: byProver,
    getProverTotalUnstaking: byProver,
    getProverSlashingScale: byProver,
    getCommissionRates: byProver,
    getCommissionRate: provers.map((prover) => [prover, state.addresses.market]),
    isProverEligible: provers.map((prover) => [prover, ONE]),
    getStakersWithPendingUnstakes: byProver,
    getStakersWithPendingUnstakesCount: byProver,
    getStakeInfo: byStake,
    getPendingUnstakes: byStake,
    getUnstakingInfo: byStake,
    stakerHasPendingUnstakes: byStake,
    maxDeposit: byStake,
    maxMint: byStake,
    maxWithdraw: byStake,
    maxRedeem: byStake,
  };
}

function stakingViewerCalls({ provers, stakes, stakers }: Subjects): Listed {
  const ones = (of: readonly unknown[]) => of.map(() => ONE);
  const priced = batches(provers).map((batch) => [batch, ones(batch)]);
  return {
    getProverInfo: each(provers),
    "getProversInfo(address[])": each(batches(provers)),
    "getProversInfo(bool,uint256,uint256)": [[true, 0n, 0n]],
    getTopProvers: [[5n], [100n]],
    convertSharesToAssets: provers.map((prover) => [prover, ONE]),
    convertAssetsToShares: provers.map((prover) => [prover, ONE]),
    batchConvertToAssets: priced,
    batchConvertToShares: priced,
    batchPreviewStake: priced,
    batchGetStakerCounts: each(batches(provers)),
    getUserStakeWithProver: stakes.map(({ prover, staker }) => [staker, prover]),
    getUserPortfolio: each(stakers),
    getUserReadyWithdrawals: each(stakers),
  };
}

function factoryCalls({ vaults }: ChainState, { provers }: Subjects): Listed {
  return {
    getVault: each(provers),
    isVaultDeployed: each(provers),
    getVaultAtIndex: each(upTo(vaults.length)),
    vaults: each(upTo(vaults.length)),
  };
}

function vaultCalls(stakes: Subjects["stakes"]): Listed {
  const stakers = each(stakes.map(({ staker }) => staker));
  return {
    balanceOf: stakers,
    getTransferableShares: stakers,
    maxWithdraw: stakers,
    maxRedeem: stakers,
    convertToAssets: [[ONE]],
    convertToShares: [[ONE]],
    previewDeposit: [[ONE]],
    previewMint: [[ONE]],
    previewWithdraw: [[ONE]],
    previewRedeem: [[ONE]],
  };
}

function rewardCalls(state: ChainState, { provers }: Subjects): Listed {
  const epochs = [...state.rewardEpochs.keys()].map(Number);
  const of = new Set(provers);
  const allocated = [...state.allocations.values()]
    .filter(({ prover }) => of.has(prover))
    .map(({ epoch, prover }) => [Number(epoch), prover]);
  return {
    ...roleCalls(state, state.addresses.epochRewards ?? toHex(0, { size: 20 })),
    epochConfigs: each(upTo(state.rewardConfigs.length)),
    getEpochInfoByTimestamp: state.rewardConfigs.length > 0 ? [[state.timestamp]] : [],
    getEpochInfoByEpochNumber: each(epochs),
    epochTotalRewards: each(epochs),
    epochLastProver: each(epochs),
    epochProverRewards: allocated,
    getProverReward: allocated,
    getBatchProverRewards: epochs.map((epoch) => [epoch, provers]),
  };
}

/** The protocol's own balances, which are kept in any case. */
const tokenCalls = ({ addresses }: ChainState): Listed => ({
  balanceOf: each([addresses.market, addresses.staking]),
});
