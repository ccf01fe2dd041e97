import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { databaseUrl } from "../postgres/files.ts";
import { Refusal } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";
import { createReader, type Env, SettingsError } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";

/** What the environment says about webhooks, checked and with defaults filled in. */
type WebhookSettings = Readonly<{
  /** Path of the file that lists them. */
  file: string;
  /** Hosts, as URLs name them, whose addresses may be private. */
  privateHosts: ReadonlySet<string>;
  /** Schema of the queue. */
  schema: string;
}>;

const SCHEMA = /^[a-z_][a-z0-9_]{0,44}$/;

/**
 * Checks the part of an environment that is about webhooks and turns it into settings.
 * @throws SettingsError that lists every problem at once
 */
export function readWebhookSettings(env: Env): WebhookSettings {
  const read = createReader(env);
  const name = read.text("WEBHOOKS_FILE") ?? "webhooks.yaml";
  const file = isAbsolute(name) ? name : join(projectRoot, name);
  if (!existsSync(file)) read.refuse("WEBHOOKS_FILE", `is ${name}, and there is no file ${file}.`);
  const hosts = (read.text("WEBHOOKS_PRIVATE_HOSTS")?.split(",") ?? []).map((host) => host.trim());
  for (const host of hosts)
    if (URL.parse(`http://${host}`)?.hostname !== host)
      read.refuse(
        "WEBHOOKS_PRIVATE_HOSTS",
        `has "${host}", which is no host as a URL names it: small letters, no scheme, no port.`,
      );
  const schema = read.text("WEBHOOKS_SCHEMA") ?? "provernet_webhooks";
  if (!SCHEMA.test(schema) || schema.startsWith("pg_") || schema === read.text("DATABASE_SCHEMA"))
    read.refuse(
      "WEBHOOKS_SCHEMA",
      `is "${schema}"; small letters, digits and _ are allowed, at most 45, no digit first, and not the schema of the index.`,
    );
  if (read.problems.length > 0) throw new SettingsError(read.problems);
  return { file, privateHosts: new Set(hosts), schema };
}

/**
 * The address of the database that the indexer writes to.
 * @throws Refusal when it is one of the indexer's own that does not run
 */
export function databaseUrlOf({ database }: Settings): string {
  const url = databaseUrl(database);
  if (url !== null) return url;
  throw new Refusal(
    "The indexer's own PostgreSQL does not run. Start the indexer first (`npm start`), or name a database: DATABASE_URL=postgres://…",
  );
}
