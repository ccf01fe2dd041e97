/** What an export costs its client, and how many rows it reads at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { GraphQLSchema } from "graphql";
import type { Spend } from "../protection/budget.ts";
import type { Client } from "../protection/clients.ts";
import { costOf } from "../protection/cost.ts";
import { spent, tooCostly } from "../protection/plugin.ts";
import type { RowsOf } from "../protection/scans.ts";
import type { ApiSettings } from "../settings.ts";
import type { Question } from "./question.ts";
import type { Reading } from "./rows.ts";

/** Rows that are read one after the other cost what one costs that is looked up. */
const IN_ORDER = 10;
/** How many values a page may hold: other questions are answered between two pages. */
const PAGE_VALUES = 4_000;

/**
 * Charges each page. The first is refused when the budget does not allow it; a later one waits until it does.
 * @throws GraphQLError with code QUERY_TOO_COSTLY or RATE_LIMITED
 */
export function createMeter(given: {
  schema: GraphQLSchema;
  settings: Pick<ApiSettings, "maxCost">;
  client: Client;
  spend: Spend;
  rowsOf: RowsOf;
  question: Question;
  signal: AbortSignal;
}): Pick<Reading, "pageRows" | "beforePage"> {
  const { schema, question, client, spend, signal } = given;
  const { list, document, variables } = question;
  const { maxCost } = given.settings;
  const pointsOf = (rows: number) =>
    costOf({ schema, document, variables: { ...variables, limit: rows }, rowsOf: given.rowsOf })
      .points;

  const wanted = Math.min(
    list.pageRows ?? 1,
    question.limit ?? Number.POSITIVE_INFINITY,
    Math.max(1, Math.floor(PAGE_VALUES / question.columns.length)),
  );
  const one = pointsOf(1);
  const each = (pointsOf(wanted) - one) / Math.max(1, wanted - 1);
  const most = each === 0 ? wanted : 1 + Math.floor((maxCost - one) / each);
  const pageRows = Math.max(1, Math.min(wanted, most));
  const points = pointsOf(pageRows);
  if (points > maxCost) throw tooCostly(points, maxCost);
  const charge = list.pageRows === null ? points : Math.ceil(points / IN_ORDER);

  let isBegun = false;
  return {
    pageRows,
    async beforePage() {
      for (;;) {
        signal.throwIfAborted();
        const verdict = spend(client, charge);
        if (verdict.allowed) break;
        if (!isBegun) throw spent(client, charge, verdict);
        await sleep(verdict.retryAfter * 1000, undefined, { signal }).catch(() => {});
      }
      isBegun = true;
    },
  };
}
