import { misused, readCommandLine } from "../settings/commandLine.ts";

/** What the command line asks for. Null: not given. */
export type Options = {
  to: string | null;
  from: string | null;
  checkReceipts: boolean;
  quiet: boolean;
  until: number | null;
};

const USAGE = `Fetches the chain in bulk into the database, in the form in which Ponder keeps it: \`npm start\` then indexes
without asking a node for history. Run again, it goes on where it stopped. The settings are those of the indexer.

  npm run prefetch                         from the nodes in RPC_URL into the database: DATABASE_URL, or the indexer's own
  npm run prefetch -- --to chain.gz        from the nodes into a file, for someone else's --from; needs no database
  npm run prefetch -- --from chain.gz      from such a file, or a recording's chain.ndjson.gz, into the database

  --until BLOCK       stop at this block (default: the newest that is final)
  --check-receipts    compare the logs of every block fetched with its receipts: one more call for each block
  --quiet             tell only what goes wrong`;

/**
 * Reads the command line.
 * @throws Refusal with the usage when it cannot be understood
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = readCommandLine(USAGE, {
    args: [...args],
    options: {
      to: { type: "string" },
      from: { type: "string" },
      until: { type: "string" },
      "check-receipts": { type: "boolean" },
      quiet: { type: "boolean" },
    },
  });
  const { to, from, until, quiet, "check-receipts": checkReceipts } = values;
  if (to !== undefined && from !== undefined)
    throw refuse("--to and --from together would only copy a file");
  if (from !== undefined && checkReceipts)
    throw refuse("--check-receipts asks a node; with --from none is asked");
  for (const [name, value] of Object.entries({ to, from }))
    if (value === "") throw refuse(`--${name} needs the name of a file`);
  if (until !== undefined && !/^(0|[1-9]\d{0,14})$/.test(until))
    throw refuse(`--until is "${until}", which is not a block number`);
  return {
    to: to ?? null,
    from: from ?? null,
    checkReceipts: checkReceipts ?? false,
    quiet: quiet ?? false,
    until: until === undefined ? null : Number(until),
  };
}

const refuse = (why: string) => misused(USAGE, why);
