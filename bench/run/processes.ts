/** Child processes, and what they use. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../settings/networks.ts";

/** A process that was started, and its output. */
export type Started = {
  pid: number;
  /** Its exit code; null when a signal ended it. */
  exited: Promise<number | null>;
  /** What it printed. */
  output: () => string;
  /** Messages over IPC. */
  child: ChildProcess;
  /** Ends it, with SIGINT, and if that does not help with SIGKILL. */
  stop: () => Promise<void>;
};

const KILL_AFTER_MS = 10_000;
const LAST_OUTPUT = 8_000;
const bin = join(projectRoot, "node_modules", ".bin");

/** Starts a program under the project's Node, with an environment of its own. It ends with this process. */
export function start(
  args: readonly string[],
  {
    cwd = projectRoot,
    env = {},
    command = process.execPath,
    ipc = false,
  }: {
    cwd?: string;
    env?: Record<string, string>;
    command?: string;
    ipc?: boolean;
  } = {},
): Started {
  const child = spawn(command, args, {
    cwd,
    env: { HOME: cwd, ...env, PATH: `${bin}:${env.PATH ?? process.env.PATH}` },
    stdio: ["ignore", "pipe", "pipe", ...(ipc ? (["ipc"] as const) : [])],
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = `${output}${text}`.slice(-LAST_OUTPUT);
    });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += error;
      resolve(null);
    });
    child.once("close", resolve);
  });
  exited.finally(() => process.removeListener("exit", kill));
  return {
    pid: child.pid ?? 0,
    child,
    exited,
    output: () => output,
    async stop() {
      child.kill("SIGINT");
      const killing = setTimeout(kill, KILL_AFTER_MS);
      await exited;
      clearTimeout(killing);
    },
  };
}

/** Waits for a program to end by itself. @throws Error with its output when it fails */
export async function finish(started: Started): Promise<void> {
  const code = await started.exited;
  if (code !== 0) throw new Error(`exit code ${code}:\n${started.output()}`);
}

/** What processes and their children have used. */
export type Usage = { cpuSeconds: number; peakRssMb: number };

/** Watches processes and all their children. Only Linux tells (`/proc`): elsewhere everything is NaN. */
export type Meter = {
  watch: (pid: number) => void;
  /** Looks a last time and ends. */
  stop: () => Usage;
};

const EVERY_MS = 200;
/** Of `/proc/<pid>/stat`; the kernel's clock for user space is 100 Hz everywhere. */
const TICKS = 100;
const PAGE_MB = 4096 / 1e6;

type Stat = { pid: number; parent: number; ticks: number; childTicks: number; pages: number };

function readStat(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name, in brackets, may hold anything.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return {
      pid: Number(pid),
      parent,
      ticks: user + system,
      childTicks: childUser + childSystem,
      pages: fields[21] ?? 0,
    };
  } catch {
    return null;
  }
}

const readStats = (): Stat[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStat(pid) ?? []);

/** The processes of a tree. */
function treeOf(root: number, stats: readonly Stat[]): Stat[] {
  const own = stats.filter(({ pid }) => pid === root);
  const children = stats.filter(({ parent }) => parent === root);
  return [...own, ...children.flatMap(({ pid }) => treeOf(pid, stats))];
}

/** [s] Processor time of a process and all its children so far, those that ended included. NaN off Linux. */
export function cpuSecondsOf(root: number): number {
  if (!existsSync("/proc/self/stat")) return Number.NaN;
  const tree = treeOf(root, readStats());
  return tree.reduce((sum, { ticks, childTicks }) => sum + ticks + childTicks, 0) / TICKS;
}

/** [MB] What those processes of a tree that are meant take now, with their part of what they share. NaN off Linux. */
export function memoryMbOf(root: number, isMeant: (pid: number) => boolean = () => true): number {
  if (!existsSync("/proc/self/smaps_rollup")) return Number.NaN;
  const sizes = treeOf(root, readStats()).map(({ pid }) => (isMeant(pid) ? ownMbOf(pid) : 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function ownMbOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return (Number(/^Pss: +(\d+)/m.exec(text)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    // It has just ended.
    return 0;
  }
}

/** Starts watching; nothing is watched yet. */
export function startMeter(): Meter {
  const isLinux = existsSync("/proc/self/stat");
  const roots = new Map<number, number>();
  let peak = 0;
  const look = () => {
    if (!isLinux) return;
    const stats = readStats();
    let pages = 0;
    for (const root of roots.keys()) {
      const tree = treeOf(root, stats);
      if (tree.length === 0) continue;
      pages += tree.reduce((sum, stat) => sum + stat.pages, 0);
      roots.set(
        root,
        tree.reduce((sum, { ticks, childTicks }) => sum + ticks + childTicks, 0),
      );
    }
    peak = Math.max(peak, pages * PAGE_MB);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    watch: (pid) => roots.set(pid, 0),
    stop() {
      look();
      clearInterval(timer);
      const ticks = [...roots.values()].reduce((sum, used) => sum + used, 0);
      return isLinux
        ? { cpuSeconds: ticks / TICKS, peakRssMb: peak }
        : { cpuSeconds: Number.NaN, peakRssMb: Number.NaN };
    },
  };
}

/** The parent of a process; 0 when it cannot be told. */
export const parentOf = (pid: number): number => readStat(String(pid))?.parent ?? 0;
