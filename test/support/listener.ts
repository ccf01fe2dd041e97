/** Clients of the API's subscriptions, by the protocol's own client. */
import type { Client } from "graphql-sse";
import { expect } from "vitest";

type Shape = any;

/** What comes of a subscription, until it is ended. */
export function listenTo(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const values: Shape[] = [];
  const errors: Shape[] = [];
  const ended = { by: null as string | null };
  const end = client.subscribe<Record<string, Shape>>(
    { query, variables },
    {
      next: ({ data, errors: told }) => {
        if (told) errors.push(...told);
        else values.push(Object.values(data!)[0]);
      },
      error: () => {
        ended.by = "error";
      },
      complete: () => {
        ended.by = "complete";
      },
    },
  );
  return { values, errors, ended, end };
}
export const ACTIVITY = `subscription ($after: String, $kinds: [activityKind!], $finality: Finality) {
  activity(after: $after, kinds: $kinds, finality: $finality) {
    items { id block transaction } cursor reorganised { from gone { id } } } }`;

/** A cursor before the first event. */
export const BEGINNING = Buffer.from(JSON.stringify({ id: "-1", seen: "" })).toString("base64url");

/** Applies what comes, and subscribes again after its last cursor. */
export function createListener(
  variables: Record<string, unknown> = {},
  cursor: string | null = null,
) {
  let applied: Shape[] = [];
  let last = cursor;
  const gone: string[] = [];
  let listening: ReturnType<typeof listenTo> | undefined;
  const apply = () => {
    for (const { items, cursor: at, reorganised } of listening?.values.splice(0) ?? []) {
      if (reorganised) {
        const back = applied.filter(({ block }) => block >= reorganised.from).map(({ id }) => id);
        if (reorganised.gone) {
          expect(reorganised.gone.map(({ id }: Shape) => id)).toEqual(back.toReversed());
          gone.push(...back);
        }
        applied = applied.filter(({ block }) => block < reorganised.from);
      }
      applied.push(...items);
      last = at;
    }
    return applied;
  };
  return {
    gone,
    applied: apply,
    on(of: Client) {
      listening = listenTo(of, ACTIVITY, { ...variables, after: last });
    },
    off() {
      apply();
      listening?.end();
      listening = undefined;
    },
  };
}
