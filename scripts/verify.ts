import { setTimeout as sleep } from "node:timers/promises";
import { Refusal, readEnvironment } from "../settings/environment.ts";
import { SettingsError } from "../settings/reader.ts";
import { readSettings, type Settings } from "../settings.ts";
import { callsOf } from "../verify/calls.ts";
import { compareWithChain } from "../verify/chain.ts";
import { withDonations } from "../verify/donations.ts";
import { type Ended, exitCodes, judge } from "../verify/judge.ts";
import { askOver, sourceOfGraphql } from "../verify/sources/graphql.ts";
import { type Place, sourceOfPostgres } from "../verify/sources/postgres.ts";
import {
  type Head,
  type Index,
  NOTHING_INDEXED,
  type Source,
  Unreadable,
} from "../verify/sources/snapshot.ts";
import { type Addresses, stateOf } from "../verify/state.ts";
import { checkInvariants } from "./verify/invariants.ts";
import { addressesOf, balancesOf, type Node, openNode, recordedCalls } from "./verify/node.ts";
import { type Options, readOptions } from "./verify/options.ts";
import { print, remember } from "./verify/report.ts";

async function main(): Promise<Ended> {
  const options = readOptions();
  const env = readEnvironment();
  const settings = readSettings(env, { rpcUrl: true, startBlocks: true });
  const url = options.url ?? `http://127.0.0.1:${settings.port}`;
  const { database, databaseSchema } = settings;
  const place =
    options.url === undefined && database.kind === "postgres"
      ? { connectionString: database.connectionString, databaseSchema }
      : null;
  return options.invariants
    ? checkInvariants(place, url)
    : compareIndex(settings, place, { ...options, url });
}

async function compareIndex(
  settings: Settings,
  place: Place | null,
  options: Omit<Options, "url"> & { url: string },
): Promise<Ended> {
  const source = place
    ? sourceOfPostgres(place)
    : sourceOfGraphql(askOver(`${options.url}/graphql`));
  const before = await source.head();
  const node = await openNode(settings, options.rpc);
  try {
    if (options.block === null) await waitFor(source, { ...node, before, wait: options.wait });
    const index = await source.read();
    console.log(`The index stands at block ${index.block} (time ${index.timestamp}).`);
    if (options.block !== null && options.block !== index.block)
      throw new Refusal(
        `--block ${options.block}: the index keeps the state of one block, ${index.block}. To compare at another, index up to it: END_BLOCK=${options.block}`,
      );
    return await compareRows(settings, node, index, options);
  } finally {
    await node.close();
  }
}

/** Waits until the index has got to where the node was when it was opened. @throws Refusal when it does not */
async function waitFor(
  source: Source,
  { head, before, wait }: { head: number; before: Head; wait: number },
): Promise<void> {
  let now = before;
  for (
    const end = Date.now() + wait * 1000;
    !now.ready || now.block < head;
    now = await source.head()
  ) {
    if (Date.now() >= end)
      throw new Refusal(
        `The index stands at block ${now.block}, ${head - now.block} behind the node's ${head}: it has not caught up. Wait until it has, or compare what is there: --block ${now.block}`,
      );
    if (now === before) console.log(`Waiting for the index: block ${now.block} of ${head}.`);
    await sleep(1000);
  }
}

async function compareRows(
  settings: Settings,
  { client, chainId }: Node,
  { rows, ...at }: Index,
  options: Options,
): Promise<Ended> {
  const [network] = rows.network;
  if (network === undefined) throw new Refusal(NOTHING_INDEXED);
  const addresses = await addressesOf(settings, client);
  requireSame("chain id", network.chainId, chainId);
  for (const name of ["market", "staking", "token"] as const)
    requireSame(name, network[name], addresses[name]);
  const state = (of: Index["rows"]) =>
    stateOf({ rows: of, addresses, timestamp: BigInt(at.timestamp) });

  const { token } = addresses;
  const vaults = rows.prover.map(({ vault }) => vault);
  const given = network.allTransfers
    ? null
    : withDonations(rows, await balancesOf(client, { token, vaults, block: at.block }));
  if (given !== null)
    console.log(
      `${given.vaults} vaults were given ${given.amount} wei in all since their balances were last sampled.`,
    );
  for (const name of leftOut(addresses))
    console.log(`Not asked: ${name}, whose address is not set.`);

  const isPart = options.sample !== null || options.provers !== null;
  if (isPart && settings.recording !== null)
    throw new Refusal("A recording answers the calls recorded: leave out --sample and --provers.");
  const calls =
    settings.recording === null
      ? callsOf(state(rows), options)
      : await recordedCalls(settings.recording, state(rows), at.block);
  const verdict = await compareWithChain({
    client,
    block: at.block,
    state: state(rows),
    sampledNow: given && state(given.rows),
    calls,
    progress: (done) => process.stderr.write(`\r${done} of ${calls.length} calls`),
  });
  process.stderr.write("\n");
  print(verdict);
  const { outcome, sentence } = judge(verdict);
  remember(at, verdict, { outcome, scope: isPart ? "PART" : "EVERYTHING" });
  const part = isPart ? " Only a part was asked: --sample, --provers." : "";
  return { outcome, sentence: `${sentence} Block ${at.block}.${part}` };
}

const leftOut = (addresses: Addresses) =>
  Object.entries(addresses).flatMap(([name, address]) => (address === null ? [name] : []));

function requireSame(what: string, indexed: number | string, given: number | string): void {
  if (indexed !== given)
    throw new Refusal(
      `The index is of another ${what} (${indexed}) than the settings and the node (${given}). Use the settings it was indexed with.`,
    );
}

/**
 * What the user can fix is shown by its message alone, anything else with its stack. Nothing was found equal or different.
 */
function inconclusive(error: unknown): Ended {
  const isForeseen = [SettingsError, Refusal, Unreadable].some((kind) => error instanceof kind);
  if (!isForeseen) console.error(error);
  return {
    outcome: "INCONCLUSIVE",
    sentence: `Not conclusive: ${isForeseen ? (error as Error).message : "the comparison failed, see above."}`,
  };
}

const { outcome, sentence } = await main().catch(inconclusive);
console.log(sentence);
process.exit(exitCodes[outcome]);
