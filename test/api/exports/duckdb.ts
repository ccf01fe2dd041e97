import { DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** A DuckDB in memory; `ask` gives rows as text, null for nothing. */
export const openDuckDb = async (folder: string) => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  // Times are in UTC, whatever the machine's zone; file names are relative to the folder.
  await connection.run("set threads = 1");
  await connection.run(`set file_search_path = '${folder}'`);
  const ask = async (query: string) => {
    const reader = await connection.runAndReadAll(query);
    const text = (value: DuckDBValue) => (value === null ? null : String(value));
    return {
      names: reader.columnNames(),
      rows: reader.getRows().map((row) => row.map(text)),
    };
  };
  return { ask, close: () => connection.closeSync() };
};
