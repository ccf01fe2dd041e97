// One row for each event, as every raw contestant writes it. `events.ts` and `row.ts` are put here before a run.
import * as generated from "generated";
import { handledEvents } from "../events";
import { argsText } from "../row";

const contracts: any = generated;

for (const [contract, names] of Object.entries(handledEvents)) {
  if (contract === "SampledToken") continue;
  for (const name of names)
    contracts[contract][name].handler(async ({ event, context }: any) => {
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

contracts.VaultFactory.VaultCreated.contractRegister(({ event, context }: any) => {
  context.addVault(event.params.vault);
});
