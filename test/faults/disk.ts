import { spawnSync } from "node:child_process";
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "../support/postgres.ts";

/** [MB] The index and what is cached of the chain take about half of it. */
const DISK_MB = 96;

/** A small disk for a database. */
type Disk = { fill: () => void; free: () => void; remove: () => Promise<void> };

/** Puts a database on a disk of its own, small enough to be filled; null where only root could, and we are not. */
export async function smallDisk(url: string): Promise<Disk | null> {
  const directory = mkdtempSync(join(tmpdir(), "provernet-disk-"));
  const mount = ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "none", directory];
  if (spawnSync("mount", mount).status !== 0) {
    rmdirSync(directory);
    return null;
  }
  const [data, filler] = [join(directory, "data"), join(directory, "filler")];
  mkdirSync(data);
  const name = new URL(url).pathname.slice(1);
  const server = serverOf(url);
  // It belongs to whom the server runs as.
  const [folder] = await ask(server, "show data_directory");
  const { uid, gid } = statSync(folder!.data_directory);
  chownSync(data, uid, gid);
  await ask(server, `create tablespace ${name} location '${data}'`);
  await ask(server, `alter database ${name} set tablespace ${name}`);
  return {
    fill() {
      // As much as there is: what does not fit is not written.
      try {
        writeFileSync(filler, Buffer.alloc(DISK_MB * 2 ** 20));
      } catch {}
    },
    free: () => rmSync(filler, { force: true }),
    async remove() {
      await ask(server, `drop database ${name} with (force)`);
      await ask(server, `drop tablespace ${name}`);
      spawnSync("umount", [directory]);
      rmdirSync(directory);
    },
  };
}

const serverOf = (url: string): string =>
  Object.assign(new URL(url), { pathname: "/postgres" }).href;
