// One row for each event, as every raw contestant writes it. `abi/`, `events.ts` and `row.ts` are put here before a run.
import { EvmBatchProcessor } from "@subsquid/evm-processor";
import { TypeormDatabase } from "@subsquid/typeorm-store";
import * as EpochRewards from "./abi/EpochRewards";
import * as Market from "./abi/Market";
import * as Staking from "./abi/Staking";
import * as Token from "./abi/Token";
import * as Vault from "./abi/Vault";
import * as VaultFactory from "./abi/VaultFactory";
import { handledEvents } from "./events";
import { RawEvent } from "./model";
import { argsText } from "./row";

type Decoder = { topic: string; decode: (log: { topics: string[]; data: string }) => unknown };
const abis: Record<string, { events: Record<string, Decoder> }> = {
  EpochRewards,
  Market,
  Staking,
  Token,
  Vault,
  VaultFactory,
};
const contracts: Record<string, string> = JSON.parse(process.env.MARKET_CONTRACTS!);

const decodersOf = (contract: string): Map<string, { name: string; event: Decoder }> =>
  new Map(
    (handledEvents as Record<string, readonly string[]>)[contract].map((name) => {
      const event = abis[contract].events[name];
      return [event.topic, { name, event }];
    }),
  );
const vaultDecoders = decodersOf("Vault");
const sources = new Map([
  [contracts.market, decodersOf("Market")],
  [contracts.staking, decodersOf("Staking")],
  [contracts.vaultFactory, decodersOf("VaultFactory")],
  [contracts.epochRewards, decodersOf("EpochRewards")],
  [contracts.token, decodersOf("Token")],
]);

const processor = new EvmBatchProcessor()
  .setRpcEndpoint({ url: process.env.RPC_URL!, capacity: 50, maxBatchCallSize: 100 })
  .setFinalityConfirmation(Number(process.env.FINALITY))
  .setFields({
    block: { timestamp: true },
    log: { transactionHash: true, topics: true, data: true },
  })
  .setBlockRange({ from: Number(process.env.FROM), to: Number(process.env.TO) })
  // Vaults are not known before: their events are asked for by topic alone.
  .addLog({ topic0: [...vaultDecoders.keys()] });
for (const [address, decoders] of sources)
  processor.addLog({ address: [address], topic0: [...decoders.keys()] });

const created = VaultFactory.events.VaultCreated;

processor.run(new TypeormDatabase({ supportHotBlocks: false }), async (ctx) => {
  const rows: RawEvent[] = [];
  for (const { header, logs } of ctx.blocks) {
    // A vault's logs come before its announcement's in the same block, or with it.
    for (const log of logs)
      if (log.address === contracts.vaultFactory && log.topics[0] === created.topic)
        sources.set(created.decode(log).vault.toLowerCase(), vaultDecoders);
    for (const log of logs) {
      const found = sources.get(log.address)?.get(log.topics[0]);
      if (!found) continue;
      rows.push(
        new RawEvent({
          id: String(BigInt(header.height) * 1_000_000n + BigInt(log.logIndex)),
          block: header.height,
          timestamp: Math.floor(header.timestamp / 1000),
          transaction: log.transactionHash,
          address: log.address,
          name: found.name,
          args: argsText(found.event.decode(log)),
        }),
      );
    }
  }
  if (rows.length > 0) await ctx.store.insert(rows);
});
