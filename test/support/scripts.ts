/** Scripts of the project as processes, and the processes that they start. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { commandOf } from "../../scripts/processes.ts";
import { noSettings } from "../../settings/environment.ts";

export const pathOf = (script: string) =>
  fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));

/** Starts a script as from a shell, with no settings but the given ones. Whoever starts it ends it. */
export function startScript(args: readonly string[], settings: Record<string, string> = {}) {
  const { npm_lifecycle_event: _, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    env: { ...env, ...noSettings, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, text: () => text };
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

/** The parent of a process; undefined when it does not run. */
function parentOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // A zombie runs no more.
    if (/^State:\s+Z/m.test(status)) return undefined;
    return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
  } catch {
    return undefined;
  }
}

export const isRunning = (pid: number) => parentOf(pid) !== undefined;

/** The child of a process whose command line has a text. Linux only: /proc tells who is whose child. */
export const childOf = (parent: number | undefined, text: string): number | undefined =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => parentOf(pid) === parent && commandOf(pid).includes(text));
