import type { TestProject } from "vitest/node";
import { type Postgres, startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the PostgreSQL that all tests of a run share. */
    postgresUrl: string;
  }
}

type Shared = { server: Promise<Postgres>; users: number };
const held = globalThis as { provernetPostgres?: Shared };

/** Starts one PostgreSQL for a run, whichever projects take part in it. */
export default async function setup(project: TestProject) {
  held.provernetPostgres ??= { server: startPostgres(), users: 0 };
  const shared = held.provernetPostgres;
  shared.users++;
  const server = await shared.server;
  project.provide("postgresUrl", server.url("postgres"));
  return async () => {
    if (--shared.users === 0) await server.stop();
  };
}
