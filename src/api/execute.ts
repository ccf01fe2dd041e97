import { execute } from "graphql";
import type { Plugin } from "graphql-yoga";

/** Executes by graphql-js: Yoga's own executor names the fields of an answer in the order in which they were found out, not as asked. */
export const inOrder: Plugin = {
  onExecute: ({ setExecuteFn }) => setExecuteFn(execute),
};
