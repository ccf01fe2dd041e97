/** Programs that run beside each other, each with a log of its own, and end together. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { noSettings } from "../../settings/environment.ts";
import { projectRoot } from "../../settings/networks.ts";

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

const GRACE_MS = 20_000;

export type Program = Readonly<{
  /** Waits until it has written this. */
  says(text: string): Promise<void>;
  /** Kills it and what it started. */
  kill(): void;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}>;

export type Programs = ReturnType<typeof createPrograms>;

/** A port of this machine that nobody listens on. */
export const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

export function createPrograms(folder: string) {
  const running: Program[] = [];
  const atEnd: (() => Promise<unknown>)[] = [];
  /** What ended on its own. */
  const lost: string[] = [];

  const environment = (settings: Record<string, string>) => {
    const { npm_lifecycle_event: _, ...env } = process.env;
    return { ...env, ...noSettings, ...settings };
  };

  const requireRunning = () => {
    if (lost.length > 0) throw new Error(lost.join("\n"));
  };

  return {
    requireRunning,
    /** Starts a program of the project or of the system, from the project's folder. */
    start(
      name: string,
      command: string,
      args: readonly string[],
      settings: Record<string, string> = {},
    ): Program {
      const child = spawn(command, args, {
        cwd: projectRoot,
        env: environment(settings),
        stdio: ["ignore", "pipe", "pipe"],
        // A process group of its own.
        detached: true,
      });
      const log = createWriteStream(join(folder, `${name}.log`));
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => {
          output += chunk;
          log.write(chunk);
        });
      let isWanted = true;
      const ended = new Promise<void>((resolve) => {
        const end = (why: unknown) => {
          if (isWanted) lost.push(`${name} ended (${why}):\n${output.slice(-2_000)}`);
          resolve();
        };
        child.once("error", end);
        child.once("exit", (code, signal) => end(signal ?? code));
      });
      const program: Program = {
        async says(text) {
          for (; !output.includes(text); await sleep(50)) requireRunning();
        },
        kill() {
          isWanted = false;
          process.kill(-child.pid!, "SIGKILL");
        },
        async stop() {
          isWanted = false;
          await endChild(child, ended);
        },
      };
      running.push(program);
      return program;
    },
    /** Runs a command, and gives what it writes. */
    async run(command: string, args: readonly string[], settings: Record<string, string> = {}) {
      const options = { cwd: projectRoot, env: environment(settings) };
      return (await promisify(execFile)(command, args, options)).stdout;
    },
    /** Has something done at the end, after the programs. */
    finally: (what: () => Promise<unknown>) => void atEnd.unshift(what),
    async stopAll() {
      await Promise.all(running.map((program) => program.stop()));
      for (const what of atEnd) await what().catch((error) => say(String(error)));
    },
  };
}

async function endChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const killing = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await ended;
  clearTimeout(killing);
}
