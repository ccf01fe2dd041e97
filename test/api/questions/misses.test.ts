import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { ratio } from "../../../src/api/rules/ratios.ts";
import { misses, missSummary } from "../../../src/api/topics/misses.ts";
import { createDatabase } from "../../support/database.ts";
import { count, isMissAt, sum } from "../loops.ts";
import { type Shape, serve } from "../server.ts";
import { type Opened, openRecording } from "../support.ts";

type Request = typeof tables.request.$inferSelect;

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let requests: Request[];
  beforeAll(async () => {
    opened = await openRecording(name);
    requests = opened.rows(tables.request);
  });
  afterAll(() => opened.close());

  const all = () => ({ vk: null, from: 0, to: opened.head + 1, at: opened.head });

  test("misses are the contracts' misses: refunded after the deadline, or overdue", async () => {
    const { views } = opened.recording.views().checkpoints.at(-1);
    const scope = { ...all(), prover: null, requester: null };
    const list = await misses(opened.db, scope, { first: 1000, after: null });
    const overdue = Object.values<string[]>(
      views.marketViewer["getProverOverdueRequests(address)"] ?? {},
    ).flat();
    expect(
      list
        .filter(({ status }) => status === "PENDING")
        .map(({ requestId }) => requestId)
        .toSorted(),
    ).toEqual(overdue.map((id) => id.toLowerCase()).toSorted());
    const [network] = opened.rows(tables.network);
    expect(list.length).toBe(network!.missed + overdue.length);
    expect(list.map(({ deadline }) => deadline)).toEqual(
      list.map(({ deadline }) => deadline).toSorted((a, b) => b - a),
    );

    for (const miss of list) {
      const row = requests.find(({ id }) => id === miss.requestId)!;
      const spells = opened.rows(tables.assignment);
      const won = spells.filter((spell) => spell.requestId === row.id).at(-1)!;
      const others = spells.filter(
        (spell) =>
          spell.prover === row.winner &&
          spell.requestId !== row.id &&
          spell.id < won.id &&
          (spell.endedId === null || spell.endedId > won.id),
      );
      const runnerUp = row.second === row.winner ? null : row.second;
      expect(miss).toMatchObject({
        prover: won.prover,
        deadline: Number(row.deadline),
        expectedPrice: row.secondFee ?? row.winnerFee,
        wonAt: won.startedAt,
        secondsLeftWhenWon: Number(row.deadline) - won.startedAt,
        otherAssignments: others.length,
        otherAssignedStake: sum(others, ({ minStake }) => minStake),
        runnerUp,
        runnerUpFee: runnerUp && row.secondFee,
        runnerUpState: runnerUp
          ? opened.rows(tables.prover).find(({ address }) => address === runnerUp)!.state
          : null,
        timesAskedAgain: 0,
        provenAgainId: null,
        extraCost: null,
      });
    }

    const summary = await missSummary(opened.db, scope, 1000);
    const proven = requests.filter(({ status }) => status === "FULFILLED");
    expect(summary).toMatchObject({
      misses: list.length,
      missRate: ratio(list.length, list.length + proven.length),
      withRunnerUp: ratio(
        count(list, ({ runnerUp }) => runnerUp !== null),
        list.length,
      ),
      askedAgain: ratio(0, list.length),
      extraCost: 0n,
      secondsLeftWhenWon: percentilesOf(list.map((miss) => miss.secondsLeftWhenWon)),
    });
    for (const [counts, of] of [
      [summary.byProver, ({ winner }: Request) => winner],
      [summary.byProgram, ({ vk }: Request) => vk],
    ] as const) {
      expect(counts.reduce((total, row) => total + row.misses, 0)).toBe(list.length);
      for (const { key, misses: missed, missRate } of counts) {
        expect(missed).toBe(
          count(requests, (row) => of(row) === key && isMissAt(opened.head)(row)),
        );
        const proofs = count(proven, (row) => of(row) === key);
        expect(missRate).toEqual(ratio(missed, missed + proofs));
      }
    }
  });

  test("the second after the deadline is the first of the miss", async () => {
    const row = requests.filter(isMissAt(opened.head))[0]!;
    const deadline = Number(row.deadline);
    const at = async (span: { from: number; to: number; at: number }) => {
      const scope = { vk: null, prover: null, requester: null, ...span };
      const list = await misses(opened.db, scope, { first: 1000, after: null });
      return list.some(({ requestId }) => requestId === row.id);
    };
    const [late, head] = [deadline + 1, opened.head];
    expect(await at({ from: late, to: late + 1, at: head })).toBe(true);
    expect(await at({ from: deadline, to: late, at: head })).toBe(false);
    expect(await at({ from: late + 1, to: head, at: head })).toBe(false);
    expect(await at({ from: 0, to: head, at: deadline })).toBe(false);
    expect(await at({ from: 0, to: head, at: late })).toBe(true);
  });

  test("misses are paged without a gap or a repetition", async () => {
    const page = async (after: string | null): Promise<Shape> =>
      (
        await serve(opened).data(
          "query ($after: String) { misses(from: 0, limit: 7, after: $after) { items { requestId } pageInfo { hasNextPage endCursor } } }",
          { after },
        )
      ).misses;
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { items, pageInfo }: Shape = await page(after);
      found.push(...items.map(({ requestId }: { requestId: string }) => requestId));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBe(count(requests, isMissAt(opened.head)));
  });
});

test("a missed job that is asked for again, twice, and proven: the first proof counts, with its extra cost and time", async () => {
  const { db, close } = await createDatabase();
  const [vk, digest] = [`0x${"aa".repeat(32)}`, `0x${"bb".repeat(32)}`] as [Hex, Hex];
  const [prover, other] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`] as [Hex, Hex];
  const idOf = (nonce: number) => `0x${String(nonce).padStart(64, "0")}` as Hex;
  const requestOf = (nonce: number, more: Partial<Request>) => ({
    id: idOf(nonce),
    requester: prover,
    nonce: BigInt(nonce),
    vk,
    publicValuesDigest: digest,
    imgUrl: "",
    inputUrl: "",
    inputSize: 0,
    version: 0n,
    maxFee: 100n,
    minStake: 5n,
    deadline: 2000n,
    createdAt: 1000 + nonce,
    createdBlock: nonce,
    createdTransaction: vk,
    createdId: BigInt(nonce) * 1_000_000n,
    ...more,
  });
  const winner = { winner: prover, winnerFee: 10n, second: other, secondFee: 30n };
  const proven = (settledId: bigint, fulfilledAt: number, price: bigint) =>
    ({ ...winner, status: "FULFILLED", settledId, fulfilledAt, price }) as const;
  await db
    .insert(tables.request)
    .values([
      requestOf(0, { ...proven(5n, 1500, 1n), createdAt: 900 }),
      requestOf(1, { ...winner, assignmentId: 1_000_001n }),
      requestOf(2, proven(9_000_001n, 3500, 25n)),
      requestOf(3, proven(9_000_000n, 3400, 37n)),
      requestOf(4, { publicValuesDigest: vk }),
    ]);
  await db.insert(tables.assignment).values({
    id: 1_000_001n,
    requestId: idOf(1),
    prover,
    fee: 10n,
    minStake: 5n,
    startedAt: 1400,
  });
  const scope = { vk: null, prover: null, requester: null, from: 0, to: 4001, at: 4000 };
  const [miss, ...rest] = await misses(db as unknown as Db, scope, { first: 9, after: null });
  expect(rest).toEqual([]);
  expect(miss).toMatchObject({
    requestId: idOf(1),
    secondsLeftWhenWon: 600,
    expectedPrice: 30n,
    runnerUp: other,
    runnerUpState: null,
    timesAskedAgain: 2,
    askedAgainId: idOf(2),
    provenAgainId: idOf(3),
    provenAgainAt: 3400,
    extraCost: 7n,
    extraSeconds: 1400,
  });
  expect(await missSummary(db as unknown as Db, scope, 9)).toMatchObject({
    askedAgain: ratio(1, 1),
    provenLater: ratio(1, 1),
    extraCost: 7n,
    extraSeconds: { count: 1, p50: 1400 },
  });
  await close();
});
