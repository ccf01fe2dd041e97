/** What was measured, and where, in RESULTS.md. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../settings/networks.ts";

const FILE = join(import.meta.dirname, "..", "RESULTS.md");
const HEAD = `# Results

Written by \`npm run bench -- … --write\`; every section by its own command, on the machine and with the versions it names.
How it is measured, and how to repeat it: [README.md](README.md).
`;

const versionOf = (name: string): string =>
  (
    JSON.parse(readFileSync(join(projectRoot, "node_modules", name, "package.json"), "utf8")) as {
      version: string;
    }
  ).version;

/** The machine and the versions, in a sentence each. */
export function describeMachine(postgres: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${memory} GB of memory, ${platform()} ${release()}.`,
    `Node ${process.versions.node}, Ponder ${versionOf("ponder")}, PostgreSQL ${postgres} (defaults, without durability).`,
    `${new Date().toISOString().slice(0, 10)}.`,
  ].join(" ");
}

/** A section of the results. */
export type Section = { title: string; command: string; machine: string; body: string };

/** Prints a section, and with `write` puts it into RESULTS.md in the place of the one of the same title. */
export function report({ title, command, machine, body }: Section, write: boolean): void {
  const text = `## ${title}\n\n\`${command}\`\n\n${machine}\n\n${body.trim()}\n`;
  console.log(`\n${text}`);
  if (!write) return;
  const before = existsSync(FILE) ? readFileSync(FILE, "utf8") : HEAD;
  const [head = HEAD, ...sections] = before.split(/^(?=## )/m);
  const kept = sections.filter((section) => !section.startsWith(`## ${title}\n`));
  writeFileSync(
    FILE,
    `${[head.trimEnd(), ...[...kept, text].map((one) => one.trim())].join("\n\n")}\n`,
  );
}
