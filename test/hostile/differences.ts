import * as schema from "../../ponder.schema.ts";
import { balanceOf, type State } from "../support/contracts/world.ts";
import type { Rows } from "../support/invariants/rules.ts";
import type { MadeMarket } from "../support/market.ts";

type Value = bigint | number | string | boolean | null | undefined;
type Compare = (what: string, row: Value, chain: Value) => void;

const states = ["RETIRED", "ACTIVE", "DEACTIVATED", "JAILED"];

/** Where rows and contracts differ; empty when the index says what the contracts say. */
export function findDifferences({ rows, state }: MadeMarket): string[] {
  const differences: string[] = [];
  const compare: Compare = (what, row, chain) => {
    if (String(row) !== String(chain)) differences.push(`${what}: ${row}, on chain ${chain}`);
  };
  compareNetwork(rows, state(), compare);
  compareProvers(rows, state(), compare);
  compareRequests(rows, state(), compare);
  return differences;
}

function compareNetwork(rows: Rows, state: State, compare: Compare) {
  const network = rows(schema.network)[0]!;
  compare("treasuryPool", network.treasuryPool, state.treasuryPool);
  compare("protocolFeeBalance", network.protocolFeeBalance, state.feeBalance);
  compare("statsEpochId", network.statsEpochId, state.statsEpochId);
  compare("statsEpochCount", network.statsEpochCount, state.statsEpochs.length);
  for (const [name, value] of Object.entries(state.parameters))
    compare(name, network[name as keyof State["parameters"]], value);
  for (const { address, prover, consent } of rows(schema.submitter)) {
    compare(`prover of ${address}`, prover, state.submitters.get(address) ?? null);
    const given = state.consents.get(address) ?? 0n;
    compare(`consent of ${address}`, consent ?? 0n, BigInt(given) === 0n ? 0n : given);
  }
  // Of equal amounts any may have been paid: no event tells which.
  const owed = rows(schema.rewardAllocation).filter(({ distributedAt }) => distributedAt === null);
  const onChain = [...state.allocations].map(([key, amount]) => [key.split(":")[1], amount]);
  const list = (all: Value[][]) =>
    all.flatMap(([prover, amount]) => (amount === 0n ? [] : [`${prover}: ${amount}`])).sort();
  const allocated = list(owed.map(({ prover, amount }) => [prover, amount]));
  compare("owed for epochs", allocated.join(), list(onChain).join());
}

function compareProvers(rows: Rows, state: State, compare: Compare) {
  const provers = new Map(rows(schema.prover).map((row) => [row.address, row]));
  const stakes = new Map(rows(schema.stake).map((row) => [row.prover + row.staker, row]));
  compare("provers", provers.size, state.provers.size);
  for (const [address, prover] of state.provers) {
    const row = provers.get(address);
    compare(`state of ${address}`, row?.state, states[prover.state]);
    compare(`assets of ${address}`, row?.assets, balanceOf(state, prover.vault));
    compare(`shares of ${address}`, row?.shares, prover.supply);
    compare(`stakers of ${address}`, row?.stakers, prover.stakers.size);
    compare(`unstaking of ${address}`, row?.unstaking, prover.unstaking);
    compare(`scale of ${address}`, row?.slashingScale, prover.scale);
    compare(`commission of ${address}`, row?.pendingCommission, prover.pendingCommission);
    compare(`assigned to ${address}`, row?.assignedStake, state.assignedStake.get(address) ?? 0n);
    for (const [staker, shares] of prover.shares) {
      const stake = stakes.get(address + staker)!;
      compare(`shares of ${staker} with ${address}`, stake.shares, shares);
      compare(`${staker} stakes with ${address}`, stake.isStaker, prover.stakers.has(staker));
      const queue = prover.queues.get(staker)?.length ?? 0;
      const pending = stake.unstakesRequested - stake.unstakesCompleted;
      if (prover.state !== 0) compare(`queue of ${staker} with ${address}`, pending, queue);
    }
  }
}

function compareRequests(rows: Rows, state: State, compare: Compare) {
  const requests = new Map(rows(schema.request).map((row) => [row.id, row]));
  compare("requests", requests.size, state.requests.size);
  for (const [reqid, request] of state.requests) {
    const row = requests.get(reqid);
    compare(`status of ${reqid}`, row?.status, request.status);
    compare(`requester of ${reqid}`, row?.requester, request.sender);
    compare(`bidCount of ${reqid}`, row?.bidCount, request.bidCount);
    compare(`winner of ${reqid}`, row?.winner, request.winner?.prover ?? null);
    compare(`winner's fee of ${reqid}`, row?.winnerFee, request.winner?.fee ?? null);
    compare(`second of ${reqid}`, row?.second, request.second?.prover ?? null);
    compare(`second's fee of ${reqid}`, row?.secondFee, request.second?.fee ?? null);
  }
}
