import {
  type Abi,
  type AbiEvent,
  type AbiFunction,
  type AbiParameter,
  type Hex,
  toEventSelector,
  toFunctionSelector,
} from "viem";
import { brevisMarketAbi } from "../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../abis/epochRewards.ts";
import { marketViewerAbi } from "../abis/marketViewer.ts";
import { stakingControllerAbi } from "../abis/stakingController.ts";
import { stakingViewerAbi } from "../abis/stakingViewer.ts";
import type { Call } from "./calls.ts";
import type { ContractName, RecordedLog, Recording } from "./recording.ts";
import { mapWords, someLeaf } from "./words.ts";

/**
 * Moves a recording in time by a constant number of seconds. Shifted are: block timestamps, the absolute times in event
 * data (a request's deadline, starts of statistics and reward epochs) and the absolute times in answers to eth_call.
 * NOT shifted is calldata, neither of recorded transactions nor of an eth_call: a question that takes a time as its
 * argument is answered only when it asks for the time as recorded. Hashes stay as recorded too.
 */
export type Shift = {
  /** Seconds added; may be negative. */
  seconds: number;
  /** Unix seconds of a block, shifted. */
  timestamp: (seconds: number) => number;
  /** Data of a log, its times shifted. */
  logData: (log: RecordedLog) => Hex;
  /** Answer to an eth_call, its times shifted. */
  result: (call: Call, result: Hex) => Hex;
};

/** A value further than this from the first block is no time: "no deadline" and "no end" are extreme uint64 values. */
const PLAUSIBLE_SECONDS = 10n * 31_557_600n;

const TIME_NAME = /^(?:timestamp|deadline)$|[a-z](?:At|Ats|Time|Timestamp)$/;

const ABIS: Partial<Record<ContractName, Abi>> = {
  brevisMarket: brevisMarketAbi,
  epochRewards: epochRewardsAbi,
  marketViewer: marketViewerAbi,
  stakingController: stakingControllerAbi,
  stakingViewer: stakingViewerAbi,
};

const isTime = ({ name, type }: AbiParameter): boolean =>
  type.startsWith("uint") && TIME_NAME.test(name ?? "");

const hasTime = (parameters: readonly AbiParameter[]): boolean =>
  parameters.some((parameter) => someLeaf(parameter, isTime));

/** A getter's only output goes by the name of the function: `startTimestamp()`. */
const outputsOf = ({ name, outputs }: AbiFunction): readonly AbiParameter[] =>
  outputs.length === 1 && !outputs[0]!.name ? [{ ...outputs[0]!, name }] : outputs;

/** Event data and return values that contain times, by `address + topic0` and by `address + selector`. */
const timeLayouts = (recording: Recording): Map<string, readonly AbiParameter[]> => {
  const layouts = new Map<string, readonly AbiParameter[]>();
  for (const [name, abi] of Object.entries(ABIS)) {
    const contract = recording.header.contracts[name as ContractName];
    if (contract === undefined) continue;
    const address = contract.address.toLowerCase();
    for (const item of abi) {
      if (item.type !== "event" && item.type !== "function") continue;
      const [selector, parameters] =
        item.type === "event"
          ? [toEventSelector(item as AbiEvent), item.inputs.filter(({ indexed }) => !indexed)]
          : [toFunctionSelector(item as AbiFunction), outputsOf(item)];
      if (hasTime(parameters)) layouts.set(address + selector, parameters);
    }
  }
  return layouts;
};

/** A shift of a recording by `seconds`; 0 leaves everything as recorded. Throws when the chain would begin before 1970. */
export const createShift = (recording: Recording, seconds: number): Shift => {
  const genesis = Number(recording.blocks[0]!.block.timestamp);
  if (!Number.isSafeInteger(seconds) || genesis + seconds < 0) {
    throw new RangeError(`cannot shift a chain that begins at ${genesis} by ${seconds} seconds`);
  }
  if (seconds === 0) {
    return {
      seconds,
      timestamp: (time) => time,
      logData: ({ data }) => data,
      result: (_call, result) => result,
    };
  }
  const layouts = timeLayouts(recording);
  const delta = BigInt(seconds);
  const map = (parameter: AbiParameter, word: bigint): bigint => {
    const distance = word - BigInt(genesis);
    const plausible = distance <= PLAUSIBLE_SECONDS && -distance <= PLAUSIBLE_SECONDS;
    return plausible && isTime(parameter) ? word + delta : word;
  };
  const shiftData = (key: string, data: Hex): Hex => {
    const parameters = layouts.get(key.toLowerCase());
    return parameters === undefined ? data : mapWords({ parameters, data, map });
  };
  return {
    seconds,
    timestamp: (time) => time + seconds,
    logData: ({ address, topics, data }) => shiftData(address + (topics[0] ?? ""), data),
    result: ({ to, data }, result) => shiftData(to + data.slice(0, 10), result),
  };
};
