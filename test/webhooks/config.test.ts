import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getAddress } from "viem";
import { afterAll, describe, expect, test } from "vitest";
import { noSettings } from "../../settings/environment.ts";
import { projectRoot } from "../../settings/networks.ts";
import { SettingsError } from "../../settings/reader.ts";
import { readConfig } from "../../webhooks/config.ts";
import { readWebhookSettings } from "../../webhooks/settings.ts";
import { FileError } from "../../webhooks/yaml.ts";
import { SECRET } from "./support.ts";

const directory = mkdtempSync(join(tmpdir(), "provernet-webhooks-"));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, "webhooks.yaml");
const env = { MY_SECRET: SECRET, TOKEN: "t0ken" };
const prover = "0x71be63f3384f5fb98995898a86b02fb2426c5788";

const read = (text: string) => {
  writeFileSync(file, text);
  return readConfig(file, env);
};
const problemsOf = (text: string): readonly string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof FileError) return error.problems;
    throw error;
  }
  return [];
};

const good = `# Alerts of a prover.
webhooks:
  - name: my-prover
    url: https://alerts.example.com/provernet?token=\${TOKEN}
    secret: \${MY_SECRET}
    finality: FINAL
    events:
      - prover: ${prover}
        kinds: [REVEALED, FULFILLED]
    phases:
      - vk: 0x6ab4ab387ddd118813cb1aa933b2ecffb8269aa1125b1fa3827ed709ae6ce453
        to: [REFUNDABLE]
    timeLeft:
      - { phase: PROVING, seconds: 600, winner: ${getAddress(prover)} }
  - name: everything
    url: http://localhost:8080
    secret: [${SECRET}, "\${MY_SECRET}"]
    events: [{}]
`;

test("a file lists webhooks; addresses need no quotes, and environment variables are filled in", () => {
  const [first, second] = read(good);
  expect(first).toMatchObject({
    ...{ name: "my-prover", url: "https://alerts.example.com/provernet?token=t0ken" },
    ...{ secrets: [SECRET], finality: "FINAL" },
    events: [{ prover, kinds: ["REVEALED", "FULFILLED"], account: null }],
    phases: [{ to: ["REFUNDABLE"], requester: null }],
    timeLeft: [{ phase: "PROVING", seconds: 600, winner: prover }],
  });
  expect(second).toMatchObject({ finality: "LATEST", secrets: [SECRET, SECRET], phases: [] });
});

test("the file that the document shows is one", () => {
  const text = readFileSync(join(projectRoot, "docs", "webhooks.md"), "utf8");
  const [, shown = ""] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  expect(read(shown.replaceAll("PROVER_ALERTS_SECRET", "MY_SECRET"))).toMatchObject([
    { name: "prover-alerts", events: [{}], timeLeft: [{ seconds: 600 }, { seconds: 120 }] },
    { name: "requester-final", finality: "FINAL", phases: [{ to: ["REFUNDABLE"] }] },
  ]);
});

describe("a mistake is told with file, place, what is wrong and an example", () => {
  const changes: [what: string, from: string | RegExp, to: string, expected: RegExp][] = [
    ["a name", "my-prover", "My Prover", /^webhooks.yaml:3:11 webhooks\[0\]\.name is "My Prover"/],
    ["a URL", "https://alerts", "ftp://alerts", /:4:10 webhooks\[0\]\.url does not start with/],
    ["a fragment", "{TOKEN}", "{TOKEN}#x", /\.url ends with a fragment/],
    ["an unset variable", "{TOKEN}", "{TOKN}", /names the environment variable TOKN, which is not/],
    ["a short secret", `[${SECRET}`, "[whsec_c2hvcnQ=", /\.secret\[0\] is not whsec_/],
    ["a secret in hex", /\$\{MY_SECRET\}\n/, "abc\n", /:5:13 .*\.secret is not whsec_/],
    ["a finality", "FINAL", "SAFE", /is "SAFE", which is none of LATEST, FINAL/],
    ["an address", prover, "0x71be", /:8:17 webhooks\[0\]\.events\[0\]\.prover is "0x71be"/],
    [
      "a checksum",
      getAddress(prover),
      getAddress(prover).replace("E", "e"),
      /capital letters do not match its checksum/,
    ],
    ["a kind", "FULFILLED", "FULFILED", /kinds\[1\] is "FULFILED", which is none of REQUESTED/],
    ["no kinds", "[REVEALED, FULFILLED]", "[]", /kinds is an empty list/],
    ["a hash", "vk: 0x6a", "vk: 0x6", /vk is "0x6b.*64 hexadecimal/],
    ["a phase", "to: [REFUNDABLE]", "to: [BIDDING]", /to\[0\] is "BIDDING", which is none of REV/],
    ["seconds", "seconds: 600", "seconds: 10m", /seconds is "10m", which is not a whole number/],
    [
      "no phase",
      "phase: PROVING, ",
      "",
      /timeLeft\[0\]\.phase is missing\.\n {2}Example: phase: PR/,
    ],
    ["an unknown entry", "finality:", "finalty:", /:6:5 webhooks\[0\]\.finalty is not known here/],
    ["nothing asked", "    events: [{}]\n", "", /:15:5 webhooks\[1\] asks for nothing/],
    ["no list", "events: [{}]", "events: {}", /webhooks\[1\]\.events is not a list/],
    ["an empty value", "events: [{}]", "events:", /webhooks\[1\]\.events is empty/],
    ["the same name", "everything", "my-prover", /has two webhooks named "my-prover"/],
    ["a key twice", "finality: FINAL", "name: other", /:6:5 is no YAML: .*unique/],
    ["no YAML", "events: [{}]", "events: [{}", /is no YAML/],
    ["nothing", /[\s\S]*/, "", /:1:1 the file is empty/],
    ["another file", /[\s\S]*/, "hooks: []", /:1:1 hooks is not known here/],
  ];
  test.each(changes)("%s", (_, from, to, expected) => {
    const changed = good.replace(from, to);
    expect(changed).not.toBe(good);
    const problems = problemsOf(changed);
    expect(problems[0]).toMatch(expected);
    for (const problem of problems) expect(problem).toMatch(/\n {2}Example: \S/);
    expect(problems.join()).not.toContain(SECRET);
  });

  test("all of them at once", () => {
    const changed = good
      .replace("my-prover", "UPPER")
      .replace("SECRET", "NONE")
      .replace("600", "0");
    expect(problemsOf(changed)).toHaveLength(3);
  });
});

describe("settings", () => {
  const problems = (given: Record<string, string>) => {
    try {
      readWebhookSettings({ ...noSettings, WEBHOOKS_FILE: file, ...given });
    } catch (error) {
      if (error instanceof SettingsError) return error.problems.join("\n");
      throw error;
    }
    return "";
  };
  test("a file that is not there, a host that is none, a schema that is the index's", () => {
    writeFileSync(file, good);
    expect(problems({})).toBe("");
    expect(problems({ WEBHOOKS_FILE: "nowhere.yaml" })).toMatch(/nowhere\.yaml.*no file/);
    expect(problems({ WEBHOOKS_PRIVATE_HOSTS: "localhost,10.0.0.1,[::1]" })).toBe("");
    for (const host of ["http://x", "x:80", "UPPER", "", "0x7f.1"])
      expect(problems({ WEBHOOKS_PRIVATE_HOSTS: `localhost,${host}` })).toMatch(/which is no host/);
    for (const name of ["pg_x", "1a", "a-b", "index"])
      expect(problems({ DATABASE_SCHEMA: "index", WEBHOOKS_SCHEMA: name })).toMatch(/WEBHOOKS_SCH/);
  });
});
