import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Address, PublicClient } from "viem";
import { stakingControllerAbi } from "../abis/stakingController.ts";
import { readRecording } from "../replay/recording.ts";
import { startReplay } from "../replay/server.ts";
import { projectRoot } from "../settings/networks.ts";
import { readSettings, type Settings } from "../settings.ts";
import { callsOf } from "../verify/calls.ts";
import { compareWithChain, connect, type Verdict } from "../verify/chain.ts";
import { askOver, readFromGraphql } from "../verify/sources/graphql.ts";
import { readFromPostgres } from "../verify/sources/postgres.ts";
import type { Index } from "../verify/sources/snapshot.ts";
import { type Addresses, stateOf } from "../verify/state.ts";
import { fail, Refusal, readEnvironment } from "./environment.ts";

const USAGE = `Compares the running index with the chain: every view of the contracts, at the indexed block.

  npm run verify                          everything, over RPC_URL
  npm run verify -- --sample 200          at most 200 requests, stakers, requesters, submitters
  npm run verify -- --provers 0x…,0x…     these provers only, and the requests they lead
  npm run verify -- --block 123           only if the index stands at this block
  npm run verify -- --invariants          what must hold at every block, without any RPC

  --url   the index's API (http://127.0.0.1:PORT); used for the rows unless DATABASE_URL is set
  --rpc   a node with history at the block (RPC_URL)

Ends with 1 if an answer differs or an invariant does not hold.`;

/** Differences shown in full. */
const SHOWN = 10;

async function main(): Promise<void> {
  const options = readOptions();
  const env = readEnvironment();
  const settings = readSettings(env, { rpcUrl: true, startBlocks: true });
  const url = options.url ?? `http://127.0.0.1:${settings.port}`;
  const holds = options.invariants
    ? await checkInvariants(url)
    : await compareIndex(settings, { ...options, url });
  process.exit(holds ? 0 : 1);
}

function readOptions() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values } = parseArgs({
      options: {
        url: text,
        rpc: text,
        block: text,
        provers: text,
        sample: text,
        invariants: flag,
        help: flag,
      },
    });
    if (values.help) throw new Refusal(USAGE);
    return {
      ...values,
      block: integer("--block", values.block),
      sample: integer("--sample", values.sample),
      provers: addresses(values.provers),
    };
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function integer(name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  if (!/^\d+$/.test(value)) throw new Refusal(`${name} takes a whole number, e.g. ${name} 200`);
  return Number(value);
}

function addresses(value: string | undefined): Address[] | null {
  if (value === undefined) return null;
  const list = value.toLowerCase().split(",");
  if (list.every((item) => /^0x[0-9a-f]{40}$/.test(item))) return list as Address[];
  throw new Refusal(
    "--provers takes addresses separated by commas, e.g. --provers 0x71be…,0xfabb…",
  );
}

type Options = Omit<ReturnType<typeof readOptions>, "url"> & { url: string };

async function compareIndex(settings: Settings, options: Options): Promise<boolean> {
  const index = await readIndex(settings, options.url);
  console.log(`The index stands at block ${index.block} (time ${index.timestamp}).`);
  if (options.block !== null && options.block !== index.block) {
    throw new Refusal(
      `--block ${options.block}: the index keeps the state of one block, ${index.block}. To compare at another, index up to it: END_BLOCK=${options.block}`,
    );
  }
  const node = await openNode(settings, options.rpc);
  try {
    const state = stateOf({
      rows: index.rows,
      addresses: await addressesOf(settings, node.client),
      timestamp: BigInt(index.timestamp),
    });
    const calls = callsOf(state, options);
    const verdict = await compareWithChain({
      client: node.client,
      block: index.block,
      state,
      calls,
      progress: (done) => process.stderr.write(`\r${done} of ${calls.length} calls`),
    });
    process.stderr.write("\n");
    remember(index, verdict);
    return report(verdict);
  } finally {
    await node.close();
  }
}

const readIndex = ({ database, databaseSchema }: Settings, url: string) =>
  database.kind === "postgres"
    ? readFromPostgres({ connectionString: database.connectionString, databaseSchema })
    : readFromGraphql(askOver(`${url}/graphql`)).catch((cause) => {
        throw new Refusal(
          `The index could not be read at ${url}/graphql: ${cause.message}. Start it, name it with --url, or set DATABASE_URL.`,
        );
      });

/** The node to ask; the recorded chain is served here if no node was named. */
async function openNode({ rpcUrls, recording }: Settings, rpc: string | undefined) {
  const url = rpc ?? rpcUrls[0];
  if (url !== undefined) return { client: connect(url), close: async () => {} };
  if (recording === null)
    throw new Refusal("RPC_URL is not set, e.g. RPC_URL=https://mainnet.base.org");
  const replay = await startReplay({ recording: await readRecording(recording) });
  return { client: connect(replay.url), close: () => replay.stop() };
}

const addressesOf = async (settings: Settings, client: PublicClient): Promise<Addresses> => ({
  market: settings.marketAddress,
  staking: settings.stakingAddress,
  token: settings.tokenAddress,
  vaultFactory:
    settings.vaultFactoryAddress ??
    ((
      await client.readContract({
        abi: stakingControllerAbi,
        address: settings.stakingAddress,
        functionName: "vaultFactory",
      })
    ).toLowerCase() as Address),
  epochRewards: settings.epochRewardsAddress,
  marketViewer: settings.marketViewerAddress,
  stakingViewer: settings.stakingViewerAddress,
});

/** Leaves the outcome where the API finds it: `{ lastVerification { … } }`. */
function remember({ block, timestamp }: Index, { tallies }: Verdict): void {
  const sum = (of: "compared" | "equal" | "different") =>
    tallies.reduce((total, tally) => total + tally[of], 0);
  const outcome = {
    block,
    timestamp,
    comparedAt: Math.floor(Date.now() / 1000),
    compared: sum("compared"),
    equal: sum("equal"),
    different: sum("different"),
  };
  mkdirSync(join(projectRoot, ".ponder"), { recursive: true });
  writeFileSync(join(projectRoot, ".ponder", "last-verification.json"), JSON.stringify(outcome));
}

/** Prints the verdict; true if nothing differs and something was compared. */
function report({ tallies, mismatches, refusal }: Verdict): boolean {
  console.table(Object.fromEntries(tallies.map(({ view, ...counts }) => [view, counts])));
  const sum = (of: "compared" | "equal" | "different" | "unanswerable" | "refused") =>
    tallies.reduce((total, tally) => total + tally[of], 0);
  for (const { call, path, expected, actual } of mismatches.slice(0, SHOWN)) {
    console.log(`\n${call.contract}.${call.function.name} ${path || "(whole answer)"}`);
    console.log(`  call   ${call.to} ${call.data}`);
    console.log(`  chain  ${shown(expected)}\n  index  ${shown(actual)}`);
  }
  if (mismatches.length > SHOWN) console.log(`\n… and ${mismatches.length - SHOWN} more.`);
  if (refusal !== null)
    console.log(`\nThe node refused ${sum("refused")} calls, the first: ${refusal}`);
  console.log(
    `\n${sum("compared")} answers compared, ${sum("equal")} equal, ${sum("different")} different, ${sum("unanswerable")} not kept (docs/limits.md).`,
  );
  if (sum("compared") === 0) console.log("Nothing was compared.");
  return mismatches.length === 0 && sum("compared") > 0;
}

const shown = (value: unknown) =>
  JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? String(item) : item));

type Invariant = { name: string; left: string; right: string; holds: boolean };

async function checkInvariants(url: string): Promise<boolean> {
  const ask = askOver(`${url}/graphql`);
  const { invariants } = (await ask("{ invariants { name left right holds } }")) as unknown as {
    invariants: Invariant[];
  };
  console.table(Object.fromEntries(invariants.map(({ name, ...rest }) => [name, rest])));
  const broken = invariants.filter(({ holds }) => !holds).length;
  console.log(`${invariants.length} invariants, ${broken} do not hold.`);
  return broken === 0 && invariants.length > 0;
}

await main().catch(fail);
