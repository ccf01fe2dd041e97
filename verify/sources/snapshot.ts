/** Where rows come from: the index as of one block. */
import type { Rows } from "../rows.ts";

/** How far an index is. */
export type Head = {
  block: number;
  /** [unix s] */
  timestamp: number;
  /** Whether all history is indexed. */
  ready: boolean;
};

/** All rows, as of one block and its time. */
export type Index = Omit<Head, "ready"> & { rows: Rows };

/** An index that can be asked. Both throw `Unreadable`. */
export type Source = { head(): Promise<Head>; read(): Promise<Index> };

/** The index cannot be read. The message is one line that says why, and what to do. */
export class Unreadable extends Error {}

/** What is said while there is no row yet. */
export const NOTHING_INDEXED =
  "Nothing is indexed yet. Start the indexer, and wait until it has read its first blocks.";
