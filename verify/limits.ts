/** What the index deliberately does not keep. Everything else that the contracts answer, it answers. */
import { Unanswerable } from "./outcome.ts";

const NO_EVENT =
  "OpenZeppelin 5 spends an allowance without an event; an allowance moves nothing until it is used";
const NOT_OURS = "a constant of the token, not of ProverNet";
const SAMPLED = "where transfers of the token are sampled, only the protocol's balances are kept";

/** The views that are not answered, by contract and name, and why: always, or in the case the reason names. */
export const limits = {
  "token.allowance": NO_EVENT,
  "token.name": NOT_OURS,
  "token.symbol": NOT_OURS,
  "proverVault.allowance": NO_EVENT,
  "vaultFactory.predictVaultAddress":
    "until the vault exists, its address follows from the vault's bytecode, which no event holds",
  "token.balanceOf": SAMPLED,
  "token.totalSupply": SAMPLED,
  "*.owner": "if indexing began after the contract got its owner",
  "epochRewards.brevisProof": "if indexing began before the contract was there",
  "epochRewards.vkHash": "if indexing began before the contract was there",
} as const;

/** Ends a view that is on the list. */
export function unanswerable(view: keyof typeof limits): never {
  throw new Unanswerable(limits[view]);
}
