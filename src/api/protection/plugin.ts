import type { DocumentNode, GraphQLSchema } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { FieldCost } from "../declare/fields.ts";
import type { ApiSettings } from "../settings.ts";
import { createBudget } from "./budget.ts";
import { costOf } from "./cost.ts";
import { parseWithin, refusal } from "./limits.ts";

type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variableValues?: Record<string, unknown> | null | undefined;
  contextValue: { client: string };
};

/**
 * Refuses operations that are too large, before they are validated; those that cost too much, and those of a client
 * that has spent its budget, before anything is read. The context's `client` names who asks.
 */
export function protect({
  settings,
  costs,
}: {
  settings: ApiSettings;
  costs: Readonly<Record<string, FieldCost>>;
}): Plugin<{ client: string }> {
  const { maxCost, budgetPerMinute } = settings;
  const spend = budgetPerMinute === 0 ? undefined : createBudget({ perMinute: budgetPerMinute });
  const objectionTo = ({
    schema,
    document,
    operationName,
    variableValues,
    contextValue,
  }: Asked) => {
    const cost = costOf({ schema, costs, document, operationName, variables: variableValues });
    if (cost > maxCost)
      return refusal(
        "QUERY_TOO_COSTLY",
        `The operation may read about ${cost} rows; ${maxCost} are allowed. Ask for fewer rows (\`limit\`, \`first\`) or fewer lists within lists.`,
        { cost, limit: maxCost },
      );
    const verdict = spend?.(contextValue.client, cost);
    if (verdict === undefined || verdict.allowed) return undefined;
    const { retryAfter } = verdict;
    return refusal(
      "RATE_LIMITED",
      `This client has spent its budget of ${budgetPerMinute} points a minute. Ask again in ${retryAfter} s.`,
      {
        cost,
        limit: budgetPerMinute,
        retryAfter,
        http: { status: 429, headers: { "retry-after": String(retryAfter) } },
      },
    );
  };
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string) => parseWithin(source, settings));
    },
    onExecute({ args, setResultAndStopExecution }) {
      const objection = objectionTo(args);
      if (objection !== undefined) setResultAndStopExecution({ errors: [objection] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const objection = objectionTo(args);
      if (objection !== undefined) setResultAndStopExecution({ errors: [objection] });
    },
  };
}
