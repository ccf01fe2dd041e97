/** What requesters and programs asked for over a window, what became of it and what it cost: one by one, and ranked. */

import { inArray } from "drizzle-orm";
import type { Hex } from "viem";
import { program, request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  byDefault,
  bytes32Arg,
  enumArg,
  greatestFirstArg,
  required,
  windowArgs,
} from "../declare/arguments.ts";
import { big, bytes, int, one, question } from "../declare/fields.ts";
import {
  amountPercentiles,
  amountRatio,
  countRatio,
  numberPercentiles,
} from "../declare/figures.ts";
import { type PagePart, pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import type { Scope } from "../reads/auctions.ts";
import {
  DEMAND_FIGURES,
  type Demand,
  type Demander,
  type DemandFigure,
  demandOf,
  NO_DEMAND,
  rankedDemand,
} from "../reads/demand.ts";
import { type Ranked, sortKey } from "../reads/ranking.ts";
import { spanBefore } from "../rules/buckets.ts";
import type { Topic } from "../topic.ts";

const figures = {
  requests: int("Requests made."),
  open: int("Requests made that are neither proven nor refunded yet."),
  fulfilled: int("Requests made that were proven."),
  refunded: int("Requests made that were refunded, the slashed ones included."),
  missed: int("Requests made whose winner missed the deadline, refunded yet or not."),
  success: countRatio("Proven / (proven + missed)."),
  maxFees: big("[wei] Σ max fee of the requests."),
  fees: big("[wei] Σ price of those proven: what was spent."),
  saving: amountRatio("Σ max fee less price, over Σ max fee, of those proven."),
  price: amountPercentiles("[wei] Prices of those proven."),
  secondsToProof: numberPercentiles("[s] From the request to the proof, of those proven."),
  provingSeconds: numberPercentiles(
    "[s] From the end of the reveal phase to the proof, of those proven.",
  ),
};

const DemandFigures = object(
  "DemandFigures",
  "Requests made in a window, and what became of them by the indexed head.",
  figures,
);

const compared = {
  ...figures,
  before: one(
    orNull(DemandFigures),
    "The same figures of the window of the same length just before; null when that would begin before 1970.",
  ),
};

const RequesterRecord = object(
  "RequesterRecord",
  "A requester's record over a window: its requests made in it, and what became of them by the indexed head.",
  { requester: bytes("Address of the requester."), ...compared },
);

const ProgramStanding = object(
  "ProgramStanding",
  "The requests for a program made in a window, and what became of them by the indexed head.",
  {
    program: one(
      stored("program"),
      "The program, with its totals since the beginning and its `days`.",
    ),
    ...compared,
  },
);

const DemandOrder = enumeration("DemandOrder", "The figure that a ranking goes by.", {
  REQUESTS: "`requests`.",
  FULFILLED: "`fulfilled`.",
  MISSED: "`missed`.",
  SUCCESS: "`success`, in basis points.",
  MAX_FEES: "`maxFees`.",
  FEES: "`fees`.",
  SAVING: "`saving`, in basis points.",
  PRICE: "The median of `price`.",
  SECONDS_TO_PROOF: "The median of `secondsToProof`.",
  PROVING_SECONDS: "The median of `provingSeconds`.",
} satisfies Record<DemandFigure, string>);

// Whatever they are ranked by is a whole number: the column is of the same kind.
const place = { sort: request.maxFee, name: request.vk };

const RequesterStandingPage = pages(RequesterRecord, {
  name: "RequesterStandingPage",
  text: "Requesters with a request in the window, ranked.",
  key: place,
  place: ({ fees, requester }) => ({ sort: fees, name: requester }),
  more: { totalCount: int("Requesters with a request in the window.") },
});

const ProgramStandingPage = pages(ProgramStanding, {
  name: "ProgramStandingPage",
  text: "Programs with a request in the window, ranked.",
  key: place,
  place: ({ fees, program: { vk } }) => ({ sort: fees, name: vk }),
  more: { totalCount: int("Programs with a request in the window.") },
});

const window = windowArgs({
  from: "Requests made from then on; 0 for all time",
  to: "Requests made before then",
});
const rankingArgs = {
  window,
  orderBy: required(byDefault(enumArg(DemandOrder, "What they are ranked by."), "FEES")),
  orderDirection: greatestFirstArg,
};
const vkArg = bytes32Arg("Verifying key of the program. Default: all programs.");

/** The figures of those named in the window just before a scope; null where there is none, and unless they are asked for. */
async function figuresBefore(
  db: Db,
  by: Demander,
  scope: Scope,
  { names, isAsked }: { names: readonly Hex[]; isAsked: boolean },
): Promise<(name: Hex) => Demand | null> {
  const earlier = isAsked ? spanBefore(scope) : null;
  if (earlier === null) return () => null;
  const found = await demandOf(db, by, { ...scope, ...earlier }, names);
  return (name) => found.get(name) ?? NO_DEMAND;
}

/** A page of a ranking, each row with the window before when that is asked for. */
export async function demandStandings(
  db: Db,
  by: Demander,
  scope: Scope,
  asked: {
    orderBy: DemandFigure;
    orderDirection: boolean;
    names: readonly string[];
  } & PagePart<Ranked>,
) {
  const { orderBy, orderDirection: greatestFirst } = asked;
  const { rows, totalCount } = await rankedDemand(db, by, scope, { ...asked, greatestFirst });
  const before = await figuresBefore(db, by, scope, {
    names: rows.map(({ name }) => name),
    isAsked: asked.names.includes("before"),
  });
  return {
    rows: rows.map((row) => ({ ...row, before: before(row.name) })),
    totalCount,
    sortOf: (row: Demand) => sortKey(DEMAND_FIGURES[orderBy].of(row), greatestFirst),
  };
}

/** One requester's record, with the window before when that is asked for; null when it made no request in the scope. */
export async function requesterRecord(
  db: Db,
  scope: Scope,
  requester: Hex,
  isBeforeAsked = false,
): Promise<ValueOf<typeof RequesterRecord> | null> {
  const [found, before] = await Promise.all([
    demandOf(db, "requester", scope, [requester]),
    figuresBefore(db, "requester", scope, { names: [requester], isAsked: isBeforeAsked }),
  ]);
  const demand = found.get(requester);
  return demand ? { requester, ...demand, before: before(requester) } : null;
}

export const demandTopic: Topic = {
  queries: {
    requesterRecord: question(orNull(RequesterRecord), {
      text: "A requester's record over a window. Null when it made no request in it.",
      args: { requester: required(addressArg("Address of the requester.")), vk: vkArg, window },
      cost: { base: 50 },
      ask: ({ requester, vk, window: span }, { db }, asked) =>
        requesterRecord(db, { vk, ...span }, requester, asked.names().includes("before")),
    }),
    requesterStandings: pagedList(RequesterStandingPage, {
      text: "Requesters ranked by what they did in a window, from an hour to all time.",
      args: { ...rankingArgs, vk: vkArg },
      cost: { base: 200 },
      ask: async ({ window: span, vk, ...ranking }, { db }, asked) => {
        const { rows, totalCount, sortOf } = await demandStandings(
          db,
          "requester",
          { vk, ...span },
          { ...ranking, names: asked.names("items") },
        );
        return {
          rows: rows.map((row) => ({ ...row, requester: row.name })),
          totalCount,
          placeOf: (row) => ({ sort: sortOf(row), name: row.requester }),
        };
      },
    }),
    programStandings: pagedList(ProgramStandingPage, {
      text: "Programs ranked by the requests for them made in a window, from an hour to all time.",
      args: rankingArgs,
      cost: { base: 200 },
      ask: async ({ window: span, ...ranking }, { db }, asked) => {
        const { rows, totalCount, sortOf } = await demandStandings(
          db,
          "vk",
          { vk: null, ...span },
          { ...ranking, names: asked.names("items") },
        );
        const vks = rows.map(({ name }) => name);
        const programs = await db.select().from(program).where(inArray(program.vk, vks));
        const byKey = new Map(programs.map((row) => [row.vk, row]));
        return {
          rows: rows.map((row) => ({ ...row, program: byKey.get(row.name)! })),
          totalCount,
          placeOf: (row) => ({ sort: sortOf(row), name: row.program.vk }),
        };
      },
    }),
  },
};
