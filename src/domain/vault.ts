/**
 * Shares and assets of a ProverVault (ERC-4626, OpenZeppelin's rounding, no decimals offset).
 * Mirrors `ERC4626._convertToAssets` and `_convertToShares`.
 */

/** A vault: assets in wei, shares in share wei. */
export type Vault = { assets: bigint; shares: bigint };

/** One whole share, in share wei. The share price is what it converts to. */
export const ONE_SHARE = 10n ** 18n;

/** [wei] What shares are worth, rounded down (`convertToAssets`) unless told. */
export const toAssets = (shares: bigint, vault: Vault, rounding: "down" | "up" = "down"): bigint =>
  divide(shares * (vault.assets + 1n), vault.shares + 1n, rounding);

/** Share wei that assets buy, rounded down (`convertToShares`) unless told. */
export const toShares = (assets: bigint, vault: Vault, rounding: "down" | "up" = "down"): bigint =>
  divide(assets * (vault.shares + 1n), vault.assets + 1n, rounding);

/** [wei] Share price: assets that one whole share converts to. */
export const sharePrice = (vault: Vault): bigint => toAssets(ONE_SHARE, vault);

const divide = (numerator: bigint, denominator: bigint, rounding: "down" | "up") =>
  rounding === "down" ? numerator / denominator : (numerator + denominator - 1n) / denominator;
