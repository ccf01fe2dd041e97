/** The rows of provers that answers name by address. */
import { resolveOne } from "../entities/resolve.ts";
import { entities } from "../entities/tables.ts";
import type { Field } from "./fields.ts";
import { stored } from "./types.ts";

/** The prover whose address a field of the same object holds; null when that is null or no prover's. */
export const proverNamedBy = (field: string, text: string): Field<never> => ({
  text,
  build: stored("prover").build,
  isNullable: true,
  config: () => ({
    resolve: resolveOne(
      { name: field, kind: "one", target: "prover", from: [field], to: ["address"] },
      entities.get("prover")!,
    ) as never,
  }),
});
