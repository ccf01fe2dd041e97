/** The newest blocks, kept in the database: the API tells their hashes, also of those without events. */
import pg from "pg";
import type { BlockListener } from "../answer.ts";
import { createBlockNotes, forgetBlocksBefore, noteBlock } from "./marks.ts";

/** Blocks kept behind the newest: more than lie between it and the last final one. */
const DEPTH = 3_000;
/** Older notes are forgotten every this many notes. */
const SWEEP = 500;

/** Returns a listener that notes every block Ponder is given, unless it belongs to the history. */
export function noteBlocks(connectionString: string, chainId: number): BlockListener {
  const database = new pg.Pool({ connectionString, max: 1 });
  // A database that is away is for Ponder to tell of.
  database.on("error", () => {});
  let newest = 0;
  let notes = 0;
  let last: Promise<unknown> = createBlockNotes(database);

  return (block) => {
    const number = Number(block.number);
    newest = Math.max(newest, number);
    if (number < newest - DEPTH) return;
    const isSweep = notes++ % SWEEP === 0;
    last = last
      .then(() => noteBlock(database, chainId, block))
      .then(() => {
        if (isSweep) return forgetBlocksBefore(database, chainId, newest - DEPTH);
      })
      .catch(() => {});
  };
}
