import type { Reader } from "./reader.ts";

const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;

/** Where the API listens, what schema the rows are in, and how much is logged: the indexer and the API both want to know. */
export type Serving = Readonly<{
  databaseSchema: string;
  port: number;
  /** Null: every interface. */
  listenHost: string | null;
  logLevel: (typeof LOG_LEVELS)[number];
}>;

export function readServing(read: Reader): Serving {
  return {
    databaseSchema: readSchema(read, "DATABASE_SCHEMA") ?? "provernet",
    port: read.integer("PORT", { min: 1, max: 65535 }) ?? 42069,
    listenHost: read.text("LISTEN_HOST") ?? null,
    logLevel: read.oneOf("LOG_LEVEL", LOG_LEVELS) ?? "info",
  };
}

/** The address of a PostgreSQL; undefined when it is not set. */
export function readDatabaseUrl(
  read: Reader,
  name: "DATABASE_URL" | "API_DATABASE_URL" | "API_SQL_DATABASE_URL",
): string | undefined {
  const url = read.text(name);
  if (url === undefined) return undefined;
  // The value is not repeated: it holds a password.
  if (!/^postgres(ql)?:\/\/./.test(url))
    return read.refuse(name, "does not start with postgres:// or postgresql:// and a host.");
  if (URL.parse(url) === null)
    return read.refuse(
      name,
      "is no address: its port is wrong, or its user or password has one of / ? # @ % and is to be percent-encoded (# as %23).",
    );
  return url;
}

/** The name of a schema; undefined when it is not set. */
export function readSchema(
  read: Reader,
  name: "DATABASE_SCHEMA" | "VIEWS_SCHEMA",
): string | undefined {
  const schema = read.text(name);
  if (schema === undefined) return undefined;
  if (schema.length > 45)
    return read.refuse(name, `has ${schema.length} characters; 45 are allowed.`);
  if (!/^[a-z_][a-z0-9_]*$/.test(schema))
    return read.refuse(
      name,
      `is "${schema}"; small letters, digits and _ are allowed, and no digit first.`,
    );
  if (schema === "ponder_sync" || schema.startsWith("pg_"))
    return read.refuse(name, `is "${schema}", which is reserved.`);
  return schema;
}
