import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as schema from "../../../ponder.schema.ts";
import { networkState, lastTwoDays } from "../../../src/api/questions/network-state.ts";
import { openRecording, type Opened } from "../support.ts";

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  beforeAll(async () => { opened = await openRecording(name); });
  afterAll(() => opened.close());

  test("the network's state at every checkpoint is what the contracts' views said then", async () => {
    const { db, recording } = opened;
    for (const { timestamp, views } of recording.views().checkpoints) {
      const state = await networkState(db, Number(timestamp));
      const overview = views.stakingViewer["getSystemOverview()"];
      console.log(state, overview);
    }
    console.log(await lastTwoDays(db, opened.head));
  });
});
