import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** The command line of a process, one space after each of its words; empty when it does not run. */
export function commandOf(pid: number): string {
  try {
    if (existsSync("/proc/self/cmdline"))
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const args = ["-ww", "-o", "command=", "-p", String(pid)];
    return `${execFileSync("ps", args, { encoding: "utf8", stdio: "pipe" }).trim()} `;
  } catch {
    return "";
  }
}
