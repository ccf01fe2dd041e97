/** Plays a hostile sequence against the contracts and the real handlers. */
import type { Address } from "viem";
import {
  bid,
  refund,
  reveal,
  seal,
  slashMiss,
  submitProof,
} from "../support/contracts/brevisMarket.ts";
import { type MarketParameter, set } from "../support/contracts/marketAdmin.ts";
import { reactivateProver } from "../support/contracts/staking.ts";
import {
  setMaxSlashBps,
  setMinSelfStake,
  setUnstakeDelay,
  unpause,
} from "../support/contracts/stakingPools.ts";
import { mint } from "../support/contracts/token.ts";
import { attempt, type Request, type World } from "../support/contracts/world.ts";
import { createMarket, type MadeMarket, parameters } from "../support/market.ts";
import { alice, BREV, relay } from "../support/people.ts";
import { type CallName, type Cast, calls, marketValues, type Numbers } from "./calls.ts";

export type Step =
  /** Calls of one transaction; through a contract, when `relayed`, and then all by that contract. */
  | { from: number; relayed: boolean; sameBlock: boolean; calls: ({ call: CallName } & Numbers)[] }
  /** Seconds pass. */
  | { wait: number }
  /** Everybody does everything of this kind that is possible now, in one transaction each. */
  | { all: What }
  /** Parameters are as in the beginning, nothing is paused, and every prover that may be is active. */
  | { calm: true };
type What = "bid" | "reveal" | "prove" | "settle";

/** Plays the steps. Returns the market, and how many calls went through and how many reverted. */
export async function play(cast: Cast, steps: readonly Step[]) {
  const market = await createMarket();
  const counts = { done: 0, reverted: 0 };
  const count = (isDone: boolean) => {
    counts[isDone ? "done" : "reverted"]++;
  };
  await market.transact({ from: alice }, (world) => {
    for (const to of [...cast, relay, market.addresses.rewards])
      mint(world, { to, value: 2n ** 100n });
  });
  for (const prover of new Set([cast[0]!, cast.at(-1)!])) {
    await market.staking.initializeProver(prover, { commission: 700n });
    await market.staking.stake(prover, { prover, amount: 50_000n * BREV });
  }
  for (const step of steps) {
    if ("wait" in step) market.wait(step.wait);
    else if ("calm" in step) await market.transact({ from: alice }, calm);
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

async function doAll(market: MadeMarket, cast: Cast, what: What, count: (isDone: boolean) => void) {
  if (what === "reveal") market.wait(301);
  if (what === "prove") market.wait(601);
  if (what === "settle") market.wait(31 * 86_400);
  for (const from of cast) {
    const to = market.addresses.market;
    await market.transact({ from, to, sameBlock: from !== cast[0] }, (world) => {
      const actor = world.state.submitters.get(from) ?? from;
      const open = [...world.state.requests].filter(([, { status }]) => status === "PENDING");
      for (const [nth, [reqid, request]] of open.entries()) {
        const choice = feesOf(request);
        const hash = request.bids.get(actor);
        const known = choice.find((fee) => seal(reqid, actor, fee) === hash) ?? 0n;
        const run = {
          bid: (w: World) => bid(w, { reqid, fee: choice[(nth + cast.indexOf(from)) % 4]! }),
          reveal: (w: World) => reveal(w, { reqid, fee: known }),
          prove: (w: World) => submitProof(w, { reqid }),
          settle: (w: World) => refund(w, { reqid }),
        }[what];
        count(attempt(world, run));
        if (what === "settle" && nth % 2 === 0)
          count(attempt(world, (w) => slashMiss(w, { reqid })));
      }
    });
  }
}

/** What is bid on a request, so that a reveal finds it again. */
const feesOf = ({ maxFee }: Request) => [maxFee / 2n, maxFee / 3n, maxFee, 0n];

function calm(world: World) {
  attempt(world, unpause);
  for (const parameter of Object.keys(marketValues) as MarketParameter[])
    set(world, { parameter, to: parameters[parameter] });
  setMinSelfStake(world, { to: parameters.minSelfStake });
  setUnstakeDelay(world, { to: parameters.unstakeDelay });
  setMaxSlashBps(world, { to: parameters.maxSlashBps });
  for (const prover of world.state.provers.keys())
    attempt(world, (w) => reactivateProver(w, { prover }));
}
