/** How long provers usually take to prove. */
import { sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { bool, int, intOrNull } from "../declare/fields.ts";
import { object, type ValueOf } from "../declare/types.ts";

/** Last proofs of a prover that its usual proving time is taken from, and the fewest it takes. */
const SPEED_SAMPLES = { most: 100, fewest: 5 };

export const ProverSpeed = object(
  "ProverSpeed",
  "How long a prover usually takes from the end of the reveal phase to the proof: an upper bound of its proving time.",
  {
    medianSeconds: intOrNull(
      "[s] Median of the last proofs, at most 100 (the lower one of an even number); null with fewer than 5.",
    ),
    samples: int("Proofs it is taken from."),
    sameProgram: bool(
      "Whether they are of the request's program. False: there were fewer than 5 of those among the last 100, and all are taken.",
    ),
  },
);

type ProverSpeed = ValueOf<typeof ProverSpeed>;

/** The usual proving times of provers with programs, in one statement. */
export async function speedsOf(db: Db, asked: { by: Address; vk: Hex }[]) {
  const textOf = (by: string, vk: string) => `${by}${vk}`;
  const pairs = [...new Map(asked.map((pair) => [textOf(pair.by, pair.vk), pair])).values()];
  const found = new Map<string, ProverSpeed>();
  if (pairs.length > 0) {
    const values = pairs.map(({ by, vk }) => sql`(${by}::text, ${vk}::text)`);
    const { rows } = await db.execute(sql`
      select "asked"."by", "asked"."vk", "last".*
      from (values ${sql.join(values, sql`, `)}) as "asked"("by", "vk")
      cross join lateral (
        select
          percentile_disc(0.5) within group (order by "seconds") filter (where "program" = "asked"."vk") as "same_median",
          count(*) filter (where "program" = "asked"."vk") as "same",
          percentile_disc(0.5) within group (order by "seconds") as "any_median",
          count(*) as "any"
        from (
          select ${request.provingSeconds} as "seconds", ${request.vk} as "program"
          from ${request}
          where ${request.winner} = "asked"."by" and ${request.status} = 'FULFILLED'
          order by ${request.createdId} desc
          limit ${SPEED_SAMPLES.most}
        ) as "proofs"
      ) as "last"`);
    for (const row of rows as Record<string, string>[]) {
      const sameProgram = Number(row.same) >= SPEED_SAMPLES.fewest;
      const samples = Number(sameProgram ? row.same : row.any);
      const median = Number(sameProgram ? row.same_median : row.any_median);
      found.set(textOf(row.by!, row.vk!), {
        medianSeconds: samples < SPEED_SAMPLES.fewest ? null : median,
        samples,
        sameProgram,
      });
    }
  }
  return (by: Address, vk: Hex): ProverSpeed =>
    found.get(textOf(by, vk)) ?? { medianSeconds: null, samples: 0, sameProgram: false };
}
