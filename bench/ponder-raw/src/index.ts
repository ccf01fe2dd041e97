/** Ponder doing the least it can: one row for each event. It takes the place of `src` in a copy of the project. */
import { ponder } from "ponder:registry";
import { rawEvent } from "../ponder.schema.ts";
import { handledEvents } from "./events.ts";
import { argsText } from "./row.ts";

type Given = {
  event: {
    args: object;
    block: { number: bigint; timestamp: bigint };
    transaction: { hash: `0x${string}` };
    log: { address: `0x${string}`; logIndex: number };
  };
  context: {
    db: { insert: (table: typeof rawEvent) => { values: (row: object) => Promise<unknown> } };
  };
};
/** The names come from a list: one registration for all. */
const registry = ponder as unknown as {
  on: (name: string, handle: (given: Given) => Promise<void>) => void;
};

for (const [contract, names] of Object.entries(handledEvents))
  for (const name of names)
    registry.on(`${contract}:${name}`, async ({ event, context }) => {
      const { args, block, transaction, log } = event;
      await context.db.insert(rawEvent).values({
        id: block.number * 1_000_000n + BigInt(log.logIndex),
        block: Number(block.number),
        timestamp: Number(block.timestamp),
        transaction: transaction.hash,
        address: log.address,
        name,
        args: argsText(args),
      });
    });
