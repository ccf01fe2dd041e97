/** What came of a backfill, as the exit code of its process. */
export const exitCodes = { done: 0, leftToPonder: 3, stopped: 130 } as const;
