import { type Address, type Hex, numberToHex, zeroAddress } from "viem";
import type { Call } from "./calls.ts";
import type { Recording } from "./recording.ts";

const TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
const BALANCE_OF = "0x70a08231";
const TOTAL_SUPPLY = "0x18160ddd";

const TOPIC_OF_ADDRESS = /^0x0{24}[0-9a-f]{40}$/;

/** An amount over time: `amounts[i]` (wei) holds from block `since[i]` on, and 0 before the first. */
type Account = { since: number[]; amounts: bigint[] };

/** The token's balances and supply at every block, as its Transfer logs add up to. */
export type Ledger = { token: Address; born: number; accounts: ReadonlyMap<string, Account> };

const SUPPLY = "supply";

const add = (account: Account, block: number, delta: bigint): void => {
  const amount = (account.amounts.at(-1) ?? 0n) + delta;
  if (account.since.at(-1) === block) account.amounts[account.amounts.length - 1] = amount;
  else {
    account.since.push(block);
    account.amounts.push(amount);
  }
};

const amountAt = ({ since, amounts }: Account, block: number): bigint => {
  let low = 0;
  let high = since.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (since[middle]! <= block) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0n : amounts[low - 1]!;
};

/** Adds up all Transfer logs of the token; the zero address holds nothing: from it is a mint, to it a burn. */
export const readLedger = (recording: Recording): Ledger => {
  const { address, block: born } = recording.header.contracts.token;
  const token = address.toLowerCase() as Address;
  const accounts = new Map<string, Account>();
  const accountOf = (key: string): Account => {
    const account = accounts.get(key) ?? { since: [], amounts: [] };
    accounts.set(key, account);
    return account;
  };
  for (const [index, { logs }] of recording.blocks.entries()) {
    const block = recording.first + index;
    for (const log of logs) {
      if (log.topics[0] !== TRANSFER || log.address !== token) continue;
      const [from, to] = log.topics.slice(1).map((topic) => `0x${topic.slice(26)}`);
      const value = BigInt(log.data);
      if (from === zeroAddress) add(accountOf(SUPPLY), block, value);
      else add(accountOf(from!), block, -value);
      if (to === zeroAddress) add(accountOf(SUPPLY), block, -value);
      else add(accountOf(to!), block, value);
    }
  }
  return { token, born, accounts };
};

const uint = (value: bigint): Hex => numberToHex(value, { size: 32 });

/**
 * The answer to the token's `balanceOf(address)` or `totalSupply()` at any block of the recording, null for every
 * other call. "0x" before the token's first block, as a node answers where there is no contract.
 */
export const ledgerAnswer = (ledger: Ledger, call: Call & { block: number }): Hex | null => {
  if (call.to.toLowerCase() !== ledger.token) return null;
  const data = call.data.toLowerCase();
  const argument = `0x${data.slice(10)}` as Hex;
  const isBalance = data.startsWith(BALANCE_OF) && TOPIC_OF_ADDRESS.test(argument);
  if (!isBalance && data !== TOTAL_SUPPLY) return null;
  if (call.block < ledger.born) return "0x";
  const key = isBalance ? `0x${argument.slice(26)}` : SUPPLY;
  const account = ledger.accounts.get(key);
  return uint(account === undefined ? 0n : amountAt(account, call.block));
};
