/** Donations to vaults where transfers of the token are not all indexed: found by comparing balances at an interval. */
import { ponder } from "ponder:registry";
import { network, vaultNumber } from "ponder:schema";
import { zeroAddress } from "viem";
import { tokenAbi } from "../../abis/token.ts";
import { recordDonation } from "../store/donations.ts";
import { readNetwork } from "../store/network.ts";
import { readProver } from "../store/vaults.ts";

/** Log index of the first sampled donation of a block: behind every log. */
const FIRST_SAMPLE = 900_000;

ponder.on("VaultSample:block", async ({ event, context }) => {
  const { db, client } = context;
  const { allTransfers, token, vaults } = await readNetwork(context);
  if (allTransfers) return;
  for (let number = 0; number < vaults; number++) {
    const entry = await db.find(vaultNumber, { number });
    if (entry === null) throw new Error(`Invariant: no vault has the number ${number}`);
    const balance = await client.readContract({
      abi: tokenAbi,
      address: token,
      functionName: "balanceOf",
      args: [entry.vault],
    });
    const { assets } = await readProver(context, entry.prover);
    if (balance === assets) continue;
    const sample = {
      block: event.block,
      transaction: { hash: event.block.hash, from: zeroAddress, to: null },
      log: { logIndex: FIRST_SAMPLE + number },
    };
    await recordDonation(context, sample, {
      prover: entry.prover,
      from: null,
      amount: balance - assets,
      sampled: true,
    });
  }
  await db.update(network, { id: 0 }).set({ sampledAt: Number(event.block.timestamp) });
});
