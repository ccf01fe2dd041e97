/** What plain loops over rows are made of, which answers are compared with. */
import type { request } from "../../ponder.schema.ts";

/** [s] */
export const DAY = 86_400;

/** Σ over rows; null counts as 0. */
export const sum = <Row>(rows: readonly Row[], of: (row: Row) => bigint | null): bigint =>
  rows.reduce((total, row) => total + (of(row) ?? 0n), 0n);

export const count = <Row>(rows: readonly Row[], holds: (row: Row) => boolean): number =>
  rows.filter(holds).length;

type Settlement = Pick<typeof request.$inferSelect, "winner" | "status" | "deadline">;

/** Whether a request's winner had missed the deadline at a time [unix s], refunded or not. */
export const isMissAt =
  (at: number) =>
  ({ winner, status, deadline }: Settlement): boolean =>
    winner !== null && status !== "FULFILLED" && deadline < BigInt(at);
