import { test } from "vitest";
import { recordedDatabase, serve } from "./support.ts";
test("try", async () => {
  const r = await recordedDatabase("month");
  const s = serve(r);
  const go = async (q: string) => { r.statements.length = 0; const t = performance.now(); const a = await s.ask(q); console.log(q, JSON.stringify(a).slice(0, 700), r.statements.length, performance.now() - t, s.logged.splice(0)); };
  await go("{meta{block timestamp lagSeconds ready allTransfers versions{ponder indexer node}} _meta{status}}");
  await go("{requests(limit:3){totalCount pageInfo{endCursor hasNextPage} items{id bids(limit:2){totalCount items{prover proverAccount{name}}}}}}");
  await go("{listRequests(first:2){items{id createdAt} pageInfo{endCursor hasNextPage}}}");
  await go('{listActivity(kinds:[PAUSED,BID],first:2){totalCount items{id kind timestamp} pageInfo{endCursor hasNextPage}}}');
  const from = r.head.timestamp - 86400;
  await go(`{listActivity(from:${from}, order:OLDEST,first:2){totalCount items{id kind timestamp} pageInfo{endCursor hasNextPage}}}`);
  await go(`{requests(where:{OR:[{status:PENDING,winner:null},{status:REFUNDED}]}){totalCount}}`);
  await go(`{requests(limit:-1){totalCount}}`);
  await go(`{requests(limit:"a"){totalCount}}`);
  console.log(r.statements);
});
