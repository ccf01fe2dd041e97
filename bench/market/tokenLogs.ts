/** The logs of the token, the vaults and their factory. Amounts in wei. */
import type { Address } from "viem";
import { contracts, type Log } from "./chain.ts";
import { log, selectors, unhandled } from "./log.ts";
import type { Holding } from "./stakingLogs.ts";
import { addressTopic, addressWord, word } from "./words.ts";

const { staking, token, vaultFactory } = contracts;

export const vaultCreated = (prover: Address, vault: Address, salt: string): Log =>
  log(
    vaultFactory,
    [selectors.factory.VaultCreated, addressTopic(prover), addressTopic(vault)],
    addressWord(token) + salt,
  );

/** A transfer of the token, or of a vault's shares. */
export const transfer = (
  of: Address,
  { from, to, value }: { from: Address; to: Address; value: bigint },
): Log => log(of, [selectors.token.Transfer, addressTopic(from), addressTopic(to)], word(value));

export const vaultDeposit = (
  vault: Address,
  { staker, amount, shares }: Omit<Holding, "prover">,
): Log =>
  unhandled(
    log(
      vault,
      [selectors.vault.Deposit, addressTopic(staking), addressTopic(staker)],
      word(amount) + word(shares),
    ),
  );

export const vaultWithdraw = (
  vault: Address,
  { staker, amount, shares }: Omit<Holding, "prover">,
): Log =>
  unhandled(
    log(
      vault,
      [
        selectors.vault.Withdraw,
        addressTopic(staking),
        addressTopic(staking),
        addressTopic(staker),
      ],
      word(amount) + word(shares),
    ),
  );

export const controllerSlash = (vault: Address, assets: bigint): Log =>
  log(vault, [selectors.vault.ControllerSlash], word(assets) + addressWord(staking));
