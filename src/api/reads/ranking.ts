/** Rankings by a figure that may be missing: those without it come last, equal ones by name. */
import { ascending } from "../rules/numbers.ts";

/** Beyond every figure. */
const NONE = 10n ** 77n;

/** A figure as a ranking sorts it, the least key first. Figures are whole numbers. */
export const sortKey = (figure: number | bigint | null, greatestFirst: boolean): bigint =>
  figure === null ? NONE : greatestFirst ? -BigInt(figure) : BigInt(figure);

/** Whether a key is that of a missing figure. */
export const isUnranked = (key: bigint): boolean => key === NONE;

/** A place in a ranking. */
export type Ranked<Name extends string = string> = { sort: bigint; name: Name };

export const compareRanked = (a: Ranked, b: Ranked): number =>
  ascending(a.sort, b.sort) || ascending(a.name, b.name);
