/** Apache Parquet, written as the rows come. */
import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { refusal } from "../protection/limits.ts";
import type { Column, Kind } from "./columns.ts";
import type { Format } from "./format.ts";

/** How many values are gathered before they are written: what a file holds of memory, whatever its length. */
const GROUP_VALUES = 60_000;

/** What DuckDB, Spark and ClickHouse take for a decimal at most. */
const PRECISION = 38;
const MOST = 10n ** BigInt(PRECISION);

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
const decimal = (scale: number) =>
  ({
    type: "FIXED_LEN_BYTE_ARRAY",
    type_length: 16,
    converted_type: "DECIMAL",
    precision: PRECISION,
    scale,
  }) as const;

/** Wei are whole numbers; in BREV they are the same numbers, with the point 18 digits from the right. */
const TYPES: Readonly<Record<Kind, Omit<SchemaElement, "name">>> = {
  text: TEXT,
  list: TEXT,
  int: { type: "INT32" },
  bool: { type: "BOOLEAN" },
  big: decimal(0),
  wei: decimal(0),
  brev: decimal(18),
};

const schemaOf = (columns: readonly Column[]): SchemaElement[] => [
  { name: "root", num_children: columns.length },
  ...columns.map(
    ({ name, kind }): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...TYPES[kind] }),
  ),
];

function storedOf({ name, kind }: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (kind === "list") return JSON.stringify(value);
  if (kind !== "big" && kind !== "wei" && kind !== "brev") return value;
  const number = BigInt(value as string);
  if (number < MOST && number > -MOST) return number;
  throw refusal(
    "BEYOND_PARQUET",
    `${name} is ${number}, which has more than the ${PRECISION} digits of a decimal in Parquet. CSV and NDJSON hold it.`,
  );
}

export const parquet: Format = {
  type: "application/vnd.apache.parquet",
  open(columns) {
    const bytes = new ByteWriter();
    const file = new ParquetWriter({
      writer: bytes,
      schema: schemaOf(columns),
      createdBy: "provernet-indexer",
    });
    const groupRows = Math.max(1, Math.floor(GROUP_VALUES / columns.length));
    let waiting: unknown[][] = columns.map(() => []);
    const take = (): Uint8Array => {
      const taken = bytes.getBytes().slice();
      bytes.index = 0;
      return taken;
    };
    const write = () => {
      if (waiting[0]!.length === 0) return;
      const columnData = columns.map(({ name }, index) => ({
        name,
        data: waiting[index]!,
        offsetIndex: false,
      }));
      file.write({ columnData, rowGroupSize: groupRows });
      waiting = columns.map(() => []);
    };
    return {
      begin: take,
      rows(rows) {
        for (const values of rows)
          for (const [index, column] of columns.entries())
            waiting[index]!.push(storedOf(column, values[index]));
        if (waiting[0]!.length >= groupRows) write();
        return take();
      },
      end() {
        write();
        file.finish();
        return take();
      },
    };
  },
};
