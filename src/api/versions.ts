import { readFileSync } from "node:fs";
import { PONDER_VERSION } from "./ponder-tables.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string };

/** Versions of what answers. */
export const versions = {
  indexer: version,
  ponder: PONDER_VERSION,
  node: process.version.slice(1),
} as const;
