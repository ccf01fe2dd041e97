import pg from "pg";
import type { Block } from "../../prefetch/chain.ts";
import type { Pool } from "../../prefetch/pool.ts";
import type { BlockListener } from "../answer.ts";
import { compare } from "./compare.ts";
import { addMark, createMarks, finalBlockOf, type Index, type Mark, markOf } from "./marks.ts";

/** Exit code of an indexer that must start over: the last final block is not part of the chain any more. */
export const DEEP_FORK = 76;

const LOOK_MS = 5_000;
/** Every this many looks, the chain is asked whether it still has the last final block. */
const LOOKS_TO_ASK = 12;
/** Blocks handed on that are remembered: more than lie between the newest and the last final one. */
const MOST_BLOCKS = 3_000;

/**
 * Notes in the database which blocks are final, and watches that the chain keeps them. Returns a listener that is told
 * of every block Ponder is given.
 */
export function watchFinality(given: {
  pool: Pick<Pool, "ask">;
  connectionString: string;
  index: () => Index;
  /** Called once, with the block that is gone. */
  onDeepFork: (mark: Mark) => void;
}): BlockListener {
  const { pool, index, onDeepFork } = given;
  const database = new pg.Pool({ connectionString: given.connectionString, max: 1 });
  // A database that is away is for Ponder to tell of.
  database.on("error", () => {});
  const shown = new Map<number, Pick<Block, "hash" | "parentHash">>();
  let mark: Mark | null = null;
  let isPrepared = false;
  let isComparing = false;
  let isOver = false;
  let looks = 0;

  const verify = async () => {
    if (mark === null || isComparing || isOver) return;
    isComparing = true;
    const suspected = mark;
    try {
      if ((await compare(pool, suspected)) !== "other" || isOver) return;
      isOver = true;
      clearInterval(timer);
      onDeepFork(suspected);
    } finally {
      isComparing = false;
    }
  };

  const look = async () => {
    if (!isPrepared) {
      await createMarks(database);
      mark = await markOf(database, index(), 0);
      isPrepared = true;
    }
    const number = await finalBlockOf(database, index());
    if (number !== null && number > (mark?.number ?? 0)) {
      const hash = shown.get(number)?.hash;
      // What came from the cache was not shown here: it is compared at the start.
      const fresh = { number, hash: hash ?? (await hashOf(number)) };
      await addMark(database, index(), fresh);
      mark = fresh;
    }
    if (++looks % LOOKS_TO_ASK === 0) await verify();
  };

  const hashOf = (number: number) =>
    pool.ask(
      { method: "eth_getBlockByNumber", params: [`0x${number.toString(16)}`, false] },
      (answer) => (answer as Block).hash,
    );

  const timer = setInterval(() => void look().catch(() => {}), LOOK_MS);
  timer.unref();

  return (block) => {
    const number = Number(block.number);
    const { hash, parentHash } = block;
    shown.set(number, { hash, parentHash });
    if (shown.size > MOST_BLOCKS) shown.delete(shown.keys().next().value!);
    const isOther = number === mark?.number && hash !== mark.hash;
    const isOnOther = number - 1 === mark?.number && parentHash !== mark.hash;
    if (isOther || isOnOther) void verify().catch(() => {});
  };
}
