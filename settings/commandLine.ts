import { type ParseArgsConfig, parseArgs } from "node:util";
import { fail, Refusal } from "./environment.ts";

/**
 * What follows the name of a command. `--help` prints how it is used, and ends the process.
 * @param usage how the command is used
 * @param known the options that it knows, and whether it takes anything else; `args`: those of the process
 * @throws Refusal with the usage when something is not understood
 */
export function readCommandLine<T extends ParseArgsConfig>(usage: string, known: T) {
  const { args = process.argv.slice(2) } = known;
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs(known);
  } catch (error) {
    // After its first sentence Node tells how to smuggle the option in.
    const [why] = (error as Error).message.split(". ");
    throw misused(usage, why!);
  }
}

/** The same for a script that catches nothing: what is not understood ends it. */
export function requireCommandLine<T extends ParseArgsConfig>(usage: string, known: T) {
  try {
    return readCommandLine(usage, known);
  } catch (error) {
    return fail(error);
  }
}

/** A command that is not used as it says. */
export const misused = (usage: string, why: string): Refusal =>
  new Refusal(`${why.replace(/\.$/, "")}.\n\n${usage}`);
