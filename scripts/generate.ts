import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireCommandLine } from "../settings/commandLine.ts";
import { projectRoot } from "../settings/networks.ts";
import { type Descriptions, readComments } from "./generate/comments.ts";

const USAGE = `Writes what follows from ponder.schema.ts and src/api: the API's descriptions, schema.graphql, docs/schema.md,
docs/questions.md, the client's functions, and the explorer's types and definitions.

  npm run generate        writes the files
  npm run drift           compares them with what would be written; exit code 1 when one differs`;

const { values } = requireCommandLine(USAGE, { options: { check: { type: "boolean" } } });
const isCheck = values.check === true;
const different: string[] = [];

const descriptions = readComments(join(projectRoot, "ponder.schema.ts"));
// The schema is built with the descriptions: they come first.
put("src/api/entities/descriptions.gen.ts", renderDescriptions(descriptions));
if (different.length === 0) {
  const { renderSchema, renderDocument, renderQuestionDocument } = await import(
    "./generate/documents.ts"
  );
  const sdl = renderSchema();
  put("schema.graphql", sdl);
  put("docs/schema.md", renderDocument(descriptions));
  put("docs/questions.md", renderQuestionDocument());
  const { generateClient, QUERIES } = await import("../client/tools/generate.ts");
  put(join("client", QUERIES), await generateClient(join(projectRoot, "queries"), sdl));
  const { generateExplorer } = await import("../web/tools/generate.ts");
  for (const [file, text] of await generateExplorer(join(projectRoot, "web"), sdl))
    put(join("web", file), text);
}

if (different.length > 0) {
  console.error(`Not up to date: ${different.join(", ")}. To write them: npm run generate`);
  process.exitCode = 1;
} else console.log(isCheck ? "Generated files are up to date." : "Generated files are written.");

function put(name: string, text: string): void {
  const path = join(projectRoot, name);
  const present = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (present === text) return;
  if (isCheck) different.push(name);
  else writeFileSync(path, text);
}

function renderDescriptions(given: Descriptions): string {
  const code = [
    "// Written by `npm run generate` from the comments of ponder.schema.ts.",
    "/** What each name of the schema means. */",
    `export const descriptions = ${JSON.stringify(given)} as const;`,
  ].join("\n");
  const biome = join(projectRoot, "node_modules/@biomejs/biome/bin/biome");
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [biome, "format", "--stdin-file-path=src/api/entities/descriptions.ts"],
    { input: code, encoding: "utf8", cwd: projectRoot },
  );
  if (status !== 0) throw new Error(`The code formatter failed: ${stderr}`);
  return stdout;
}
