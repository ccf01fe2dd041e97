/** How raw contestants write a log's arguments, so that their tables can be compared. */

/** Arguments in order as nested JSON arrays of strings: numbers in decimal, addresses in small letters. */
export const argsText = (args: unknown): string => JSON.stringify(plain(args));

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) return Object.values(value).map(plain);
  const text = String(value);
  return text.length === 42 && text.startsWith("0x") ? text.toLowerCase() : text;
}
