/** Names of rows. */

const LOGS_PER_BLOCK = 1_000_000n;

/** Id of the row of one log: unique, and in the order of the chain. */
export const eventId = ({ block, logIndex }: { block: bigint; logIndex: number }): bigint =>
  block * LOGS_PER_BLOCK + BigInt(logIndex);

/** First id of a block: every log of it and of later blocks has at least this id. */
export const firstIdOf = (block: bigint): bigint => block * LOGS_PER_BLOCK;
