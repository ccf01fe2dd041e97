/**
 * A synthetic prover market: a chain of any length, the same for the same seed, that the contracts could have produced.
 * Amounts follow the rules of `src/domain`, so that the handlers, which check them, accept every event.
 */
import { type Block, FIRST_BLOCK, type FirstValues } from "./market/chain.ts";
import { changeProtocolFee, deploy, withdraw } from "./market/government.ts";
import { openRequest } from "./market/requests.ts";
import { changeCommission, claimCommission, suspendSome } from "./market/rewards.ts";
import { donate, joinProver, stakeSome, transferShares, unstakeSome } from "./market/vaults.ts";
import { createWorld, type Lengths, secondsOf, type Totals, type World } from "./market/world.ts";

/** How large a market is wanted, and of what shape. */
export type MarketOptions = {
  seed: number;
  /** Events (logs that the indexer handles) of the whole chain; the block that reaches this number is the last. */
  events: number;
  /** Events of a block on average. */
  eventsPerBlock: number;
  /** Blocks from one that may hold transactions to the next; those between are empty. */
  stride: number;
  /** Length of the bidding phase and of the reveal phase, in blocks that may hold transactions. */
  phase: number;
};

export const defaultMarket: MarketOptions = {
  seed: 1,
  events: 20_000,
  eventsPerBlock: 5,
  stride: 1,
  phase: 15,
};

/** What the whole chain came to; the index must say the same. Amounts in wei. */
export type Summary = Totals & {
  /** Logs that the indexer handles. */
  events: number;
  lastBlock: number;
  blocks: number;
  provers: number;
  /** Staked in all vaults. */
  assets: bigint;
  unstaking: bigint;
  pendingCommission: bigint;
};

const PEOPLE = { stakers: 500, requesters: 200, programs: 100 };
const FIRST_PROVERS = 8;
const PROVERS = 50;
/** Events of one request in its whole life, on average. */
const EVENTS_OF_REQUEST = 18.2;
/** The rest of the events: how many of a thousand are the beginning of each of these. */
const OTHERS: readonly [perThousand: number, happens: (world: World) => void][] = [
  [7, stakeSome],
  [5, unstakeSome],
  [3, transferShares],
  [2, donate],
  [4, claimCommission],
  [0.5, changeCommission],
  [0.2, suspendSome],
  [0.1, changeProtocolFee],
  [0.2, withdraw],
];
/** Of the events, those of requests. The others above, and the reward epochs, are the rest. */
const REQUESTS = 0.87;

/** The blocks with transactions, in order; the generator returns the summary. */
export function* generateMarket(options: MarketOptions): Generator<Block, Summary, void> {
  const { seed, events, eventsPerBlock, stride } = options;
  const lengths = lengthsOf(options);
  const world = createWorld(seed, { lengths, stride, people: PEOPLE });
  const requests = (REQUESTS * eventsPerBlock) / EVENTS_OF_REQUEST;
  const joinEvery = Math.max(1, Math.floor(150 / eventsPerBlock));
  let blocks = 0;
  for (; world.events < events; world.step++) {
    world.block = { number: FIRST_BLOCK + (world.step + 1) * stride, transactions: [] };
    if (world.step === 0) deploy(world);
    else happen(world, { requests, eventsPerBlock });
    if (world.step % joinEvery === 0 && world.provers.length < PROVERS)
      for (let count = world.step === 0 ? FIRST_PROVERS : 1; count > 0; count--) joinProver(world);
    if (world.block.transactions.length === 0) continue;
    blocks++;
    yield world.block;
  }
  return summaryOf(world, blocks);
}

function happen(
  world: World,
  { requests, eventsPerBlock }: { requests: number; eventsPerBlock: number },
): void {
  for (const action of world.agenda.get(world.step) ?? []) action();
  world.agenda.delete(world.step);
  for (let count = world.random.count(requests); count > 0; count--) openRequest(world);
  for (const [perThousand, other] of OTHERS) {
    const mean = (perThousand / 1000) * eventsPerBlock;
    for (let count = world.random.count(mean); count > 0; count--) other(world);
  }
}

const lengthsOf = ({ phase, eventsPerBlock }: MarketOptions): Lengths => ({
  phase,
  proving: 10 * phase,
  unstakeDelay: 20 * phase,
  rewardEpoch: Math.max(phase, Math.round(10_000 / eventsPerBlock)),
  statsEpoch: Math.max(4 * phase, Math.round(25_000 / eventsPerBlock)),
});

/** What the contracts of such a market are initialised with. */
export function firstValuesOf(options: MarketOptions): FirstValues {
  const { phase, unstakeDelay } = lengthsOf(options);
  const duration = BigInt(secondsOf(phase, options.stride));
  return {
    biddingPhaseDuration: duration,
    revealPhaseDuration: duration,
    unstakeDelay: BigInt(secondsOf(unstakeDelay, options.stride)),
  };
}

function summaryOf({ totals, events, block, provers }: World, blocks: number): Summary {
  const sum = (of: "assets" | "unstaking" | "pendingCommission") =>
    provers.reduce((total, prover) => total + prover[of], 0n);
  return {
    ...totals,
    events,
    lastBlock: block.number,
    blocks,
    provers: provers.length,
    assets: sum("assets"),
    unstaking: sum("unstaking"),
    pendingCommission: sum("pendingCommission"),
  };
}
