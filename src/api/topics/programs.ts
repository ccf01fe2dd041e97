/** Question 21: a program's page. */
import { eq, max, min, sql } from "drizzle-orm";
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
import { isMissed, isProven, requestsOf, type Scope } from "../reads/auctions.ts";
import {
  amountPercentilesSql,
  countRatioSql,
  countSql,
  numberPercentilesSql,
  sumSql,
} from "../rules/figures-sql.ts";
import type { Topic } from "../topic.ts";
import { FeeAdvice, feeAdvice } from "./fee-advice.ts";

const ProgramRequester = object("ProgramRequester", "An account that asked for a program.", {
  requester: bytes("The requester."),
  requests: int("Its requests for the program."),
  fulfilled: int("Its requests for the program that were proven."),
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
  firstUsedAt: int("[unix s] The first request that named it."),
  lastUsedAt: int("[unix s] The last request that named it."),
});

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
    "Provers that proved it, or should have, most proofs first.",
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
): Promise<ValueOf<typeof ProgramRequester>[]> {
  return db
    .select({
      requester: request.requester,
      requests: countSql(),
      fulfilled: countSql(isProven),
      maxFees: sumSql(request.maxFee),
      fees: sumSql(request.price),
      lastRequestAt: max(request.createdAt).mapWith(Number),
    })
    .from(request)
    .where(await requestsOf(db, scope))
    .groupBy(request.requester)
    .orderBy(sql`2 desc, 1`)
    .limit(first);
}

/** Who proved, or should have proved, requests for a program made in the span; most proofs first. */
export async function programProvers(
  db: Db,
  scope: Scope,
  first: number,
): Promise<ValueOf<typeof ProgramProver>[]> {
  const isMiss = isMissed(scope.at);
  const [fulfilled, missed] = [countSql(isProven), countSql(isMiss)];
  return db
    .select({
      prover: sql<Address>`winner`,
      fulfilled,
      missed,
      success: countRatioSql(fulfilled, sql`${fulfilled} + ${missed}`),
      price: amountPercentilesSql(sql`price`),
      provingSeconds: numberPercentilesSql(sql`proving_seconds`),
      lastProofAt: max(request.fulfilledAt),
    })
    .from(request)
    .where(sql`${await requestsOf(db, scope)} and (${isProven} or ${isMiss})`)
    .groupBy(sql`1`)
    .orderBy(sql`2 desc, 1`)
    .limit(first);
}

/** Where requests of the span said the binary is, the one used last first. */
export async function programBinaries(
  db: Db,
  scope: Scope,
  first: number,
): Promise<ValueOf<typeof ProgramBinary>[]> {
  return db
    .select({
      imgUrl: request.imgUrl,
      requests: countSql(),
      firstUsedAt: min(request.createdAt).mapWith(Number),
      lastUsedAt: max(request.createdAt).mapWith(Number),
    })
    .from(request)
    .where(await requestsOf(db, scope))
    .groupBy(request.imgUrl)
    .orderBy(sql`4 desc, 1`)
    .limit(first);
}

const span = spanArgs(
  {
    from: "Requests made from then on, in all but `program`",
    to: "Requests made before then, in all but `program`",
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
