import { GraphQLError, GraphQLInt, GraphQLScalarType, Kind, print } from "graphql";
import { quote } from "../inputs.ts";

const DIGITS = /^-?\d{1,78}$/;

const refuse = (value: string) =>
  new GraphQLError(
    `BigInt cannot be ${value}: it is a whole number of at most 78 digits, in a string. Example: "1000000000000000000"`,
    { extensions: { code: "BAD_USER_INPUT" } },
  );

/** A whole number of any size: a string of digits in answers; questions may give one that JSON keeps exactly as a number. */
export const GraphQLBigInt = new GraphQLScalarType<bigint, string>({
  name: "BigInt",
  description:
    "A whole number of any size, as a string of decimal digits. Accepts a number too when it is small enough for JSON to keep it exactly.",
  serialize: String,
  parseValue: (value) => {
    if (typeof value === "bigint") return value;
    if (typeof value === "string" && DIGITS.test(value)) return BigInt(value);
    if (Number.isSafeInteger(value)) return BigInt(value as number);
    throw refuse(
      typeof value === "number"
        ? `the number ${value}, which JSON does not keep exactly`
        : quote(String(value)),
    );
  },
  parseLiteral: (node) => {
    if ((node.kind === Kind.STRING || node.kind === Kind.INT) && DIGITS.test(node.value))
      return BigInt(node.value);
    throw refuse("value" in node ? quote(String(node.value)) : "this");
  },
});

/** JSON, in answers. */
export const GraphQLJson = new GraphQLScalarType({ name: "JSON", description: "Any JSON value." });

const MOST_INT = 2 ** 31;

/** GraphQL's `Int`, whose complaints know what is often given for a time. */
export const GraphQLWholeNumber = new GraphQLScalarType<number, number>({
  ...GraphQLInt.toConfig(),
  parseValue: (value) => intOf(value, JSON.stringify(value)),
  parseLiteral: (node) =>
    intOf(
      node.kind === Kind.INT ? Number(node.value) : node.kind === Kind.STRING ? node.value : null,
      print(node),
    ),
});

function intOf(value: unknown, shown: string): number {
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < MOST_INT)
    return value;
  const hint =
    typeof value === "number" && value >= 1e11
      ? ` A time is in seconds, not milliseconds. Example: ${Math.floor(value / 1000)}`
      : typeof value === "string" && !Number.isNaN(Date.parse(value)) && /^\d{4}-/.test(value)
        ? ` A time is in seconds since 1970. Example: ${Math.floor(Date.parse(value) / 1000)}`
        : "";
  throw new GraphQLError(
    `Int cannot be ${shown}: it is a whole number below ${MOST_INT}, without quotes.${hint}`,
    { extensions: { code: "BAD_USER_INPUT" } },
  );
}
