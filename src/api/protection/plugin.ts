import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { ApiSettings } from "../settings.ts";
import type { Spend } from "./budget.ts";
import type { Client } from "./clients.ts";
import { costOf } from "./cost.ts";
import { noStream, parseWithin, refusal } from "./limits.ts";
import type { Operation } from "./operation.ts";
import { createPlacesPerClient, enterAll, type Places } from "./places.ts";
import type { RowsOf } from "./scans.ts";
import type { TakeTurn } from "./turns.ts";

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
type Judgement = Readonly<{
  objection?: GraphQLError;
  isHeavy: boolean;
  points: number;
  /** Whether it asks for the schema's description. */
  describes: boolean;
}>;

type Options = {
  settings: ApiSettings;
  rowsOf: RowsOf;
  /** Answers what is let in. */
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  /** How subscriptions are answered. */
  subscribe(judge: Judge): (args: ExecutionArgs) => Promise<unknown>;
  /** Takes points from what a client may spend. */
  spend: Spend;
  /** The places of heavy operations. */
  heavy: Places;
  /** Waits until a document may be worked at. */
  begin(operation: Operation, text: string): Promise<void>;
  takeTurn: TakeTurn;
};

/** Executes what may be; `plugin` is the same for Yoga. */
type Protection = Readonly<{ execute: Options["execute"]; plugin: Plugin<Asker> }>;

/**
 * Refuses operations that are too large, before they are validated; those that cost too much, and those of a client
 * that has spent its budget, before anything is read. Lets heavy ones in a few at a time, and one of each client.
 */
export function protect(options: Options): Protection {
  const { settings, heavy } = options;
  const judge = createJudge(options);
  const subscribe = options.subscribe(judge as Judge);
  const ownHeavy = createPlacesPerClient(1);
  const enterHeavy = ({ client, operation: { signal } }: Asker) =>
    enterAll(
      () => ownHeavy(client.name, signal),
      () => heavy.enter(signal),
    );
  const execute = async (args: ExecutionArgs): Promise<ExecutionResult> => {
    const { operation } = getOperationAST(args.document, args.operationName) ?? {};
    if (operation === "subscription") return { errors: [noStream()] };
    const { objection, isHeavy, points, describes } = judge(args as Asked);
    if (objection !== undefined) return { errors: [objection] };
    const asker = args.contextValue as Asker;
    Object.assign(asker.operation, { isHeavy, points });
    try {
      const leave = isHeavy ? await enterHeavy(asker) : () => {};
      const result = await options.execute(args).finally(leave);
      // Telling it takes as long again; who has got so far comes first.
      if (describes) await options.takeTurn(asker.operation, 0);
      return result;
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
  };

  return {
    execute,
    plugin: {
      onParams: ({ params: { query = "" }, context }) =>
        options.begin((context as Asker).operation, query),
      onParse({ setParseFn }) {
        setParseFn((source: string) => parseWithin(source, settings));
      },
      onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
      onSubscribe({ args, setSubscribeFn, setResultAndStopExecution }) {
        const { objection } = judge(args);
        if (objection !== undefined) setResultAndStopExecution({ errors: [objection] });
        else setSubscribeFn(subscribe);
      },
    },
  };
}

function createJudge({ settings, rowsOf, spend }: Options) {
  const { maxCost, heavyCost } = settings;
  return (asked: Asked): Judgement => {
    const { schema, document, operationName, variableValues: variables } = asked;
    const { points, readsMuch, described } = costOf({
      ...{ schema, document, operationName, variables, rowsOf },
    });
    const isHeavy = readsMuch || points >= heavyCost;
    const judgement = { isHeavy, points, describes: described > 0 };
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
    `The operation may cost ${cost} points, about as many rows; ${limit} are allowed. Ask for fewer rows (\`limit\`), fewer lists within lists, or filter by what has an index (an id, an address).`,
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
