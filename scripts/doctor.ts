import { readCommandLine } from "../settings/commandLine.ts";
import { fail, readEnvironment } from "../settings/environment.ts";
import { readSettings, type Settings } from "../settings.ts";
import { readApiSettings } from "../src/api/settings.ts";
import { checkContracts } from "./doctor/contracts.ts";
import { checkDatabase } from "./doctor/database.ts";
import { type Finding, render } from "./doctor/finding.ts";
import { checkMachine } from "./doctor/machine.ts";
import { checkNodes } from "./doctor/nodes.ts";

const USAGE = `Checks what the indexer needs before it starts: Node.js, settings, database, nodes, contracts.

  npm run doctor

One line for each thing looked at. Exit code 0: nothing needs fixing; 1: something does.`;

await main().catch(fail);

async function main(): Promise<void> {
  readCommandLine(USAGE, {});
  const findings: Finding[] = [];
  const tell = (found: readonly Finding[]) => {
    findings.push(...found);
    for (const each of found) console.log(render(each));
  };
  tell(checkMachine());
  const env = readEnvironment();
  const settings = readSettings(env, { rpcUrl: env.NETWORK?.trim() === "recording" });
  readApiSettings(env);
  tell([
    {
      level: "fine",
      what: "Settings",
      found: `network ${settings.network}, chain ${settings.chainId}`,
    },
    ...settings.warnings.map((found): Finding => ({ level: "warning", what: "Settings", found })),
  ]);
  tell(await checkDatabase(settings));
  tell(await checkChain(settings));
  const wrong = findings.filter(({ level }) => level === "wrong").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  console.log(`\n${wrong} to fix, ${warnings} to look at.`);
  process.exit(wrong === 0 ? 0 : 1);
}

async function checkChain(settings: Settings): Promise<Finding[]> {
  if (settings.rpcUrls.length === 0)
    return [
      { level: "fine", what: "Nodes", found: "none needed: the recording is served by npm start" },
    ];
  const { findings, usable } = await checkNodes(settings);
  return usable === null ? findings : [...findings, ...(await checkContracts(settings, usable))];
}
