import fc from "fast-check";
import { test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { play } from "./play.ts";
import { cast, steps } from "./sequences.ts";

test("stats", async () => {
  const kinds: Record<string, number> = {};
  const st: Record<string, number> = {};
  let events = 0;
  let self = 0;
  const t = performance.now();
  for (const [c, s] of fc.sample(fc.tuple(cast, steps), { numRuns: 60, seed: 1 })) {
    const { market } = await play(c, s);
    for (const a of market.rows(schema.activity)) {
      kinds[a.kind] = (kinds[a.kind] ?? 0) + 1;
      events++;
    }
    for (const r of market.rows(schema.request)) {
      const k = r.status + (r.refundReason ?? "");
      st[k] = (st[k] ?? 0) + 1;
      if (r.winner && r.winner === r.second) self++;
    }
  }
  console.log(kinds, st, { self, events, ms: performance.now() - t });
}, 100000);
