/** The forms in which rows are exported. */
import type { Column } from "./columns.ts";
import { csv } from "./csv.ts";
import { ndjson } from "./ndjson.ts";
import { parquet } from "./parquet.ts";
import type { Values } from "./rows.ts";

export type Chunk = string | Uint8Array;

/** Writes one file: its beginning, rows, and its end. A chunk may be empty: rows may wait for others. */
export type Encoder = Readonly<{
  begin(): Chunk;
  rows(rows: readonly Values[]): Chunk;
  end(): Chunk;
}>;

export type Format = Readonly<{ type: string; open(columns: readonly Column[]): Encoder }>;

/** The forms, by the ending of a file's name. */
export const formats: ReadonlyMap<string, Format> = new Map(
  Object.entries({ csv, ndjson, parquet }),
);
