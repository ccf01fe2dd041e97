import { inspect } from "node:util";
import { hideSecrets } from "../../settings/reader.ts";
import type { ProcessSettings } from "./settings.ts";

const ORDER: readonly ProcessSettings["logLevel"][] = ["silent", "fatal", "error", "warn", "info"];

/** Writes the API's log to standard error, in the form of the indexer's; never the database's password. */
export function createLog({ logLevel, databaseUrl }: ProcessSettings) {
  const isWanted = (level: "error" | "info") =>
    !ORDER.includes(logLevel) || ORDER.indexOf(level) <= ORDER.indexOf(logLevel);
  const write = (level: "error" | "info", text: string) => {
    if (!isWanted(level)) return;
    const time = new Date().toISOString().slice(11, 23);
    const line = `${time} ${level.toUpperCase().padEnd(5)} API: ${text}`;
    process.stderr.write(`${hideSecrets(line, [databaseUrl])}\n`);
  };
  return {
    info: (message: string) => write("info", message),
    error: (message: string, error: unknown) =>
      write("error", `${message}\n${error instanceof Error ? error.stack : inspect(error)}`),
  };
}
