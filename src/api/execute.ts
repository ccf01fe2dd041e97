import { type ExecutionArgs, type ExecutionResult, execute, getOperationAST, Kind } from "graphql";
import { codesOf, type ServerContext } from "./answers.ts";

/**
 * Executes by graphql-js, and notes what becomes of the question. Yoga's own executor names the fields of an answer in the
 * order in which they were found out, not as asked.
 */
export async function executeNoted(args: ExecutionArgs): Promise<ExecutionResult> {
  const { outcome } = args.contextValue as ServerContext;
  const first = getOperationAST(args.document, args.operationName)?.selectionSet.selections[0];
  outcome.field = first?.kind === Kind.FIELD ? first.name.value : "fragment";
  const result = await execute(args);
  outcome.isWhole = result.errors === undefined;
  outcome.codes = codesOf(result.errors);
  return result;
}
