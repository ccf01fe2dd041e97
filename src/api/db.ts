import type { ReadonlyDrizzle } from "ponder";
import type * as schema from "../../ponder.schema.ts";

/** The index, read-only: Drizzle over the tables of `ponder.schema.ts`. What `ponder:api` gives, and what a test fills. */
export type Db = ReadonlyDrizzle<typeof schema>;
