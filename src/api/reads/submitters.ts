import { eq } from "drizzle-orm";
import type { Hex } from "viem";
import { submitter } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { UserError } from "../errors.ts";
import { proverOf } from "./prover-rows.ts";

/**
 * Finds out whether a prover that was not found is a submitter.
 * @throws UserError that names its prover
 */
export async function refuseSubmitter(db: Db, prover: unknown): Promise<void> {
  if (typeof prover !== "string") return;
  const address = prover.toLowerCase() as Hex;
  const [row] = await db.select().from(submitter).where(eq(submitter.address, address));
  if (row?.prover == null || (await proverOf(db, address)) !== null) return;
  throw new UserError({
    argument: "prover",
    problem: `is ${address}, a submitter; its prover is ${row.prover}.`,
    example: `prover: "${row.prover}"`,
  });
}
