/** Places in the chain: after a block or a second of the past. */
import { sql } from "drizzle-orm";
import { activity } from "../../../ponder.schema.ts";
import { firstIdOf } from "../../domain/ids.ts";
import type { Db } from "../db.ts";
import { type ArgumentGroup, intArg } from "../declare/arguments.ts";
import { UserError } from "../errors.ts";
import { atOf } from "../inputs.ts";
import { firstIdsAt, rowsOf } from "./history.ts";

/** A place in the chain: after the last event at or before a time or block. */
export type Moment = {
  /** First id beyond: every event that counts has a smaller one. */
  high: bigint;
  /** The last event's block, and its time [unix s]. */
  block: number;
  timestamp: number;
};

/** The place after a block, or after a second [unix s]; null when nothing had happened by then. */
export async function momentOf(
  db: Db,
  when: { block: number } | { at: number },
): Promise<Moment | null> {
  const high =
    "block" in when
      ? firstIdOf(BigInt(when.block) + 1n)
      : (await firstIdsAt(db, [when.at + 1]))[0]!;
  const [last] = await rowsOf<{ block: number; timestamp: number }>(
    db,
    sql`select block, timestamp from ${activity} where id < ${high} order by id desc limit 1`,
  );
  return last === undefined ? null : { high, ...last };
}

/** The place in the chain asked about: after a block, or after a second; null when nothing had happened by then. */
export const momentArgs: ArgumentGroup<Moment | null> = {
  args: {
    at: intArg(
      "[unix s] After this second. Not together with `block`. Default: the indexed head's.",
    ),
    block: intArg("After this block. Not together with `at`."),
  },
  readGroup: async ({ at, block }: Record<"at" | "block", number | null>, context) => {
    const head = await context.head();
    const refuse = (argument: "at" | "block", problem: string) =>
      new UserError({
        argument,
        problem,
        example: argument === "at" ? `at: ${head.timestamp}` : `block: ${head.block}`,
      });
    if (block === null) {
      const time = await atOf(at, context);
      if (time > head.timestamp)
        throw refuse("at", `is ${time}, after the indexed head's ${head.timestamp}.`);
      return momentOf(context.db, { at: time });
    }
    if (at !== null) throw refuse("block", "and at are both given; give one of them.");
    if (block < 0) throw refuse("block", `is ${block}; a block's number is not negative.`);
    if (block > head.block)
      throw refuse("block", `is ${block}, beyond the indexed head ${head.block}.`);
    return momentOf(context.db, { block });
  },
};
