/** Question 21: a program's page. */
import { eq, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { program, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  type Percentiles,
  percentilesSql,
  readAmounts,
  readNumbers,
} from "../rules/percentiles.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { isMissed, requestsOf, type Scope } from "./auctions.ts";
import { rowsOf } from "./history.ts";

/** A program's totals; null when nobody ever asked for it. */
export async function programOf(db: Db, vk: Hex) {
  const [row] = await db.select().from(program).where(eq(program.vk, vk)).limit(1);
  return row ?? null;
}

export type ProgramScope = Scope & { vk: Hex };

export type ProgramRequester = {
  requester: Address;
  requests: number;
  fulfilled: number;
  /** [wei] Σ max fee, and Σ price paid. */
  maxFees: bigint;
  fees: bigint;
  /** [unix s] */
  lastRequestAt: number;
};

/** Who asked for a program in the span, most requests first. */
export async function programRequesters(
  db: Db,
  scope: ProgramScope,
  first: number,
): Promise<ProgramRequester[]> {
  const rows = await rowsOf<Record<keyof ProgramRequester, string>>(
    db,
    sql`select requester, count(*) as requests, count(price) as fulfilled, sum(max_fee) as "maxFees",
        coalesce(sum(price), 0) as fees, max(created_at) as "lastRequestAt"
      from ${request} where ${await requestsOf(db, scope)}
      group by 1 order by 2 desc, 1 limit ${first}`,
  );
  return rows.map((row) => ({
    requester: row.requester as Address,
    requests: Number(row.requests),
    fulfilled: Number(row.fulfilled),
    maxFees: BigInt(row.maxFees),
    fees: BigInt(row.fees),
    lastRequestAt: Number(row.lastRequestAt),
  }));
}

export type ProgramProver = {
  prover: Address;
  fulfilled: number;
  missed: number;
  /** Proven / (proven + missed). */
  success: Ratio<number>;
  /** [wei] Of its proofs. */
  price: Percentiles<bigint>;
  /** [s] From the end of the reveal phase to the proof. */
  provingSeconds: Percentiles<number>;
  /** [unix s] Its last proof; null when all were missed. */
  lastProofAt: number | null;
};

/** Who proved, or should have proved, requests for a program made in the span; most proofs first. */
export async function programProvers(
  db: Db,
  scope: ProgramScope,
  first: number,
): Promise<ProgramProver[]> {
  const missed = isMissed(scope.at);
  type Row = {
    prover: Address;
    fulfilled: number;
    missed: number;
    price: string[];
    proving: string[];
    last: number | null;
  };
  const rows = await rowsOf<Row>(
    db,
    sql`select winner as prover, count(price)::int as fulfilled,
        (count(*) filter (where ${missed}))::int as missed,
        ${percentilesSql(sql`price`)} as price, ${percentilesSql(sql`proving_seconds`)} as proving,
        max(fulfilled_at) as last
      from ${request} where ${await requestsOf(db, scope)} and (status = 'FULFILLED' or ${missed})
      group by 1 order by 2 desc, 1 limit ${first}`,
  );
  return rows.map(({ prover, fulfilled, missed: misses, price, proving, last }) => ({
    prover,
    fulfilled,
    missed: misses,
    success: ratio(fulfilled, fulfilled + misses),
    price: readAmounts(price),
    provingSeconds: readNumbers(proving),
    lastProofAt: last,
  }));
}

/** A place where requests said that a program's binary is. Arbitrary text from the chain. */
export type ProgramBinary = {
  imgUrl: string;
  requests: number;
  /** [unix s] */
  firstUsedAt: number;
  lastUsedAt: number;
};

/** Where requests of the span said the binary is, the one used last first. */
export async function programBinaries(
  db: Db,
  scope: ProgramScope,
  first: number,
): Promise<ProgramBinary[]> {
  return rowsOf<ProgramBinary>(
    db,
    sql`select img_url as "imgUrl", count(*)::int as requests, min(created_at) as "firstUsedAt",
        max(created_at) as "lastUsedAt"
      from ${request} where ${await requestsOf(db, scope)}
      group by 1 order by 4 desc, 1 limit ${first}`,
  );
}
