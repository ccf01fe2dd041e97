import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { FieldCost } from "../declare/fields.ts";
import type { ApiSettings } from "../settings.ts";
import type { Spend } from "./budget.ts";
import type { Client } from "./clients.ts";
import { costOf } from "./cost.ts";
import { noStream, parseWithin, refusal } from "./limits.ts";
import type { Operation } from "./operation.ts";
import { createPlacesPerClient, type Places } from "./places.ts";
import type { RowsOf } from "./scans.ts";

/** What the protection knows of who asks. */
export type Asker = { client: Client; operation: Operation };

type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variableValues?: Record<string, unknown> | null | undefined;
  contextValue: Asker;
};

/** Says of an operation what it costs, whether it is heavy, and what stands against answering it. */
export type Judge = (asked: never) => Judgement;
type Judgement = { objection?: GraphQLError; isHeavy: boolean; points: number };

type Options = {
  settings: ApiSettings;
  costs: Readonly<Record<string, FieldCost>>;
  rowsOf: RowsOf;
  /** How subscriptions are answered. */
  subscribe(judge: Judge): (args: ExecutionArgs) => Promise<unknown>;
  /** Takes points from what a client may spend. */
  spend: Spend;
  /** The places of heavy operations. */
  heavy: Places;
};

/**
 * Refuses operations that are too large, before they are validated; those that cost too much, and those of a client
 * that has spent its budget, before anything is read. Lets heavy ones in a few at a time, and one of each client.
 */
export function protect(options: Options): Plugin<Asker> {
  const { settings, heavy } = options;
  const judge = createJudge(options);
  const subscribe = options.subscribe(judge as Judge);
  const ownHeavy = createPlacesPerClient(1);
  const enterHeavy = async ({ client, operation }: Asker) => {
    const leaveOwn = await ownHeavy(client.name, operation.signal);
    try {
      const leave = await heavy.enter(operation.signal);
      return () => {
        leave();
        leaveOwn();
      };
    } catch (error) {
      leaveOwn();
      throw error;
    }
  };

  return {
    onParse({ setParseFn }) {
      setParseFn((source: string) => parseWithin(source, settings));
    },
    async onExecute({ args, setResultAndStopExecution }) {
      const refuse = (error: unknown) =>
        setResultAndStopExecution({ errors: [error as GraphQLError] });
      const { operation } = getOperationAST(args.document, args.operationName) ?? {};
      if (operation === "subscription") return refuse(noStream());
      const { objection, isHeavy, points } = judge(args);
      if (objection !== undefined) return refuse(objection);
      Object.assign(args.contextValue.operation, { isHeavy, points });
      if (!isHeavy) return;
      const leave = await enterHeavy(args.contextValue).catch(refuse);
      if (leave === undefined) return;
      return { onExecuteDone: () => leave() };
    },
    onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
      const { objection } = judge(args);
      if (objection !== undefined) setResultAndStopExecution({ errors: [objection] });
      else setSubscribeFn(subscribe);
    },
  };
}

function createJudge({ settings, costs, rowsOf, spend }: Options) {
  const { maxCost, heavyCost } = settings;
  return (asked: Asked): Judgement => {
    const { schema, document, operationName, variableValues: variables } = asked;
    const { points, readsMuch } = costOf({
      ...{ schema, costs, document, operationName, variables, rowsOf },
    });
    const judgement = { isHeavy: readsMuch || points >= heavyCost, points };
    if (points > maxCost) return { ...judgement, objection: tooCostly(points, maxCost) };
    const { client } = asked.contextValue;
    const verdict = spend(client, points);
    return verdict.allowed
      ? judgement
      : { ...judgement, objection: spent(client, points, verdict) };
  };
}

export const tooCostly = (cost: number, limit: number) =>
  refusal(
    "QUERY_TOO_COSTLY",
    `The operation may cost ${cost} points, about as many rows; ${limit} are allowed. Ask for fewer rows (\`limit\`, \`first\`), fewer lists within lists, or filter by what has an index (an id, an address).`,
    { cost, limit },
  );

export function spent(
  { budgetPerMinute: limit }: Client,
  cost: number,
  { retryAfter }: { retryAfter: number },
): GraphQLError {
  return refusal(
    "RATE_LIMITED",
    `This client has spent its budget of ${limit} points a minute. Ask again in ${retryAfter} s.`,
    {
      ...{ cost, limit, retryAfter },
      http: { status: 429, headers: { "retry-after": String(retryAfter) } },
    },
  );
}
