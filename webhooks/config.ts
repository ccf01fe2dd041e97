/** The file that lists the webhooks. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Address, type Hex, isAddress } from "viem";
import { activityKind } from "../ponder.schema.ts";
import type { Env } from "../settings/reader.ts";
import type { Activity, FeedSubjects } from "../src/api/topics/feed.ts";
import { list, oneOrMore, type Rule, readYaml, record, scalar, word } from "./yaml.ts";

/** Phases that time alone ends. */
const TIMED = ["BIDDING", "REVEALING", "PROVING"] as const;
/** Phases that time alone begins. */
const BEGUN = ["REVEALING", "PROVING", "REFUNDABLE"] as const;

/** Which events of the feed. */
export type EventFilter = Omit<FeedSubjects, "transaction" | "block"> & {
  kinds: readonly Activity["kind"][] | null;
};

/** Which requests; null: any. */
export type RequestFilter = Readonly<{
  requester: Address | null;
  requestId: Hex | null;
  /** Verifying key of the program. */
  vk: Hex | null;
  /** Who leads, and has won once the reveal phase is over. */
  winner: Address | null;
  /** Who has bid on it. */
  prover: Address | null;
}>;

type PhaseFilter = RequestFilter & { to: readonly (typeof BEGUN)[number][] | null };
export type TimeLeftFilter = RequestFilter & { phase: (typeof TIMED)[number]; seconds: number };

export type Webhook = Readonly<{
  name: string;
  url: string;
  /** The first is the newest: a receiver may know any of them. */
  secrets: readonly string[];
  finality: "LATEST" | "FINAL";
  events: readonly EventFilter[];
  phases: readonly PhaseFilter[];
  timeLeft: readonly TimeLeftFilter[];
}>;

const ADDRESS = "0x71be63f3384f5fb98995898a86b02fb2426c5788";
const HASH = `0x6ab4ab387ddd118813cb1aa933b2ecffb8269aa1125b1fa3827ed709ae6ce453`;

const address = (name: string): Rule<Address> =>
  scalar(`${name}: ${ADDRESS}`, (text, place) => {
    if (!/^0x[0-9a-fA-F]{40}$/.test(text))
      return place.refuse(`is "${text}", which is not an address (0x and 40 hexadecimal digits).`);
    if (!isAddress(text))
      return place.refuse(
        `is "${text}", whose capital letters do not match its checksum: a digit is wrong, or write all letters small.`,
      );
    return text.toLowerCase() as Address;
  });

const bytes32 = (name: string): Rule<Hex> =>
  scalar(`${name}: ${HASH}`, (text, place) =>
    /^0x[0-9a-fA-F]{64}$/.test(text)
      ? (text.toLowerCase() as Hex)
      : place.refuse(`is "${text}", which is not 0x and 64 hexadecimal digits.`),
  );

const eventFilter: Rule<EventFilter> = record(`- prover: ${ADDRESS}`, {
  account: address("account"),
  prover: address("prover"),
  requester: address("requester"),
  requestId: bytes32("requestId"),
  vk: bytes32("vk"),
  kinds: list("kinds: [REVEALED, FULFILLED]", word("- FULFILLED", activityKind.enumValues)),
});

const requests = {
  requester: address("requester"),
  requestId: bytes32("requestId"),
  vk: bytes32("vk"),
  winner: address("winner"),
  prover: address("prover"),
};

const phaseFilter: Rule<PhaseFilter> = record(`- requester: ${ADDRESS}`, {
  ...requests,
  to: list("to: [PROVING, REFUNDABLE]", word("- PROVING", BEGUN)),
});

const MAX_SECONDS = 31 * 86_400;
const seconds = scalar("seconds: 600", (text, place) => {
  const value = /^[1-9][0-9]{0,6}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= MAX_SECONDS
    ? value
    : place.refuse(`is "${text}", which is not a whole number from 1 to ${MAX_SECONDS}.`);
});

const timeLeftFilter = record(
  "- { phase: PROVING, seconds: 600 }",
  { ...requests, phase: word("phase: PROVING", TIMED), seconds },
  ["phase", "seconds"],
);

/** A text in which `${NAME}` stands for what an environment variable holds. */
const filled = <T>(
  example: string,
  env: Env,
  read: (text: string, refuse: (what: string) => undefined) => T | undefined,
): Rule<T> =>
  scalar(example, (text, place) => {
    const missing = [...text.matchAll(/\$\{(\w*)\}/g)].find(([, name = ""]) => !env[name]?.trim());
    if (missing !== undefined)
      return place.refuse(`names the environment variable ${missing[1]}, which is not set.`);
    return read(
      text.replaceAll(/\$\{(\w+)\}/g, (_, name) => env[name]!.trim()),
      place.refuse,
    );
  });

const urlRule = (env: Env) =>
  filled("url: https://alerts.example.com/provernet", env, (text, refuse) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:\/\//i.test(text))
      return refuse("does not start with https:// or http:// and a host.");
    return url.hash === "" ? url.href : refuse("ends with a fragment (#…), which is never sent.");
  });

/** [bytes] As the standard has it. */
const SECRET = { least: 24, most: 64 };

/** What is refused is not repeated: it is a secret. */
const secretRule = (env: Env) =>
  filled(`secret: \${PROVERNET_WEBHOOK_SECRET}`, env, (text, refuse) => {
    const [, base64 = ""] = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
    const bytes = Buffer.from(base64, "base64");
    if (base64.length % 4 !== 0 || bytes.length < SECRET.least || bytes.length > SECRET.most)
      return refuse(
        `is not whsec_ and ${SECRET.least} to ${SECRET.most} bytes in base64; \`npm run webhooks -- secret\` makes one.`,
      );
    return text;
  });

const nameRule = scalar("name: prover-alerts", (text, place) =>
  /^[a-z0-9][a-z0-9_-]{0,59}$/.test(text)
    ? text
    : place.refuse(
        `is "${text}"; small letters, digits, - and _ are allowed, at most 60, a letter or digit first.`,
      ),
);

const fileRule = (env: Env) => {
  const secret = secretRule(env);
  const webhook = record(
    `- { name: prover-alerts, url: https://alerts.example.com/provernet, secret: "\${SECRET}", events: [{}] }`,
    {
      name: nameRule,
      url: urlRule(env),
      secret: oneOrMore(secret, list(secret.example, secret)),
      finality: word("finality: FINAL", ["LATEST", "FINAL"]),
      events: list(`events: [{ prover: ${ADDRESS} }]`, eventFilter),
      phases: list("phases: [{ to: [REFUNDABLE] }]", phaseFilter),
      timeLeft: list("timeLeft: [{ phase: PROVING, seconds: 600 }]", timeLeftFilter),
    },
    ["name", "url", "secret"],
  );
  const whole: typeof webhook = {
    ...webhook,
    read(place) {
      const found = webhook.read(place);
      if (found && [found.events, found.phases, found.timeLeft].every((asked) => asked === null))
        return place.refuse("asks for nothing: it needs events, phases or timeLeft.");
      return found;
    },
  };
  return record("webhooks: [{ name: … }]", { webhooks: list("webhooks: [{ name: … }]", whole) }, [
    "webhooks",
  ]);
};

/**
 * The webhooks that a file lists.
 * @throws FileError that lists every mistake at once, with its place and an example
 */
export function readConfig(file: string, env: Env): readonly Webhook[] {
  const rule = fileRule(env);
  const unique: typeof rule = {
    ...rule,
    read(place) {
      const found = rule.read(place);
      const names = found?.webhooks?.map(({ name }) => name) ?? [];
      const twice = names.find((name, index) => name && names.indexOf(name) !== index);
      return twice === undefined ? found : place.refuse(`has two webhooks named "${twice}".`);
    },
  };
  return readYaml(basename(file), readFileSync(file, "utf8"), unique).webhooks.map(
    ({ secret, events, phases, timeLeft, finality, ...webhook }) => ({
      ...webhook,
      secrets: secret,
      finality: finality ?? "LATEST",
      events: events ?? [],
      phases: phases ?? [],
      timeLeft: timeLeft ?? [],
    }),
  );
}
