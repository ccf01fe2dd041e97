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
    name: "API_MAX_ALIASES",
    meaning: "Aliases one GraphQL operation may have, fragments counted as often as they are used.",
    default: "50",
    example: "30",
  },
  {
    name: "API_BUDGET_PER_MINUTE",
    meaning:
      "Points one client may spend in a minute, all of them at once if it likes; 0 sets no limit. A client is an IP address.",
    default: "200000",
    example: "0",
  },
  {
    name: "API_TRUST_PROXY",
    meaning:
      "`on` behind a proxy: a client is then the `x-api-key` header, or else the last address in `X-Forwarded-For`. Without a proxy anybody could write these, so `off` ignores them.",
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
    name: "API_STATEMENT_TIMEOUT_MS",
    meaning: "Milliseconds after which PostgreSQL gives up a statement of the API.",
    default: "10000",
    example: "5000",
  },
  {
    name: "API_CACHE_MB",
    meaning:
      "MiB of memory for answers that were given since the last block: the same question gets the same answer without asking the database, and costs its client no points. 0 keeps none.",
    default: "64",
    example: "256",
  },
] as const;
