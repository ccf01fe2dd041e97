import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Refusal } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";

const web = join(projectRoot, "web");
const dist = join(web, "dist");
/** Says of which files a build was made. */
const stamp = join(dist, "sources.sha256");
const SOURCES =
  "{*.{ts,tsx,css,html,json},{data,pages,parts,pictures,public}/**/*.{ts,tsx,css,json,js,svg},tools/bundle.ts}";

/** Why there is an explorer to serve, or why there is none. */
type BuildOutcome =
  | "built"
  | "up to date"
  | "without sources"
  | "its build tools are not installed: npm ci";

/**
 * Builds the explorer when it is missing or older than its files. Without its sources (as in an image) or its tools, what is
 * there is served.
 * @throws Refusal when the build fails
 */
export async function buildExplorer(): Promise<BuildOutcome> {
  if (!existsSync(join(web, "index.html"))) return "without sources";
  const sources = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return "up to date";
  const vite = findVite();
  if (vite === null) return "its build tools are not installed: npm ci";
  // Under a test runner, NODE_ENV would have React built with its warnings.
  const { code, output } = await run([vite, "build", "--logLevel", "warn"]);
  if (code !== 0) throw new Refusal(`The explorer could not be built.\n${output}`);
  writeFileSync(stamp, sources);
  return "built";
}

function hashSources(): string {
  const hash = createHash("sha256").update(readFileSync(join(projectRoot, "package-lock.json")));
  const files = globSync(SOURCES, { cwd: web }).filter((file) => !/\.test\.ts$/.test(file));
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(join(web, file)));
  return hash.digest("hex");
}

/** The explorer's own Vite; that of the root is another version. */
function findVite(): string | null {
  try {
    const manifest = createRequire(join(web, "package.json")).resolve("vite/package.json");
    const { bin, version } = JSON.parse(readFileSync(manifest, "utf8")) as {
      bin: { vite: string };
      version: string;
    };
    const wanted = JSON.parse(readFileSync(join(web, "package.json"), "utf8")).devDependencies.vite;
    return version === wanted ? join(dirname(manifest), bin.vite) : null;
  } catch {
    return null;
  }
}

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd: web,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", NODE_ENV: "production" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}
