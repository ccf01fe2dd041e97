/** Plays a hostile sequence against the contracts' model and the real handlers, and compares what both say. */
import type { Address } from "viem";
import * as schema from "../../ponder.schema.ts";
import {
  bid,
  refund,
  reveal,
  seal,
  slashMiss,
  submitProof,
} from "../support/contracts/brevisMarket.ts";
import { mint } from "../support/contracts/token.ts";
import { attempt, balanceOf, type State, type World } from "../support/contracts/world.ts";
import { createMarket, type MadeMarket } from "../support/market.ts";
import { alice, BREV, bob, relay } from "../support/people.ts";
import { type CallName, type Cast, calls, type Numbers } from "./calls.ts";

export type Step =
  /** Calls of one transaction; through a contract, when `relayed`, and then all by that contract. */
  | { from: number; relayed: boolean; sameBlock: boolean; calls: ({ call: CallName } & Numbers)[] }
  /** Seconds pass. */
  | { wait: number }
  /** Everybody does everything of this kind that is possible now, in one transaction each. */
  | { all: "bid" | "reveal" | "prove" | "settle" };

/** Plays the steps. Returns the market, and how many calls went through and how many reverted. */
export async function play(cast: Cast, steps: readonly Step[]) {
  const market = await createMarket();
  const counts = { done: 0, reverted: 0 };
  const count = (isDone: boolean) => {
    counts[isDone ? "done" : "reverted"]++;
  };
  await market.transact({ from: alice }, (world) => {
    for (const to of [...cast, relay]) mint(world, { to, value: 2n ** 100n });
  });
  for (const prover of new Set([cast[0]!, cast.at(-1)!]))
    await market.staking.initializeProver(prover, { commission: 700n });
  for (const step of steps) {
    if ("wait" in step) market.wait(step.wait);
    else if ("all" in step) await doAll(market, cast, step.all, count);
    else {
      const from = cast[step.from % cast.length]!;
      const { addresses } = market;
      const first = step.calls[0]?.call ?? "give";
      const to = step.relayed ? relay : contractOf(first, addresses);
      const sender = step.relayed ? relay : from;
      await market.transact({ from, to, sender, sameBlock: step.sameBlock }, (world) => {
        for (const { call, ...numbers } of step.calls)
          count(attempt(world, (w) => calls[call](w, numbers, cast)));
      });
    }
  }
  return { market, counts };
}

const ofMarket = ["requestProof", "bid", "reveal", "submitProof", "refund", "slashMiss"];

const contractOf = (call: CallName, { market, staking }: MadeMarket["addresses"]): Address =>
  ofMarket.includes(call) ? market : staking;

async function doAll(
  market: MadeMarket,
  cast: Cast,
  what: "bid" | "reveal" | "prove" | "settle",
  count: (isDone: boolean) => void,
) {
  const { state, addresses } = market;
  if (what === "reveal") market.wait(301);
  if (what === "prove") market.wait(601);
  if (what === "settle") market.wait(31 * 86_400);
  for (const from of cast)
    await market.transact({ from, to: addresses.market, sameBlock: from !== cast[0] }, (world) => {
      let nth = 0;
      for (const [reqid, { maxFee, bids }] of state().requests) {
        const fee = maxFee / 2n;
        const own = bids.get(world.state.submitters.get(from) ?? from);
        const known = [0n, maxFee, fee, maxFee / 3n].find(
          (f) => seal(reqid, world.state.submitters.get(from) ?? from, f) === own,
        );
        const run = (w: World) => {
          if (what === "bid") bid(w, { reqid, fee });
          else if (what === "reveal") reveal(w, { reqid, fee: known ?? fee });
          else if (what === "prove") submitProof(w, { reqid });
          else if (nth % 2 === 0) refund(w, { reqid });
          else {
            refund(w, { reqid });
            slashMiss(w, { reqid });
          }
        };
        nth++;
        count(attempt(world, run));
      }
    });
}

/** Where rows and contracts differ; empty when the index says what the contracts say. */
export function findDifferences({ rows, state }: MadeMarket): string[] {
  const now = state();
  const [network] = rows(schema.network);
  const differences: string[] = [];
  const compare = (what: string, row: unknown, chain: unknown) => {
    if (String(row) !== String(chain)) differences.push(`${what}: ${row}, on chain ${chain}`);
  };
  compare("treasuryPool", network.treasuryPool, now.treasuryPool);
  compare("protocolFeeBalance", network.protocolFeeBalance, now.feeBalance);
  compare("statsEpochId", network.statsEpochId, now.statsEpochId);
  compare("statsEpochCount", network.statsEpochCount, now.statsEpochs.length);
  for (const [name, value] of Object.entries(now.parameters)) compare(name, network[name], value);
  const keyed = <Row>(table: object, key: (row: any) => string) =>
    new Map<string, Row>(rows(table).map((row: Row) => [key(row), row]));
  const provers = keyed<any>(schema.prover, ({ address }) => address);
  const stakes = keyed<any>(schema.stake, ({ prover, staker }) => prover + staker);
  for (const [address, prover] of now.provers) {
    const row = provers.get(address);
    const states = ["RETIRED", "ACTIVE", "DEACTIVATED", "JAILED"];
    compare(`state of ${address}`, row.state, states[prover.state]);
    compare(`assets of ${address}`, row.assets, balanceOf(now, prover.vault));
    compare(`shares of ${address}`, row.shares, prover.supply);
    compare(`stakers of ${address}`, row.stakers, prover.stakers.size);
    compare(`unstaking of ${address}`, row.unstaking, prover.unstaking);
    compare(`scale of ${address}`, row.slashingScale, prover.scale);
    compare(`commission of ${address}`, row.pendingCommission, prover.pendingCommission);
    compare(`assigned to ${address}`, row.assignedStake, now.assignedStake.get(address) ?? 0n);
    for (const [staker, shares] of prover.shares) {
      const stake = stakes.get(address + staker);
      compare(`shares of ${staker} with ${address}`, stake.shares, shares);
      compare(`${staker} stakes with ${address}`, stake.isStaker, prover.stakers.has(staker));
      compare(
        `queue of ${staker} with ${address}`,
        prover.state === 0 ? 0 : stake.unstakesRequested - stake.unstakesCompleted,
        prover.queues.get(staker)?.length ?? 0,
      );
    }
  }
  compareRequests(
    now,
    keyed<any>(schema.request, ({ id }) => id),
    compare,
  );
  return differences;
}

function compareRequests(
  { requests }: State,
  rows: Map<string, any>,
  compare: (what: string, row: unknown, chain: unknown) => void,
) {
  compare("requests", rows.size, requests.size);
  for (const [reqid, request] of requests) {
    const row = rows.get(reqid);
    compare(`status of ${reqid}`, row.status, request.status);
    compare(`requester of ${reqid}`, row.requester, request.sender);
    compare(`bidCount of ${reqid}`, row.bidCount, request.bidCount);
    compare(`winner of ${reqid}`, row.winner, request.winner?.prover ?? null);
    compare(`winner's fee of ${reqid}`, row.winnerFee, request.winner?.fee ?? null);
    compare(`second of ${reqid}`, row.second, request.second?.prover ?? null);
    compare(`second's fee of ${reqid}`, row.secondFee, request.second?.fee ?? null);
  }
}

/** One address in every role; two; everybody. */
export const casts = { one: [alice], two: [alice, bob] } as const;
export const RICH = 50_000n * BREV;
