import { parseArgs } from "node:util";
import { lastNumber, lastTimestamp, readRecording } from "./recording.ts";
import { startReplay } from "./server.ts";

const USAGE = `Serves a recorded chain as a node's JSON-RPC.

  node replay/main.ts <directory> [options]

  --port <number>       8545; 0 takes a free one
  --host <address>      127.0.0.1
  --head <block>        where the head starts (--head=-100: so many before the end). Default: the end,
                        or with --interval the recording's start block
  --interval <ms>       a new block every so many milliseconds, until the end
  --shift <seconds|now> moves all times; "now": the last block is as old as the start of the server
`;

const integer = (name: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value)) {
    throw new Error(`--${name} must be a whole number, not "${text}"`);
  }
  return value;
};

const run = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string", default: "8545" },
      host: { type: "string", default: "127.0.0.1" },
      head: { type: "string" },
      interval: { type: "string" },
      shift: { type: "string", default: "0" },
      help: { type: "boolean", default: false },
    },
  });
  const [directory] = positionals;
  if (values.help || directory === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const recording = await readRecording(directory);
  const last = lastNumber(recording);
  const interval = values.interval === undefined ? undefined : integer("interval", values.interval);
  const standing = interval === undefined ? last : recording.header.startBlock;
  const asked = values.head === undefined ? standing : integer("head", values.head);
  const head = asked < 0 ? last + asked : asked;
  const shift =
    values.shift === "now"
      ? Math.floor(Date.now() / 1000) - lastTimestamp(recording)
      : integer("shift", values.shift);
  const replay = await startReplay({
    recording,
    port: integer("port", values.port),
    host: values.host,
    head,
    shift,
    ...(interval === undefined ? {} : { interval }),
  });
  process.stdout.write(
    `${directory}: blocks ${recording.first} to ${head} of ${last} at ${replay.url}\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void replay.stop());
  }
};

await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
