/** The project's own files, run under Node itself: Ponder runs them through Vite, which takes two seconds to start. */
import { readdir } from "node:fs/promises";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Refusal } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";

/** An event that a handler was registered for. */
type IndexingFunction = { name: string; fn: unknown };

/** Modules that only Ponder knows, and where they are. The registry is a module of this text. */
const virtual: Record<string, string> = {
  "ponder:registry":
    "data:text/javascript,export const ponder = { fns: [], on(name, fn) { this.fns.push({ name, fn }) } }",
  "ponder:schema": pathToFileURL(join(projectRoot, "ponder.schema.ts")).href,
};

/**
 * `ponder.config.ts`, and what the handlers register for.
 * @throws Refusal when one of them fails
 */
export async function runProject(): Promise<{
  config: unknown;
  indexingFunctions: IndexingFunction[];
}> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(virtual[specifier] ?? specifier, context),
  });
  try {
    const { default: config } = await run("ponder.config.ts");
    for (const file of await readdir(join(projectRoot, "src", "handlers")))
      await run(join("src", "handlers", file));
    const { ponder } = await import(virtual["ponder:registry"]!);
    return { config, indexingFunctions: ponder.fns };
  } finally {
    hooks.deregister();
  }
}

const run = (file: string) =>
  import(pathToFileURL(join(projectRoot, file)).href).catch((error) => {
    throw new Refusal(`${file} could not be run: ${error.message}`);
  });
