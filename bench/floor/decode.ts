/** Decodes logs as fast as plain JavaScript can: words are cut out of the text; only dynamic arguments go through viem. */
import {
  type AbiEvent,
  type AbiParameter,
  decodeAbiParameters,
  type Hex,
  toEventSelector,
} from "viem";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import { handledEvents } from "../ponder-raw/src/events.ts";

/** A kind of event that is indexed. */
export type Decoder = {
  name: string;
  selector: Hex;
  /** Arguments in the order of the event. */
  decode: (topics: readonly Hex[], data: Hex) => unknown[];
};

const abis = {
  Market: brevisMarketAbi,
  Staking: stakingControllerAbi,
  VaultFactory: vaultFactoryAbi,
  Vault: proverVaultAbi,
  EpochRewards: epochRewardsAbi,
  Token: tokenAbi,
} as const;

const WORD = 64;

/** What a word of this type says; null when the type takes more than a word. */
function wordReader(type: string): ((word: string) => unknown) | null {
  if (type === "address") return (word) => `0x${word.slice(24)}`;
  if (type === "bytes32") return (word) => `0x${word}`;
  if (type === "bool") return (word) => word.endsWith("1");
  if (type.startsWith("uint")) return (word) => BigInt(`0x${word}`);
  return null;
}

/** Reads the data of an event whose arguments all have a fixed length; null when one has not. */
function staticReader(inputs: readonly AbiParameter[]): ((data: Hex) => unknown[]) | null {
  const readers = inputs.map(({ type }) => {
    const [, item = type, count] = /^(\w+)\[(\d+)\]$/.exec(type) ?? [];
    return { read: wordReader(item), count: count === undefined ? null : Number(count) };
  });
  if (readers.some(({ read }) => read === null)) return null;
  return (data) => {
    let at = 2;
    const next = (read: (word: string) => unknown) => {
      at += WORD;
      return read(data.slice(at - WORD, at));
    };
    return readers.map(({ read, count }) =>
      count === null ? next(read!) : Array.from({ length: count }, () => next(read!)),
    );
  };
}

function decoderOf(event: AbiEvent): Decoder {
  const plain = event.inputs.filter(({ indexed }) => !indexed);
  const readData =
    staticReader(plain) ??
    ((data: Hex) => [...decodeAbiParameters(plain as readonly AbiParameter[], data)] as unknown[]);
  const readTopics = event.inputs
    .filter(({ indexed }) => indexed)
    .map(({ type }) => wordReader(type)!);
  return {
    name: event.name,
    selector: toEventSelector(event),
    decode(topics, data) {
      const indexed = readTopics.map((read, index) => read(topics[index + 1]!.slice(2)));
      const rest = data === "0x" ? [] : readData(data);
      return event.inputs.map((input) => (input.indexed ? indexed.shift() : rest.shift()));
    },
  };
}

/** The decoders of the events that the indexer handles, by contract and selector. */
export const decoders = Object.fromEntries(
  Object.entries(abis).map(([contract, abi]) => {
    const names: readonly string[] = handledEvents[contract as keyof typeof abis];
    const events = (abi as readonly { type: string; name?: string }[]).filter(
      (item): item is AbiEvent => item.type === "event" && names.includes(item.name ?? ""),
    );
    return [contract, new Map(events.map(decoderOf).map((one) => [one.selector, one]))];
  }),
) as Record<keyof typeof abis, Map<Hex, Decoder>>;
