import { expect, test } from "vitest";
import { createIndexer } from "../support/indexer.ts";
import { findViolations } from "../support/invariants.ts";
import { loadRecording } from "../support/recording.ts";

test.each(["month", "quirks"])(
  "on the recorded chain %s every invariant holds, at its end and on the way",
  async (name) => {
    const recording = loadRecording(name);
    const indexer = await createIndexer();
    for (const part of [2, 6, 10]) {
      const until = Math.floor((recording.head * part) / 10);
      await indexer.replay(recording, { until });
      expect([until, findViolations(indexer.rows)]).toEqual([until, []]);
    }
  },
  120_000,
);
