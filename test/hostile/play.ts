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
import {
  type MarketParameter,
  registerSubmitter,
  set,
  setSubmitterConsent,
} from "../support/contracts/marketAdmin.ts";
import { completeUnstake, reactivateProver, requestUnstake } from "../support/contracts/staking.ts";
import {
  claimCommission,
  retireProver,
  setMaxSlashBps,
  setMinSelfStake,
  setUnstakeDelay,
  unpause,
} from "../support/contracts/stakingPools.ts";
import { mint } from "../support/contracts/token.ts";
import { attempt, type Request, type World } from "../support/contracts/world.ts";
import { createMarket, type MadeMarket, parameters as ordinary } from "../support/market.ts";
import { alice, BREV, relay } from "../support/people.ts";
import { type CallName, type Cast, calls, marketValues, type Numbers } from "./calls.ts";

/** A slash stays possible for as long as the longest deadline. */
const parameters = { ...ordinary, slashWindow: 40n * 86_400n };

export type Step =
  /** Calls of one transaction; through a contract, when `relayed`, and then all by that contract. */
  | { from: number; relayed: boolean; sameBlock: boolean; calls: ({ call: CallName } & Numbers)[] }
  /** Seconds pass. */
  | { wait: number }
  /** Everybody does everything of this kind that is possible now, in one transaction each. */
  | { all: What }
  /** Parameters are as in the beginning, nothing is paused, and every prover that may be is active. */
  | { calm: true }
  /** A request is bid on and revealed by everybody, a few times over, and perhaps proven. */
  | { auction: Numbers; from: number }
  /** Everybody leaves a prover, which then retires. */
  | { leave: number }
  /** One lets another act for it. */
  | { hire: number; by: number };
type What = "bid" | "reveal" | "prove" | "settle";

/** Plays the steps; a call that the contracts refuse leaves nothing behind. */
export async function play(cast: Cast, steps: readonly Step[]) {
  const market = await createMarket({ given: parameters });
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
    else if ("leave" in step) await leave(market, cast, step.leave);
    else if ("hire" in step) await hire(market, cast, step);
    else if ("auction" in step) await auction(market, cast, step);
    else if ("all" in step) await doAll(market, cast, step.all);
    else {
      const from = cast[step.from % cast.length]!;
      const { addresses } = market;
      const first = step.calls[0]?.call ?? "give";
      const to = step.relayed ? relay : contractOf(first, addresses);
      const sender = step.relayed ? relay : from;
      await market.transact({ from, to, sender, sameBlock: step.sameBlock }, (world) => {
        for (const { call, ...numbers } of step.calls)
          attempt(world, (w) => calls[call](w, numbers, cast));
      });
    }
  }
  return market;
}

const ofMarket = ["requestProof", "bid", "reveal", "submitProof", "refund", "slashMiss"];

const contractOf = (call: CallName, { market, staking }: MadeMarket["addresses"]): Address =>
  ofMarket.includes(call) ? market : staking;

async function doAll(market: MadeMarket, cast: Cast, what: What) {
  const seconds = { bid: 0, reveal: 301, prove: 601, settle: 31 * 86_400 };
  market.wait(seconds[what]);
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
        attempt(world, run);
        if (what === "settle" && nth % 2 === 0) attempt(world, (w) => slashMiss(w, { reqid }));
      }
    });
  }
}

async function auction(
  market: MadeMarket,
  cast: Cast,
  { auction: numbers, from }: { auction: Numbers; from: number },
) {
  const { which, size } = numbers;
  const sender = cast[from % cast.length]!;
  await market.transact({ from: sender, to: market.addresses.market }, (world) =>
    attempt(world, (w) => calls.requestProof(w, { ...numbers, which: which % 4 })),
  );
  await doAll(market, cast, "bid");
  await doAll(market, cast, "reveal");
  // Again: the winner becomes its own second.
  if (size % 2 === 0) await doAll(market, cast, "reveal");
  if (which % 3 !== 0) await doAll(market, cast, "prove");
}

async function leave(market: MadeMarket, cast: Cast, who: number) {
  const to = market.addresses.staking;
  const prover = cast[who % cast.length]!;
  for (const from of [...cast, relay])
    await market.transact({ from, to }, (world) => {
      const shares = world.state.provers.get(prover)?.shares.get(from) ?? 0n;
      attempt(world, (w) => requestUnstake(w, { prover, shares }));
      if (from === prover) attempt(world, claimCommission);
    });
  market.wait(700_000);
  for (const from of [...cast, relay])
    await market.transact({ from, to }, (world) =>
      attempt(world, (w) => completeUnstake(w, { prover })),
    );
  await market.transact({ from: prover, to }, (world) =>
    attempt(world, (w) => retireProver(w, { prover })),
  );
}

async function hire(
  market: MadeMarket,
  cast: Cast,
  { hire: who, by }: { hire: number; by: number },
) {
  const to = market.addresses.market;
  const submitter = cast[who % cast.length]!;
  const prover = cast[by % cast.length]!;
  await market.transact({ from: submitter, to }, (world) =>
    attempt(world, (w) => setSubmitterConsent(w, { prover })),
  );
  await market.transact({ from: prover, to }, (world) =>
    attempt(world, (w) => registerSubmitter(w, { submitter })),
  );
}

/** What is bid on a request, so that a reveal finds it again. */
const feesOf = ({ maxFee }: Request) => [maxFee / 2n, maxFee / 3n, maxFee, 0n];

function calm(world: World) {
  attempt(world, unpause);
  for (const parameter of Object.keys(marketValues) as MarketParameter[])
    if (world.state.parameters[parameter] !== parameters[parameter])
      set(world, { parameter, to: parameters[parameter] });
  setMinSelfStake(world, { to: parameters.minSelfStake });
  setUnstakeDelay(world, { to: parameters.unstakeDelay });
  setMaxSlashBps(world, { to: parameters.maxSlashBps });
  for (const prover of world.state.provers.keys())
    attempt(world, (w) => reactivateProver(w, { prover }));
}
