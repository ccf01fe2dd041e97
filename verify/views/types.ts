/** What a view is here: a function of the rebuilt state. */
import type {
  Abi,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
} from "viem";
import type { ChainState } from "../state.ts";

/**
 * Every view of a contract, by name, with its arguments and its answer as viem decodes them; overloads share a name.
 * Arguments are lower-case, and so may answers be. A view throws `Reverted` where the contract reverts and `Unanswerable`
 * where the index cannot tell.
 */
export type Views<Contract extends Abi> = {
  readonly [Name in ContractFunctionName<Contract, "view">]: (
    state: ChainState,
    args: ContractFunctionArgs<Contract, "view", Name>,
  ) => Answer<Contract, Name, ContractFunctionArgs<Contract, "view", Name>>;
};

/** The answer of each overload, told apart by its arguments. */
type Answer<
  Contract extends Abi,
  Name extends ContractFunctionName<Contract, "view">,
  Args extends ContractFunctionArgs<Contract, "view", Name>,
> = Args extends unknown ? ContractFunctionReturnType<Contract, "view", Name, Args> : never;
