/** What each governed parameter decides, and in which unit: on every row that names one. */
import { question } from "../declare/fields.ts";
import type { Asked } from "../declare/selection.ts";
import { enumeration, orNull, Text, type ValueOf } from "../declare/types.ts";
import { descriptions } from "../entities/descriptions.gen.ts";

const ParameterUnit = enumeration("ParameterUnit", "Unit of a parameter's values.", {
  SECONDS: "Seconds.",
  WEI: "Wei of BREV.",
  BPS: "Basis points of 10,000.",
  FLAG: "`true` or `false`.",
  ADDRESS: "An address.",
  HASH: "32 bytes.",
});

type ParameterUnit = ValueOf<typeof ParameterUnit>;

const UNITS: Readonly<Record<string, ParameterUnit>> = { s: "SECONDS", wei: "WEI", bps: "BPS" };

/** Parameters without a column of the network's row, of which only the history is kept. */
const OTHERS: Readonly<Record<string, { unit: ParameterUnit; meaning: string }>> = {
  feeToken: { unit: "ADDRESS", meaning: "Token that fees are paid in." },
  brevisProof: { unit: "ADDRESS", meaning: "Contract that checks the proofs of epoch rewards." },
  vkHash: { unit: "HASH", meaning: "Verifying key of the program that computes epoch rewards." },
};

/** Unit and meaning of a parameter, by the contract's own name: those of its column, which begin with them. */
export function parameterMeaning(name: string) {
  const text: string | undefined = Object.entries(descriptions.tables.network.columns).find(
    ([column]) => column === name,
  )?.[1];
  const [, unit = "", meaning] = /^(?:\[(\w+)\] CURRENT )?(.+)$/s.exec(text ?? "") ?? [];
  if (meaning === undefined) return OTHERS[name] ?? null;
  return { unit: UNITS[unit] ?? "FLAG", meaning: meaning[0]!.toUpperCase() + meaning.slice(1) };
}

/** Of a row that names a parameter: what it is measured in, and what it decides. */
export const meaningFields = {
  unit: question(orNull(ParameterUnit), {
    text: "Unit of the values; null for a parameter that is not known.",
    ask: (_none, _context, { parent }: Asked<{ name: string }>) =>
      parameterMeaning(parent.name)?.unit ?? null,
  }),
  meaning: question(orNull(Text), {
    text: "What the parameter decides; null for one that is not known.",
    ask: (_none, _context, { parent }: Asked<{ name: string }>) =>
      parameterMeaning(parent.name)?.meaning ?? null,
  }),
};
