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

/** A whole list as a file, by the arguments it was asked with. */
export function fileOf(list: string, asked: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(asked))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined)
        parameters.append(name, typeof one === "object" ? JSON.stringify(one) : String(one));
  return `/export/${list}.csv?${parameters}`;
}
