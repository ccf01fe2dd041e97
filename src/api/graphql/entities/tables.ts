import * as allTables from "../../../../ponder.schema.ts";
import { readEntities } from "./entity.ts";

// The indexer's own memory is no answer to anything.
const { transactionMemory: _, ...shown } = allTables;

/** The tables that are asked about. */
export const tables = shown;

/** The same, by the name of their GraphQL type. */
export const entities = readEntities(tables);
