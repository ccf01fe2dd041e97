import type { AbiParameter, Hex } from "viem";

const WORD = 64;

const componentsOf = (parameter: AbiParameter): readonly AbiParameter[] | null =>
  "components" in parameter ? parameter.components : null;

/** Element and length of an array type (length null: dynamic), or null for any other type. */
const arrayOf = (
  parameter: AbiParameter,
): { element: AbiParameter; length: number | null } | null => {
  const match = /^(.*)\[(\d*)\]$/.exec(parameter.type);
  if (match === null) return null;
  const element = { ...parameter, type: match[1]! } as AbiParameter;
  return { element, length: match[2] === "" ? null : Number(match[2]) };
};

const isDynamic = (parameter: AbiParameter): boolean => {
  const array = arrayOf(parameter);
  if (array !== null) return array.length === null || isDynamic(array.element);
  if (parameter.type === "bytes" || parameter.type === "string") return true;
  return componentsOf(parameter)?.some(isDynamic) ?? false;
};

/** Hex digits a value takes in the head of its sequence. */
const headSize = (parameter: AbiParameter): number => {
  if (isDynamic(parameter)) return WORD;
  const array = arrayOf(parameter);
  if (array !== null) return array.length! * headSize(array.element);
  return componentsOf(parameter)?.reduce((sum, part) => sum + headSize(part), 0) ?? WORD;
};

/** Whether a parameter, or anything inside it, satisfies `test`. */
export const someLeaf = (parameter: AbiParameter, test: (leaf: AbiParameter) => boolean): boolean =>
  componentsOf(parameter)?.some((part) => someLeaf(part, test)) ??
  test({ ...parameter, type: parameter.type.replace(/\[.*/, "") });

/**
 * Rewrites single integers inside ABI-encoded data and leaves every other digit as it is. Decoding and encoding again
 * would not: strings that are not UTF-8, and whatever a caller appended, have to survive. `map` is called with every
 * word that holds a value (not with strings or bytes); elements of an array carry the array's name. Data that does not
 * fit the types is returned as far as it was rewritten.
 */
export const mapWords = ({
  parameters,
  data,
  map,
}: {
  parameters: readonly AbiParameter[];
  data: Hex;
  map: (parameter: AbiParameter, word: bigint) => bigint;
}): Hex => {
  let digits = data.slice(2);
  const wordAt = (at: number): bigint | null =>
    at + WORD <= digits.length ? BigInt(`0x${digits.slice(at, at + WORD)}`) : null;

  /** Position a length or an offset leads to, null when it leads outside of the data. */
  const sizeAt = (at: number): number | null => {
    const word = wordAt(at);
    return word === null || word > BigInt(digits.length) ? null : Number(word);
  };

  const visitLeaf = (parameter: AbiParameter, at: number): void => {
    const word = wordAt(at);
    if (word === null) return;
    const mapped = map(parameter, word);
    if (mapped === word) return;
    digits =
      digits.slice(0, at) + mapped.toString(16).padStart(WORD, "0") + digits.slice(at + WORD);
  };

  const visitSequence = (sequence: Iterable<AbiParameter>, start: number): void => {
    let head = start;
    for (const parameter of sequence) {
      if (!isDynamic(parameter)) visit(parameter, head);
      else {
        const offset = sizeAt(head);
        if (offset !== null) visit(parameter, start + offset * 2);
      }
      head += headSize(parameter);
    }
  };

  const visit = (parameter: AbiParameter, at: number): void => {
    const array = arrayOf(parameter);
    const components = componentsOf(parameter);
    if (array !== null) {
      const length = array.length ?? sizeAt(at) ?? 0;
      visitSequence(
        Array.from({ length }, () => array.element),
        array.length === null ? at + WORD : at,
      );
    } else if (components !== null) visitSequence(components, at);
    else if (!isDynamic(parameter)) visitLeaf(parameter, at);
  };

  visitSequence(parameters, 0);
  return `0x${digits}`;
};
