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
    databaseSchema: readSchema(read),
    port: read.integer("PORT", { min: 1, max: 65535 }) ?? 42069,
    listenHost: read.text("LISTEN_HOST") ?? null,
    logLevel: read.oneOf("LOG_LEVEL", LOG_LEVELS) ?? "info",
  };
}

/** DATABASE_URL; undefined when it is not set. */
export function readConnectionString(read: Reader): string | undefined {
  const connectionString = read.text("DATABASE_URL");
  // The value is not repeated: it holds a password.
  if (connectionString !== undefined && !/^postgres(ql)?:\/\/./.test(connectionString))
    read.refuse("DATABASE_URL", "does not start with postgres:// or postgresql:// and a host.");
  return connectionString;
}

function readSchema(read: Reader): string {
  const schema = read.text("DATABASE_SCHEMA") ?? "provernet";
  if (schema.length > 45)
    read.refuse("DATABASE_SCHEMA", `has ${schema.length} characters; 45 are allowed.`);
  else if (!/^[a-z_][a-z0-9_]*$/.test(schema))
    read.refuse(
      "DATABASE_SCHEMA",
      `is "${schema}"; small letters, digits and _ are allowed, and no digit first.`,
    );
  else if (schema === "ponder_sync" || schema.startsWith("pg_"))
    read.refuse("DATABASE_SCHEMA", `is "${schema}", which is reserved.`);
  return schema;
}
