/** Where rows come from: the index as of one block. */
import type { Rows } from "../rows.ts";

/** All rows, as of one block and its time. */
export type Index = {
  rows: Rows;
  block: number;
  /** [unix s] */
  timestamp: number;
};
