/** Copies of the project to run Ponder in: it writes into its root. */
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../settings/networks.ts";

/** What an indexer is made of; the rest stays behind. */
const LEFT_OUT = new Set([
  ".git",
  ".ponder",
  ".env.local",
  "bench",
  "docs",
  "generated",
  "test",
  "verify",
]);
/** Large, and only read. */
const LINKED = new Set(["node_modules", "recordings"]);

/** A directory to run in, and how to remove it. */
export type Copy = { root: string; remove: () => Promise<void> };

/** A copy of the project; or of its configuration alone, around the raw contestant's handler and table. */
export async function copyProject(kind: "ours" | "raw"): Promise<Copy> {
  const root = await mkdtemp(join(tmpdir(), `provernet-bench-${kind}-`));
  for (const name of await readdir(projectRoot)) {
    const from = join(projectRoot, name);
    if (LEFT_OUT.has(name)) continue;
    if (LINKED.has(name)) await symlink(from, join(root, name));
    else await cp(from, join(root, name), { recursive: true });
  }
  if (kind === "raw") {
    for (const room of ["handlers", "store"])
      await rm(join(root, "src", room), { recursive: true });
    await cp(join(projectRoot, "bench", "ponder-raw"), root, { recursive: true });
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
