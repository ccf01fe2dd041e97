// One row for each event, as every raw contestant writes it. `events.ts` and `row.ts` are put here before a run.
import * as generated from "generated";
import { handledEvents } from "../events";
import { argsText } from "../row";

type Event = {
  block: { number: number; timestamp: number };
  transaction: { hash: string };
  srcAddress: string;
  logIndex: number;
  params: { vault: string };
};
type Context = { RawEvent: { set: (row: object) => void }; addVault: (address: string) => void };
type Handle = (given: { event: Event; context: Context }) => void | Promise<void>;
type Source = { handler: (handle: Handle) => void; contractRegister: (handle: Handle) => void };

const contracts = generated as unknown as Record<string, Record<string, Source>>;

for (const [contract, names] of Object.entries(handledEvents)) {
  if (contract === "SampledToken") continue;
  for (const name of names)
    contracts[contract]![name]!.handler(async ({ event, context }) => {
      context.RawEvent.set({
        id: String(BigInt(event.block.number) * 1_000_000n + BigInt(event.logIndex)),
        block: event.block.number,
        timestamp: event.block.timestamp,
        transaction: event.transaction.hash,
        address: event.srcAddress.toLowerCase(),
        name,
        args: argsText(event.params),
      });
    });
}

contracts.VaultFactory!.VaultCreated!.contractRegister(({ event, context }) => {
  context.addVault(event.params.vault);
});
