import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Opened, openRecording } from "../api/support.ts";
import { createRandom, createWitness, mutationsOf, tables } from "./rows.ts";

/** All of them take minutes: `npm run mutate` asks for that. */
const isWhole = process.env.ROW_MUTATIONS === "all";
const recordings = isWhole ? (["month", "quirks"] as const) : (["quirks"] as const);
/** Of the mutations, how many there are for one that is tried. */
const EVERY = isWhole ? 1 : 9;

const TOLD_ONCE = "Said by the event alone: nothing else on chain or in the index tells it again.";
const NO_ROW =
  "Of an event that has no row of its own (profiles, epochs, owners, pauses), nothing but the feed tells.";

/** What may change unnoticed, and why: columns, and tables for the deletion of a row. */
const unnoticed: Record<string, string> = {
  "network.chainId": "`npm run verify` compares it with the node's before it asks anything.",
  "network.token": "`npm run verify` compares it with the settings before it asks anything.",
  "network.allTransfers": "A setting: it says which balances can be held against the chain at all.",
  "contract.pausedChangedAt":
    "Null says that it never was; which contract paused, the feed does not keep.",
  contract: "A contract without a row is one whose deployment was not seen.",
  parameterChange:
    "EpochRewards may come after the first block: then its first values are not there.",
  activity: NO_ROW,
  "activity.id": NO_ROW,
  "activity.kind": NO_ROW,
  "activity.transaction": NO_ROW,
  "activity.prover": NO_ROW,
  "activity.account": NO_ROW,
  "activity.amount": NO_ROW,
  "activity.requestId": NO_ROW,
  "activity.sender": TOLD_ONCE,
  "eventBlock.hash": TOLD_ONCE,
  "request.nonce": "Only keccak256 ties it to the request's id, which PostgreSQL does not know.",
  "request.imgUrl": TOLD_ONCE,
  "request.inputUrl": TOLD_ONCE,
  "request.inputHash":
    "PostgreSQL has no keccak256. What is kept of the input has this hash: test/hostile.",
  "proof.words": `${TOLD_ONCE} Anyone can verify it again.`,
  "submitter.actions": "Which submitter's call went straight to the market, no row keeps.",
  "submitter.lastActionAt": "Which submitter's call went straight to the market, no row keeps.",
  "unstake.costBasis":
    "Of a completed unstake: cost and gain are wrong by the same, and the average is floored at every step.",
  rewardEpochConfig: "An entry removed from the schedule is not answered by the contract any more.",
  "rewardEpochConfig.number":
    "An entry removed from the schedule is not answered by the contract any more.",
  "rewardEpochConfig.fromEpoch":
    "An entry removed from the schedule is not answered by the contract any more.",
  "rewardEpochConfig.fromTime":
    "An entry removed from the schedule is not answered by the contract any more.",
  "rewardEpochConfig.epochLength":
    "An entry removed from the schedule is not answered by the contract any more.",
  "rewardEpochConfig.maxEpochReward":
    "An entry removed from the schedule is not answered by the contract any more.",
};

test("the list names tables and columns there are, each for a reason", () => {
  const columns = tables.flatMap(([name, table]) => [
    name,
    ...Object.keys(table).map((column) => `${name}.${column}`),
  ]);
  expect(Object.keys(unnoticed).filter((what) => !columns.includes(what))).toEqual([]);
  for (const reason of Object.values(unnoticed)) expect(reason).toMatch(/^[A-Z`].+\.$/);
});

describe.each(recordings)("in %s, a row changed or deleted", (name) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openRecording(name);
  });
  afterAll(() => opened.close());

  test(
    "is noticed by an invariant or by a view of the contracts, or listed with the reason",
    async () => {
      const all = mutationsOf(opened, createRandom(2));
      const tried = all.filter((_, index) => index % EVERY === 0);
      const witness = await createWitness(opened, name);
      const missed: string[] = [];
      let byViews = 0;
      for (const mutation of tried) {
        const witnesses = await witness(mutation);
        if (witnesses.length === 0) missed.push(mutation.what);
        if (witnesses[0] === "views") byViews++;
      }
      process.stdout.write(
        `${name}: ${tried.length - missed.length} of ${tried.length} changed rows were noticed, ${byViews} by views alone; not noticed, and listed: ${missed.join(", ")}\n`,
      );
      expect(missed.filter((what) => !(what in unnoticed))).toEqual([]);
      expect(missed.length).toBeLessThan(tried.length / 20);
    },
    isWhole ? 1_800_000 : 120_000,
  );

  test("among them what was once overlooked", async () => {
    const witness = await createWitness(opened, name);
    const all = mutationsOf(opened, createRandom(1));
    const once = ["bid.fee", "request.provingSeconds", "stake.costBasis", "requester.bids"];
    for (const mutation of all.filter(({ what }) => once.includes(what)))
      expect([mutation.what, (await witness(mutation)).length > 0]).toEqual([mutation.what, true]);
    const proven = (
      opened.rows(tables.find(([of]) => of === "request")![1] as never) as never as {
        status: string;
      }[]
    ).find(({ status }) => status === "FULFILLED")!;
    const deletion = all.find(({ what }) => what === "request")!;
    expect(await witness({ ...deletion, row: proven })).not.toEqual([]);
  });
});
