/** Governed parameters: the value now, in the network's row, and the history. */

import type { Context } from "ponder:registry";
import { network, parameterChange } from "ponder:schema";
import { eventId } from "../domain/ids.ts";
import { book, eventColumns, type Log } from "./ledger.ts";

type Contract = (typeof parameterChange.$inferSelect)["contract"];
type Value = bigint | boolean | string;

/** Parameters that have a column of their own. */
export type Parameter =
  | "biddingPhaseDuration"
  | "revealPhaseDuration"
  | "minMaxFee"
  | "maxMaxFee"
  | "slashBps"
  | "slashWindow"
  | "protocolFeeBps"
  | "overcommitBps"
  | "unstakeDelay"
  | "minSelfStake"
  | "maxSlashBps"
  | "requireAuthorization";

/** A parameter changes, with a column of the network's row for its value now. */
export async function changeParameter(
  context: Context,
  event: Log,
  change: { contract: Contract; name: Parameter; oldValue: Value; newValue: bigint | boolean },
): Promise<void> {
  await context.db.update(network, { id: 0 }).set({ [change.name]: change.newValue });
  await recordParameter(context, event, change);
}

/** A parameter changes, of which only the history is kept. */
export async function recordParameter(
  context: Context,
  event: Log,
  {
    contract,
    name,
    oldValue,
    newValue,
  }: { contract: Contract; name: string; oldValue: Value; newValue: Value },
): Promise<void> {
  await context.db.insert(parameterChange).values({
    ...eventColumns(event),
    contract,
    name,
    oldValue: String(oldValue),
    newValue: String(newValue),
    account: event.transaction.from,
  });
  await book(context, event, { kind: "PARAMETER_UPDATED" });
}

/** First values, read when indexing began: rows of the history without an event of their own, numbered behind every log of that block. */
export async function recordFirstValues(
  { db }: Context,
  block: { number: bigint; timestamp: bigint; hash: `0x${string}` },
  contract: Contract,
  values: Record<string, Value>,
): Promise<void> {
  const ofContract = { MARKET: 0, STAKING: 50, EPOCH_REWARDS: 80 }[contract];
  await db.insert(parameterChange).values(
    Object.entries(values).map(([name, value], index) => ({
      id: eventId({ block: block.number, logIndex: 999_900 + ofContract + index }),
      block: Number(block.number),
      timestamp: Number(block.timestamp),
      transaction: block.hash,
      contract,
      name,
      oldValue: null,
      newValue: String(value),
      account: null,
    })),
  );
}
