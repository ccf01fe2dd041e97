import { hex, int8, integer, onchainTable, text } from "ponder";

/** A raw event: what every raw contestant writes for each log, and nothing else. */
export const rawEvent = onchainTable("raw_event", () => ({
  /** Block * 1,000,000 + log index. */
  id: int8({ mode: "bigint" }).primaryKey(),
  block: integer().notNull(),
  /** [unix s] */
  timestamp: integer().notNull(),
  transaction: hex().notNull(),
  address: hex().notNull(),
  name: text().notNull(),
  /** The arguments in order, as JSON: see `argsText`. */
  args: text().notNull(),
}));
