import { Refusal } from "../settings/environment.ts";
import { type Children, type Interval, lengthOf, type Rows } from "./chain.ts";
import { blameFile, type ChainFile, type ReadBlock, readBlocks } from "./chainFile.ts";
import { Contradiction, checkTogether } from "./checks.ts";
import type { Fragment, Need, Plan } from "./ponderSync.ts";
import type { Progress } from "./progress.ts";
import type { Rules } from "./rules.ts";
import type { Sink } from "./run.ts";
import { childrenWithin, learnChildren, selectBlocks, selectLogs } from "./select.ts";

/** How much of a file is written at a time. */
const BLOCKS_AT_ONCE = 2_000;
const LOGS_AT_ONCE = 5_000;

/**
 * The blocks that a file is complete for, of those that are wanted; null when there are none. What was not final when
 * the file was made is left to Ponder.
 * @throws Refusal when the file lacks something the sources need
 */
export function rangeOfFile(given: {
  file: ChainFile;
  finality: number;
  fragments: readonly Fragment[];
  wanted: Interval;
}): Interval | null {
  const { file, finality, fragments, wanted } = given;
  const { path, header, bounds } = file;
  const { covers } = header;
  const final = Math.max(0, header.head - finality);
  if (covers === undefined) {
    if (bounds === null) return null;
    if (bounds[0] > wanted[0])
      throw new Refusal(
        `${path} begins at block ${bounds[0]}, but block ${wanted[0]} is needed already.`,
      );
    return clip(wanted, Math.min(bounds[1], final));
  }
  const ends = fragments.map((fragment) => {
    const found = fragment.servedBy.map((id) => covers.fragments[id]).find((each) => each);
    if (found === undefined || found[0] > Math.max(wanted[0], fragment.fromBlock))
      throw new Refusal(
        `${path} was made for other settings: it lacks ${fragment.id}. Compare the addresses, start blocks and TOKEN_TRANSFERS with those it was made with, or fetch from a node.`,
      );
    return found[1] >= fragment.toBlock ? Number.POSITIVE_INFINITY : found[1];
  });
  return clip(wanted, Math.min(final, ...ends));
}

const clip = ([from, to]: Interval, last: number): Interval | null =>
  from <= Math.min(to, last) ? [from, Math.min(to, last)] : null;

/**
 * Hands on what a plan says is missing, from a file.
 * @throws Refusal when the file turns out to be damaged; what was handed on before is consistent
 */
export async function readAll(given: {
  file: ChainFile;
  plan: Plan;
  children: Children;
  rules: Rules;
  range: Interval;
  sink: Sink;
  progress: Progress;
  stop: AbortSignal;
}): Promise<void> {
  const { file, plan, children, rules, range, sink, progress, stop } = given;
  let from = range[0];
  let blocks: ReadBlock[] = [];
  let logs = 0;

  const hand = async (to: number) => {
    stop.throwIfAborted();
    const need = plan.need([from, to]);
    if (need.filters.length + need.factories.length > 0) {
      const rows = rowsOf({ need, blocks, children, rules });
      await sink(need, rows);
      progress.advance(lengthOf(need.interval), rows);
    }
    from = to + 1;
    blocks = [];
    logs = 0;
  };

  try {
    for await (const read of readBlocks(file)) {
      if (read.number < range[0]) continue;
      if (read.number > range[1]) break;
      blocks.push(read);
      logs += read.logs.length;
      if (blocks.length >= BLOCKS_AT_ONCE || logs >= LOGS_AT_ONCE) await hand(read.number);
    }
    if (from <= range[1]) await hand(range[1]);
  } catch (error) {
    throw blameFile(error, file.path);
  }
}

function rowsOf(given: {
  need: Need;
  blocks: readonly ReadBlock[];
  children: Children;
  rules: Rules;
}): Rows {
  const { need, blocks, children, rules } = given;
  const all = blocks.flatMap(({ logs }) => logs);
  const factories = need.factories.map(({ factory }) => factory);
  learnChildren({ factories, logs: all, children, rules });
  const logs = selectLogs({ need, logs: all, children, rules });

  const due = new Set(selectBlocks(need));
  const hashes = new Set(logs.map(({ transactionHash }) => transactionHash));
  const withLogs = new Set(logs.map(({ blockNumber }) => Number(blockNumber)));
  const wanted = blocks.filter(({ number }) => due.has(number) || withLogs.has(number));
  const missing = [...due].find((number) => !wanted.some((each) => each.number === number));
  if (missing !== undefined) throw new Contradiction(`block ${missing} is missing`);
  const rows = {
    blocks: wanted.map(({ block }) => block),
    transactions: wanted.flatMap(({ block }) =>
      block.transactions.filter(({ hash }) => hashes.has(hash)),
    ),
    logs,
  };
  checkTogether(rows);
  return { ...rows, children: childrenWithin(children, need.interval) };
}
