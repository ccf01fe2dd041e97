/** The chains' own explorers of blocks; a chain that has none is not linked. */
const explorers: Readonly<Record<number, string>> = {
  8453: "https://basescan.org",
  84532: "https://sepolia.basescan.org",
};

/** Where a transaction, address or block stands in the chain's own explorer; null when it has none. */
export function chainLink(
  chainId: number | undefined,
  kind: "tx" | "address" | "block",
  id: string | number,
): string | null {
  const base = chainId === undefined ? undefined : explorers[chainId];
  return base === undefined ? null : `${base}/${kind}/${id}`;
}
