import { readCommandLine } from "../settings/commandLine.ts";
import { fail } from "../settings/environment.ts";
import { buildExplorer } from "./explorer.ts";

const USAGE = `Builds the explorer, unless what is there was made from the same files.

  npm run build`;

await main().catch(fail);

async function main(): Promise<void> {
  readCommandLine(USAGE, {});
  const outcome = await buildExplorer();
  console.log(`Explorer: ${outcome}`);
  if (outcome !== "built" && outcome !== "up to date") process.exitCode = 1;
}
