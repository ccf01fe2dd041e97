import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireCommandLine } from "../settings/commandLine.ts";
import { projectRoot } from "../settings/networks.ts";
import { renderEnvExample } from "../settings/variables.ts";

const USAGE = `Writes .env.example from the descriptions of the settings.

  npm run env-example`;

requireCommandLine(USAGE, {});
writeFileSync(join(projectRoot, ".env.example"), renderEnvExample());
