import { test } from "vitest";
import * as t from "../../../ponder.schema.ts";
import { openRecording } from "../support.ts";
import { serve } from "../server.ts";
import { refundableRequests } from "../../../src/api/questions/refunds.ts";
import { proverDuties } from "../../../src/api/questions/duties.ts";
import { biddableRequests, eligibleProvers } from "../../../src/api/questions/bidding.ts";
import { openRequests } from "../../../src/api/questions/open-requests.ts";
import { capacitySeries, proverCapacity } from "../../../src/api/questions/capacity.ts";
import { slashableMisses, slashes } from "../../../src/api/questions/slashes.ts";
import { requestTimeline } from "../../../src/api/questions/timeline.ts";
import { stakerPortfolio } from "../../../src/api/questions/portfolio.ts";
import { unstakes, unbondingCalendar } from "../../../src/api/questions/unstakes.ts";
import { proverCommission, commissionRaises, commissionChanges } from "../../../src/api/questions/commission.ts";
test("x", async () => {
  const o = await openRecording("month");
  const { db, head: at, rows } = o;
  const pend = rows(t.request).filter(r => r.status === "PENDING");
  const show = (name: string, x: any) => console.log(name, JSON.stringify(x, (k, v) => typeof v === "bigint" ? `${v}` : k === "words" ? "…" : v).slice(0, 1200));
  const page = { first: 3, after: null };
  const P = "0xbcd4042de499d14e55001ccbb24a551f3b954096" as const;
  const run = async (name: string, f: () => Promise<any>) => { const s = performance.now(); try { const r = await f(); show(`${name} ${Math.round(performance.now() - s)}ms`, r); } catch (e: any) { console.log(name, "FAILED", e.message, e.cause?.message); } };
  await run("refunds", () => refundableRequests(db, { requester: null, at, ...page }));
  for (const r of pend.slice(-3)) {
    await run("duties", () => proverDuties(db, { prover: (r.winner ?? P), at: r.createdAt + 400, within: 3600, ...page }));
    await run("eligible", () => eligibleProvers(db, { id: r.id, ...page }));
    await run("biddable", () => biddableRequests(db, { prover: P, at: r.createdAt + 100, ...page, programs: [r.vk], provenOnly: false, minMaxFee: 1n, minBiddingSeconds: 10, minProvingSeconds: 10 }));
    await run("open", () => openRequests(db, { requester: r.requester, at, ...page }));
    await run("timeline", () => requestTimeline(db, r.id));
  }
  await run("proven only", () => biddableRequests(db, { prover: P, at: 1760050000, ...page, programs: null, provenOnly: true, minMaxFee: null, minBiddingSeconds: null, minProvingSeconds: null }));
  await run("capacity", () => proverCapacity(db, { prover: P, minStake: 10n ** 21n }));
  await run("series", () => capacitySeries(db, { prover: P, from: at - 86400 * 7, to: at, step: 86400 }));
  await run("slashes", () => slashes(db, { prover: null, requester: null, from: null, to: null, ...page }));
  await run("slashable", () => slashableMisses(db, { prover: null, requester: null, at, ...page }));
  await run("portfolio", () => stakerPortfolio(db, { staker: "0x7ebb637fd68c523613be51aad27c35c4db199b9c", at }));
  await run("unstakes", () => unstakes(db, { staker: null, prover: null, state: "READY", at, ...page }));
  await run("calendar", () => unbondingCalendar(db, { prover: null, at, days: 5 }));
  for (const p of rows(t.prover)) { await run("commission", () => proverCommission(db, p.address)); await run("raises", () => commissionRaises(db, { prover: p.address, window: 86400, limit: 10 })); }
  await run("changes", () => commissionChanges(db, { prover: P, ...page }));
  const api = serve({ db, head: at });
  console.log(JSON.stringify(await api.ask(`{ refundableRequests(first: 2) { totalCount totalAmount items { reason since request { id status clock { phase endsAt nextPhase } winnerProver { name } } } pageInfo { endCursor hasNextPage } } }`)), api.logged);
  await o.close();
}, 100000);
