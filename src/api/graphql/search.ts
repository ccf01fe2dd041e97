import { search as ask, LEAST_DIGITS } from "../questions/search.ts";
import { UserError } from "./errors.ts";
import { firstOf, type Optional, quote } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";

const MOST_HITS = 100;
const MOST_CHARACTERS = 100;

/** Finds what a text stands for. */
export const search: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What a text stands for: an address in any role, a request id, a verifying key, the beginning of one of them, or part of a prover's name. Empty when nothing is found."
      search(
        "Hexadecimal digits, 6 to 64 of them, with or without 0x, or part of a prover's name, whatever the case. At most 100 characters."
        text: String!
        "Hits at most, 1 to 100. Default 50."
        first: Int
      ): [SearchHit!]!
    }

    "Something found."
    type SearchHit {
      "What it is. An address in several roles is found once in each."
      kind: SearchHitKind!
      "Its address, request id or verifying key."
      id: String!
      "For people: a prover's name, a request's status and requester, where a program's binary is. May be arbitrary text from the chain."
      label: String!
    }

    "What was found."
    enum SearchHitKind {
      "A prover, by its address or name."
      PROVER
      "An account that asked for proofs."
      REQUESTER
      "An account that staked or was given shares."
      STAKER
      "A hot key that acts or acted for a prover."
      SUBMITTER
      "A prover's vault."
      VAULT
      "A contract of ProverNet, or its token."
      CONTRACT
      "An account in none of these roles that an event names or that holds the token; found by its whole address only."
      ACCOUNT
      "A request, by its id."
      REQUEST
      "A program, by its verifying key."
      PROGRAM
    }
  `,
  resolvers: {
    Query: {
      search: ((_parent, args, { db }) => {
        const first = firstOf(args.first, { max: MOST_HITS });
        return ask(db, { text: textOf(args.text), first });
      }) satisfies Resolver<unknown, { text: string; first?: Optional<number> }>,
    },
  },
  costs: { "Query.search": { base: 50, rows: 20 } },
};

function textOf(given: string): string {
  const text = given.trim();
  const problem = problemOf(text);
  if (problem === null) return text;
  throw new UserError({
    argument: "text",
    problem: `is ${quote(given)}, ${problem}`,
    example: `text: "0x1f2e3d"`,
  });
}

function problemOf(text: string): string | null {
  if (text === "") return "with nothing to look for.";
  if (text.length > MOST_CHARACTERS) return `which is longer than ${MOST_CHARACTERS} characters.`;
  if (text.includes("\0")) return "with a character that no name has.";
  if (!/^0x/i.test(text)) return null;
  const digits = text.slice(2);
  if (!/^[0-9a-f]*$/i.test(digits)) return "which begins with 0x and is not hexadecimal.";
  if (digits.length < LEAST_DIGITS)
    return `which has ${digits.length} hexadecimal digits; at least ${LEAST_DIGITS} are needed.`;
  return digits.length > 64 ? "which has more than 64 hexadecimal digits." : null;
}
