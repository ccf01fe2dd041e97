import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../settings/networks.ts";
import type { Env } from "../settings/reader.ts";
import { PRELOADED } from "./ponder-process.ts";

/** A file for the worker: much of what happens, and what time brings. */
const fileOf = (port: number) => `webhooks:
  - name: demo
    url: http://127.0.0.1:${port}/
    secret: \${WEBHOOK_SECRET}
    events:
      - kinds: [REQUESTED, BID, REVEALED, FULFILLED, REFUNDED, SLASHED, REWARDED]
    phases:
      - to: [REVEALING, PROVING, REFUNDABLE]
    timeLeft:
      - { phase: PROVING, seconds: 600 }
`;

/** Starts the example of a receiver, which prints, and the worker that tells it what happens. Returns what ends both. */
export async function startWebhooks(directory: string, env: Env): Promise<() => void> {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const file = join(directory, "webhooks.yaml");
  const start = (script: string, more: Env): ChildProcess =>
    fork(join(projectRoot, "webhooks", script), {
      execArgv: [...PRELOADED],
      env: { ...process.env, ...env, WEBHOOK_SECRET: secret, ...more },
    });
  const receiver = start("example-receiver.ts", { PORT: "0" });
  const [{ port }] = (await once(receiver, "message")) as [{ port: number }];
  writeFileSync(file, fileOf(port));
  const worker = start("main.ts", { WEBHOOKS_FILE: file, WEBHOOKS_PRIVATE_HOSTS: "127.0.0.1" });
  return () => {
    for (const child of [worker, receiver]) child.kill("SIGINT");
  };
}
