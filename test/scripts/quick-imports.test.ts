import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as chains from "viem/chains";
import { expect, test } from "vitest";
import { loadPonder } from "../../prefetch/ponder.ts";
import { projectRoot } from "../../settings/networks.ts";

type Chain = { id: number };
type Finality = { getFinalityBlockCount: (given: { chain: Chain | undefined }) => number };

/** What a program prints that starts as Ponder does. */
const printed = (program: string) =>
  execFileSync(
    process.execPath,
    [
      ...["--import", join(projectRoot, "scripts", "quick-imports.ts")],
      ...["--input-type=module", "--eval", program],
    ],
    { cwd: projectRoot, encoding: "utf8" },
  );

test("Ponder takes as many blocks of each chain for not final as it would with all chains loaded", async () => {
  const { getFinalityBlockCount } = await loadPonder<Finality>("utils/finality.js");
  const text = printed(
    `import { chains } from ${JSON.stringify(join(projectRoot, "node_modules/ponder/dist/esm/utils/chains.js"))};
     console.log(JSON.stringify(Object.values(chains)));`,
  );
  const standIns = JSON.parse(text) as Chain[];
  const finalityAmong = (all: readonly Chain[], id: number) =>
    getFinalityBlockCount({ chain: all.find((chain) => chain.id === id) });
  const all = Object.values(chains).filter((each) => "id" in each) as Chain[];
  expect(all.length).toBeGreaterThan(500);
  for (const { id } of all)
    expect([id, finalityAmong(standIns, id)]).toEqual([id, finalityAmong(all, id)]);
  expect(finalityAmong(standIns, 1)).toBe(65);
});

test("a package is found in the folder of whoever asks for it", () => {
  const text = printed(
    `import { PgTable } from "drizzle-orm/pg-core"; import { onchainTable } from "ponder"; import { pgTable } from "drizzle-orm/pg-core";
     console.log(typeof PgTable, typeof onchainTable, typeof pgTable, import.meta.resolve("viem"));`,
  );
  expect(text).toContain("function function function file:///");
  expect(text).toContain("/node_modules/viem/_esm/index.js");
});
