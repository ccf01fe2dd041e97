/** Question 21: a program's page. */
import { eq, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { program, request } from "../../../ponder.schema.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { bytes32Arg, required, rowsArg, spanArgs } from "../declare/arguments.ts";
import { big, bytes, int, intOrNull, one, question, text } from "../declare/fields.ts";
import { amountPercentiles, countRatio, numberPercentiles } from "../declare/figures.ts";
import { proverNamedBy } from "../declare/named.ts";
import type { Asked } from "../declare/selection.ts";
import { listOf, object, orNull, stored, type Type, type ValueOf } from "../declare/types.ts";
import { isMissed, requestsOf, type Scope } from "../reads/auctions.ts";
import { rowsOf } from "../reads/history.ts";
import { percentilesSql, readAmounts, readNumbers } from "../rules/percentiles.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";
import { FeeAdvice, feeAdvice } from "./fee-advice.ts";

const ProgramRequester = object("ProgramRequester", "An account that asked for a program.", {
  requester: bytes("The requester."),
  requests: int("Its requests for the program."),
  fulfilled: int("Of them proven."),
  maxFees: big("[wei] Σ max fee of the requests."),
  fees: big("[wei] Σ price of the proven ones."),
  lastRequestAt: int("[unix s] Its last request for the program."),
});

const ProgramProver = object("ProgramProver", "A prover that won requests for a program.", {
  prover: bytes("The prover."),
  proverAccount: proverNamedBy("prover", "Its row."),
  fulfilled: int("Requests it proved."),
  missed: int("Requests whose deadline it missed, refunded yet or not."),
  success: countRatio("Proven / (proven + missed)."),
  price: amountPercentiles("[wei] Prices of its proofs."),
  provingSeconds: numberPercentiles(
    "[s] From the end of the reveal phase to the proof, of its proofs.",
  ),
  lastProofAt: intOrNull("[unix s] Its last proof; null without one."),
});

const ProgramBinary = object("ProgramBinary", "A place where a program's binary is said to be.", {
  imgUrl: text("The place. Arbitrary text from the chain: do not load unchecked."),
  requests: int("Requests that named it."),
  firstUsedAt: int("[unix s] The first of them."),
  lastUsedAt: int("[unix s] The last of them."),
});

type ProgramRequester = ValueOf<typeof ProgramRequester>;
type ProgramProver = ValueOf<typeof ProgramProver>;
type ProgramBinary = ValueOf<typeof ProgramBinary>;

/** What the fields of a page are asked of: a program and a span. */
type Page = { program: { vk: Hex }; from: number; to: number };

async function scopeOf({ program: { vk }, from, to }: Page, { head }: Context): Promise<Scope> {
  return { vk, from, to, at: (await head()).timestamp };
}

/** A list of a page, of at most `first` rows. */
const listOfPage = <Row>(
  row: Type<Row>,
  text: string,
  read: (db: Db, scope: Scope, first: number) => Promise<readonly Row[]>,
) =>
  question(listOf(row), {
    text,
    args: { limit: rowsArg("Rows, 1 to 1000. Default 50.") },
    cost: { base: 50 },
    ask: async ({ limit }, context, { parent }: Asked<Page>) =>
      read(context.db, await scopeOf(parent, context), limit),
  });

const ProgramOverview = object("ProgramOverview", "A program's page.", {
  program: one(
    stored("program"),
    "The program, with its totals since the beginning; its `days` are the same per UTC day.",
  ),
  from: int("[unix s] First second of the span the rest is about."),
  to: int("[unix s] End of the span, exclusive."),
  auctions: question(FeeAdvice, {
    text: "Prices, times and bidders of its auctions.",
    cost: { base: 100 },
    ask: async (_none, context, { parent }: Asked<Page>) =>
      feeAdvice(context.db, await scopeOf(parent, context)),
  }),
  requesters: listOfPage(
    ProgramRequester,
    "Who asked for it, most requests first.",
    programRequesters,
  ),
  provers: listOfPage(
    ProgramProver,
    "Who proved it or should have, most proofs first.",
    programProvers,
  ),
  binaries: listOfPage(
    ProgramBinary,
    "Where requests said that its binary is, the one used last first. Arbitrary text from the chain: several are no error, and none is checked.",
    programBinaries,
  ),
});

/** A program's totals; null when nobody ever asked for it. */
export async function programOf(db: Db, vk: Hex) {
  const [row] = await db.select().from(program).where(eq(program.vk, vk)).limit(1);
  return row ?? null;
}

/** Who asked for a program in the span, most requests first. */
export async function programRequesters(
  db: Db,
  scope: Scope,
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

/** Who proved, or should have proved, requests for a program made in the span; most proofs first. */
export async function programProvers(
  db: Db,
  scope: Scope,
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

/** Where requests of the span said the binary is, the one used last first. */
export async function programBinaries(
  db: Db,
  scope: Scope,
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

const span = spanArgs(
  {
    from: "[unix s] Requests made from then on, in all but `program`. Default: the first.",
    to: "[unix s] Requests made before then, in all but `program`. Default and latest: the second after the indexed head.",
  },
  { days: Number.POSITIVE_INFINITY },
);

export const programTopic: Topic = {
  queries: {
    programOverview: question(orNull(ProgramOverview), {
      text: "A program's page: who asks for it, who proves it, what it costs, where its binary is. Null for a program nobody ever asked for.",
      args: { vk: required(bytes32Arg("Verifying key of the program.")), span },
      ask: async ({ vk, span: { from, to } }, { db }) => {
        const program = await programOf(db, vk);
        return program && { program, from, to };
      },
    }),
  },
};
