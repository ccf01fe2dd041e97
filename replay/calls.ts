import type { Address, Hex } from "viem";
import { gunzipLines } from "./lines.ts";

/** What an eth_call returned; `revert` is its revert data when it reverted, else null. */
export type CallAnswer = { result: Hex; revert: null } | { result: null; revert: Hex };

export type Call = { to: Address; data: Hex };

/**
 * The recorded eth_calls. `find` answers null when the call was not recorded at that block; `blocksOf` lists the
 * blocks at which it was, ascending. The file is unpacked as far as needed only, and a line is parsed when it is asked.
 */
export type CallBook = {
  find: (call: Call & { block: number }) => Promise<CallAnswer | null>;
  blocksOf: (call: Call) => Promise<number[]>;
  /** Every recorded call of a block, in the order recorded. */
  entries: (block: number) => Promise<(Call & CallAnswer)[]>;
  /** Blocks with recorded calls, ascending. */
  blocks: () => Promise<number[]>;
};

type Entry = [to: Address, data: Hex, result: Hex | null, revert?: Hex | null];
type Line = { block: number; text: Buffer };

/** Parsed lines kept: the late lines of a long recording are some 10 MB each. */
const PARSED_LINES = 2;

const keyOf = ({ to, data }: Call): string => `${to}${data}`.toLowerCase();

const answerOf = ([, , result, revert]: Entry): CallAnswer =>
  result === null ? { result, revert: revert ?? "0x" } : { result, revert: null };

const parseEntries = (line: Line): Entry[] =>
  (JSON.parse(line.text.toString()) as { calls: Entry[] }).calls;

/** The block of a line, from what precedes its calls: the calls of a line can be megabytes. */
const blockOfLine = (text: Buffer): number => {
  const calls = text.indexOf('"calls":[');
  const head = calls === -1 ? text.toString() : `${text.toString("utf8", 0, calls)}"calls":[]}`;
  return (JSON.parse(head) as { block: number }).block;
};

/** Opens the calls of a recording; nothing is read before the first question. `path` null: there are none. */
export const createCallBook = (path: string | null): CallBook => {
  const lines: Line[] = [];
  const parsed = new Map<Line, Map<string, CallAnswer>>();
  const source = path === null ? null : gunzipLines(path);
  let complete = source === null;
  let reading: Promise<void> | null = null;

  const readLine = async (): Promise<void> => {
    const next = await source!.next();
    if (next.done) complete = true;
    else lines.push({ block: blockOfLine(next.value), text: next.value });
  };
  const readMore = (): Promise<void> => {
    reading ??= readLine().finally(() => {
      reading = null;
    });
    return reading;
  };
  const readAll = async (): Promise<void> => {
    while (!complete) await readMore();
  };

  const answersOf = (line: Line): Map<string, CallAnswer> => {
    const known = parsed.get(line);
    if (known !== undefined) return known;
    const answers = new Map(
      parseEntries(line).map((entry) => [keyOf({ to: entry[0], data: entry[1] }), answerOf(entry)]),
    );
    if (parsed.size >= PARSED_LINES) parsed.delete(parsed.keys().next().value!);
    parsed.set(line, answers);
    return answers;
  };

  const find: CallBook["find"] = async ({ block, ...call }) => {
    const key = keyOf(call);
    for (let index = 0; ; index++) {
      while (index >= lines.length && !complete) await readMore();
      const line = lines[index];
      if (line === undefined) return null;
      const answer = line.block === block ? answersOf(line).get(key) : undefined;
      if (answer !== undefined) return answer;
    }
  };

  const blocksOf: CallBook["blocksOf"] = async ({ to, data }) => {
    await readAll();
    const needle = `["${to}","${data}"`.toLowerCase();
    const blocks = lines.filter(({ text }) => text.includes(needle)).map(({ block }) => block);
    return [...new Set(blocks)].sort((a, b) => a - b);
  };

  const entries: CallBook["entries"] = async (block) => {
    await readAll();
    return lines
      .filter((line) => line.block === block)
      .flatMap(parseEntries)
      .map((entry) => ({ to: entry[0], data: entry[1], ...answerOf(entry) }));
  };

  const blocks: CallBook["blocks"] = async () => {
    await readAll();
    return [...new Set(lines.map(({ block }) => block))].sort((a, b) => a - b);
  };

  return { find, blocksOf, entries, blocks };
};
