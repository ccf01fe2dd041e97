import { type Address, isAddress, zeroAddress } from "viem";
import { type VariableName, variables } from "./variables.ts";

/** An environment: names of variables and their values. */
export type Env = Readonly<Record<string, string | undefined>>;

/** One or several settings are missing or wrong; the message names each, says what is wrong and gives an example. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], warnings: readonly string[] = []) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      [
        `The settings are wrong (${count}):`,
        ...problems.map((problem) => `\n- ${problem}`),
        ...warnings.map((warning) => `\nWarning: ${warning}`),
        "\nSettings are environment variables; .env.local is read too. All of them: .env.example.",
      ].join("\n"),
    );
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/**
 * Reads variables one by one and remembers what was wrong with them.
 * Each question answers undefined when the variable is unset or empty, or when its value was refused.
 */
export type Reader = {
  readonly problems: readonly string[];
  isSet(name: VariableName): boolean;
  text(name: VariableName): string | undefined;
  integer(name: VariableName, range: { min: number; max?: number }): number | undefined;
  address(name: VariableName): Address | undefined;
  oneOf<const T extends string>(name: VariableName, values: readonly T[]): T | undefined;
  urls(name: VariableName): readonly string[] | undefined;
  webSocket(name: VariableName): string | undefined;
  /** Notes that a value was refused: `what` continues the sentence that starts with the variable's name. */
  refuse(name: VariableName, what: string): undefined;
  /** Notes that a variable is needed, and why; a variable that is set is left alone. */
  require(name: VariableName, why: string): void;
};

const RPC_SCHEMES = ["http:", "https:", "ws:", "wss:"];

/** Whether it is the address of a WebSocket. */
export const isWebSocket = (url: string): boolean =>
  /^wss?:\/\//i.test(url) && URL.parse(url) !== null;

/** A reader of the given environment. Values are trimmed; an empty one counts as unset. */
export function createReader(env: Env): Reader {
  const problems: string[] = [];

  const text = (name: VariableName) => env[name]?.trim() || undefined;

  const refuse = (name: VariableName, what: string) => {
    const { example } = variables.find((variable) => variable.name === name)!;
    problems.push(`${name} ${what}\n  Example: ${name}=${example}`);
    return undefined;
  };

  return {
    problems,
    text,
    refuse,
    isSet: (name) => text(name) !== undefined,
    require(name, why) {
      if (text(name) === undefined) refuse(name, `is missing: ${why}`);
    },
    integer(name, { min, max = Number.MAX_SAFE_INTEGER }) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^(0|[1-9][0-9]*)$/.test(value))
        return refuse(name, `is "${value}", which is not a whole number (digits only).`);
      const number = Number(value);
      if (number < min) return refuse(name, `is ${value}, but the least value is ${min}.`);
      if (number > max) return refuse(name, `is ${value}, but the greatest value is ${max}.`);
      return number;
    },
    address(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^0x[0-9a-fA-F]{40}$/.test(value))
        return refuse(
          name,
          `is "${value}", which is not an address (0x and 40 hexadecimal digits).`,
        );
      if (value.toLowerCase() === zeroAddress) return refuse(name, "is the zero address.");
      if (!isAddress(value))
        return refuse(
          name,
          `is "${value}", whose capital letters do not match its checksum: a digit is wrong, or write all letters small.`,
        );
      return value.toLowerCase() as Address;
    },
    oneOf(name, values) {
      const value = text(name);
      if (value === undefined) return undefined;
      const found = values.find((candidate) => candidate === value);
      return found ?? refuse(name, `is "${value}", which is none of ${values.join(", ")}.`);
    },
    urls(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const urls = value.split(",").map((url) => url.trim());
      const before = problems.length;
      for (const [index, url] of urls.entries()) {
        const place = urls.length === 1 ? "is" : `has, as number ${index + 1} of ${urls.length},`;
        if (url === "") refuse(name, `${place} an empty address: there is a comma too many.`);
        else if (!RPC_SCHEMES.includes(URL.parse(url)?.protocol ?? "") || !url.includes("://"))
          refuse(
            name,
            `${place} "${withoutSecrets(url)}", which does not start with http://, https://, ws:// or wss:// and a host.`,
          );
      }
      return problems.length > before ? undefined : [...new Set(urls)];
    },
    webSocket(name) {
      const value = text(name);
      if (value === undefined || isWebSocket(value)) return value;
      return refuse(
        name,
        `is "${withoutSecrets(value)}", which does not start with ws:// or wss:// and a host.`,
      );
    },
  };
}

/** A URL as it may be printed: without user, password, path and query, where providers put their keys. */
export function withoutSecrets(url: string): string {
  const [, scheme = "", rest = ""] = /^([a-z]+:\/\/)?(.*)$/is.exec(url) ?? [];
  const [authority = "", ...path] = rest.split(/[/?#]/);
  return `${scheme}${authority.split("@").at(-1)}${path.join("") === "" ? "" : "/…"}`;
}

/** A text without what is secret in these URLs: user, password, the values of a query, and long parts of a path. */
export function hideSecrets(text: string, urls: readonly string[]): string {
  const secrets = urls.flatMap((url) => {
    const parsed = URL.parse(url);
    if (parsed === null) return [];
    const { username, password, pathname, searchParams } = parsed;
    const keys = pathname.split("/").filter((part) => part.length >= SHORTEST_KEY);
    return [username, password, ...keys, ...searchParams.values()].flatMap((part) => [
      part,
      decode(part),
    ]);
  });
  // The longest first: one may be part of another.
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, "…"), text);
}

/** Parts of a path that are shorter name an interface, such as "v3" or "rpc". */
const SHORTEST_KEY = 8;
/** Anything shorter is found in any text. */
const SHORTEST_SECRET = 4;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
