import { eq, inArray } from "drizzle-orm";
import type { Address } from "viem";
import { prover } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";

export type Prover = typeof prover.$inferSelect;

/** A prover's row; null for an address that never was a prover. */
export async function proverOf(db: Db, address: Address): Promise<Prover | null> {
  const [row] = await db.select().from(prover).where(eq(prover.address, address));
  return row ?? null;
}

/** The rows of the provers among these addresses. */
export async function proversOf(
  db: Db,
  addresses: readonly Address[],
): Promise<Map<Address, Prover>> {
  if (addresses.length === 0) return new Map();
  const rows = await db
    .select()
    .from(prover)
    .where(inArray(prover.address, [...new Set(addresses)]));
  return new Map(rows.map((row) => [row.address, row]));
}

/** Rows with the provers that they name. */
export async function withProvers<Row>(
  db: Db,
  rows: readonly Row[],
  addressOf: (row: Row) => Address,
): Promise<(Row & { prover: Prover })[]> {
  const provers = await proversOf(db, rows.map(addressOf));
  return rows.map((row) => ({ ...row, prover: provers.get(addressOf(row))! }));
}
