/** Roles by their names: the chain keeps the hashes alone. */
import { type Hex, keccak256, toHex, zeroHash } from "viem";
import { question } from "../declare/fields.ts";
import type { Asked } from "../declare/selection.ts";
import { orNull, Text } from "../declare/types.ts";
import type { Topic } from "../topic.ts";

const NAMES = [
  "SLASHER_ROLE",
  "AUTHORIZED_PROVER_ROLE",
  "PAUSER_ROLE",
  "EPOCH_UPDATER_ROLE",
  "REWARD_UPDATER_ROLE",
] as const;

const nameByHash: ReadonlyMap<Hex, string> = new Map([
  [zeroHash, "DEFAULT_ADMIN_ROLE"],
  ...NAMES.map((name) => [keccak256(toHex(name)), name] as const),
]);

/** The name of a role; null when it is none of the contracts'. */
export const roleName = (role: Hex): string | null => nameByHash.get(role) ?? null;

const roleNameField = question(orNull(Text), {
  text: "Name of the role, such as `SLASHER_ROLE`; null when it is none of the contracts'.",
  ask: (_none, _context, { parent }: Asked<{ role: Hex }>) => roleName(parent.role),
});

export const roleTopic: Topic = {
  fields: {
    roleMember: { roleName: roleNameField },
    roleChange: { roleName: roleNameField },
    roleAdmin: { roleName: roleNameField },
  },
};
