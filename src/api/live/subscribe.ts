/** Subscriptions of GraphQL: each value is answered like a question of its own. */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
} from "graphql";
import { refusal } from "../protection/limits.ts";
import { runOperation } from "../protection/operation.ts";
import type { Asker, Judge } from "../protection/plugin.ts";
import type { ApiSettings } from "../settings.ts";
import { isCut, mapEach } from "./queue.ts";

type Limits = Pick<ApiSettings, "subscriptions" | "subscriptionsPerClient" | "timeoutMs">;

/** Counts who is here; a client has so many places, and the server so many. */
export function createDoor({
  subscriptions,
  subscriptionsPerClient,
}: Pick<ApiSettings, "subscriptions" | "subscriptionsPerClient">) {
  const byClient = new Map<string, number>();
  let all = 0;
  return {
    taken: () => all,
    /** @throws GraphQLError when no place is left; gives the function that leaves it */
    enter(client: string): () => void {
      const own = byClient.get(client) ?? 0;
      if (own >= subscriptionsPerClient)
        throw tooMany(`This client has ${own} subscriptions`, "API_SUBSCRIPTIONS_PER_CLIENT");
      if (all >= subscriptions) throw tooMany(`The server has ${all}`, "API_SUBSCRIPTIONS");
      byClient.set(client, own + 1);
      all += 1;
      let isLeft = false;
      return () => {
        if (isLeft) return;
        isLeft = true;
        all -= 1;
        const left = byClient.get(client)! - 1;
        if (left === 0) byClient.delete(client);
        else byClient.set(client, left);
      };
    },
  };
}

const tooMany = (who: string, setting: string) =>
  refusal(
    "TOO_MANY_SUBSCRIPTIONS",
    `${who}, as many as are allowed (${setting}). End one, or try again later.`,
  );

/** `subscribe` of graphql-js, with a fresh context, the limits of an operation and its price for every value. */
export function createSubscribe({
  limits,
  judge,
  renew,
}: {
  limits: Limits;
  judge: Judge;
  /** The context of the next value. */
  renew(context: unknown): object;
}) {
  const door = createDoor(limits);
  const subscribe = async (args: ExecutionArgs) => {
    const { client } = args.contextValue as Asker;
    let leave: () => void;
    try {
      leave = door.enter(client.name);
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
    const source = await createSourceEventStream(args).catch((error: unknown) => {
      leave();
      throw error;
    });
    if (!(Symbol.asyncIterator in source)) {
      leave();
      return source;
    }
    const values = source[Symbol.asyncIterator]() as AsyncIterableIterator<unknown>;
    const answer = async (value: unknown): Promise<ExecutionResult> => {
      if (isCut(value)) return { errors: [value.cut] };
      const { objection, ...judgement } = judge(args as never);
      if (objection !== undefined) {
        await values.return?.();
        return { errors: [objection] };
      }
      const asked = { client: client.name, timeoutMs: limits.timeoutMs };
      return runOperation(asked, async (operation) => {
        Object.assign(operation, judgement);
        const contextValue = { ...renew(args.contextValue), operation };
        return execute({ ...args, rootValue: value, contextValue });
      });
    };
    return mapEach(values, answer, leave);
  };
  return { subscribe, taken: door.taken };
}
