// Makes the programs of PostgreSQL ready, for an image in which they cannot be made so later: `node postgres/install.ts`.
import { fail } from "../settings/environment.ts";
import { findBinaries } from "./binaries.ts";

try {
  findBinaries();
} catch (error) {
  fail(error);
}
