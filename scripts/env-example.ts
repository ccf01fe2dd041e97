import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../settings/networks.ts";
import { renderEnvExample } from "../settings/variables.ts";

writeFileSync(join(projectRoot, ".env.example"), renderEnvExample());
