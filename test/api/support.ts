import { zeroAddress } from "viem";
import type { Db } from "../../src/api/db.ts";
import { createDatabase } from "../support/database.ts";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";

export type RecordingName = "month" | "quirks";

/**
 * A recording's rows, twice: in memory, to compute with in plain loops, and in a database, to ask questions of. Close it
 * when done.
 */
export async function openRecording(
  name: RecordingName,
  { until, server }: { until?: number; server?: string } = {},
) {
  const recording = loadRecording(name);
  const indexer = await createIndexer();
  indexer.context.contracts.SampledToken ??= { address: zeroAddress, abi: [], startBlock: 0 };
  await indexer.replay(recording, until === undefined ? {} : { until });
  const { db, url, close } = await createDatabase(server === undefined ? {} : { server });
  await indexer.fill(db);
  const { timestamp } = recording.block(until ?? recording.head);
  return {
    recording,
    rows: indexer.rows as <Table extends { $inferSelect: unknown }>(
      table: Table,
    ) => Table["$inferSelect"][],
    db: db as unknown as Db,
    /** The address of the database. */
    url,
    /** [unix s] Time of the last block. */
    head: Number(timestamp),
    close,
  };
}

export type Opened = Awaited<ReturnType<typeof openRecording>>;
