/** At which part of the max fee a prover wins: a part of its record. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { bid, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { int } from "../declare/fields.ts";
import { countRatio } from "../declare/figures.ts";
import { object, type ValueOf } from "../declare/types.ts";
import { idsWithin, rowsOf } from "../reads/history.ts";
import { networkOf } from "../reads/network.ts";
import { bpsSql } from "../rules/figures-sql.ts";
import { isClosedSql, numeric } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";

export const PriceLevelBin = object(
  "PriceLevelBin",
  "Auctions in which a prover's revealed bid lay between two parts of the max fee.",
  {
    from: int("[bps] Least own bid / max fee, floored."),
    to: int("[bps] The bins' upper end, exclusive; of the last bin 10000 is within."),
    revealed: int("Requests it revealed in at that level."),
    won: int("Requests it won at that level."),
    winRate: countRatio("Won / revealed."),
  },
);

/** Of the bids whose reveal window has closed: what was revealed and won in each of `bins` equal parts of the max fee. */
export async function priceLevels(
  db: Db,
  { prover: of, from, to, at }: { prover: Address; from: number; to: number; at: number },
  bins: number,
): Promise<ValueOf<typeof PriceLevelBin>[]> {
  const [network, { low, high }] = await Promise.all([networkOf(db), idsWithin(db, from, to)]);
  if (network === null) return [];
  const level = bpsSql(sql`${bid.fee}`, sql`${request.maxFee}`);
  const rows = await rowsOf<{ bin: number; revealed: number; won: number }>(
    db,
    sql`select least(div(${level} * ${numeric(bins)}, 10000), ${numeric(bins - 1)})::int as bin, count(*)::int as revealed,
        (count(*) filter (where ${request.winner} = ${of}))::int as won
      from ${bid} join ${request} on ${request.id} = ${bid.requestId}
      where ${bid.prover} = ${of} and ${bid.firstBidId} >= ${low} and ${bid.firstBidId} < ${high}
        and ${bid.reveals} > 0 and ${request.maxFee} > 0 and ${isClosedSql(network, at)}
      group by 1`,
  );
  const found = new Map(rows.map((row) => [row.bin, row]));
  return Array.from({ length: bins }, (_, bin) => {
    const { revealed, won } = found.get(bin) ?? { revealed: 0, won: 0 };
    // The least whole basis points of the bin.
    const least = (index: number) => Math.ceil((index * 10_000) / bins);
    return { from: least(bin), to: least(bin + 1), revealed, won, winRate: ratio(won, revealed) };
  });
}
