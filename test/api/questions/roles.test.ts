import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { roleChange } from "../../../ponder.schema.ts";
import { roleName } from "../../../src/api/topics/roles.ts";
import { openRecording } from "../support.ts";

test("a role has the name whose hash it is, and any other has none", () => {
  for (const name of ["SLASHER_ROLE", "PAUSER_ROLE", "REWARD_UPDATER_ROLE"])
    expect(roleName(keccak256(toHex(name)))).toBe(name);
  expect(roleName(`0x${"00".repeat(32)}`)).toBe("DEFAULT_ADMIN_ROLE");
  expect(roleName(keccak256(toHex("SLASHER_ROLE ")))).toBeNull();
});

test("the roles that were granted on the recorded month have names", async () => {
  const recorded = await openRecording("month");
  const changes = recorded.rows(roleChange);
  await recorded.close();
  expect(changes.length).toBeGreaterThan(0);
  expect(changes.filter(({ role }) => roleName(role) === null)).toEqual([]);
});
