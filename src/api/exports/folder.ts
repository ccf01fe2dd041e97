/** Whole tables as Parquet files, by month. */
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GraphQLSchema } from "graphql";
import { dayStart, hourStart } from "../../domain/time.ts";
import { createContext, type Progress } from "../context.ts";
import type { Db } from "../db.ts";
import type { Entity } from "../entities/entity.ts";
import { clockOf } from "../entities/orders.ts";
import { entities } from "../entities/tables.ts";
import { MAX_ROWS } from "../inputs.ts";
import { once } from "../once.ts";
import type { Column } from "./columns.ts";
import type { Encoder } from "./format.ts";
import { type ExportList, readLists } from "./lists.ts";
import { parquet } from "./parquet.ts";
import { readQuestion } from "./question.ts";
import { readRows, type Values } from "./rows.ts";

/** What tells that a folder holds an export, and of which block. */
export const MANIFEST = "export.json";

/** What an export holds. */
export type Manifest = Readonly<{
  chainId: number;
  block: number;
  /** [unix s] */
  timestamp: number;
  /** Rows of each table. */
  rows: Readonly<Record<string, number>>;
}>;

type Source = Readonly<{ db: Db; schema: GraphQLSchema; progress: Progress }>;

/**
 * Writes `TABLE/YYYY-MM.parquet` for every table, or `TABLE/all.parquet` where its rows have no time. The folder appears
 * when it is whole; one of the same name is replaced then.
 */
export async function exportTables(
  source: Source,
  folder: string,
  tell: (table: string, rows: number) => void = () => {},
): Promise<Manifest> {
  const making = `${folder}.new`;
  await rm(making, { recursive: true, force: true });
  const rows: Record<string, number> = {};
  for (const [name, list] of tableLists(source.schema)) {
    rows[name] = await exportTable(source, list, join(making, name));
    tell(name, rows[name]);
  }
  const { chainId, head } = source.progress;
  const manifest = { chainId, block: head!.block, timestamp: head!.timestamp, rows };
  await writeFile(join(making, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await rename(making, folder);
  return manifest;
}

/** The lists of tables; those of questions say nothing that the tables do not. */
const tableLists = (schema: GraphQLSchema) =>
  [...readLists(schema)].filter(([, { fields }]) =>
    fields.some(({ args }) => args.some(({ name }) => name === "where")),
  );

async function exportTable(source: Source, list: ExportList, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const question = readQuestion(list, new URLSearchParams());
  const { columns } = question;
  const monthOf = createMonths(entities.get(list.row.name)!, columns);
  const progress = once(async () => source.progress);
  const pages = readRows(question, {
    schema: source.schema,
    context: () => createContext(source.db, progress, { isVolatile: false }),
    pageRows: MAX_ROWS,
    beforePage: async () => {},
  });
  const files = new Map<string, File>();
  let count = 0;
  try {
    for await (const page of pages) {
      count += page.length;
      for (const [month, rows] of Map.groupBy(page, monthOf)) {
        const file =
          files.get(month) ?? (await openFile(join(folder, `${month}.parquet`), columns));
        files.set(month, file);
        await file.write(rows);
      }
    }
    // A table without rows has its columns all the same.
    if (count === 0) files.set("all", await openFile(join(folder, "all.parquet"), columns));
    for (const file of files.values()) await file.finish();
  } finally {
    for (const file of files.values()) await file.close();
  }
  return count;
}

/** Columns that tell a row's time where the table is not known to grow with one, and how. */
const TIMES: Readonly<Record<string, (value: number) => number>> = {
  timestamp: (time) => time,
  hour: hourStart,
  day: dayStart,
};

/** Tells the month of a row (UTC), by its time. */
function createMonths(entity: Entity, columns: readonly Column[]): (values: Values) => string {
  const time =
    clockOf(entity)?.time ?? Object.keys(TIMES).find((name) => Object.hasOwn(entity.columns, name));
  if (time === undefined) return () => "all";
  const index = columns.findIndex(({ name }) => name === time);
  const { [time]: timeOf = TIMES.timestamp! } = TIMES;
  return (values) => new Date(timeOf(Number(values[index])) * 1000).toISOString().slice(0, 7);
}

type File = Readonly<{
  write(rows: readonly Values[]): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
}>;

async function openFile(path: string, columns: readonly Column[]): Promise<File> {
  const handle = await open(path, "w");
  const encoder: Encoder = parquet.open(columns);
  const put = async (chunk: ReturnType<Encoder["rows"]>) => {
    if (chunk.length > 0) await handle.writeFile(chunk);
  };
  await put(encoder.begin());
  return {
    write: (rows) => put(encoder.rows(rows)),
    finish: () => put(encoder.end()),
    close: () => handle.close(),
  };
}
