/** The API in a process of its own, which tells its port, and how much more memory it took between two messages. */
import { openPools } from "../../../src/api/protection/pools.ts";
import { buildSchema } from "../../../src/api/schema.ts";
import { createApi } from "../../../src/api/server.ts";
import { readApiSettings } from "../../../src/api/settings.ts";
import { topics } from "../../../src/api/topics.ts";
import { listen } from "./support.ts";

const settings = { ...readApiSettings({}), budgetPerMinute: 0 };
const pools = openPools({
  source: { connection: { connectionString: process.argv[2]! }, schema: "public" },
  limits: settings,
  onError: () => {},
});
const app = createApi({
  db: pools.db,
  schema: buildSchema(topics),
  progress: async () => ({
    chain: "",
    chainId: 31337,
    head: { block: 1, timestamp: 1_762_640_336 },
    finalized: null,
    ready: true,
  }),
  version: async () => "1",
  settings,
  log: () => {},
});
const { url } = await listen(app);

let before = 0;
let most = 0;
process.on("message", (message) => {
  if (message === "stop") return process.send!(most - before);
  before = process.memoryUsage.rss();
  most = before;
  setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
});
process.send!(Number(new URL(url).port));
