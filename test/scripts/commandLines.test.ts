import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../settings/networks.ts";
import { pathOf, startScript } from "../support/scripts.ts";

const { scripts } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
/** The commands that run a program of ours. */
const commands = Object.entries(scripts).flatMap(([name, line]) => {
  const [, args] = /^(?:exec )?node (\S+\.ts.*)$/.exec(line) ?? [];
  return args === undefined ? [] : [{ name, args: args.split(" ") }];
});
const run = async (...args: string[]) => {
  const { ended, text } = startScript(args, { NETWORK: "recording" });
  return { code: await ended, text: text() };
};

test("the commands are found", () => {
  expect(commands.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["start", "demo", "prefetch", "webhooks", "grant-reader", "bench"]),
  );
});

// `npm run demo -- --port 4000` started on another port.
test.each(commands)(
  "npm run $name refuses an option that it does not know, and tells how it is used",
  async ({ args }) => {
    const { code, text } = await run(...args, "--nonsense");
    expect(text).toContain("Unknown option '--nonsense'.\n");
    expect(text).toMatch(/^ *npm (start|run [a-z])/m);
    expect(text).not.toMatch(/^ +at /m);
    expect(code).toBeGreaterThan(0);
  },
);

// `npm run export -- --help` was told to name a folder.
test.each(["export.ts", "run.ts start", "views.ts grant"])(
  "%s --help tells how it is used, and does nothing",
  async (line) => {
    const [script, ...args] = line.split(" ");
    const { code, text } = await run(pathOf(script!), ...args, "--help");
    expect(text).toMatch(/^(Writes|Runs|The views).*\n\n {2}npm /);
    expect(code).toBe(0);
  },
);

test.each([
  ["run.ts start now", "Unexpected argument 'now'."],
  ["run.ts start --log-format xml", '--log-format is "xml"'],
  ["run.ts serve", "It is either dev or start."],
  ["export.ts one two", "One folder is wanted, or none."],
  ["views.ts swich provernet_2", "There is no command 'swich'."],
  ["views.ts switch", "'switch' takes one name."],
  ["mutate.ts nobodysRule", 'No rule has "nobodysRule" in its name or file.'],
  ["../webhooks/main.ts chek", "There is no command 'chek'."],
  ["../bench/main.ts --events many", '--events is "many", which is not a number.'],
])("%s is told what is wrong", async (line, message) => {
  const [script, ...args] = line.split(" ");
  const { code, text } = await run(pathOf(script!), ...args);
  expect(text.slice(0, message.length)).toBe(message);
  expect(code).toBe(1);
});

// It made an empty database, only to say that it holds no index.
test("npm run export says that nothing is indexed yet, and makes no database", async () => {
  const folder = mkdtempSync(join(tmpdir(), "provernet-unseen-"));
  // Each recording has a database of its own, by the name of its folder.
  const recording = join(folder, basename(folder));
  symlinkSync(join(projectRoot, "recordings", "quirks"), recording);
  const settings = { NETWORK: "recording", RECORDING: recording };
  const { ended, text } = startScript([pathOf("export.ts")], settings);
  expect(await ended).toBe(1);
  expect(text()).toMatch(/^Nothing is indexed yet: there is no .+\. Run npm start first/);
  rmSync(folder, { recursive: true });
});
