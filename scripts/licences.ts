import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requireCommandLine } from "../settings/commandLine.ts";
import { projectRoot } from "../settings/networks.ts";
import { type Lock, licencesOf, unknownLicences } from "./licences/lock.ts";

const USAGE = `Lists the licences of everything the lock file installs. Exits with 1 when one is not known to go with ours.

  npm run licences`;

requireCommandLine(USAGE, {});
const lock = JSON.parse(readFileSync(join(projectRoot, "package-lock.json"), "utf8")) as Lock;
const licences = licencesOf(lock);
for (const [licence, packages] of [...licences].sort(
  (one, other) => other[1].length - one[1].length,
))
  console.log(`${licence} (${packages.length})\n  ${packages.join(", ")}`);

const unknown = unknownLicences(licences);
if (unknown.length > 0) {
  console.error(`Not known to go with ours: ${unknown.join(", ")}`);
  process.exitCode = 1;
}
