import { SettingsError } from "../../settings/reader.ts";
import { readSettings } from "../../settings.ts";

export const alice = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
export const bob = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
export const carol = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";

export const baseEnv = { RPC_URL: "https://node.example", START_BLOCK: "39000000" };
export const customEnv = {
  NETWORK: "custom",
  RPC_URL: "http://127.0.0.1:8545",
  CHAIN_ID: "31337",
  MARKET_ADDRESS: alice,
  STAKING_ADDRESS: bob,
  TOKEN_ADDRESS: carol,
  START_BLOCK: "0",
};
export const recordingEnv = { NETWORK: "recording", RPC_URL: "http://127.0.0.1:8545" };

/** What is wrong with an environment, message by message. */
export function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}
