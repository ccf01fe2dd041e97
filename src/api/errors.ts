import { GraphQLError } from "graphql";

/** A mistake of the client in one argument: the message says what is wrong, and shows a value that works. */
export class UserError extends GraphQLError {
  constructor({
    argument,
    problem,
    example,
  }: { argument: string; problem: string; example: string }) {
    super(`${argument} ${problem} Example: ${example}`, {
      extensions: { code: "BAD_USER_INPUT", argument },
    });
    this.name = "UserError";
  }
}
