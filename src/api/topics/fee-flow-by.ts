/** Whose fees they were: where the fees of a span of time went, by prover, program or requester. */
import type { Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { enumArg, required, windowArgs } from "../declare/arguments.ts";
import { big, bigOrNull, bytes, int, one } from "../declare/fields.ts";
import { amountRatio } from "../declare/figures.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { proversOf } from "../reads/prover-rows.ts";
import { compareRanked, sortKey } from "../reads/ranking.ts";
import { type Subject, subjectFlows } from "../reads/subject-flows.ts";
import { sumOf } from "../rules/numbers.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const FeeSubject = enumeration("FeeSubject", "By whom fees are added up.", {
  PROVER: "By the prover that was paid, or missed the deadline.",
  PROGRAM: "By the program, named by its verifying key.",
  REQUESTER: "By who asked for the proof.",
});

const FeeShare = object(
  "FeeShare",
  "Where the fees of one prover, program or requester went in a span of time.",
  {
    subject: bytes("Address of the prover or requester, or verifying key of the program."),
    prover: one(orNull(stored("prover")), "The prover; null unless by prover."),
    escrowed: bigOrNull("[wei] Σ max fee of the requests opened; null by prover, who opens none."),
    fulfilled: int("Requests proven."),
    fees: big("[wei] Σ price of the requests proven."),
    share: amountRatio("Its part of all fees paid in the span."),
    protocolFees: big("[wei] The protocol fee within the fees."),
    commission: big("[wei] The provers' commission within the fees."),
    toStakers: big("[wei] What went to the provers' stakers within the fees."),
    excess: big("[wei] Returned with a proof: max fee less price."),
    refunds: big(
      "[wei] Returned without a proof; by prover, what its misses gave back to the requesters.",
    ),
  },
);
type FeeShare = Omit<ValueOf<typeof FeeShare>, "prover">;

const FeeSharePage = pages(FeeShare, {
  name: "FeeSharePage",
  text: "Where fees went, by prover, program or requester, most fees first.",
  key: { fees: request.maxFee, subject: request.vk },
  place: ({ fees, subject }) => ({ fees, subject }),
  more: {
    totalCount: int("Rows in the whole list."),
    from: int("[unix s] First second of the span."),
    to: int("[unix s] End of the span, exclusive."),
    fees: big("[wei] Σ price of all requests proven in the span."),
  },
});

/** All shares of the fees of [from, to) [unix s], most fees first. */
export async function feeShares(
  db: Db,
  by: Subject,
  span: { from: number; to: number },
): Promise<FeeShare[]> {
  const flows = (await subjectFlows(db, by, span)).filter(
    ({ fulfilled, refunds, requests }) => fulfilled > 0n || refunds > 0n || requests > 0n,
  );
  const fees = sumOf(flows.map((flow) => flow.fees));
  return flows
    .map((flow) => ({
      ...flow,
      escrowed: by === "PROVER" ? null : flow.maxFees,
      fulfilled: Number(flow.fulfilled),
      share: ratio(flow.fees, fees),
    }))
    .sort((a, b) => compareRanked(rankOf(a), rankOf(b)));
}

const rankOf = ({ fees, subject }: { fees: bigint; subject: Hex }) => ({
  sort: sortKey(fees, true),
  name: subject,
});

export const feeFlowByTopic: Topic = {
  queries: {
    feeFlowBy: pagedList(FeeSharePage, {
      text: "Where the fees of a span of time went, by prover, program or requester, most fees first. What happened counts by its own time.",
      args: {
        by: required(enumArg(FeeSubject, "By whom.")),
        span: windowArgs({
          from: "First second of the span",
          to: "End of the span, exclusive",
        }),
      },
      cost: { base: 50 },
      ask: async ({ by, span: { from, to }, ...page }, { db }) => {
        const all = await feeShares(db, by, { from, to });
        const found = rowsFrom(all, page, (row, place) =>
          compareRanked(rankOf(row), rankOf(place as { fees: bigint; subject: Hex })),
        );
        const provers = await proversOf(
          db,
          by === "PROVER" ? found.map(({ subject }) => subject) : [],
        );
        return {
          rows: found.map((row) => ({ ...row, prover: provers.get(row.subject) ?? null })),
          totalCount: all.length,
          from,
          to,
          fees: all[0]?.share.denominator ?? 0n,
        };
      },
    }),
  },
};
