/** BrevisMarket: hot keys that act for a prover. Consent and registration are independent of each other. */
import { type Context, ponder } from "ponder:registry";
import { submitter, submitterChange } from "ponder:schema";
import { type Address, zeroAddress } from "viem";
import { book, eventColumns } from "../store/ledger.ts";
import { takeRole } from "../store/network.ts";

ponder.on("Market:SubmitterConsentUpdated", async ({ event, context }) => {
  const { submitter: address, newProver } = event.args;
  const consent = newProver === zeroAddress ? null : newProver;
  await write(context, address, { consent });
  await context.db
    .insert(submitterChange)
    .values({ ...eventColumns(event), kind: "CONSENT", submitter: address, prover: consent });
  await book(context, event, { kind: "SUBMITTER_CONSENT", account: address });
});

// May come again for the same pair.
ponder.on("Market:SubmitterRegistered", async ({ event, context }) => {
  const { submitter: address, prover } = event.args;
  const registeredAt = Number(event.block.timestamp);
  await write(context, address, { prover, registeredAt });
  await takeRole(context, address, "isSubmitter", registeredAt);
  await context.db
    .insert(submitterChange)
    .values({ ...eventColumns(event), kind: "REGISTERED", submitter: address, prover });
  await book(context, event, { kind: "SUBMITTER_REGISTERED", prover, account: address });
});

ponder.on("Market:SubmitterUnregistered", async ({ event, context }) => {
  const { submitter: address, prover } = event.args;
  await write(context, address, { prover: null });
  await context.db
    .insert(submitterChange)
    .values({ ...eventColumns(event), kind: "UNREGISTERED", submitter: address, prover });
  await book(context, event, { kind: "SUBMITTER_UNREGISTERED", prover, account: address });
});

const write = ({ db }: Context, address: Address, is: Partial<typeof submitter.$inferInsert>) =>
  db
    .insert(submitter)
    .values({ address, ...is })
    .onConflictDoUpdate(is);
