import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createPublicClient, defineChain, type Hex, http, type PublicClient } from "viem";
import { type Recording, readRecording } from "../../replay/recording.ts";
import { type Replay, type ReplayOptions, startReplay } from "../../replay/server.ts";

export type RecordingName = "month" | "quirks";

export const RECORDINGS: readonly RecordingName[] = ["month", "quirks"];

export const directory = (name: RecordingName): string =>
  join(import.meta.dirname, "../../recordings", name);

const recordings = new Map<RecordingName, Promise<Recording>>();

/** A recording, read once per test file. */
export const recordingOf = (name: RecordingName): Promise<Recording> => {
  const known = recordings.get(name) ?? readRecording(directory(name));
  recordings.set(name, known);
  return known;
};

/** Lines of one of a recording's files, unpacked without the code under test. */
export const rawLines = (name: RecordingName, file: string): string[] => {
  const unpacked = gunzipSync(readFileSync(join(directory(name), file)));
  const lines: string[] = [];
  for (let start = 0; start < unpacked.length; ) {
    const end = unpacked.indexOf(0x0a, start);
    const stop = end === -1 ? unpacked.length : end;
    lines.push(unpacked.toString("utf8", start, stop));
    start = stop + 1;
  }
  return lines;
};

/** Runs `use` against a server of a recording and stops it whatever happens. */
export const withReplay = async <T>(
  name: RecordingName,
  options: Omit<ReplayOptions, "recording">,
  use: (replay: Replay) => Promise<T>,
): Promise<T> => {
  const replay = await startReplay({ recording: await recordingOf(name), ...options });
  try {
    return await use(replay);
  } finally {
    await replay.stop();
  }
};

const localChain = defineChain({
  id: 31337,
  name: "Recorded",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
});

export const clientOf = (replay: Replay): PublicClient =>
  createPublicClient({
    chain: localChain,
    transport: http(replay.url, { retryCount: 0 }),
    cacheTime: 0,
  });

export type RpcResponse<T = unknown> = {
  jsonrpc: string;
  id: unknown;
  result?: T;
  error?: { code: number; message: string; data?: Hex };
};

/** Posts a body as it is (a string) or as JSON. */
export const post = (replay: Replay, body: unknown): Promise<Response> =>
  fetch(replay.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** The whole response to one request. */
export const ask = async <T>(
  replay: Replay,
  method: string,
  ...params: unknown[]
): Promise<RpcResponse<T>> => {
  const response = await post(replay, { jsonrpc: "2.0", id: 1, method, params });
  return (await response.json()) as RpcResponse<T>;
};

/** The result of one request; throws when it is an error. */
export const result = async <T>(
  replay: Replay,
  method: string,
  ...params: unknown[]
): Promise<T> => {
  const response = await ask<T>(replay, method, ...params);
  if (response.error !== undefined) throw new Error(response.error.message);
  return response.result as T;
};

/** Results of many requests, sent in batches. */
export const askAll = async <T>(
  replay: Replay,
  requests: readonly { method: string; params: unknown[] }[],
): Promise<RpcResponse<T>[]> => {
  const responses: RpcResponse<T>[] = [];
  for (let start = 0; start < requests.length; start += 2000) {
    const batch = requests
      .slice(start, start + 2000)
      .map((request, index) => ({ jsonrpc: "2.0", id: index, ...request }));
    const answer = await post(replay, batch);
    responses.push(...((await answer.json()) as RpcResponse<T>[]));
  }
  return responses;
};

export type WireLog = {
  address: Hex;
  topics: Hex[];
  data: Hex;
  blockHash: Hex;
  blockNumber: Hex;
  blockTimestamp: Hex;
  transactionHash: Hex;
  transactionIndex: Hex;
  logIndex: Hex;
};

export type WireTransaction = {
  hash: Hex;
  blockHash: Hex;
  blockNumber: Hex;
  blockTimestamp: Hex;
  transactionIndex: Hex;
  input: Hex;
};

export type WireReceipt = {
  transactionHash: Hex;
  blockHash: Hex;
  blockNumber: Hex;
  blockTimestamp: Hex;
  logsBloom: Hex;
  logs: WireLog[];
};

export type WireBlock = {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  timestamp: Hex;
  stateRoot: Hex;
  logsBloom: Hex;
  gasUsed: Hex;
  transactions: WireTransaction[];
};

export const hex = (number: number): Hex => `0x${number.toString(16)}`;

/** The blocks from `from` to `to` with whole transactions. */
export const blocksBetween = async (
  replay: Replay,
  from: number,
  to: number,
): Promise<WireBlock[]> => {
  const requests = Array.from({ length: to - from + 1 }, (_, index) => ({
    method: "eth_getBlockByNumber",
    params: [hex(from + index), true],
  }));
  return (await askAll<WireBlock>(replay, requests)).map((response) => response.result!);
};
