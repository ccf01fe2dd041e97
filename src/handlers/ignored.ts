/** Events that are not indexed, and why not. Every other event of every ABI has a handler. */

/** By the event's name in `ponder.config.ts`. */
export const ignored: Readonly<Record<string, string>> = {
  "Vault:Deposit": "The controller's Staked says the same, and names prover and staker.",
  "Vault:Withdraw": "The controller's UnstakeRequested says the same, and names prover and staker.",
  "Vault:Approval": "Allowances are spent without an event: what is left of one is not known.",
  "Token:Approval": "Allowances are spent without an event: what is left of one is not known.",
  "SampledToken:Approval":
    "Allowances are spent without an event: what is left of one is not known.",
};
