// PostGraphile 5 over the indexer's tables. Ponder declares no foreign keys: those that the questions need are told here.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import utils from "postgraphile/utils";

const { DATABASE_URL, DATABASE_SCHEMA, PORT, POOL } = process.env;
const named = (table) => `${DATABASE_SCHEMA}.${table}`;
const tags = {
  version: 1,
  config: {
    class: {
      [named("bid")]: { tags: { foreignKey: `(request_id) references ${named("request")} (id)` } },
      [named("stake")]: { tags: { foreignKey: `(prover) references ${named("prover")} (address)` } },
    },
  },
};
const makeTags = utils.makeJSONPgSmartTagsPlugin ?? utils.jsonPgSmartTags;

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [makeTags(tags)],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      schemas: [DATABASE_SCHEMA],
      pubsub: false,
      poolConfig: { max: Number(POOL) },
    }),
  ],
  grafserv: { port: Number(PORT), host: "127.0.0.1", graphiql: false, watch: false },
  grafast: { explain: false },
};

const service = postgraphile(preset).createServ(grafserv);
const server = createServer();
await service.addTo(server);
server.listen(Number(PORT), "127.0.0.1");
