/** What a vault gave up, between the vault's event and the controller's. */
import type { Context } from "ponder:registry";
import type { Address } from "viem";
import { recall, remember } from "./network.ts";

/** [wei] What the vault's last ControllerSlash took and nothing has claimed yet; 0 when it took nothing and so said nothing. */
export async function takeSwept(context: Context, vault: Address): Promise<bigint> {
  const { sweptVault, swept } = await recall(context);
  if (sweptVault !== vault || !swept) return 0n;
  await remember(context, { sweptVault: null, swept: null });
  return swept;
}
