/** What programs that act ask: phases as they were, a submitter's view, what ends next, parameters. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { phaseEnd } from "../../../src/api/rules/phases.ts";
import { openRequests, troubledRequests } from "../../../src/api/topics/open-requests.ts";
import { parameterMeaning } from "../../../src/api/topics/parameter-meaning.ts";
import { parametersNow } from "../../../src/api/topics/parameters.ts";
import { submitterView } from "../../../src/api/topics/submitters.ts";
import { spansOf } from "../../../src/api/topics/timeline.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "../server.ts";

describe.each(["month", "quirks"] as const)("on %s", (name) => {
  let recorded: Recorded;
  let api: ReturnType<typeof serve>;
  let network: typeof tables.network.$inferSelect;
  beforeAll(async () => {
    recorded = await recordedDatabase(name);
    api = serve(recorded);
    network = recorded.rows(tables.network)[0]!;
  });
  afterAll(() => recorded.close());

  test("every bid, reveal and proof lies in a span of its kind, and proving is timed from the last reveal span", async () => {
    const changes = recorded
      .rows(tables.parameterChange)
      .filter((row) => /^(bidding|reveal)PhaseDuration$/.test(row.name))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const kinds: Record<string, string> = {
      BID: "BIDDING",
      REVEALED: "REVEALING",
      FULFILLED: "PROVING",
    };
    const events = Map.groupBy(recorded.rows(tables.activity), (row) => row.requestId);
    let moved = 0;
    for (const row of recorded.rows(tables.request)) {
      const spans = spansOf(row, changes);
      const wasMoved = changes.some(
        ({ timestamp }) =>
          timestamp > row.createdAt &&
          timestamp <= (row.fulfilledAt ?? row.refundedAt ?? recorded.head),
      );
      if (wasMoved) moved++;
      for (const [index, span] of spans.entries()) {
        expect(span.from).toBeLessThanOrEqual(span.to);
        if (index > 0) expect(span.from).toBeGreaterThan(spans[index - 1]!.to);
      }
      for (const { kind, timestamp } of events.get(row.id) ?? []) {
        const phase = kinds[kind];
        if (phase === undefined) continue;
        // A change in the same second as the event may come after it.
        if (changes.some((change) => change.timestamp === timestamp)) continue;
        const isIn = spans.some(
          (span) => span.phase === phase && span.from <= timestamp && timestamp <= span.to,
        );
        expect(isIn, `${kind} of ${row.id} at ${timestamp}: ${JSON.stringify(spans)}`).toBe(true);
      }
      const proving = spans.findLast(({ phase }) => phase === "PROVING");
      if (row.provingSeconds !== null && !wasMoved)
        expect(row.fulfilledAt! - proving!.from + 1).toBe(row.provingSeconds);
    }
    expect(moved > 0).toBe(name === "quirks");
    const { requestTimeline } = await api.data(
      `{ requestTimeline(requestId: "${recorded.rows(tables.request)[0]!.id}") { phases { phase from to } } }`,
    );
    expect(requestTimeline.phases[0].phase).toBe("BIDDING");
  });

  test("a submitter acts for its prover, a prover for itself, and nobody for nobody", async () => {
    const submitters = recorded.rows(tables.submitter);
    expect(submitters.length).toBeGreaterThan(0);
    const provers = new Map(recorded.rows(tables.prover).map((row) => [row.address, row]));
    for (const row of submitters) {
      const view = await submitterView(recorded.db, row.address);
      expect(view.actsFor).toBe(row.prover ?? row.address);
      expect(view.isRegistered).toBe(row.prover !== null);
      expect(view.prover).toEqual(provers.get(view.actsFor) ?? null);
      expect(view.awaitsRegistration).toBe(row.consent !== null && row.consent !== row.prover);
    }
    // Every bid since a registration came from whom the view says acts for the prover.
    for (const [address, row] of [...provers].slice(0, 10)) {
      if (submitters.some((other) => other.address === address && other.prover !== null)) continue;
      const { biddableRequests, submitterView: view } = await api.data(
        `{ biddableRequests(prover: "${address}") { headroom obstacle } submitterView(submitter: "${address}") { headroom biddingObstacle mayProveForFee duties(minutes: 44640) { items { kind closesAt } } } proverDuties(prover: "${address}", minutes: 44640) { items { kind closesAt } } }`,
      );
      const { proverDuties } = await api.data(
        `{ proverDuties(prover: "${address}", minutes: 44640) { items { kind closesAt } } }`,
      );
      expect(view.headroom).toBe(biddableRequests.headroom);
      expect(view.biddingObstacle).toBe(biddableRequests.obstacle);
      expect(view.duties).toEqual(proverDuties);
      expect(view.mayProveForFee).toBe(
        row.state === "ACTIVE" &&
          !recorded.rows(tables.contract).some((of) => of.name === "STAKING" && of.paused),
      );
    }
    const nobody = await submitterView(recorded.db, "0x00000000000000000000000000000000000000aa");
    expect(nobody).toMatchObject({
      submitter: null,
      prover: null,
      biddingObstacle: "UNKNOWN_PROVER",
      mayProveForFee: false,
    });
  });

  test("open requests by what ends next are in the order of their ends, page by page", async () => {
    const pending = recorded.rows(tables.request).filter(({ status }) => status === "PENDING");
    const created = pending.map(({ createdAt }) => createdAt);
    for (const at of [
      recorded.head,
      Math.min(...created) + 10,
      Math.max(...created) + 10,
      Math.max(...created) + 400,
    ]) {
      const expected = pending
        .map((row) => ({ id: row.id, end: phaseEnd(row, network, at), createdId: row.createdId }))
        .sort((a, b) => {
          if (a.end !== b.end) return a.end === null ? 1 : b.end === null || a.end < b.end ? -1 : 1;
          return a.createdId < b.createdId ? -1 : 1;
        });
      const found: string[] = [];
      let after: Parameters<typeof openRequests>[1]["after"] = null;
      do {
        const { rows, placeOf }: Awaited<ReturnType<typeof openRequests>> = await openRequests(
          recorded.db,
          { orderBy: "ENDS_NEXT", at, first: 3, after },
        );
        found.push(...rows.slice(0, 3).map((row) => row.request.id));
        after = rows.length > 3 ? placeOf(rows[2]!) : null;
      } while (after !== null);
      expect(found).toEqual(expected.map(({ id }) => id));
    }
  });

  test("open requests in trouble are those that say so, in sum and page by page", async () => {
    const won = recorded
      .rows(tables.request)
      .filter(({ status, winner }) => status === "PENDING" && winner !== null);
    let troubled = 0;
    for (const at of won.flatMap(({ createdAt, deadline }) => [createdAt, Number(deadline) - 1]))
      for (const orderBy of ["CREATED", "ENDS_NEXT"] as const) {
        const given = { orderBy, at } as const;
        const { rows } = await openRequests(recorded.db, { ...given, first: 1000, after: null });
        const troubles = [...new Set(rows.flatMap(({ trouble }) => trouble))].slice(0, 1);
        const expected = rows.filter(({ trouble }) =>
          troubles.some((one) => trouble.includes(one)),
        );
        troubled += expected.length;
        const found: string[] = [];
        let after: Parameters<typeof openRequests>[1]["after"] = null;
        do {
          const page: Awaited<ReturnType<typeof openRequests>> = await troubledRequests(
            recorded.db,
            {
              ...{ ...given, troubles, first: 1, after },
            },
          );
          expect(page.totalCount).toBe(expected.length);
          expect(page.escrow).toBe(expected.reduce((sum, row) => sum + row.request.maxFee, 0n));
          found.push(...page.rows.slice(0, 1).map((row) => row.request.id));
          after = page.rows.length > 1 ? page.placeOf(page.rows[0]!) : null;
        } while (after !== null);
        expect(found).toEqual(expected.map((row) => row.request.id));
      }
    expect(troubled).toBeGreaterThan(0);
  });

  test("every parameter has a unit and a meaning, and is what the network's row says", async () => {
    const now = await parametersNow(recorded.db);
    expect(now.length).toBeGreaterThan(10);
    for (const { name, newValue } of now) {
      expect([name, parameterMeaning(name)]).toEqual([
        name,
        { unit: expect.any(String), meaning: expect.stringMatching(/^[A-Z]/) },
      ]);
      if (name in network) expect(newValue).toBe(String(network[name as "slashBps"]));
    }
    expect(parameterMeaning("slashWindow")!.unit).toBe("SECONDS");
    expect(parameterMeaning("minSelfStake")!.unit).toBe("WEI");
    expect(parameterMeaning("overcommitBps")!.unit).toBe("BPS");
    expect(parameterMeaning("requireAuthorization")!.unit).toBe("FLAG");
  });

  test("a row that names a prover by its address gives its name", async () => {
    const names = new Map(recorded.rows(tables.prover).map((row) => [row.address, row.name]));
    const data: Shape = await api.data(`{
      misses { items { prover proverAccount { name } runnerUp runnerUpAccount { address name } } }
      missSummary { byProver { key proverAccount { name } } byProgram { key proverAccount { name } } }
      marketConcentration { fairness { prover proverAccount { name } } }
      rewardAllocations { items { prover proverAccount { name } } }
    }`);
    for (const row of [
      ...data.misses.items,
      ...data.marketConcentration.fairness,
      ...data.rewardAllocations.items,
    ])
      expect(row.proverAccount.name).toBe(names.get(row.prover));
    for (const { key, proverAccount } of data.missSummary.byProver)
      expect(proverAccount.name).toBe(names.get(key));
    for (const { proverAccount } of data.missSummary.byProgram) expect(proverAccount).toBeNull();
    for (const { runnerUp, runnerUpAccount } of data.misses.items)
      expect(runnerUpAccount?.address ?? null).toBe(runnerUp);
  });
});
