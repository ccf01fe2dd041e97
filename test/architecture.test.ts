import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const files = globSync("src/**/*.ts", { cwd: root }).sort();
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const isIn = (room: string) => (file: string) => file.startsWith(`src/${room}/`);
const outsideApi = files.filter((file) => !isIn("api")(file));

/** The code alone: comments and texts may name what code may not use. */
const codeOf = (file: string) =>
  textOf(file)
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/\/\/.*$/gm, "");

/** What a file imports: packages by name, files by their path from the project's root. */
const importsOf = (file: string): string[] =>
  [...codeOf(file).matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, path = ""]) =>
    path.startsWith(".") ? join(dirname(file), path) : path,
  );

test("there are files in every room", () => {
  for (const room of ["domain", "store", "handlers"])
    expect(files.filter(isIn(room)).length).toBeGreaterThan(5);
  expect(importsOf("src/handlers/market.ts")).toContain("src/domain/auction.ts");
});

test.each(files.filter(isIn("domain")))("%s knows the domain and viem, nothing else", (file) => {
  const others = importsOf(file).filter((path) => path !== "viem" && !isIn("domain")(path));
  expect(others).toEqual([]);
});

/** Which rooms the files of a room may import from, besides their own. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  backfill: ["postgres", "prefetch", "scripts", "settings"],
  client: [],
  postgres: ["scripts", "settings"],
  prefetch: ["postgres", "replay", "rpc", "scripts", "settings"],
  replay: ["abis"],
  rpc: ["postgres", "prefetch", "scripts", "settings", "views"],
  // The recording's first line, and the settings of the API.
  settings: ["replay", "src/api"],
  "src/api": ["settings", "src/domain"],
  "src/domain": [],
  "src/handlers": ["abis", "src/domain", "src/store"],
  "src/store": ["src/domain"],
  verify: ["abis", "src/domain"],
  // The API's descriptions of tables and columns.
  views: ["settings", "src/api"],
  webhooks: ["postgres", "scripts", "settings", "src/api", "src/domain"],
};

/** A file's room: its folder, within `src` the one below. A file of the project's root is none's. */
const roomOf = (file: string): string | null => {
  const [first = "", second, third] = file.split("/");
  if (first === "src") return third === undefined ? null : `src/${second}`;
  return second === undefined ? null : first;
};

test.each(Object.entries(arrows))("%s imports from %j alone", (room, allowed) => {
  const own = globSync(`${room}/**/*.ts`, { cwd: root });
  expect(own.length).toBeGreaterThan(0);
  const others = own.flatMap((file) =>
    importsOf(file)
      .filter((path) => path.endsWith(".ts"))
      .filter((path) => ![null, room, ...allowed].includes(roomOf(path)))
      .map((path) => `${file}: ${path}`),
  );
  expect(others).toEqual([]);
});

/** Within the API: how a question is declared knows no topic, what answers derive from rows knows no GraphQL. */
const apiArrows: Readonly<Record<string, readonly string[]>> = {
  declare: ["entities", "reads", "rules"],
  entities: ["declare", "reads"],
  exports: ["entities", "protection"],
  invariants: ["reads"],
  live: ["declare", "protection", "reads", "rules"],
  protection: ["declare"],
  reads: ["declare", "entities", "rules"],
  rules: [],
  topics: ["declare", "entities", "invariants", "live", "reads", "rules"],
};

test.each(Object.entries(apiArrows))("src/api/%s imports from %j alone", (room, allowed) => {
  const own = files.filter(isIn(`api/${room}`));
  expect(own.length).toBeGreaterThan(0);
  const others = own.flatMap((file) =>
    importsOf(file)
      .filter((path) => path.split("/").length > 3 && path.startsWith("src/api/"))
      .filter((path) => ![room, ...allowed].includes(path.split("/")[2]!))
      .map((path) => `${file}: ${path}`),
  );
  expect(others).toEqual([]);
});

test.each(files)("%s imports no handler: Ponder runs them", (file) => {
  expect(importsOf(file).filter(isIn("handlers"))).toEqual([]);
});

test.each(outsideApi)("%s imports nothing of the API", (file) => {
  expect(importsOf(file).filter(isIn("api"))).toEqual([]);
});

test.each(files)(
  "%s does not load the editor at the start: Vite would transform nine megabytes",
  (file) => {
    expect(codeOf(file)).not.toMatch(/(from|await import\(|^import)\s*["']@graphql-yoga\/render/m);
  },
);

test.each(files.filter(isIn("store")))("%s writes rows, and registers nothing", (file) => {
  expect(codeOf(file)).not.toMatch(/\bponder\.on\b/);
});

// What is indexed must follow from the chain alone, and be the same every time.
describe.each([
  ["the clock", /\bDate\.now\b|\bnew Date\b|\bperformance\b|\bsetTimeout\b|\bsetInterval\b/],
  ["chance", /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/],
  ["the environment", /\bprocess\.|\bimport\.meta\.env\b/],
  ["the network past Ponder's client", /\bfetch\s*\(|\bcreatePublicClient\b|\bWebSocket\b/],
  ["files", /["']node:/],
  // It empties Ponder's cache.
  ["SQL", /\bdb\.sql\b/],
])("no rule, store or handler reads %s", (_, forbidden) => {
  test.each(outsideApi)("not %s", (file) => {
    expect(codeOf(file)).not.toMatch(forbidden);
  });
});

const explained = [...files.filter(isIn("domain")), ...files.filter(isIn("handlers"))];
test.each(explained)("%s begins by saying what it is about", (file) => {
  expect(textOf(file)).toMatch(/^\/\*\*\s*\S/);
});

test.each(files.filter(isIn("store")))("%s begins by saying what it is about", (file) => {
  expect(textOf(file)).toMatch(/^\/\*\*\s*\S/);
});
