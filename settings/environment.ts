import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { inspect, parseEnv } from "node:util";
import { projectRoot } from "./networks.ts";
import { type Env, hideSecrets, SettingsError } from "./reader.ts";
import { variables } from "./variables.ts";

/** Something the user can fix; the message says how. */
export class Refusal extends Error {}

/** What the nodes or the database hold is not the chain that is meant: nothing may be indexed from it. */
export class WrongChain extends Refusal {}

/** Exit code of a process that ended for that. */
export const WRONG_CHAIN = 2;

/** The environment with `.env.local` beneath it, merged as Ponder does: a variable that is there, even empty, wins. */
export function readEnvironment(): Env {
  const file = join(projectRoot, ".env.local");
  const local = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  return { ...local, ...process.env };
}

/** Every setting, empty: on top of an environment it keeps `.env.local` from reaching a process. */
export const noSettings: Env = Object.fromEntries(variables.map(({ name }) => [name, ""]));

/** Ends the process: what the user can fix is shown by its message alone, anything else with its stack. */
export function fail(error: unknown): never {
  const foreseen = error instanceof SettingsError || error instanceof Refusal;
  const { RPC_URL = "", DATABASE_URL = "" } = readEnvironment();
  // User and database names are no secret, and schemas often have the same names.
  const database = URL.parse(DATABASE_URL);
  if (database !== null) Object.assign(database, { username: "", pathname: "" });
  const text = foreseen ? error.message : inspect(error);
  const urls = [...RPC_URL.split(","), database?.href ?? DATABASE_URL];
  process.stderr.write(`${hideSecrets(text, urls)}\n`);
  process.exit(error instanceof WrongChain ? WRONG_CHAIN : 1);
}

/**
 * Makes sure that nobody listens on a port, before anything is begun.
 * @throws Refusal when the port is taken or may not be used
 */
export async function requireFreePort(port: number, host: string | null): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ port, ...(host === null ? {} : { host }) }, () =>
      server.close(() => resolve(null)),
    );
  });
  if (error === null) return;
  if (error.code === "EADDRINUSE")
    throw new Refusal(
      `Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1}`,
    );
  if (host !== null && error.code !== "EACCES")
    throw new Refusal(
      `LISTEN_HOST is "${host}", which is no address of this machine (${error.message}).\n  Example: LISTEN_HOST=127.0.0.1`,
    );
  throw new Refusal(`Port ${port} cannot be used (${error.message}). Choose another: PORT=…`);
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
