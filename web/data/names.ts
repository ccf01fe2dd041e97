/** Text of strangers: names, addresses of files, and whatever else the chain was told. Shown as text, and made harmless. */

const MAX_LETTERS = 32;
const MAX_MARKS = 2;
/** Most names: telling letters apart takes a slow machine a tenth of a second before the first of them. */
const PLAIN = /^(?=.{0,32}$)[!-~]+(?: [!-~]+)*$/;
/** Controls, and what turns the direction of writing. */
const DANGEROUS =
  /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\ufff9-\ufffb]/gu;
/** What takes no room and only hides differences. */
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff\u00ad\u180e\u3164\u115f\u1160\u{e0000}-\u{e007f}]/gu;

/** A name fit to stand in a line: no controls, no piled-up marks, at most 32 letters. */
export function cleanName(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  const flat = raw.replace(DANGEROUS, "\ufffd").replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
  const letters = [...new Intl.Segmenter("en").segment(flat)].map(({ segment }) =>
    limitMarks(segment),
  );
  return letters.length <= MAX_LETTERS
    ? letters.join("")
    : `${letters.slice(0, MAX_LETTERS).join("")}…`;
}

function limitMarks(letter: string): string {
  let marks = 0;
  return [...letter].filter((char) => !/\p{M}/u.test(char) || ++marks <= MAX_MARKS).join("");
}

/** The raw text with everything unusual spelled out: \u{202e}. */
export function escaped(raw: string): string {
  return [...raw]
    .map((char) =>
      /[\x20-\x7e\p{L}\p{N}]/u.test(char) ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`,
    )
    .join("");
}

/** Whether a name mixes alphabets that look alike: Latin with Cyrillic or Greek. */
export function mixesScripts(name: string): boolean {
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
  return scripts.filter((script) => script.test(name)).length > 1;
}

/** The address of a file if it may be a link: https alone, host in punycode. Null for all else. */
export function linkOf(raw: string): { href: string; host: string } | null {
  if (!/^https:\/\/[^\s\\]+$/i.test(raw) || !URL.canParse(raw)) return null;
  const url = new URL(raw);
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return null;
  return { href: url.href, host: url.host };
}

/** 0xbcd4…4096 */
export const shortAddress = (address: string): string =>
  `${address.slice(0, 6)}…${address.slice(-4)}`;

/** 0xd8fb31…125a86; the number of a block stays whole. */
export const shortId = (id: string): string =>
  id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-6)}`;

export const isAddress = (text: string): boolean => /^0x[0-9a-f]{40}$/.test(text);
export const isId = (text: string): boolean => /^0x[0-9a-f]{64}$/.test(text);

/** What of a text is looked for: the id in it, whatever stands around; a number without its commas; else all of it. */
export const soughtIn = (text: string): string =>
  /0x[0-9a-f]{6,}/i.exec(text)?.[0] ?? text.trim().replace(/(\d),(?=\d{3}\b)/g, "$1");
