/** The environment variables of the API, for `settings/variables.ts` to list. */
export const apiVariables = [
  {
    name: "API_MAX_COST",
    meaning:
      "Points one GraphQL operation may cost; a point is about one row. A list costs its rows times what is asked of each.",
    default: "10000",
    example: "20000",
  },
  {
    name: "API_HEAVY_COST",
    meaning:
      "Points from which a GraphQL operation is heavy: few of those are answered at a time. Analyses of the history (auctionQuality, marketConcentration, invariants) and what reads more than 20,000 rows to find, sort or count are heavy whatever they cost.",
    default: "3000",
    example: "1000",
  },
  {
    name: "API_MAX_DEPTH",
    meaning: "Levels of fields one GraphQL operation may have.",
    default: "12",
    example: "8",
  },
  {
    name: "API_MAX_TOKENS",
    meaning: "Words and signs one GraphQL document may have.",
    default: "2000",
    example: "1000",
  },
  {
    name: "API_MAX_FIELDS",
    meaning: "Fields one GraphQL operation may have, fragments counted as often as they are used.",
    default: "500",
    example: "300",
  },
  {
    name: "API_MAX_ALIASES",
    meaning: "Aliases one GraphQL operation may have, fragments counted as often as they are used.",
    default: "50",
    example: "30",
  },
  {
    name: "API_MAX_ANSWER_MB",
    meaning: "MiB one answer may weigh, before it is packed.",
    default: "8",
    example: "16",
  },
  {
    name: "API_MAX_UNSENT_MB",
    meaning:
      "MiB of answers that may wait in memory for clients that do not read them. Beyond, the connections that have waited longest are closed.",
    default: "64",
    example: "128",
  },
  {
    name: "API_BUDGET_PER_MINUTE",
    meaning:
      "Points one client may spend in a minute, all of them at once if it likes; 0 sets no limit. A client is an IP address (of IPv6 its first 64 bits), or the holder of a key of API_KEYS.",
    default: "200000",
    example: "0",
  },
  {
    name: "API_KEYS",
    meaning:
      "Keys by which clients are known wherever they ask from, in the header `x-api-key`: NAME:KEY or NAME:KEY:BUDGET, separated by commas. The budget is in points a minute, 0 for no limit, by default API_BUDGET_PER_MINUTE. A key that is not listed counts for nothing.",
    default: "none",
    example: "explorer:5d0a6f3c1b2e4f7a9c8d:2000000",
  },
  {
    name: "API_TRUST_PROXY",
    meaning:
      "`on` behind a proxy: a client is then the last address in `X-Forwarded-For`. Without a proxy anybody could write that, so `off` ignores it.",
    default: "off",
    example: "on",
  },
  {
    name: "API_INTROSPECTION",
    meaning: "Whether clients may ask for the GraphQL schema: on or off.",
    default: "on",
    example: "off",
  },
  {
    name: "API_GRAPHIQL",
    meaning: "Whether a browser gets the GraphiQL editor at /graphql: on or off.",
    default: "on",
    example: "off",
  },
  {
    name: "API_TIMEOUT_MS",
    meaning:
      "Milliseconds a GraphQL operation may take, waiting and all its statements together; then its statements are cancelled.",
    default: "10000",
    example: "5000",
  },
  {
    name: "API_EXPORT_TIMEOUT_MS",
    meaning:
      "Milliseconds a file of /export may take; then the transfer is broken off. All that while the database keeps the rows it reads as they were.",
    default: "600000",
    example: "3600000",
  },
  {
    name: "API_WAIT_MS",
    meaning:
      "Milliseconds a statement, or a heavy operation, may wait for a place; then its client is asked to try again.",
    default: "3000",
    example: "1000",
  },
  {
    name: "API_CONNECTIONS",
    meaning:
      "Connections to the database for what the API answers quickly. Two more are for /ready, /status and the like.",
    default: "8",
    example: "16",
  },
  {
    name: "API_HEAVY_CONNECTIONS",
    meaning:
      "Connections to the database for heavy operations, and how many of those are answered at a time.",
    default: "2",
    example: "4",
  },
  {
    name: "API_HEAVY_WORK_MEM_MB",
    meaning: "MiB PostgreSQL may use for one sort or hash of a heavy operation (`work_mem`).",
    default: "128",
    example: "256",
  },
  {
    name: "API_CLIENT_STATEMENTS",
    meaning: "Operations one client may have in the database at a time; further ones wait.",
    default: "4",
    example: "8",
  },
  {
    name: "API_SUBSCRIPTIONS",
    meaning: "GraphQL subscriptions the server keeps at a time; 0 has none.",
    default: "2000",
    example: "500",
  },
  {
    name: "API_SUBSCRIPTIONS_PER_CLIENT",
    meaning: "GraphQL subscriptions one client may have at a time.",
    default: "50",
    example: "10",
  },
  {
    name: "API_SUBSCRIPTION_QUEUE",
    meaning:
      "Updates that may wait in memory for a subscription whose client does not read them; one more, and it is cut off, with the reason.",
    default: "100",
    example: "20",
  },
  {
    name: "API_DATABASE_URL",
    meaning:
      "PostgreSQL as the API connects to it: a role that may only read, or a replica. Unset, it is DATABASE_URL; the API's sessions are read-only in any case.",
    default: "none",
    example: "postgresql://provernet_api:secret@localhost:5432/provernet",
  },
  {
    name: "API_SQL_DATABASE_URL",
    meaning:
      "PostgreSQL as clients that send SQL (`@ponder/client`, at /sql) are answered: a role that may only read, as `npm run grant-reader` makes one. Unset, no SQL is served.",
    default: "none",
    example: "postgresql://provernet_sql:secret@localhost:5432/provernet",
  },
  {
    name: "API_CACHE_MB",
    meaning:
      "MiB of memory for answers that were given since the last block: the same question gets the same answer without asking the database, and costs its client no points. 0 keeps none.",
    default: "64",
    example: "256",
  },
  {
    name: "API_READY_MAX_AGE",
    meaning:
      "Seconds the last indexed block may be old while /ready says yes; 0: any age. Base has a block every 2 s. For a recording, another network or with END_BLOCK the default is 0.",
    default: "60",
    example: "30",
  },
  {
    name: "API_DRAIN_SECONDS",
    meaning:
      "Seconds an API that was asked to stop keeps answering while /ready says 503, so that a balancer in front stops sending it questions first: more than the balancer takes to notice. 0: it ends as soon as what is under way is answered.",
    default: "0",
    example: "5",
  },
  {
    name: "API_METRICS_TOKEN",
    meaning:
      "A secret without which /metrics and /status are refused: who asks sends `Authorization: Bearer SECRET`. Unset, anybody may read them.",
    default: "none",
    example: "b7f0c2d94e6a4f118a3d",
  },
  {
    name: "API_HEAP_MB",
    meaning:
      "MiB of memory the objects of the API's process may take. When they take more, it ends and is restarted; the indexer is not affected.",
    default: "1024",
    example: "2048",
  },
] as const;
