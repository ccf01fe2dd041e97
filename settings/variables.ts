import { apiVariables } from "../src/api/variables.ts";

/** One environment variable the project reads: what an operator must know about it. */
export type Variable = {
  readonly name: string;
  /** One or two plain sentences. */
  readonly meaning: string;
  /** The value used when the variable is unset, in words where it depends; "required" and "none" are words too. */
  readonly default: string;
  /** A value that is accepted. */
  readonly example: string;
};

/** Every environment variable the project reads, in the order in which documents list them. */
export const variables = [
  {
    name: "NETWORK",
    meaning:
      "Which chain is indexed: `base` (addresses built in), `recording` (a recorded chain served on this machine, no network needed) or `custom` (everything is given here).",
    default: "base",
    example: "base",
  },
  {
    name: "RECORDING",
    meaning:
      "For NETWORK=recording: a name under recordings/ (`month`, `quirks`), or the path of a directory that holds chain.ndjson.gz.",
    default: "month",
    example: "quirks",
  },
  {
    name: "RPC_URL",
    meaning:
      "JSON-RPC address of a node of the chain (http, https, ws or wss); several are separated by commas. With NETWORK=recording, `npm run dev` and `npm start` set it.",
    default: "required",
    example: "https://mainnet.base.org",
  },
  {
    name: "CHAIN_ID",
    meaning: "Chain id.",
    default: "8453 for base; required for custom",
    example: "8453",
  },
  {
    name: "MARKET_ADDRESS",
    meaning: "BrevisMarket, the proxy.",
    default: "built in for base; required for custom",
    example: "0xcCec2a9FE35b6B5F23bBF303A4e14e5895DeA127",
  },
  {
    name: "STAKING_ADDRESS",
    meaning: "StakingController, the proxy.",
    default: "built in for base; required for custom",
    example: "0x9c0D8C5F10f0d3A02D04556a4499964a75DBf4A3",
  },
  {
    name: "TOKEN_ADDRESS",
    meaning: "The token that is staked and that pays fees (BREV).",
    default: "built in for base; required for custom",
    example: "0x086F405146Ce90135750Bbec9A063a8B20A8bfFb",
  },
  {
    name: "VAULT_FACTORY_ADDRESS",
    meaning: "VaultFactory, which creates a vault per prover.",
    default: "the answer of StakingController.vaultFactory()",
    example: "0x1111111111111111111111111111111111111111",
  },
  {
    name: "EPOCH_REWARDS_ADDRESS",
    meaning:
      "EpochRewards. Without it, its payments still appear as rewards, from a source without a name.",
    default: "none",
    example: "0x2222222222222222222222222222222222222222",
  },
  {
    name: "MARKET_VIEWER_ADDRESS",
    meaning: "MarketViewer. Only for checking the index against the chain.",
    default: "built in for base; else none",
    example: "0x0ED8C6e128D1Be1e521B6AcDC25b348829a4Ffd2",
  },
  {
    name: "STAKING_VIEWER_ADDRESS",
    meaning: "StakingViewer. Only for checking the index against the chain.",
    default: "built in for base; else none",
    example: "0x659F4172BEd39DeDF6D3f02a0A8AD5719Eafe41F",
  },
  {
    name: "START_BLOCK",
    meaning:
      "First block of every contract that has no start block of its own below; a block at or before the deployment. `npm run find-start-block` finds it.",
    default: "required (a recording has its own)",
    example: "12345678",
  },
  {
    name: "MARKET_START_BLOCK",
    meaning: "First block of BrevisMarket; its first parameters are read there.",
    default: "START_BLOCK",
    example: "12345678",
  },
  {
    name: "STAKING_START_BLOCK",
    meaning: "First block of StakingController; its first parameters are read there.",
    default: "START_BLOCK",
    example: "12345678",
  },
  {
    name: "TOKEN_START_BLOCK",
    meaning: "First block from which transfers of the token are read.",
    default: "START_BLOCK",
    example: "12345678",
  },
  {
    name: "VAULT_FACTORY_START_BLOCK",
    meaning: "First block of VaultFactory.",
    default: "START_BLOCK",
    example: "12345678",
  },
  {
    name: "EPOCH_REWARDS_START_BLOCK",
    meaning: "First block of EpochRewards.",
    default: "START_BLOCK",
    example: "12345678",
  },
  {
    name: "END_BLOCK",
    meaning: "Last block: index up to it and stop following the chain.",
    default: "none: follow the chain",
    example: "12400000",
  },
  {
    name: "TOKEN_TRANSFERS",
    meaning:
      "`all` reads every transfer of the token, so that a vault's assets are exact at every block; `sampled` reads only those from or to the market, and each vault's balance every VAULT_SAMPLE_BLOCKS blocks.",
    default: "sampled for base; all otherwise",
    example: "all",
  },
  {
    name: "VAULT_SAMPLE_BLOCKS",
    meaning: "For TOKEN_TRANSFERS=sampled: blocks between two readings of the vaults' balances.",
    default: "300",
    example: "300",
  },
  {
    name: "INPUT_DATA",
    meaning:
      "`on` keeps the inputs that requests give on chain, for `request.inputData`; `off` keeps only their sizes and hashes. A change re-indexes.",
    default: "on",
    example: "off",
  },
  {
    name: "RPC_PARALLELISM",
    meaning:
      "Request budgets per address in RPC_URL. One budget starts at 20 requests a second; raise it as far as the node's plan allows.",
    default: "4; 20 for a recording",
    example: "4",
  },
  {
    name: "POLLING_INTERVAL_MS",
    meaning:
      "Milliseconds between two questions for a new block; at least 1000 (100 for a recording).",
    default: "1000; 200 for a recording",
    example: "1000",
  },
  {
    name: "WS_URL",
    meaning:
      "WebSocket address (ws or wss) of a node that tells new blocks, so that they are indexed at once. Only the news is taken from it; the blocks come from RPC_URL. While it is silent, RPC_URL is polled.",
    default: "the first ws or wss address of RPC_URL, else none: polling",
    example: "wss://base-rpc.publicnode.com",
  },
  {
    name: "LOG_CHECKS",
    meaning:
      "How history is checked for logs that a node leaves out. `blooms` compares the header of every block with the logs that were given, and reads whole each block in which they do not fit; `twice` asks for each range a second time, of another node if there is one; `off` believes the nodes. `auto` is `blooms` for at most 50000 blocks, or 1000000 where all nodes are on this machine, else `twice`. New blocks are always checked, by their bloom and by their logs' numbers, but with `off`; if you set `twice`, a second node must also say the same of each.",
    default: "auto",
    example: "blooms",
  },
  {
    name: "DATABASE_URL",
    meaning:
      "PostgreSQL connection string. Unset: a PostgreSQL of the indexer's own, which it starts and stops; its files lie under .ponder/postgres/, in a folder for each chain. `npm run api` needs it.",
    default: "none: its own",
    example: "postgres://provernet:secret@127.0.0.1:5432/provernet",
  },
  {
    name: "DATABASE_SCHEMA",
    meaning:
      "Schema the tables are in. `npm start` refuses one that another version of the code filled: give each deployment its own. `npm run api` reads it, too.",
    default: "provernet",
    example: "provernet_2",
  },
  {
    name: "VIEWS_SCHEMA",
    meaning:
      "Schema with a view of each table, for people and programs that use SQL: it stays when DATABASE_SCHEMA changes. `npm start` makes the views show the new index once that is ready; what is built upon them and what was granted stays.",
    default: "none: no views",
    example: "provernet_live",
  },
  {
    name: "PORT",
    meaning: "Port of the API.",
    default: "42069",
    example: "42069",
  },
  {
    name: "LISTEN_HOST",
    meaning: "Address the API listens on.",
    default: "none: every interface",
    example: "127.0.0.1",
  },
  {
    name: "LOG_LEVEL",
    meaning: "How much is logged: silent, fatal, error, warn, info, debug or trace.",
    default: "info",
    example: "warn",
  },
  {
    name: "PREFETCH",
    meaning: "`auto` fills an empty cache in bulk before `npm start`, `off` leaves it to Ponder.",
    default: "auto",
    example: "off",
  },
  {
    name: "BACKFILL",
    meaning:
      "`auto` indexes the history of an empty schema in bulk before `npm start` hands over to Ponder (PostgreSQL only), `ponder` leaves it to Ponder, which takes several times as long.",
    default: "auto",
    example: "ponder",
  },
  {
    name: "WEBHOOKS_FILE",
    meaning: "File that lists the webhooks, for `npm run webhooks`; see docs/webhooks.md.",
    default: "webhooks.yaml",
    example: "/etc/provernet/webhooks.yaml",
  },
  {
    name: "WEBHOOKS_PRIVATE_HOSTS",
    meaning:
      "Hosts, as the webhooks' URLs name them and separated by commas, that may have an address which is not public: of this machine, or of your own network. Any other host with such an address is refused.",
    default: "none",
    example: "localhost,alerts.internal",
  },
  {
    name: "WEBHOOKS_SCHEMA",
    meaning:
      "Schema of the webhooks' queue and positions, in the database of DATABASE_URL. It outlives the index: keep it when the index is rebuilt.",
    default: "provernet_webhooks",
    example: "provernet_webhooks",
  },
  ...apiVariables,
] as const satisfies readonly Variable[];

/** The name of an environment variable the project reads. */
export type VariableName = (typeof variables)[number]["name"];

/** The text of `.env.example`: every variable, commented out, with its meaning and default. */
export function renderEnvExample(): string {
  const head = [
    "# Copy to .env.local (npm scripts) or .env (docker compose) and uncomment what you need.",
    "# Written by `npm run env-example` from settings/variables.ts.",
  ].join("\n");
  const entries = variables.map(({ name, meaning, default: value, example }) =>
    [...wrap(meaning), `# Default: ${value}`, `#${name}=${example}`].join("\n"),
  );
  return `${[head, ...entries].join("\n\n")}\n`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 98)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}
