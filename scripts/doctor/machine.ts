import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../settings/networks.ts";
import type { Finding } from "./finding.ts";

/** Ponder refuses to run on an older one. */
const OLDEST_NODE = 22;

/** Node.js and the installed packages. */
export function checkMachine(
  version: string = process.versions.node,
  root: string = projectRoot,
): Finding[] {
  const isNew = Number(version.split(".")[0]) >= OLDEST_NODE;
  const node: Finding = isNew
    ? { level: "fine", what: "Node.js", found: version }
    : {
        level: "wrong",
        what: "Node.js",
        found: `${version}, but ${OLDEST_NODE} or later is needed`,
        fix: "start with npm (npm run doctor), which brings the right one; it is missing after npm ci --ignore-scripts: run npm rebuild node",
      };
  const isInstalled = existsSync(join(root, "node_modules", "ponder", "package.json"));
  const packages: Finding = isInstalled
    ? { level: "fine", what: "Packages", found: "installed" }
    : { level: "wrong", what: "Packages", found: "not installed", fix: "npm ci" };
  return [node, packages];
}
