/** Auctions of a span of time, as several questions count them. */
import { type SQL, sql } from "drizzle-orm";
import type { Hex } from "viem";
import type { Db } from "../db.ts";
import { bytes32Arg, spanArgs } from "../declare/arguments.ts";
import { literal } from "../rules/figures-sql.ts";
import { numeric } from "../rules/phase-sql.ts";
import { idsWithin } from "./history.ts";
import { networkOf } from "./network.ts";

/** Requests created in [from, to) [unix s], of one program or of all (null). `at` [unix s]: known up to then. */
export type Scope = { vk: Hex | null; from: number; to: number; at: number };

/** Arguments that tell a scope. */
export const scopeArgs = {
  vk: bytes32Arg("Verifying key of the program. Default: all programs."),
  span: spanArgs({
    from: "Requests made from then on",
    to: "Requests made before then",
  }),
};

/** Rows of `request` of the scope. */
export async function requestsOf(db: Db, { vk, from, to }: Scope): Promise<SQL> {
  const { low, high } = await idsWithin(db, from, to);
  const ofProgram = vk === null ? sql`` : sql` and vk = ${vk}`;
  return sql`(created_id >= ${low} and created_id < ${high}${ofProgram})`;
}

/** Those of them whose auction is over: the reveal phase has ended, by the durations now, or the request is settled. */
export async function auctionsOf(db: Db, scope: Scope): Promise<SQL> {
  const [requests, seconds] = await Promise.all([requestsOf(db, scope), auctionSeconds(db)]);
  return sql`(${requests} and (status <> 'PENDING' or created_at + ${seconds} < ${scope.at}))`;
}

/** [s] Length of an auction, by the durations now. */
export async function auctionSeconds(db: Db): Promise<SQL> {
  const network = await networkOf(db, ["biddingPhaseDuration", "revealPhaseDuration"]);
  return numeric(
    network === null ? 0n : network.biddingPhaseDuration + network.revealPhaseDuration,
  );
}

/** Whether a row of `request` is proven. */
export const isProven = sql`status = 'FULFILLED'`;

/** Whether a row of `request` is a winner's miss, refunded or not. */
export const isMissed = (at: number): SQL =>
  sql`(winner is not null and status in ('PENDING', 'REFUNDED', 'SLASHED') and deadline < ${literal(at)})`;

/** Whether it is a miss of a span: dated by the first second after the deadline. `at` [unix s]: known up to then. */
export const isMissedWithin = ({ from, to, at }: Omit<Scope, "vk">): SQL =>
  sql`(${isMissed(Math.min(to - 1, at))} and deadline >= ${literal(from - 1)})`;
