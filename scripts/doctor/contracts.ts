import {
  type Abi,
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  numberToHex,
} from "viem";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { contractVariables } from "../../settings/chain.ts";
import type { Settings } from "../../settings.ts";
import type { Ask } from "./ask.ts";
import type { Finding } from "./finding.ts";

/** Whether there are contracts at the addresses, at their start blocks too, and whether they name each other. */
export async function checkContracts(settings: Settings, ask: Ask): Promise<Finding[]> {
  const { marketAddress: market, stakingAddress: staking, tokenAddress: token } = settings;
  const code = await Promise.all(addressesOf(settings).map((contract) => checkCode(ask, contract)));
  const answers = await Promise.all([
    names(
      ask,
      { abi: brevisMarketAbi, at: market, variable: "MARKET_ADDRESS", name: "feeToken" },
      token,
    ),
    names(
      ask,
      { abi: brevisMarketAbi, at: market, variable: "MARKET_ADDRESS", name: "stakingController" },
      staking,
    ),
    names(
      ask,
      { abi: stakingControllerAbi, at: staking, variable: "STAKING_ADDRESS", name: "stakingToken" },
      token,
    ),
  ]);
  return [...code, ...answers];
}

type Contract = { variable: string; start: string; address: Address; block: number };

function addressesOf(settings: Settings): Contract[] {
  const addresses = {
    market: settings.marketAddress,
    staking: settings.stakingAddress,
    token: settings.tokenAddress,
    vaultFactory: settings.vaultFactoryAddress,
    epochRewards: settings.epochRewardsAddress,
  };
  return contractVariables.flatMap(({ key, variable, start }) => {
    if (start === null || addresses[key] === null) return [];
    return [{ variable, start, address: addresses[key], block: settings.startBlocks[key] }];
  });
}

/** The market's and the controller's parameters are read at their start blocks: there must be code by then. */
async function checkCode(
  ask: Ask,
  { variable, start, address, block }: Contract,
): Promise<Finding> {
  const what = `${variable} ${address}`;
  const isThere = async (tag: string) =>
    !["0x", null].includes(await ask("eth_getCode", address, tag));
  try {
    if (!(await isThere("latest")))
      return {
        level: "wrong",
        what,
        found: "no contract is there",
        fix: `check ${variable} and NETWORK`,
      };
    if (await isThere(numberToHex(block))) return { level: "fine", what, found: "has code" };
    const isNeeded = ["MARKET_ADDRESS", "STAKING_ADDRESS"].includes(variable);
    return isNeeded
      ? {
          level: "wrong",
          what,
          found: `has no code at block ${block} yet`,
          fix: `npm run find-start-block, and set ${start}`,
        }
      : { level: "fine", what, found: `has code, but not yet at block ${block}` };
  } catch (error) {
    const found = `the node does not say whether there is code (${(error as Error).message})`;
    return { level: "warning", what, found };
  }
}

/** Whether a contract answers as what it should be: it names another of ours. */
async function names(
  ask: Ask,
  { abi, at, variable, name }: { abi: Abi; at: Address; variable: string; name: string },
  expected: Address,
): Promise<Finding> {
  const what = `${variable} ${name}()`;
  const fix = `check ${variable}`;
  try {
    const call = { to: at, data: encodeFunctionData({ abi, functionName: name }) };
    const data = await ask<Hex>("eth_call", call, "latest");
    const found = decodeFunctionResult({ abi, functionName: name, data }) as Address;
    return found.toLowerCase() === expected
      ? { level: "fine", what, found: `answers ${expected}` }
      : { level: "wrong", what, found: `answers ${found}, but the settings mean ${expected}`, fix };
  } catch (error) {
    const [said] = (error as Error).message.split("\n");
    return { level: "wrong", what, found: `does not answer (${said})`, fix };
  }
}
