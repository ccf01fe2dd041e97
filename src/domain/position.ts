/** What a staker paid for its shares: average cost. Amounts in wei. */

/** Shares held, and their cost. */
export type Position = { shares: bigint; costBasis: bigint };

/** [wei] The cost of part of a position, floored; the last share takes what is left. */
export const costOf = (shares: bigint, position: Position): bigint =>
  shares >= position.shares ? position.costBasis : (position.costBasis * shares) / position.shares;
