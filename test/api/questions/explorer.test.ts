import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { eventCounts } from "../../../src/api/topics/event-counts.ts";
import { type Activity, type FeedSubjects, feed } from "../../../src/api/topics/feed.ts";
import { invariantNames } from "../../../src/api/topics/invariants.ts";
import { movedRequests, parameterHistory } from "../../../src/api/topics/parameters.ts";
import { search } from "../../../src/api/topics/search.ts";
import { examplesOf } from "../examples.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "../server.ts";

const examples = examplesOf("18", "22", "27", "28", "29");

const nothing: FeedSubjects = {
  account: null,
  prover: null,
  requester: null,
  requestId: null,
  vk: null,
  transaction: null,
  block: null,
};
const all = {
  kinds: null,
  until: null,
  from: null,
  to: null,
  newestFirst: true,
  first: 1000,
  after: null,
};
const PHASES = ["biddingPhaseDuration", "revealPhaseDuration"];

describe.each(["month", "quirks"] as const)("in %s", (name) => {
  let recorded: Recorded;
  let activities: Activity[];
  beforeAll(async () => {
    recorded = await recordedDatabase(name);
    activities = recorded.rows(tables.activity).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  });
  afterAll(() => recorded.close());

  /** The feed by plain loops over the rows. */
  function expected(given: Partial<FeedSubjects>): bigint[] {
    const requests = new Map(recorded.rows(tables.request).map((row) => [row.id, row]));
    const gifts = new Map(recorded.rows(tables.shareTransfer).map((row) => [row.id, row.from]));
    return activities
      .filter((row) => {
        const request = row.requestId === null ? undefined : requests.get(row.requestId);
        const roles = [row.account, row.prover, gifts.get(row.id), request?.requester];
        return (
          (given.account == null || roles.includes(given.account)) &&
          (given.prover == null || row.prover === given.prover) &&
          (given.requester == null || request?.requester === given.requester) &&
          (given.requestId == null || row.requestId === given.requestId) &&
          (given.vk == null || request?.vk === given.vk)
        );
      })
      .map(({ id }) => id);
  }

  async function whole(given: Partial<FeedSubjects>, newestFirst: boolean): Promise<bigint[]> {
    const ids: bigint[] = [];
    for (let after: bigint | null = null; ; after = ids.at(-1)!) {
      const rows = await feed(recorded.db, { ...nothing, ...all, ...given, newestFirst, after });
      ids.push(...rows.slice(0, 1000).map(({ id }) => id));
      if (rows.length <= 1000) return ids;
    }
  }

  test("the feed of a subject is every event that concerns it, once, page by page", async () => {
    const [request] = recorded.rows(tables.request);
    const [gift] = recorded.rows(tables.shareTransfer);
    const [contract] = recorded.rows(tables.contract);
    const prover = recorded.rows(tables.prover)[0]!.address;
    const subjects: Partial<FeedSubjects>[] = [
      { account: prover },
      { account: gift!.from },
      { account: request!.requester },
      { account: contract!.owner },
      { prover },
      { requester: request!.requester },
      { requestId: request!.id },
      { vk: request!.vk },
      { prover, vk: request!.vk },
      { account: gift!.from, requester: request!.requester },
    ];
    for (const subject of subjects) {
      const ids = expected(subject);
      expect(await whole(subject, true)).toEqual(ids);
      expect(await whole(subject, false)).toEqual(ids.toReversed());
    }
    expect(expected({ account: gift!.from })).toContain(gift!.id);
  });

  test("the feed is narrowed by kinds and to the second, and its rows are the index's", async () => {
    const { requester } = recorded.rows(tables.request)[0]!;
    const times = activities.map(({ timestamp }) => timestamp);
    const [to, from] = [times[300]!, times[2000]!];
    const rows = await feed(recorded.db, {
      ...nothing,
      ...all,
      account: requester,
      kinds: ["REQUESTED", "REFUNDED"],
      from,
      to,
    });
    const mine = new Set(expected({ account: requester }));
    const is = ({ id, kind, timestamp }: Activity) =>
      mine.has(id) &&
      ["REQUESTED", "REFUNDED"].includes(kind) &&
      timestamp >= from &&
      timestamp < to;
    expect(rows).toEqual(activities.filter(is));
  });

  test("events are counted by kind in the bucket they lie in", async () => {
    const [last, first] = [activities[0]!.timestamp, activities.at(-1)!.timestamp];
    const start = Math.floor(first / 86_400) * 86_400;
    // One more bucket than there are events in, and uneven ones.
    const edges = [start, first + 1, start + 86_400 * 2, start + 86_400 * 9, last + 1, last + 500];
    const buckets = edges
      .slice(1)
      .map((end, index) => ({ start: edges[index]!, end, number: null }));
    const counted = await eventCounts(recorded.db, { buckets, at: last });
    expect(counted.map(({ start, end, total }) => ({ start, end, total }))).toEqual(
      buckets.map(({ start, end }) => ({
        ...{ start, end },
        total: activities.filter((row) => row.timestamp >= start && row.timestamp < end).length,
      })),
    );
    for (const { start, end, kinds, complete } of counted) {
      expect(complete).toBe(end <= last);
      const within = activities.filter((row) => row.timestamp >= start && row.timestamp < end);
      const loops = [...Map.groupBy(within, ({ kind }) => kind)]
        .map(([kind, rows]) => ({ kind, count: rows.length }))
        .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
      expect(kinds).toEqual(loops);
    }
    expect(counted.reduce((sum, { total }) => sum + total, 0)).toBe(activities.length);
  });

  test("the feed of a transaction and of a block is their events, and the search finds both", async () => {
    const [{ transaction, block }] = activities as [Activity];
    for (const given of [{ transaction }, { block }, { block: 1 }] as const)
      expect(await whole(given, true)).toEqual(
        activities
          .filter((row) => Object.entries(given).every(([key, is]) => row[key as "block"] === is))
          .map(({ id }) => id),
      );
    const found = async (text: string) =>
      (await search(recorded.db, { text, first: 100 })).map(({ kind, id }) => `${kind} ${id}`);
    expect(await found(transaction)).toEqual([`TRANSACTION ${transaction}`]);
    expect(await found(transaction.slice(0, 60))).toEqual([]);
    expect(await found(String(block))).toContain(`BLOCK ${block}`);
    expect(await found(String(block + 1))).not.toContain(`BLOCK ${block + 1}`);
  });

  test("a parameter's change found the requests that were open, and moved their phases", async () => {
    const { db } = recorded;
    const ask = { name: null, contract: null, from: null, to: null, newestFirst: false };
    const moves = await parameterHistory(db, { ...ask, first: 1000, after: null });
    const changes = recorded
      .rows(tables.parameterChange)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(moves.map(({ change }) => change)).toEqual(changes);
    const closing = new Map(
      activities
        .filter(({ kind }) => kind === "FULFILLED" || kind === "REFUNDED")
        .map(({ requestId, id }) => [requestId, id]),
    );
    const lengths: Record<string, number> = {};
    let moved = 0;
    for (const { change, openRequests } of moves) {
      const { id, oldValue, newValue } = change;
      const open = recorded
        .rows(tables.request)
        .filter((row) => row.createdId < id && (closing.get(row.id) ?? id) >= id)
        .toSorted((a, b) => (a.createdId < b.createdId ? 1 : -1));
      expect(`${id} ${openRequests}`).toBe(`${id} ${open.length}`);
      const rows = await movedRequests(db, { change, first: 1000, after: null });
      const isPhase = PHASES.includes(change.name);
      if (!isPhase || oldValue === null) expect(rows).toBeNull();
      else {
        const ends = (value: string) => {
          const now = { ...lengths, [change.name]: Number(value) };
          return [now[PHASES[0]!]!, now[PHASES[0]!]! + now[PHASES[1]!]!];
        };
        const [before, since] = [ends(oldValue), ends(newValue)];
        const latest = (time: number) => Math.min(time, 2 ** 31 - 1);
        expect(rows).toEqual(
          open.map((request) => ({
            request,
            oldBiddingEnd: latest(request.createdAt + before[0]!),
            newBiddingEnd: latest(request.createdAt + since[0]!),
            oldRevealEnd: latest(request.createdAt + before[1]!),
            newRevealEnd: latest(request.createdAt + since[1]!),
          })),
        );
        moved += open.length;
      }
      if (isPhase) lengths[change.name] = Number(newValue);
    }
    if (name === "quirks") expect(moved).toBeGreaterThan(0);
    const one = await parameterHistory(db, {
      ...ask,
      name: "protocolFeeBps",
      contract: "MARKET",
      first: 1,
      after: null,
    });
    expect(one[0]!.change).toEqual(changes.find((row) => row.name === "protocolFeeBps"));
  });

  test("the search finds an address in its roles, ids by their beginning and provers by name", async () => {
    const { db } = recorded;
    const kinds = async (text: string) =>
      (await search(db, { text, first: 100 })).map(({ kind, id }) => `${kind} ${id}`);
    for (const { address, ...is } of recorded.rows(tables.account)) {
      const roles = [
        ...(is.isProver ? ["PROVER"] : []),
        ...(is.isRequester ? ["REQUESTER"] : []),
        ...(is.isStaker ? ["STAKER"] : []),
        ...(is.isSubmitter ? ["SUBMITTER"] : []),
      ];
      const found = await kinds(address.toUpperCase().replace("0X", "0x"));
      expect(found.filter((hit) => !/^(VAULT|CONTRACT)/.test(hit))).toEqual(
        roles.map((role) => `${role} ${address}`),
      );
    }
    const { id } = recorded.rows(tables.request)[0]!;
    const { vk } = recorded.rows(tables.program)[0]!;
    const { vault } = recorded.rows(tables.prover)[0]!;
    const [network] = recorded.rows(tables.network);
    for (const digits of [8, 20, 66])
      expect(await kinds(id.slice(0, digits))).toContain(`REQUEST ${id}`);
    expect(await kinds(id.slice(2, 12))).toContain(`REQUEST ${id}`);
    expect(await kinds(vk.slice(0, 12))).toContain(`PROGRAM ${vk}`);
    expect(await kinds(vault)).toContain(`VAULT ${vault}`);
    expect(await kinds(network!.market)).toContain(`CONTRACT ${network!.market}`);
    expect(await kinds(network!.token)).toContain(`CONTRACT ${network!.token}`);
    expect(await kinds(`0x${"00".repeat(19)}07`)).toEqual([]);
    const ids = recorded.rows(tables.request).filter((row) => row.id.startsWith(id.slice(0, 8)));
    expect((await kinds(id.slice(0, 8))).filter((hit) => hit.startsWith("REQUEST"))).toHaveLength(
      ids.length,
    );

    const named = recorded.rows(tables.prover).filter((row) => row.name.length > 3);
    for (const { name: of } of named.slice(0, 5)) {
      const part = of.slice(1).toUpperCase();
      const like = recorded
        .rows(tables.prover)
        .filter((row) => row.name.toLowerCase().includes(part.toLowerCase()));
      expect((await kinds(part)).toSorted()).toEqual(
        like.map(({ address }) => `PROVER ${address}`).toSorted(),
      );
    }
    expect(named.length).toBeGreaterThan(0);
    expect(await search(db, { text: "%", first: 100 })).toEqual([]);
    const somebody = recorded
      .rows(tables.tokenBalance)
      .map(({ address }) => address)
      .find(
        (address) =>
          !recorded.rows(tables.account).some((row) => row.address === address) &&
          !recorded.rows(tables.vault).some((row) => row.address === address) &&
          !recorded.rows(tables.contract).some((row) => row.address === address) &&
          address !== network!.token,
      );
    if (somebody !== undefined) expect(await kinds(somebody)).toEqual([`ACCOUNT ${somebody}`]);
  });
});

describe("the query files", () => {
  let recorded: Recorded;
  let api: ReturnType<typeof serve>;
  beforeAll(async () => {
    recorded = await recordedDatabase("month");
    api = serve(recorded);
  });
  afterAll(() => recorded.close());

  test.each(examples)("$name answers, in few statements", async ({ name, text, variables }) => {
    recorded.statements.length = 0;
    const data = await api.data(text, variables);
    // Nobody has verified here: that is null. Fields come in the order in which they were found.
    const answer = Object.values(data).find((found) => found !== null);
    const list = answer.items ?? answer;
    expect(Array.isArray(list) ? list.length : 1).toBeGreaterThan(0);
    // Each invariant is one statement: it sees one state of the index.
    const most = name.startsWith("28-invariants") ? invariantNames.length : 12;
    expect(recorded.statements.length).toBeLessThanOrEqual(most);
  });

  test("pages of the feed and of provers go on after their cursors", async () => {
    const { address } = recorded.rows(tables.prover)[0]!;
    const text = `query($a: String, $b: String, $limit: Int) {
      feed(account: "${address}", limit: $limit, after: $a) { items { id } pageInfo { endCursor } }
      asOf { provers(limit: $limit, after: $b) { items { address state price } pageInfo { endCursor } } }
    }`;
    const whole = await api.data(text, { limit: 8 });
    const page = await api.data(text, { limit: 3 });
    const rest = await api.data(text, {
      limit: 5,
      a: page.feed.pageInfo.endCursor,
      b: page.asOf.provers.pageInfo.endCursor,
    });
    expect([...page.feed.items, ...rest.feed.items]).toEqual(whole.feed.items);
    expect([...page.asOf.provers.items, ...rest.asOf.provers.items]).toEqual(
      whole.asOf.provers.items,
    );
  });

  test.each([
    [`feed(account: "0x12") { items { id } }`, "account"],
    [`feed(kinds: []) { items { id } }`, "kinds"],
    [`feed(from: 5, to: 5) { items { id } }`, "to"],
    [`feed(limit: 1001) { items { id } }`, "limit"],
    [`feed(after: "?") { items { id } }`, "after"],
    [`parameterHistory(name: "1'") { items { openRequests } }`, "name"],
    [`asOf(at: -1) { block }`, "at"],
    [`asOf(at: 2147483647) { block }`, "at"],
    [`asOf(block: 5576) { block }`, "block"],
    [`asOf(block: -1) { block }`, "block"],
    [`asOf(at: 1, block: 1) { block }`, "block"],
    [`contractStatistics(prover: "x") { reasons }`, "prover"],
    [`search(text: " ") { id }`, "text"],
    [`search(text: "0x12345") { id }`, "text"],
    [`search(text: "0x12345z") { id }`, "text"],
    [`search(text: "0x${"1".repeat(65)}") { id }`, "text"],
    [`search(text: "a\\u0000b") { id }`, "text"],
    [`search(text: "name", limit: 0) { id }`, "limit"],
  ])("a wrong argument is refused by name: %s", async (field, argument) => {
    const { extensions, message } = await api.refused(`{ ${field} }`);
    expect(extensions).toMatchObject({ code: "BAD_USER_INPUT", argument });
    expect(message).toContain("Example:");
  });

  test("in an index of nothing there is nothing", async () => {
    const { db } = recorded;
    const { rows } = await db.execute(
      sql`select tablename from pg_tables where schemaname = 'public'`,
    );
    const names = rows.map((row) => `"${(row as { tablename: string }).tablename}"`);
    await db.execute(sql.raw(`truncate ${names.join(", ")}`));
    for (const { text, variables } of examples) {
      const [answer]: Shape[] = Object.values(await api.data(text, variables));
      const found: Shape[] = answer?.items ?? answer ?? [];
      // Buckets there are: empty ones.
      expect(found.filter(({ total }) => total !== 0)).toEqual([]);
    }
    expect(await search(db, { text: `0x${"0".repeat(40)}`, first: 5 })).toEqual([]);
  });
});
