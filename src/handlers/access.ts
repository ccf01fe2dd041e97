/** Ownership, roles and the pause switch of every contract. */
import { type Context, ponder } from "ponder:registry";
import { contract, roleAdmin, roleChange, roleMember } from "ponder:schema";
import { type Address, zeroAddress } from "viem";
import { book, eventColumns } from "../store/ledger.ts";

for (const name of ["Market", "Staking", "EpochRewards"] as const) {
  const row = { Market: "MARKET", Staking: "STAKING", EpochRewards: "EPOCH_REWARDS" } as const;

  /** The contract's row: the first event of a contract is that of its first owner. */
  const write = ({ db }: Context, address: Address, is: Partial<typeof contract.$inferInsert>) =>
    db
      .insert(contract)
      .values({ address, name: row[name], ...is })
      .onConflictDoUpdate(is);

  ponder.on(`${name}:OwnershipTransferred`, async ({ event, context }) => {
    const { newOwner } = event.args;
    await write(context, event.log.address, { owner: newOwner, pendingOwner: null });
    await book(context, event, { kind: "OWNERSHIP_TRANSFERRED", account: newOwner });
  });

  ponder.on(`${name}:OwnershipTransferStarted`, async ({ event, context }) => {
    const { newOwner } = event.args;
    await write(context, event.log.address, {
      pendingOwner: newOwner === zeroAddress ? null : newOwner,
    });
    await book(context, event, { kind: "OWNERSHIP_TRANSFER_STARTED", account: newOwner });
  });

  ponder.on(`${name}:OwnershipTransferCanceled`, async ({ event, context }) => {
    await write(context, event.log.address, { pendingOwner: null });
    await book(context, event, {
      kind: "OWNERSHIP_TRANSFER_CANCELED",
      account: event.args.pendingOwner,
    });
  });

  ponder.on(`${name}:RoleGranted`, async ({ event, context }) => {
    const { role, account } = event.args;
    const key = { contract: event.log.address, role, account };
    const is = { granted: true, since: Number(event.block.timestamp) };
    await context.db
      .insert(roleMember)
      .values({ ...key, ...is })
      .onConflictDoUpdate(is);
    await context.db.insert(roleChange).values({ ...eventColumns(event), ...key, granted: true });
    await book(context, event, { kind: "ROLE_GRANTED", account });
  });

  ponder.on(`${name}:RoleRevoked`, async ({ event, context }) => {
    const { role, account } = event.args;
    const key = { contract: event.log.address, role, account };
    const is = { granted: false, since: Number(event.block.timestamp) };
    await context.db
      .insert(roleMember)
      .values({ ...key, ...is })
      .onConflictDoUpdate(is);
    await context.db.insert(roleChange).values({ ...eventColumns(event), ...key, granted: false });
    await book(context, event, { kind: "ROLE_REVOKED", account });
  });

  ponder.on(`${name}:RoleAdminChanged`, async ({ event, context }) => {
    const { role, newAdmin } = event.args;
    const admin = newAdmin === zeroAddress ? null : newAdmin;
    const is = { admin, since: Number(event.block.timestamp) };
    await context.db
      .insert(roleAdmin)
      .values({ contract: event.log.address, role, ...is })
      .onConflictDoUpdate(is);
    await book(context, event, { kind: "ROLE_ADMIN_CHANGED", account: newAdmin });
  });

  ponder.on(`${name}:Paused`, async ({ event, context }) => {
    await write(context, event.log.address, {
      paused: true,
      pausedChangedAt: Number(event.block.timestamp),
    });
    await book(context, event, { kind: "PAUSED", account: event.args.account });
  });

  ponder.on(`${name}:Unpaused`, async ({ event, context }) => {
    await write(context, event.log.address, {
      paused: false,
      pausedChangedAt: Number(event.block.timestamp),
    });
    await book(context, event, { kind: "UNPAUSED", account: event.args.account });
  });
}
