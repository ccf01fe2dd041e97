import { expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { createDatabase } from "../../support/database.ts";
import { createIndexer } from "../../support/indexer.ts";
import { loadRecording } from "../../support/recording.ts";
import { standingsOf } from "../../../src/api/questions/returns.ts";
import { zeroAddress } from "viem";
test.each(["month", "quirks"])("%s success at every checkpoint", async (name) => {
  const recording = loadRecording(name);
  const indexer = await createIndexer();
  indexer.context.contracts.SampledToken ??= { address: zeroAddress, abi: [], startBlock: 0 };
  let n = 0, differ = 0;
  for (const cp of recording.views().checkpoints) {
    await indexer.replay(recording, { until: cp.block });
    const { db, close } = await createDatabase();
    await indexer.fill(db);
    const addresses = indexer.rows(tables.prover).map((r: any) => r.address);
    const st = await standingsOf(db as any, { addresses, at: Number(cp.timestamp) });
    for (const [key, a] of Object.entries((cp.views.marketViewer["getProverStatsComposite(address)"] ?? {}) as any) as any) {
      const s = st.get(key.toLowerCase());
      if (s === undefined) continue;
      n++;
      expect(s.contractSuccess.bps ?? 0).toBe(Number(a.successRateBps));
      expect(s.overdue).toBe(Number(a.overdueCount));
      if (s.prover.fulfilled === Number(a.fulfilled) && s.prover.missed === Number(a.refunded)) expect(s.success.bps ?? 0).toBe(Number(a.successRateBps)); else differ++;
    }
    await close();
  }
  console.log(name, n, differ);
}, 500000);
