import { describe, expect, test } from "vitest";
import type { Row, Rows } from "../../verify/rows.ts";
import {
  commissionRates,
  pendingStakerSets,
  proverPendingSets,
  proverSets,
  senderPendingSets,
  stakerSets,
  submitterSets,
} from "../../verify/sets.ts";
import { alice, bob, carol, dave, wordOf } from "../support/people.ts";

const [one, two, three] = [wordOf("1"), wordOf("2"), wordOf("3")];
const zero = `0x${"0".repeat(40)}` as const;

describe("a prover's pending requests", () => {
  /** The winner of a request from one event until another; null for until now. */
  const spell = (requestId: typeof one, id: bigint, endedId: bigint | null, prover = alice) =>
    ({ requestId, prover, id, endedId }) as Row<"assignment">;

  test("are listed as it took their lead, the last moving into the place of one lost", () => {
    const spells = [spell(one, 1n, 5n), spell(two, 2n, null), spell(three, 3n, null)];
    expect(proverPendingSets(spells).get(alice)).toEqual([three, two]);
  });

  test("stay in place when it takes the lead from itself", () => {
    const spells = [spell(one, 1n, 3n), spell(two, 2n, null), spell(one, 3n, null)];
    expect(proverPendingSets(spells).get(alice)).toEqual([one, two]);
  });

  test("move to the end when another was the winner in between", () => {
    const between = spell(one, 3n, 4n, bob);
    const spells = [spell(one, 1n, 3n), spell(two, 2n, null), between, spell(one, 4n, null)];
    expect(proverPendingSets(spells).get(alice)).toEqual([two, one]);
    expect(proverPendingSets(spells).get(bob)).toEqual([]);
  });
});

describe("a requester's pending requests", () => {
  const asked = (id: typeof one, createdId: bigint, rest: Partial<Row<"request">> = {}) =>
    ({
      ...{ id, requester: carol, createdId, status: "PENDING", settledId: null },
      ...{ assignmentId: null, ...rest },
    }) as Row<"request">;
  const order = (request: Row<"request">[], assignment: Partial<Row<"assignment">>[] = []) =>
    senderPendingSets({ request, assignment } as unknown as Rows).get(carol);

  test("are listed as they were made, the last moving into the place of one settled", () => {
    const settled = asked(one, 1n, { status: "FULFILLED", settledId: 4n });
    expect(order([settled, asked(two, 2n), asked(three, 3n)])).toEqual([three, two]);
  });

  test("leave at the refund, not at the slash after it", () => {
    const slashed = asked(one, 1n, { status: "SLASHED", settledId: 9n, assignmentId: 2n });
    const refunded = asked(two, 3n, { status: "REFUNDED", settledId: 6n });
    const later = [asked(three, 4n), asked(wordOf("4"), 7n)];
    // At 5 the third takes the first's place, so that at 6 the second is the last.
    expect(order([slashed, refunded, ...later], [{ id: 2n, endedId: 5n }])).toEqual([
      three,
      wordOf("4"),
    ]);
  });
});

describe("a prover's stakers", () => {
  const staked = (id: bigint, account: typeof alice, shares: bigint) =>
    ({ id, prover: alice, account, shares, kind: shares < 0n ? "UNSTAKE" : "STAKE" }) as const;
  const given = (id: bigint, from: typeof alice, to: typeof alice, shares: bigint) =>
    ({ id, prover: alice, from, to, shares }) as const;
  const order = (vaultChange: object[], shareTransfer: object[] = []) =>
    stakerSets({ vaultChange, shareTransfer } as unknown as Rows).get(alice);

  test("leave with their last share", () => {
    const changes = [staked(1n, alice, 5n), staked(2n, bob, 5n), staked(3n, carol, 5n)];
    expect(order([...changes, staked(4n, alice, -2n)])).toEqual([alice, bob, carol]);
    expect(order([...changes, staked(4n, alice, -5n)])).toEqual([carol, bob]);
  });

  test("join even by a stake that minted no share", () => {
    expect(order([staked(1n, alice, 5n), staked(2n, bob, 0n)])).toEqual([alice, bob]);
  });

  test("are booked sender first when shares change hands", () => {
    const changes = [staked(1n, alice, 5n), staked(2n, bob, 5n)];
    expect(order(changes, [given(3n, alice, carol, 5n)])).toEqual([bob, carol]);
    expect(order(changes, [given(3n, alice, bob, 5n)])).toEqual([bob]);
  });

  test("are not joined by those who only gave rewards or tokens", () => {
    const reward = { id: 2n, prover: alice, account: bob, shares: 0n, kind: "MARKET_REWARD" };
    expect(order([staked(1n, alice, 5n), reward])).toEqual([alice]);
  });
});

test("stakers with pending unstakes leave when their whole queue is paid", () => {
  const entry = (staker: typeof alice, requestedId: bigint, completedId: bigint | null) =>
    ({ prover: alice, staker, requestedId, completedId }) as Row<"unstake">;
  const queues = [entry(bob, 1n, 7n), entry(carol, 2n, null), entry(dave, 3n, null)];
  expect(pendingStakerSets([...queues, entry(bob, 4n, null)]).get(alice)).toEqual([
    bob,
    carol,
    dave,
  ]);
  expect(pendingStakerSets([...queues, entry(bob, 4n, 7n)]).get(alice)).toEqual([dave, carol]);
});

test("provers are listed until they retire, and among the active while they are active", () => {
  const change = (
    id: bigint,
    prover: typeof alice,
    oldState: Row<"proverStateChange">["oldState"],
    newState: Row<"proverStateChange">["newState"],
  ) => ({ id, prover, oldState, newState }) as Row<"proverStateChange">;
  const sets = proverSets([
    change(1n, alice, null, "ACTIVE"),
    change(2n, bob, null, "ACTIVE"),
    change(3n, carol, null, "ACTIVE"),
    change(4n, alice, "ACTIVE", "JAILED"),
    change(5n, bob, "ACTIVE", "RETIRED"),
    change(6n, alice, "JAILED", "DEACTIVATED"),
    change(7n, alice, "DEACTIVATED", "ACTIVE"),
  ]);
  expect(sets.get("all")).toEqual([alice, carol]);
  expect(sets.get("active")).toEqual([carol, alice]);
});

test("a commission rate of zero is a rate, and a removed one is not", () => {
  const change = (id: bigint, source: typeof alice, newRate: bigint | null) =>
    ({ id, prover: alice, source, newRate }) as Row<"commissionChange">;
  const rates = commissionRates([
    change(1n, zero, 500n),
    change(2n, bob, 0n),
    change(3n, carol, 100n),
    change(4n, dave, 200n),
    change(5n, bob, null),
    change(6n, carol, 300n),
  ]);
  expect([...rates.get(alice)!]).toEqual([
    [zero, 500n],
    [dave, 200n],
    [carol, 300n],
  ]);
});

test("a submitter's consent registers nobody and unregisters nobody", () => {
  const change = (id: bigint, kind: Row<"submitterChange">["kind"], prover: typeof alice | null) =>
    ({ id, kind, submitter: dave, prover }) as Row<"submitterChange">;
  const registered = [change(1n, "CONSENT", alice), change(2n, "REGISTERED", alice)];
  expect(submitterSets(registered.slice(0, 1)).get(alice)).toBeUndefined();
  expect(submitterSets([...registered, change(3n, "CONSENT", null)]).get(alice)).toEqual([dave]);
  expect(submitterSets([...registered, change(3n, "UNREGISTERED", alice)]).get(alice)).toEqual([]);
});
