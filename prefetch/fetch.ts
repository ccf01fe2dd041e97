import type { Hex } from "viem";
import { type Completeness, headerOf, type Told } from "../rpc/completeness.ts";
import { fetchBlocks, type Wanted } from "./blocks.ts";
import {
  type Block,
  blockOf,
  type Children,
  type Interval,
  keyOf,
  type Log,
  numbersIn,
  type Rows,
  type Transaction,
} from "./chain.ts";
import { Contradiction, checkTogether, type LogQuery } from "./checks.ts";
import { Malformed } from "./failures.ts";
import type { Need } from "./ponderSync.ts";
import type { Pool } from "./pool.ts";
import { inPieces, type Span } from "./ranges.ts";
import type { Rules } from "./rules.ts";
import {
  childrenWithin,
  learnChildren,
  queriesOf,
  queryOfFactory,
  selectBlocks,
  selectLogs,
} from "./select.ts";

/** With what a chain is fetched. */
export type Fetcher = {
  pool: Pool;
  span: Span;
  rules: Rules;
  checkReceipts: boolean;
  completeness: Completeness;
};

/** Endpoints that disagree may come to agree: a range is fetched so often. */
const MOST_TRIES = 3;

/** The answer to a question, in as many pieces as it takes. */
async function tellAll({ completeness, span }: Fetcher, query: LogQuery, range: Interval) {
  const told: Told[] = [];
  await inPieces(range, span, async (piece) => {
    const answer = await completeness.tell(query, piece);
    told.push(answer);
    return answer.logs;
  });
  return told;
}

/**
 * Learns of the children that the missing ranges announce, so that their logs are asked for with the others'. Where
 * blooms decide, one may have been left out: it is found when its range is fetched.
 */
export async function discoverChildren(
  fetcher: Fetcher,
  need: Need,
  children: Children,
): Promise<void> {
  await Promise.all(
    need.factories.map(async ({ factory, interval }) => {
      const told = await tellAll(fetcher, queryOfFactory(factory), interval);
      const logs = told.flatMap((each) => each.logs);
      learnChildren({ factories: [factory], logs, children, rules: fetcher.rules });
    }),
  );
}

/**
 * Fetches what a range holds; the range's children are known already.
 * @throws Contradiction when the endpoints go on giving what does not fit together
 */
export async function fetchRange(fetcher: Fetcher, need: Need, children: Children): Promise<Rows> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryRange(fetcher, need, children);
    } catch (error) {
      if (!(error instanceof Contradiction) || tries === MOST_TRIES) throw error;
    }
  }
}

async function tryRange(fetcher: Fetcher, need: Need, children: Children): Promise<Rows> {
  const { rules, completeness } = fetcher;
  const { interval } = need;
  const queries = queriesOf(need, children);
  const answers = await Promise.all(queries.map((query) => tellAll(fetcher, query, interval)));
  const told = answers.flat();
  const select = (logs: readonly Log[]) => selectLogs({ need, logs, children, rules });
  let logs = select(told.flatMap((each) => each.logs));
  const due = selectBlocks(need);
  const byBlooms = completeness.check() === "blooms";
  let fetched = await fetchBlocks(
    fetcher.pool,
    wantedOf(byBlooms ? numbersIn(interval) : due, logs),
  );
  if (byBlooms) {
    const all = await completeness.complete(told, fetched.blocks.map(headerOf));
    // A child that was overlooked: whoever asked for the range sees that there is one more, and asks again.
    learnChildren({
      factories: need.factories.map(({ factory }) => factory),
      logs: all,
      children,
      rules,
    });
    logs = select(all);
    fetched = await adjust(fetcher, fetched, wantedOf(due, logs));
  }
  const { blocks, transactions } = fetched;
  checkTogether({ blocks, transactions, logs });
  checkPlaces(blocks, transactions);
  const rows = { blocks, transactions, logs, children: childrenWithin(children, interval) };
  if (fetcher.checkReceipts) await checkReceipts(fetcher, need, children, rows);
  return rows;
}

type Fetched = Awaited<ReturnType<typeof fetchBlocks>>;

/** Leaves out what turned out not to be needed, and fetches what is missing. */
async function adjust(
  { pool }: Fetcher,
  { blocks, transactions }: Fetched,
  wanted: Wanted,
): Promise<Fetched> {
  const byHash = new Map(transactions.map((each) => [each.hash, each]));
  const lacking = [...wanted].flatMap(([number, hashes]) => {
    const missing = hashes.filter((hash) => !byHash.has(hash));
    return missing.length === 0 ? [] : [[number, missing] as const];
  });
  const found = await fetchBlocks(pool, new Map(lacking));
  for (const each of found.transactions) byHash.set(each.hash, each);
  return {
    blocks: blocks.filter(({ number }) => wanted.has(Number(number))),
    transactions: [...wanted.values()].flat().map((hash) => byHash.get(hash)!),
  };
}

/** Each block that is needed, and the transactions of its logs. */
function wantedOf(numbers: readonly number[], logs: readonly Log[]): Map<number, Hex[]> {
  const wanted = new Map(numbers.map((number) => [number, new Set<Hex>()]));
  for (const log of logs) {
    const hashes = wanted.get(blockOf(log)) ?? new Set();
    wanted.set(blockOf(log), hashes.add(log.transactionHash));
  }
  return new Map([...wanted].map(([number, hashes]) => [number, [...hashes]]));
}

/** A block lists the hashes of its transactions. */
function checkPlaces(blocks: readonly Block[], transactions: readonly Transaction[]): void {
  const byNumber = new Map(blocks.map((block) => [Number(block.number), block]));
  for (const transaction of transactions) {
    const place = Number(transaction.transactionIndex);
    if (byNumber.get(blockOf(transaction))?.transactions[place] !== transaction.hash)
      throw new Contradiction(`transaction ${transaction.hash} is not in its block`);
  }
}

/** Compares the logs of each block with those in its receipts. */
async function checkReceipts(fetcher: Fetcher, need: Need, children: Children, rows: Rows) {
  const { pool, rules } = fetcher;
  const fetched = Map.groupBy(rows.logs, blockOf);
  await Promise.all(
    rows.blocks.map(async (block) => {
      const number = Number(block.number);
      const all = await pool.ask(
        { method: "eth_getBlockReceipts", params: [block.number] },
        (answer) => logsOfReceipts(answer, block),
      );
      const byReceipts = selectLogs({ need, logs: all, children, rules }).map(keyOf);
      const byLogs = (fetched.get(number) ?? []).map(keyOf);
      if (byReceipts.join() !== byLogs.join())
        throw new Contradiction(
          `block ${number} has ${byReceipts.length} logs for us by its receipts, and ${byLogs.length} by eth_getLogs`,
        );
    }),
  );
}

function logsOfReceipts(answer: unknown, block: Block): Log[] {
  if (!Array.isArray(answer) || answer.length !== block.transactions.length)
    throw new Malformed(`the receipts of block ${Number(block.number)} are incomplete`);
  return answer.flatMap((receipt: { logs?: Log[] } | null) => {
    if (!Array.isArray(receipt?.logs))
      throw new Malformed(`a receipt of block ${Number(block.number)} has no logs`);
    return receipt.logs;
  });
}
