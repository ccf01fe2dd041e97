import { GraphQLError, type GraphQLScalarType, Kind } from "graphql";
import { quote } from "./inputs.ts";

const DIGITS = /^-?\d{1,78}$/;

/** Lets `BigInt` take whole numbers as well as strings of digits, and say what is wrong with anything else. */
export function improveBigInt(bigInt: GraphQLScalarType): void {
  const refuse = (value: string) =>
    new GraphQLError(
      `BigInt cannot be ${value}: it is a whole number of at most 78 digits, in a string. Example: "1000000000000000000"`,
      { extensions: { code: "BAD_USER_INPUT" } },
    );
  bigInt.parseValue = (value) => {
    if (typeof value === "bigint") return value;
    if (typeof value === "string" && DIGITS.test(value)) return BigInt(value);
    if (Number.isSafeInteger(value)) return BigInt(value as number);
    throw refuse(
      typeof value === "number"
        ? `the number ${value}, which JSON does not keep exactly`
        : quote(String(value)),
    );
  };
  bigInt.parseLiteral = (node) => {
    if ((node.kind === Kind.STRING || node.kind === Kind.INT) && DIGITS.test(node.value))
      return BigInt(node.value);
    throw refuse("value" in node ? quote(String(node.value)) : "this");
  };
}
