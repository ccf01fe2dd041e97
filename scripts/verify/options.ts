import type { Address } from "viem";
import { readCommandLine } from "../../settings/commandLine.ts";
import { Refusal } from "../../settings/environment.ts";

const USAGE = `Compares the running index with the chain: the contracts' views at the indexed block (docs/limits.md has those left out).

  npm run verify                          everything, over RPC_URL, once the index has caught up with the node
  npm run verify -- --sample 200          at most 200 requests, stakers, requesters, submitters
  npm run verify -- --provers 0x…,0x…     these provers only, and the requests they lead
  npm run verify -- --block 123           an index that stands at this block, be it caught up or not
  npm run verify -- --wait 300            at most 300 seconds for the index to catch up (60)
  npm run verify -- --invariants          what must hold at every block, without any RPC

  --url   reads the rows over the API at this address (DATABASE_URL; without it, http://127.0.0.1:PORT)
  --rpc   a node with history at the block (RPC_URL)

The last line says how it ended, and so does the exit code: 0 equal, 1 different, 2 not conclusive.`;

export type Options = ReturnType<typeof readOptions>;

/** The command's options. @throws Refusal when one is wrong */
export function readOptions() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = readCommandLine(USAGE, {
    options: {
      url: text,
      rpc: text,
      block: text,
      provers: text,
      sample: text,
      wait: text,
      invariants: flag,
    },
  });
  return {
    ...values,
    block: integer("--block", values.block),
    sample: integer("--sample", values.sample),
    wait: integer("--wait", values.wait) ?? 60,
    provers: addresses(values.provers),
  };
}

function integer(name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  if (!/^\d+$/.test(value)) throw new Refusal(`${name} takes a whole number, e.g. ${name} 200`);
  return Number(value);
}

function addresses(value: string | undefined): Address[] | null {
  if (value === undefined) return null;
  const list = value.toLowerCase().split(",");
  if (list.every((item) => /^0x[0-9a-f]{40}$/.test(item))) return list as Address[];
  throw new Refusal(
    "--provers takes addresses separated by commas, e.g. --provers 0x71be…,0xfabb…",
  );
}
