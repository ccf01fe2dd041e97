import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Address } from "viem";

/** The project's directory. */
export const projectRoot = fileURLToPath(new URL("../", import.meta.url));

/** The contracts of a network; lower-case, null where unknown. */
export type Addresses = Readonly<{
  market: Address | null;
  staking: Address | null;
  token: Address | null;
  vaultFactory: Address | null;
  epochRewards: Address | null;
  marketViewer: Address | null;
  stakingViewer: Address | null;
}>;

/** Base mainnet. The vault factory is asked of the chain; the address of EpochRewards is not published. */
export const base = {
  chainId: 8453,
  addresses: {
    market: "0xccec2a9fe35b6b5f23bbf303a4e14e5895dea127",
    staking: "0x9c0d8c5f10f0d3a02d04556a4499964a75dbf4a3",
    token: "0x086f405146ce90135750bbec9a063a8b20a8bffb",
    vaultFactory: null,
    epochRewards: null,
    marketViewer: "0x0ed8c6e128d1be1e521b6acdc25b348829a4ffd2",
    stakingViewer: "0x659f4172bed39dedf6d3f02a0a8ad5719eafe41f",
  },
} as const satisfies { chainId: number; addresses: Addresses };

/** Nothing is known of a custom network. */
export const noAddresses: Addresses = {
  market: null,
  staking: null,
  token: null,
  vaultFactory: null,
  epochRewards: null,
  marketViewer: null,
  stakingViewer: null,
};

/** The directory a recording's name or path stands for: a bare name is looked up under recordings/. */
export function recordingDirectory(nameOrPath: string): string {
  const isName = /^[A-Za-z0-9_-]+$/.test(nameOrPath);
  return isName ? join(projectRoot, "recordings", nameOrPath) : resolve(projectRoot, nameOrPath);
}

/** Whether a directory holds a recorded chain. */
export function holdsRecording(directory: string): boolean {
  return existsSync(join(directory, "chain.ndjson.gz"));
}

/** The names of the recordings that come with the project. */
export function recordingNames(): readonly string[] {
  const directory = join(projectRoot, "recordings");
  if (!existsSync(directory)) return [];
  return readdirSync(directory).filter((name) => holdsRecording(join(directory, name)));
}
