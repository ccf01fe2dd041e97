import { is, Table } from "drizzle-orm";
import * as allTables from "../../../ponder.schema.ts";
import { readEntities } from "./entity.ts";

// The indexer's own memory is no answer to anything; inputs are long, and only asked for one by one.
const { transactionMemory: _memory, requestInput: _input, ...shown } = allTables;

/** Everything of `ponder.schema.ts` that is asked about: tables, their relations, enums. */
export const tables = shown;

type Tables = typeof tables;
/** The name of a table that is asked about: its export, and its GraphQL type. */
export type TableName = {
  [Name in keyof Tables]: Tables[Name] extends Table ? Name : never;
}[keyof Tables];

/** The tables, by the name of their GraphQL type. */
export const entities = readEntities(tables);

export const isTable = (name: string): name is TableName => is(tables[name as never], Table);
