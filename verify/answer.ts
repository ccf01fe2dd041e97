/** A view's answer, as the contract at an address would give it. */
import {
  type Abi,
  type AbiFunction,
  type AbiParameter,
  type Address,
  decodeFunctionData,
  type Hex,
  toFunctionSelector,
} from "viem";
import { brevisMarketAbi } from "../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../abis/epochRewards.ts";
import { marketViewerAbi } from "../abis/marketViewer.ts";
import { stakingControllerAbi } from "../abis/stakingController.ts";
import { stakingViewerAbi } from "../abis/stakingViewer.ts";
import { tokenAbi } from "../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../abis/vaults.ts";
import { Reverted, Unanswerable } from "./outcome.ts";
import type { ChainState } from "./state.ts";
import { brevisMarketViews } from "./views/brevisMarket.ts";
import { epochRewardsViews } from "./views/epochRewards.ts";
import { marketViewerViews } from "./views/marketViewer.ts";
import { stakingControllerViews } from "./views/stakingController.ts";
import { stakingViewerViews } from "./views/stakingViewer.ts";
import { tokenViews } from "./views/token.ts";
import { proverVaultViews, vaultFactoryViews } from "./views/vaults.ts";

/** The contracts, by their names in `abis/`. */
export const abis = {
  brevisMarket: brevisMarketAbi,
  epochRewards: epochRewardsAbi,
  marketViewer: marketViewerAbi,
  proverVault: proverVaultAbi,
  stakingController: stakingControllerAbi,
  stakingViewer: stakingViewerAbi,
  token: tokenAbi,
  vaultFactory: vaultFactoryAbi,
} as const satisfies Record<string, Abi>;

export type ContractName = keyof typeof abis;

/** A call taken apart. */
export type Call = {
  contract: ContractName;
  function: AbiFunction;
  /** As viem decodes them, in lower case. */
  args: readonly unknown[];
};

/** What a call gives: an answer as viem decodes it, a revert with its data, or the reason why the index cannot tell. */
export type Outcome =
  | { kind: "answer"; value: unknown }
  | { kind: "reverts"; data: Hex }
  | { kind: "unanswerable"; reason: string };

type View = (state: ChainState, args: readonly unknown[]) => unknown;

/** Answers a call's data. Null when no contract of ProverNet is at the address, or it has no such view. */
export function answer(
  state: ChainState,
  { to, data }: { to: Address; data: Hex },
): Outcome | null {
  const contract = contractAt(state, to);
  const call = contract && decodeCall(contract, data);
  return call ? answerCall(state, to, call) : null;
}

/** Answers a call taken apart by `decodeCall` for the contract at the address. */
export function answerCall(state: ChainState, to: Address, call: Call): Outcome {
  const view = viewsAt(state, to, call.contract)[call.function.name];
  if (view === undefined) throw new Error(`${call.contract} has no view ${call.function.name}`);
  try {
    return { kind: "answer", value: view(state, call.args) };
  } catch (error) {
    if (error instanceof Reverted) return { kind: "reverts", data: error.data };
    if (error instanceof Unanswerable) return { kind: "unanswerable", reason: error.message };
    throw error;
  }
}

/** Which contract is at an address; null for none of ProverNet's. */
export function contractAt(
  { addresses, proverOfVault }: ChainState,
  to: Address,
): ContractName | null {
  const names: Record<keyof ChainState["addresses"], ContractName> = {
    market: "brevisMarket",
    staking: "stakingController",
    token: "token",
    vaultFactory: "vaultFactory",
    epochRewards: "epochRewards",
    marketViewer: "marketViewer",
    stakingViewer: "stakingViewer",
  };
  const found = Object.entries(addresses).find(([, address]) => address === to);
  if (found) return names[found[0] as keyof typeof names];
  return proverOfVault.has(to) ? "proverVault" : null;
}

/** Takes a call of a view apart; null when the contract has no such view. */
export function decodeCall(contract: ContractName, data: Hex): Call | null {
  const item = viewOf.get(`${contract}:${data.slice(0, 10)}`);
  if (item === undefined) return null;
  const { args } = decodeFunctionData({ abi: [item], data });
  return { contract, function: item, args: (args ?? []).map(lowerCase) };
}

const viewOf: ReadonlyMap<string, AbiFunction> = new Map(
  Object.entries(abis).flatMap(([name, abi]) =>
    (abi as Abi).flatMap((item) =>
      item.type === "function" ? [[`${name}:${toFunctionSelector(item)}`, item] as const] : [],
    ),
  ),
);

/** No view takes a text: every string is an address or bytes. */
const lowerCase = (value: unknown): unknown => {
  if (typeof value === "string") return value.toLowerCase();
  return Array.isArray(value) ? value.map(lowerCase) : value;
};

const views: Readonly<Record<Exclude<ContractName, "proverVault">, object>> = {
  brevisMarket: brevisMarketViews,
  epochRewards: epochRewardsViews,
  marketViewer: marketViewerViews,
  stakingController: stakingControllerViews,
  stakingViewer: stakingViewerViews,
  token: tokenViews,
  vaultFactory: vaultFactoryViews,
};

function viewsAt(state: ChainState, to: Address, contract: ContractName): Record<string, View> {
  if (contract !== "proverVault") return views[contract] as Record<string, View>;
  const prover = state.proverOfVault.get(to);
  if (prover === undefined) throw new Error(`${to} is no vault`);
  return proverVaultViews(prover) as unknown as Record<string, View>;
}

/** The outputs that an answer consists of. */
export const outputsOf = (call: Call): readonly AbiParameter[] => call.function.outputs;
