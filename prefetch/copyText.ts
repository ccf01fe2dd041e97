/** Values in the text of PostgreSQL's `COPY`. */

const SPECIAL = /[\\\b\f\n\r\t\v]/;
const SPECIALS = /([\\\b\f\n\r\t\v])/g;

/** A number or a text; null and undefined are SQL's null. */
export function copyValue(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  const text = String(value);
  return SPECIAL.test(text) ? text.replace(SPECIALS, "\\$1") : text;
}
