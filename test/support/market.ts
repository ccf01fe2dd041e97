import type { Address, Hex } from "viem";
import * as brevisMarket from "./contracts/brevisMarket.ts";
import * as epochRewards from "./contracts/epochRewards.ts";
import * as marketAdmin from "./contracts/marketAdmin.ts";
import * as stakingBasics from "./contracts/staking.ts";
import * as stakingPools from "./contracts/stakingPools.ts";
import * as token from "./contracts/token.ts";
import { balanceOf, freshState, type Log, type Parameters, type World } from "./contracts/world.ts";
import { createIndexer } from "./indexer.ts";
import { addressOf, BREV, people, wordOf } from "./people.ts";

/** What a test may want to be otherwise about a transaction. */
export type Transaction = {
  to?: Address;
  input?: Hex;
  /** `msg.sender`, when a contract calls; by default who sent the transaction. */
  sender?: Address;
  /** In the block of the last transaction. */
  sameBlock?: boolean;
};
type Verbs<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (
    world: World,
    ...args: infer Args
  ) => infer Result
    ? Verb<Args, Result>
    : never;
};
type Verb<Args extends unknown[], Result> = Args extends [infer Given]
  ? (from: Address, given: Given, transaction?: Transaction) => Promise<Result>
  : (from: Address, given?: Args[0], transaction?: Transaction) => Promise<Result>;

export const parameters: Parameters = {
  biddingPhaseDuration: 300n,
  revealPhaseDuration: 600n,
  minMaxFee: 0n,
  maxMaxFee: 0n,
  slashBps: 1_000n,
  slashWindow: 86_400n,
  protocolFeeBps: 1_000n,
  overcommitBps: 500n,
  unstakeDelay: 604_800n,
  minSelfStake: 1_000n * BREV,
  maxSlashBps: 5_000n,
  requireAuthorization: false,
};

const { rollStatsEpoch: _roll, seal: _seal, ...marketFunctions } = brevisMarket;
const stakingFunctions = { ...stakingBasics, ...stakingPools };

/**
 * The contracts with people who have tokens, and the real handlers that index what they emit.
 * `staking.stake(bob, { prover: alice, amount })` is a transaction of bob's in a block of its own; it throws `Reverted`
 * where the contract would revert, and then leaves nothing behind.
 */
export async function createMarket({
  env = {},
  given = {},
}: {
  env?: Record<string, string>;
  given?: Partial<Parameters>;
} = {}) {
  let state = freshState({ ...parameters, ...given });
  let sent = 0;
  let logIndex = 0;
  const indexer = await createIndexer({ env, client: createClient(() => state) });
  const { Market, Staking, Token, EpochRewards } = indexer.context.contracts;
  const addresses = {
    market: Market.address,
    staking: Staking.address,
    token: Token.address,
    rewards: EpochRewards.address,
  };

  /** What a log is an event of: where transfers are sampled, only those to and from the protocol are seen. */
  const protocol = [addresses.market, addresses.staking, addresses.rewards];
  const eventsOf = (name: string, args: object): string[] => {
    if (env.TOKEN_TRANSFERS !== "sampled" || name !== "Token:Transfer") return [name];
    const { from, to } = args as { from: Address; to: Address };
    return [
      ...(protocol.includes(to) ? ["Token:Transfer"] : []),
      ...(protocol.includes(from) ? ["SampledToken:Transfer"] : []),
    ];
  };

  /** One transaction: everything that `run` calls. */
  const transact = async <Result>(
    { from, to, input = "0x", sender = from, sameBlock }: Transaction & { from: Address },
    run: (world: World) => Result,
  ): Promise<Result> => {
    const logs: Log[] = [];
    const log: World["log"] = (name, args, address) => logs.push({ name, args, address });
    const world = { state: structuredClone(state), addresses, sender, logs, log };
    if (!sameBlock) {
      world.state.block++;
      world.state.now += 12;
    }
    const result = run(world);
    state = world.state;
    if (!sameBlock) logIndex = 0;
    const hash: Hex = `0x${(++sent).toString(16).padStart(64, "0")}`;
    for (const { name, args, address } of logs) {
      const overrides = {
        block: { number: state.block, timestamp: BigInt(state.now) },
        transaction: { hash, from, to: to ?? null, input, transactionIndex: sent },
        log: { logIndex: logIndex++, ...(address && { address }) },
      };
      for (const event of eventsOf(name, args)) await indexer.emit(event, args, overrides);
    }
    return result;
  };

  const bind = <Functions extends object>(to: Address, functions: Functions) =>
    Object.fromEntries(
      Object.entries(functions).map(([name, run]) => [
        name,
        (from: Address, given?: object, transaction: Transaction = {}) =>
          transact({ to, from, ...transaction }, (world) => run(world, given)),
      ]),
    ) as Verbs<Functions>;

  await indexer.setup();
  await transact({ from: people[5], to: addresses.token }, (world) => {
    for (const to of people) token.mint(world, { to, value: 1_000_000n * BREV });
  });

  const market = bind(addresses.market, { ...marketFunctions, ...marketAdmin });
  return {
    indexer,
    rows: indexer.rows,
    addresses,
    state: () => state,
    transact,
    market,
    staking: bind(addresses.staking, stakingFunctions),
    token: bind(addresses.token, token),
    rewards: bind(addresses.rewards, epochRewards),
    /** Time passes, in seconds. */
    wait: (seconds: number | bigint) => {
      state.now += Number(seconds);
    },
    /** All bid, and reveal in this order; then the reveal phase is over. */
    async auction(reqid: Hex, bids: [Address, bigint][]) {
      const { biddingPhaseDuration, revealPhaseDuration } = state.parameters;
      for (const [prover, fee] of bids) await market.bid(prover, { reqid, fee });
      state.now += Number(biddingPhaseDuration);
      for (const [prover, fee] of bids) await market.reveal(prover, { reqid, fee });
      state.now += Number(revealPhaseDuration);
    },
  };
}

export type MadeMarket = Awaited<ReturnType<typeof createMarket>>;

/** Answers the set-up's questions, and how many tokens a vault holds. */
const createClient = (state: () => ReturnType<typeof freshState>) => ({
  async readContract({ functionName, args }: any): Promise<any> {
    const { parameters, statsEpochs } = state();
    if (functionName === "statsEpochs") return [statsEpochs[0], 0n];
    if (functionName === "picoVerifiers") return addressOf("9e41f");
    if (functionName === "brevisProof") return addressOf("b4e715");
    if (functionName === "vkHash") return wordOf("0");
    if (functionName === "balanceOf") return balanceOf(state(), args[0]);
    return parameters[functionName as keyof Parameters];
  },
  getBlock: async () => ({
    number: state().block,
    timestamp: BigInt(state().now),
    hash: `0x${"b1".repeat(32)}`,
  }),
});
